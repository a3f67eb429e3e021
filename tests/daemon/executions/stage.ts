import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Execution, Params } from '../../../src/api/methods.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { Executions } from '../../../src/daemon/executions/executions.ts';
import type { Around, Hosting } from '../../../src/daemon/executions/ports.ts';
import { homeOf } from '../../../src/daemon/home.ts';
import { markingWith } from '../../../src/daemon/relaunch/storable.ts';
import { isOver } from '../../../src/execution/execution.ts';
import { shapeRedactor } from '../../../src/policy/redact.ts';
import type { Store } from '../../../src/store/store.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Answering } from './modelHosting.ts';
import { ModelHosting } from './modelHosting.ts';

/** What a killed daemon throws at whatever it still tries. */
export class Killed extends Error {}

/** Kills the daemon before or after the nth thing that it does outside its memory. */
export class Killer {
  #left: number;
  dead = false;

  constructor(left: number) {
    this.#left = left;
  }

  guard<T>(work: () => T): T {
    this.#step();
    const done = work();
    this.#step();
    return done;
  }

  #step(): void {
    if (this.dead || --this.#left < 0) {
      this.dead = true;
      throw new Killed('the daemon was killed');
    }
  }
}

/** Thousands of databases are made here: where the system has one, in memory. */
const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Daemons one after the other over one store and one world. */
export class Stage {
  readonly folder = mkdtempSync(join(memoryFolder, 'pcc-lists-'));
  readonly home = homeOf({ PCC_HOME: join(this.folder, 'home') });
  readonly clock = new ManualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  readonly store: Store = openStore(join(this.folder, 'state.db'), this.clock);
  readonly hosting: ModelHosting;
  readonly log: string[] = [];
  readonly bugs: unknown[] = [];
  around: Around | undefined;
  executions: Executions;
  restarts = 0;
  killer = new Killer(Number.POSITIVE_INFINITY);

  constructor(answering: Answering) {
    this.hosting = new ModelHosting(this.folder, answering);
    this.executions = this.#daemon();
    onTestFinished(() => {
      this.dispose();
    });
  }

  dispose(): void {
    this.executions.dispose();
    this.store.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new daemon, which is killed at the nth point. */
  restart(killAt = Number.POSITIVE_INFINITY): void {
    this.restarts++;
    this.executions.dispose();
    this.killer = new Killer(killAt);
    this.executions = this.#daemon();
    this.executions.start();
  }

  begin(order: Partial<Params<'execution.start'>> & Pick<Params<'execution.start'>, 'steps'>): Promise<Execution> {
    return this.executions.begin({ path: this.hosting.cwd, env: {}, ...order });
  }

  /** Moments pass, for the daemon and for the sessions. */
  async moments(count = 1): Promise<void> {
    for (let n = 0; n < count; n++) {
      this.clock.advance(100);
      await settled();
      this.hosting.tick();
      await settled();
    }
  }

  /** Until the list is over and its session was taken care of, through daemons that are killed. */
  async toTheEnd(id: string, nextKill: () => number = () => Number.POSITIVE_INFINITY): Promise<Execution> {
    for (let moment = 0; moment < 400; moment++) {
      if (this.killer.dead) this.restart(nextKill());
      const record = this.store.executions.get(id);
      if (record?.closed && isOver(record.state)) return this.executions.status(id);
      await this.moments();
    }
    throw new Error(`the list does not end: ${JSON.stringify(this.store.executions.get(id))} ${this.log.join(' ')}`);
  }

  /** All that the list has put out. */
  output(id: string): { readonly text: string; readonly end: boolean } {
    const parts: string[] = [];
    for (let from = 0; ; ) {
      const { text, next } = this.store.output.read(id, from, 1_000);
      if (text === '') return { text: parts.join(''), end: next === this.store.output.end(id) };
      parts.push(text);
      from = next;
    }
  }

  #daemon(): Executions {
    const { home, clock, log, bugs, killer } = this;
    const guard = <T>(work: () => T): T => killer.guard(work);
    const store: Store = {
      ...this.store,
      transaction: (work) => guard(() => this.store.transaction(work)),
    };
    return new Executions(
      {
        home,
        store,
        clock,
        env: {},
        secrets: {
          current: () => shapeRedactor,
          learnProject: () => undefined,
          learnEnvironment: () => undefined,
        },
        sessions: () => {
          throw new Error('no sessions of the daemon here');
        },
        marking: () => markingWith('key'),
        log: (sentence) => log.push(sentence),
        bug: (sentence, error) => {
          if (!(error instanceof Killed)) bugs.push(sentence, error);
        },
        around: () => this.around ?? noneAround,
      },
      guarded(this.hosting, guard),
    );
  }
}

const noneAround: Around = {
  hooks: { before: () => Promise.resolve({}), after: () => Promise.resolve(), giveUp: () => undefined },
  files: {
    before: () => Promise.resolve('noted'),
    after: () => Promise.resolve({ created: [], modified: [], deleted: [] }),
  },
  proofs: { keep: () => Promise.resolve({}) },
  mayMention: (path) => !/^[~/]|secret/.test(path),
};

/** The sessions as a daemon reaches them: not any more once it was killed. */
function guarded(hosting: ModelHosting, guard: <T>(work: () => T) => T): Hosting {
  const acts = new Set(['start', 'add', 'stopTask', 'pause', 'end']);
  return new Proxy(hosting, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args) as unknown;
      return typeof name === 'string' && acts.has(name) ? (...args: unknown[]) => guard(() => call(...args)) : call;
    },
  });
}

/** Everything that waits only for promises has happened. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((done) => setImmediate(done));
}

/** The uuid that a text asks back. */
export function uuidIn(text: string): string {
  return [...text.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g)].at(-1)?.[0] ?? '';
}

/** An answer as it is wanted. */
export function goodAnswer(words: string, text: string): string {
  return `${words}\n\nexecution_uuid: ${uuidIn(text)}`;
}
