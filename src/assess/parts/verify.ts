import { readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionProof, ExecutionStep } from '../../api/methods.ts';
import { parseJson } from '../../base/json.ts';
import type { Bench } from '../bench.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { stepsOf } from './listChecks.ts';

export const verify: Part = {
  name: 'verify',
  shows: 'receipts and responses fit what they tell of; one that was tampered with is caught',
  run: async (bench, tries) => {
    let steps: readonly ExecutionStep[] = [];
    const isGood = await tries.check('pcc verify finds everything good', async () => {
      ({ steps } = await bench.exec(stepsOf(bench.lab.words('verify', 2))));
      const { code, proofs } = await verified(bench, '--last', '2');
      expectSame('What it finds', [code, ...proofs.flatMap(({ faults }) => faults)], [0]);
      return `${proofs.length} tasks`;
    });
    if (!isGood) return;
    const [first, second] = steps;
    await tampered(bench, tries, { what: 'a changed receipt', step: first, file: first?.receipt, change: spoil });
    await tampered(bench, tries, {
      ...{ what: 'a forged response', step: second, file: second?.response },
      change: (text) => text.replace(/The word is [a-z0-9-]+\./, 'The word is another one.'),
    });
    await tampered(bench, tries, { what: 'an emptied receipt', step: second, file: second?.receipt, change: () => '' });
    await tries.check('good again with what was there before', async () => {
      expectSame('The exit code', (await verified(bench, '--last', '2')).code, 0);
    });
  },
};

interface Tampering {
  readonly what: string;
  readonly step: ExecutionStep | undefined;
  readonly file: string | undefined;
  /** Its new text. */
  readonly change: (text: string) => string;
}

/** Changes a file, has it looked at, and puts back what was there. */
async function tampered(bench: Bench, tries: Parameters<Part['run']>[1], tampering: Tampering): Promise<void> {
  const { what, step, file, change } = tampering;
  await tries.check(`${what} is caught`, async () => {
    expectThat(file !== undefined && step !== undefined, 'There is no such file to tamper with.');
    const text = readFileSync(file, 'utf8');
    const changed = change(text);
    expectThat(changed !== text, `'${file}' does not hold what would be changed.`);
    writeFileSync(file, changed);
    try {
      const { code, proofs } = await verified(bench, step.uuid);
      const [fault] = proofs.flatMap(({ faults }) => faults);
      expectThat(code === 1 && fault !== undefined, 'It was not caught.');
      return fault;
    } finally {
      writeFileSync(file, text);
    }
  });
}

function spoil(text: string): string {
  return `${text}\nIt was changed afterwards.\n`;
}

async function verified(
  bench: Bench,
  ...args: string[]
): Promise<{ readonly code: number; readonly proofs: ExecutionProof[] }> {
  const { code, stdout, stderr } = await bench.pcc('verify', ...args, '--json');
  const proofs = parseJson(stdout) as ExecutionProof[] | undefined;
  expectThat(Array.isArray(proofs), `'pcc verify' says: ${stderr.trim()}`);
  return { code, proofs };
}
