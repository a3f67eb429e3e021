import type { Clock } from '../../base/clock.ts';
import { untilNext } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import type { Event } from '../../base/emitter.ts';
import { sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { isStuckAsked } from '../../session/health.ts';
import type { Session, SessionEvent } from '../../session/session.ts';
import type { ProcessWork } from '../../terminal/host/processes.ts';
import { workOf } from '../../terminal/host/processes.ts';
import type { Config } from '../settings.ts';
import type { Condition, HealthTimes, HealthVerdict, Signs } from './fuse.ts';
import { fuse } from './fuse.ts';
import type { Observed } from './vitals.ts';
import { Vitals } from './vitals.ts';

/** What the watch needs of the daemon. */
export interface HealthParts {
  readonly clock: Clock;
  readonly config: () => Pick<Config, 'health.suspect_ms' | 'health.confirm_ms'>;
  readonly log: (sentence: string) => void;
  /** What the processes of these terminal sessions have done; the system's own when absent. */
  readonly workOf?: (leaders: readonly number[]) => ReadonlyMap<number, readonly ProcessWork[]>;
}

/** What is watched of a session. */
export interface WatchedLife {
  readonly id: string;
  readonly pid: number | null;
  readonly transcriptBytes: number;
  readonly watched: { readonly screen: { readonly offset: number } };
  readonly actor: {
    readonly session: Session;
    readonly onStep: Event<Session>;
    dispatch(event: SessionEvent): void;
    lookNow(): void;
  };
  readonly onEnded: Event<number | null>;
  /** What its status tells of its health; undefined while it works as it should. */
  healthTold(why: string | undefined): void;
}

interface Watch {
  readonly live: WatchedLife;
  readonly vitals: Vitals;
  condition: Condition;
  /** It was told that it hangs. */
  told: boolean;
}

/**
 * Watches whether sessions that should work do: by their output, transcript and processes. One that shows no sign of life is
 * looked at again, and then a person is asked. Nothing is typed, resized or ended by this: a halted CLI would take all that in when
 * it goes on. One look at a time for all sessions; while none is at work no time is counted.
 */
export class Health implements Disposable {
  readonly #parts: HealthParts;
  readonly #watches = new Map<string, Watch>();
  readonly #owned = new Disposables();
  readonly #frozen = new Map<string, WatchedLife>();
  #timer: Disposable | undefined;
  #lookedMs = 0;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. */
  follow(live: WatchedLife): void {
    const owned = this.#owned.own(new Disposables());
    owned.own(
      live.actor.onStep((session) => {
        this.#stepped(live, session);
      }),
    );
    owned.own(
      live.onEnded(() => {
        this.#watches.delete(live.id);
        this.#frozen.delete(live.id);
        this.#owned.release(owned);
      }),
    );
    this.#stepped(live, live.actor.session);
  }

  /** Its processes were stopped on purpose, or go on: while they stand still nothing is judged by that. */
  frozen(live: WatchedLife, isFrozen: boolean): void {
    if (isFrozen) {
      this.#frozen.set(live.id, live);
      this.#watches.delete(live.id);
      live.healthTold(frozenWords);
    } else if (this.#frozen.delete(live.id)) {
      live.healthTold(undefined);
      this.#stepped(live, live.actor.session);
    }
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#owned.dispose();
    this.#watches.clear();
  }

  #stepped(live: WatchedLife, session: Session): void {
    if (this.#frozen.get(live.id) === live) return;
    if (!shouldWork(session)) {
      const watch = this.#watches.get(live.id);
      if (watch && this.#watches.delete(live.id) && watch.condition !== 'working') live.healthTold(undefined);
      return;
    }
    if (this.#watches.has(live.id)) return;
    const first = { offset: live.watched.screen.offset, transcriptBytes: live.transcriptBytes };
    this.#watches.set(live.id, { live, vitals: new Vitals(first), condition: 'working', told: false });
    if (this.#timer) return;
    this.#lookedMs = this.#parts.clock.monotonicMs();
    this.#wait();
  }

  #wait(): void {
    const { clock } = this.#parts;
    this.#timer = clock.after(untilNext(clock, limits.healthLookMs), () => {
      this.#timer = undefined;
      this.#look();
      if (this.#watches.size > 0) this.#wait();
    });
  }

  #look(): void {
    const now = this.#parts.clock.monotonicMs();
    const elapsedMs = now - this.#lookedMs;
    this.#lookedMs = now;
    const watches = [...this.#watches.values()];
    const silent = watches.filter(({ live, vitals }) => !vitals.hasOutput(live.watched.screen.offset));
    const work = this.#workOf(silent.flatMap(({ live }) => live.pid ?? []));
    for (const watch of watches) {
      const signs = watch.vitals.take(observe(watch.live, silent.includes(watch) ? work : new Map()), elapsedMs);
      this.#judge(watch, signs);
    }
  }

  /** Where the system does not tell of its processes, the other signs are all there is. */
  #workOf(leaders: readonly number[]): ReadonlyMap<number, readonly ProcessWork[]> {
    if (leaders.length === 0) return new Map();
    try {
      return (this.#parts.workOf ?? workOf)(leaders);
    } catch (error) {
      this.#parts.log(`The processes of the sessions could not be looked at: ${sentenceOf(error)}`);
      return new Map();
    }
  }

  #judge(watch: Watch, signs: Signs): void {
    const { live } = watch;
    const before = watch.condition;
    const verdict = fuse(signs, this.#times(), before);
    watch.condition = verdict.condition;
    if (verdict.condition !== 'working') live.healthTold(verdict.why);
    else if (before !== 'working') live.healthTold(undefined);
    switch (verdict.condition) {
      case 'working':
      case 'quiet':
        this.#revived(watch);
        break;
      case 'suspect':
        // Screen and transcript are read anew: what looked like work may have ended unnoticed.
        live.actor.lookNow();
        break;
      case 'stuck':
        live.actor.lookNow();
        this.#tell(watch, verdict);
        break;
    }
  }

  #revived(watch: Watch): void {
    const { live, vitals } = watch;
    if (!vitals.seen || !(watch.told || isStuckAsked(live.actor.session.ask))) return;
    watch.told = false;
    live.actor.dispatch({ type: 'health', stuck: false, why: 'It shows signs of life again.' });
  }

  #tell(watch: Watch, { why }: HealthVerdict): void {
    const { live } = watch;
    const { session } = live.actor;
    // The look just made may have found that it is at rest. Who holds the pane sees it; they are asked when they leave it so.
    if (watch.told || !this.#watches.has(live.id) || session.humans > 0) return;
    watch.told = true;
    this.#parts.log(`${live.id}: ${why}`);
    if (!isStuckAsked(session.ask)) live.actor.dispatch({ type: 'health', stuck: true, why });
  }

  #times(): HealthTimes {
    const config = this.#parts.config();
    return {
      freshMs: limits.healthFreshMs,
      suspectMs: config['health.suspect_ms'],
      confirmMs: config['health.confirm_ms'],
      commandMs: limits.healthCommandMs,
    };
  }
}

/** What the status of a session tells whose processes were stopped. */
const frozenWords =
  'Frozen: its processes are stopped (SIGSTOP), as its list was paused; nothing moves and no key is taken before it is resumed.';

/** A turn runs, or something is on its way that nobody can read. What waits for a person or a limit is at rest. */
function shouldWork({ phase, reading }: Session): boolean {
  if (phase !== 'live' && phase !== 'launching') return false;
  return reading.state === 'busy' || reading.state === 'unknown' || reading.state === 'starting';
}

function observe(live: WatchedLife, work: ReadonlyMap<number, readonly ProcessWork[]>): Observed {
  const found = live.pid === null ? undefined : work.get(live.pid);
  return {
    offset: live.watched.screen.offset,
    transcriptBytes: live.transcriptBytes,
    ...(live.pid === null || !found ? {} : { processes: { leader: live.pid, work: found } }),
  };
}
