import type { UsageLimits } from '../../../src/api/methods.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { Wakeups } from '../../../src/daemon/wakeups/wakeups.ts';
import type { WakeSession } from '../../../src/daemon/wakeups/wakeups.ts';
import type { Limited } from '../../../src/session/lasting.ts';
import type { Session, SessionEvent } from '../../../src/session/session.ts';
import { newSession } from '../../../src/session/session.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshStore } from '../../store/fixture.ts';
import { sessionRecord } from '../../store/values.ts';

/** A session whose life is only that it waits: what its reducer would ask is asked by the test. */
export class FakeSession implements WakeSession {
  readonly id: string;
  readonly wakes: { readonly at: number; readonly why: string }[] = [];
  readonly accounts: (Session['account'] | null)[] = [];
  /** What it does when it is woken. */
  whenWoken: () => void = () => undefined;
  session: Session;
  readonly #stepped = new Emitter<Session>();
  readonly #ended = new Emitter<number | null>();
  readonly #clock: ManualClock;
  readonly onEnded = this.#ended.event;
  readonly actor: WakeSession['actor'];

  constructor(id: string, clock: ManualClock) {
    this.id = id;
    this.#clock = clock;
    this.session = { ...newSession(id, true), phase: 'live' };
    const current = (): Session => this.session;
    this.actor = {
      get session() {
        return current();
      },
      onStep: this.#stepped.event,
      dispatch: (event) => {
        this.#take(event);
      },
    };
  }

  set(change: Partial<Session>): void {
    this.session = { ...this.session, ...change };
    this.#stepped.fire(this.session);
  }

  /** Its limit is over. */
  clear(): void {
    const { limit: _over, ...rest } = this.session;
    this.session = rest;
    this.#stepped.fire(this.session);
  }

  end(): void {
    this.#ended.fire(0);
  }

  #take(event: SessionEvent): void {
    if (event.type === 'account') {
      const { account: _before, ...rest } = this.session;
      this.accounts.push(event.limit ?? null);
      this.session = event.limit ? { ...rest, account: event.limit } : rest;
    }
    if (event.type !== 'wake') return;
    this.wakes.push({ at: this.#clock.wallMs(), why: event.why });
    const { limit } = this.session;
    if (limit?.stage !== 'asleep') return;
    this.set({ limit: { ...limit, stage: 'waking' } });
    this.whenWoken();
  }
}

/** Sessions over a real store, on a clock moved by hand. */
export class FakeFleet {
  readonly clock: ManualClock;
  readonly store: Store = freshStore();
  readonly live = new Map<string, FakeSession>();
  readonly log: string[] = [];
  readonly told: UsageLimits[] = [];
  config = { 'limits.stagger_ms': 5_000, 'limits.wake_at_once': 3 };
  /** Makes the disk take nothing. */
  diskIsFull = false;
  wakeups: Wakeups;

  constructor(startMs: number) {
    this.clock = new ManualClock(startMs);
    this.wakeups = this.#make();
  }

  get now(): number {
    return this.clock.wallMs();
  }

  add(id: string, account = 'login-1', zone = 'UTC'): FakeSession {
    const session = new FakeSession(id, this.clock);
    this.store.sessions.insert(sessionRecord(id, { account, zone, startedAt: this.now }));
    this.live.set(id, session);
    this.wakeups.follow(session);
    return session;
  }

  /** It ran into a limit, as its reducer says it. */
  sleeps(session: FakeSession, more: Partial<Limited> = {}): void {
    const vain = session.session.limit?.stage === 'waking' ? session.session.limit.vain + 1 : 0;
    const limit: Limited = { stage: 'asleep', kind: 'five_hour', resetsAt: null, resumesItself: false, vain, ...more };
    session.set({ limit });
    this.wakeups.sleep(session.id, limit);
  }

  /** It is at work again. */
  works(session: FakeSession, by: 'itself' | 'pcc' | 'person' = 'pcc'): void {
    session.clear();
    this.wakeups.awake(session.id, by);
  }

  /** Another daemon on the same store; the sessions live on. */
  restart(): void {
    this.wakeups.dispose();
    this.wakeups = this.#make();
    for (const session of this.live.values()) this.wakeups.follow(session);
    this.wakeups.start();
  }

  #make(): Wakeups {
    const { store } = this;
    return new Wakeups({
      store: {
        sessions: store.sessions,
        wakeups: store.wakeups,
        transaction: (work) => {
          if (this.diskIsFull) throw new Error('no space left on device');
          return store.transaction(work);
        },
      },
      clock: this.clock,
      config: () => this.config,
      sessions: () => ({ live: this.live }),
      log: (sentence) => this.log.push(sentence),
      fleet: () => ({ limitsChanged: (changed) => this.told.push(changed) }),
    });
  }
}
