import type { LogLine } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import type { Store } from '../../store/store.ts';
import type { LiveSession } from '../liveSession.ts';
import type { HookCaller } from './hookCaller.ts';
import type { HookEvent, HookFile } from './hookFiles.ts';
import { decided, escalated } from './hookWords.ts';

/** What telling hooks of decisions takes of the daemon. */
export interface ToldHooksParts {
  readonly store: Pick<Store, 'events' | 'escalations' | 'sessions'>;
  readonly clock: Clock;
  readonly caller: HookCaller;
  readonly hooksOf: (event: HookEvent) => readonly HookFile[];
  readonly log: (sentence: string) => void;
}

/** A session as far as its decisions are told. */
export type DecidingSession = Pick<LiveSession, 'id' | 'onEnded'> & {
  readonly actor: Pick<LiveSession['actor'], 'onLine'>;
};

interface Waiting {
  readonly event: HookEvent;
  readonly project: string;
  readonly told: Json;
}

/**
 * Tells hooks of decisions and of what newly waits for a person: behind them, one after the other, from a queue with a bound, so that
 * no decision is held up or changed. What the queue does not take is counted and told.
 */
export class ToldHooks implements Disposable {
  readonly #parts: ToldHooksParts;
  readonly #queue: Waiting[] = [];
  readonly #owned = new Disposables();
  #soon: Disposable | undefined;
  #working = false;
  #drops = 0;
  /** The newest line of all logs, and the newest escalation, that were seen: a line is told again when its outcome is known. */
  #seen: { line: number; pending: number } | undefined;

  constructor(parts: ToldHooksParts) {
    this.#parts = parts;
  }

  /** How many were not told because too many waited. */
  get drops(): number {
    return this.#drops;
  }

  /** A session begins to live here. */
  follow(live: DecidingSession): void {
    // What stands there now was told by the daemon before this one, or is too old.
    this.#seen ??= this.#newest();
    const owned = this.#owned.own(new Disposables());
    owned.own(
      live.actor.onLine((line) => {
        this.#guarded(() => {
          this.#line(live.id, line);
        });
      }),
    );
    owned.own(
      live.onEnded(() => {
        this.#owned.release(owned);
      }),
    );
  }

  dispose(): void {
    this.#soon?.dispose();
    this.#queue.length = 0;
    this.#owned.dispose();
  }

  #newest(): { line: number; pending: number } {
    const { store } = this.#parts;
    return { line: store.events.newest(1)[0]?.seq ?? 0, pending: store.escalations.listOpen().at(-1)?.n ?? 0 };
  }

  #line(session: string, line: LogLine): void {
    if (!this.#seen || line.type !== 'decision' || line.seq <= this.#seen.line) return;
    this.#seen.line = line.seq;
    const { store } = this.#parts;
    const project = store.sessions.get(session)?.path ?? '';
    this.#put({ event: 'on-decision', project, told: decided(session, project, line) });
    // What waits for a person is stored together with the decision to ask.
    for (const record of store.escalations.listOpen(session)) {
      if (record.n <= this.#seen.pending) continue;
      this.#seen.pending = record.n;
      this.#put({ event: 'on-escalation', project, told: escalated(project, record) });
    }
  }

  #put(waiting: Waiting): void {
    const { clock, hooksOf, log } = this.#parts;
    if (this.#queue.length >= limits.hookQueueMax) {
      if (this.#drops++ === 0)
        log(`Hooks are too slow: ${limits.hookQueueMax} decisions wait to be told; newer ones are not.`);
      return;
    }
    if (hooksOf(waiting.event).length === 0) return;
    this.#queue.push(waiting);
    if (this.#working) return;
    this.#soon ??= clock.after(0, () => {
      this.#soon = undefined;
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      const { caller, hooksOf } = this.#parts;
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        const { event, told, project } = next;
        for (const hook of hooksOf(event)) await caller.call(hook, told, { project, group: event });
      }
    } catch (error) {
      this.#parts.log(`Hooks could not be told: ${sentenceOf(error)}`);
    } finally {
      this.#working = false;
    }
  }

  /** A store that cannot be read must not keep a decision from going on. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.log(`Hooks could not be told of a decision: ${sentenceOf(error)}`);
    }
  }
}
