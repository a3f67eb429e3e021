import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Execution, ExecutionProof, ExecutionStep, Params } from '../../../src/api/methods.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { Around, ProofPort } from '../../../src/daemon/executions/ports.ts';
import { nothingAround } from '../../../src/daemon/executions/ports.ts';
import { isSecretFile } from '../../../src/daemon/judging.ts';
import { defaultWorld } from '../../../src/daemon/world.ts';
import { proofHandlers } from '../../../src/daemon/proofs/handlers.ts';
import { ProjectFiles } from '../../../src/daemon/proofs/projectFiles.ts';
import { StepProofs } from '../../../src/daemon/proofs/stepProofs.ts';
import type { StepResponse } from '../../../src/daemon/proofs/response.ts';
import { readResponse } from '../../../src/daemon/proofs/response.ts';
import { isOver } from '../../../src/execution/execution.ts';
import { shapeRedactor } from '../../../src/policy/redact.ts';
import type { Answering } from '../executions/modelHosting.ts';
import { Stage } from '../executions/stage.ts';

/** Lists whose tasks have receipts, over made-up sessions. */
export class Proven {
  readonly stage: Stage;
  readonly files: ProjectFiles;
  readonly proofs: StepProofs;
  readonly log: string[] = [];
  readonly folder: string;

  constructor(answering: Answering) {
    this.stage = new Stage(answering);
    const { store, clock } = this.stage;
    this.folder = join(this.stage.folder, 'receipts');
    const log = (sentence: string): unknown => this.log.push(sentence);
    const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: this.stage.folder };
    const parts = { folder: this.folder, store, clock, env, log, secrets: { current: () => shapeRedactor } };
    // The clock of the list runs far ahead while files are looked at.
    this.files = new ProjectFiles({ ...parts, clock: systemClock() });
    this.proofs = new StepProofs({
      ...parts,
      ...{ receipts: { settled: () => Promise.resolve() }, files: this.files },
      isSecret: (path, root) => isSecretFile(path, root, defaultWorld()),
    });
    this.stage.around = this.around();
  }

  get project(): string {
    return this.stage.hosting.cwd;
  }

  around(proofs: ProofPort = this.proofs): Around {
    return { ...nothingAround, files: this.files, proofs };
  }

  async run(order: Pick<Params<'execution.start'>, 'steps' | 'stopOnFailure'>): Promise<Execution> {
    const { id } = await this.stage.begin(order);
    return await this.end(id);
  }

  /** Files are looked at in real time, while the clock of the list is moved by hand. */
  async end(id: string): Promise<Execution> {
    const { stage } = this;
    const deadline = performance.now() + 30_000;
    for (;;) {
      if (stage.killer.dead) stage.restart();
      const record = stage.store.executions.get(id);
      if (record?.closed && isOver(record.state)) return stage.executions.status(id);
      if (performance.now() > deadline) throw new Error(`the list does not end: ${JSON.stringify(record)}`);
      await stage.moments();
      await new Promise((done) => setTimeout(done, 1));
    }
  }

  async verify(params: Params<'execution.verify'> = {}): Promise<ExecutionProof[]> {
    const handlers = proofHandlers({ store: this.stage.store, secrets: { current: () => shapeRedactor } });
    const { proofs } = await handlers['execution.verify'](params, {} as never);
    return proofs;
  }

  /** The faults of the last task that ended. */
  async faults(): Promise<string> {
    const [proof] = await this.verify({ last: 1 });
    expect(proof?.ok).toBe(proof?.faults.length === 0);
    return proof?.faults.join('\n') ?? 'nothing was checked';
  }
}

/** What the response of a task holds. */
export function responseOf(step: ExecutionStep | undefined): StepResponse {
  const response = readResponse(readFileSync(step?.response ?? '', 'utf8'));
  if (!response) throw new Error('no response');
  return response;
}

/** Puts another text in the place of a part of a file. */
export function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`'${path}' has no '${from}'`);
  writeFileSync(path, text.replace(from, to));
}
