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

  /** Takes a call in; `why`: the end of a sentence on how it failed. True when that is news: it failed otherwise than the last time. */
  called({ event, path }: HookFile, tookMs: number, why?: string): boolean {
    const entry = this.#entryOf(event, path);
    entry.calls++;
    entry.lastAt = this.#clock.wallMs();
    entry.lastMs = Math.round(tookMs);
    const before = entry.failing;
    delete entry.failing;
    if (why === undefined) return false;
    entry.failures++;
    entry.failing = why;
    entry.lastFailure = why;
    return why !== before;
  }

  /** A hook in the words of the API. */
  told({ event, path, kind, problem }: HookFile, timeoutMs: number): Result<'hooks.status'>['hooks'][number] {
    const { calls = 0, failures = 0, ...last } = this.#entries.get(keyOf(event, path)) ?? {};
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
    const made: Entry = { event, path, calls: 0, failures: 0 };
    this.#entries.set(key, made);
    return made;
  }
}

function keyOf(event: HookEvent, path: string): string {
  return `${event} ${path}`;
}
