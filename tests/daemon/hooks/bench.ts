import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Emitter } from '../../../src/base/emitter.ts';
import type { LogLine } from '../../../src/api/methods.ts';
import { Hooks } from '../../../src/daemon/hooks/hooks.ts';
import type { HookWord } from '../../../src/daemon/executions/ports.ts';
import type { HooksParts } from '../../../src/daemon/hooks/hooks.ts';
import { loadConfig } from '../../../src/daemon/config.ts';
import type { Config } from '../../../src/daemon/settings.ts';
import { redactor } from '../../../src/policy/redact.ts';
import type { ExecutionRecord, StepRecord } from '../../../src/store/executions.ts';
import type { EscalationRecord } from '../../../src/store/escalations.ts';
import { afterTest, clock, tempFolder } from '../../terminal/harness.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Hooks over a home of their own, with a store that the test thinks up. */
export class HookBench {
  readonly folder = tempFolder();
  readonly home = join(this.folder, 'home');
  readonly project = join(this.folder, 'project');
  readonly log: string[] = [];
  readonly open: EscalationRecord[] = [];
  readonly lines = new Emitter<LogLine>();
  /** Folders of other sessions, and of lists. */
  readonly others = { sessions: [] as string[], executions: [] as string[] };
  readonly hooks: Hooks;
  config: Config;

  constructor(config: Partial<Config> = {}, env: Readonly<Record<string, string>> = {}) {
    for (const folder of [this.home, this.project]) mkdirSync(folder, { mode: 0o700 });
    this.config = { ...loadConfig(join(this.home, 'none.toml')).config, ...config };
    const parts = {
      clock,
      config: () => this.config,
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...env },
      // By its whole address: hooks run in folders of their own.
      self: [process.execPath, '--import', import.meta.resolve('tsx'), join(root, 'src/main.ts')],
      home: { hooksFolder: join(this.home, 'hooks') },
      secrets: { current: () => redactor(new Set(['hunter2-hunter2'])) },
      log: (sentence: string) => this.log.push(sentence),
      store: {
        events: { newest: () => [{ seq: 10 }] },
        escalations: { listOpen: () => this.open },
        sessions: { get: () => ({ path: this.project }), folders: () => this.others.sessions },
        executions: { folders: () => this.others.executions },
      },
    };
    // Of the store only what is looked at here.
    this.hooks = new Hooks(parts as unknown as HooksParts);
    afterTest(() => {
      this.hooks.dispose();
    });
  }

  /** Writes a program, by default into the folder of an event. */
  program(place: string, text: string, mode = 0o700): string {
    const path = place.startsWith('/') ? place : join(this.home, 'hooks', place);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  /** What the hooks say before a task. */
  before(more: Partial<StepRecord> = {}): Promise<HookWord> {
    return this.hooks.lists.before(this.list(), this.step(more), (prompt) => `> ${prompt}`);
  }

  list(): ExecutionRecord {
    return {
      id: '0b5f6c2e-6a3f-4a55-9d1b-111111111111',
      state: 'running',
      path: this.project,
      name: 'exec-0b5f6c2e',
      stopOnFailure: true,
      amend: false,
      tooLong: 'refuse',
      keep: false,
      trust: false,
      asked: '',
      closed: false,
      createdAt: 0,
      sources: [],
      steps: [this.step()],
    };
  }

  step(more: Partial<StepRecord> = {}): StepRecord {
    return {
      n: 1,
      uuid: '2c0a5a0e-93a6-4f6e-8f59-222222222222',
      prompt: 'Count the files.',
      context: 'fresh',
      uses: [],
      state: 'waiting',
      amended: [],
      again: 0,
      class: 'file',
      complexity: 'simple',
      ...more,
    };
  }
}
