import type { Result } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { HookEvent, HookFile } from './hookFiles.ts';

/** What is known of the calls of a hook since the daemon was started. */
interface Entry {
  readonly event: HookEvent;
  readonly path: string;
  calls: number;
  failures: number;
  lastAt?: number;
  lastMs?: number;
  /** Why the last call failed; absent when it did not. */
  failing?: string;
  /** The same of the call before that. */
  before: string | undefined;
  /** Why the last one that failed did. */
  lastFailure?: string;
}

/** How many calls of an event there were. */
export interface HookCounts {
  readonly event: HookEvent;
  readonly calls: number;
  readonly failures: number;
}

/** How often each hook was called, and what went wrong. */
export class HookBook {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A call has ended, well or not. */
  called({ event, path }: HookFile, tookMs: number): void {
    const entry = this.#entryOf(event, path);
    entry.calls++;
    entry.lastAt = this.#clock.wallMs();
    entry.lastMs = Math.round(tookMs);
    entry.before = entry.failing;
    delete entry.failing;
  }

  /** The call that has just ended failed; `how`: the end of a sentence. True when that is news: the one before did not fail like that. */
  failed({ event, path }: HookFile, how: string): boolean {
    const entry = this.#entryOf(event, path);
    entry.failures++;
    entry.failing = how;
    entry.lastFailure = how;
    return how !== entry.before;
  }

  /** A hook in the words of the API. */
  told({ event, path, kind, problem }: HookFile, timeoutMs: number): Result<'hooks.status'>['hooks'][number] {
    const known: Partial<Entry> = this.#entries.get(keyOf(event, path)) ?? {};
    const { calls = 0, failures = 0, ...last } = known;
    return {
      ...{ event, path, kind, timeoutMs, calls, failures },
      ...(last.lastAt === undefined ? {} : { lastAt: new Date(last.lastAt).toISOString() }),
      ...(last.lastMs === undefined ? {} : { lastMs: last.lastMs }),
      ...(last.lastFailure === undefined ? {} : { lastFailure: last.lastFailure }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Why the last call of a hook failed; undefined where it did not. */
  failingNow({ event, path }: HookFile): string | undefined {
    return this.#entries.get(keyOf(event, path))?.failing;
  }

  /** Calls of all events for which there were some. */
  counts(): readonly HookCounts[] {
    const sums = new Map<HookEvent, HookCounts>();
    for (const { event, calls, failures } of this.#entries.values()) {
      const known = sums.get(event) ?? { event, calls: 0, failures: 0 };
      sums.set(event, { event, calls: known.calls + calls, failures: known.failures + failures });
    }
    return [...sums.values()];
  }

  #entryOf(event: HookEvent, path: string): Entry {
    const key = keyOf(event, path);
    const known = this.#entries.get(key);
    if (known) return known;
    const made: Entry = { event, path, calls: 0, failures: 0, before: undefined };
    this.#entries.set(key, made);
    return made;
  }
}

function keyOf(event: HookEvent, path: string): string {
  return `${event} ${path}`;
}
