import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Params, Schedule } from '../../../src/api/methods.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import type { LastingParts } from '../../../src/daemon/lasting/lasting.ts';
import type { BeginningParts } from '../../../src/daemon/schedules/beginning.ts';
import { Schedules } from '../../../src/daemon/schedules/schedules.ts';
import { shapeRedactor } from '../../../src/policy/redact.ts';
import type { Session } from '../../../src/session/session.ts';
import { newSession } from '../../../src/session/session.ts';
import type { Store } from '../../../src/store/store.ts';
import { openStore } from '../../../src/store/store.ts';
import { temporaryFolder } from '../../store/fixture.ts';
import { sessionRecord } from '../../store/values.ts';

/** A living session as far as schedules look at it. */
export interface FakeLive {
  readonly id: string;
  readonly notes: string[];
  readonly events: string[];
  session: Session;
}

/** Schedules over a real store on a clock moved by hand; sessions and queue only note what they are asked for. */
export interface World {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly project: string;
  readonly started: Params<'session.start'>[];
  readonly queued: Record<string, unknown>[];
  readonly followed: Record<string, unknown>[];
  readonly live: Map<string, FakeLive>;
  readonly log: string[];
  readonly bugs: unknown[];
  /** What was told to those who watch, the last. */
  told: readonly Schedule[];
  schedules: Schedules;
  /** Stands for the start of a session; throws, or never ends, as a test wants. */
  onStart: (params: Params<'session.start'>) => Promise<void>;
  /** The daemon ends and another one begins. */
  restart(): void;
  /** The daemon ends. */
  end(): void;
  /** Moves the clock and lets everything that begins come to its end. */
  pass(ms: number): Promise<void>;
}

export const hour = 3_600_000;
export const day = 24 * hour;

export function makeWorld(startedAt: string): World {
  const folder = temporaryFolder();
  const project = join(folder, 'app');
  mkdirSync(project);
  const clock = new ManualClock(Date.parse(startedAt));
  const store = openStore(join(folder, 'state.db'), clock);
  onTestFinished(() => {
    store.dispose();
  });
  const world: Omit<World, 'schedules'> & { schedules?: Schedules } = {
    clock,
    store,
    project,
    started: [],
    queued: [],
    followed: [],
    live: new Map(),
    log: [],
    bugs: [],
    told: [],
    onStart: () => Promise.resolve(),
    restart() {
      world.schedules?.dispose();
      world.schedules = new Schedules(partsOf(world), queueOf(world));
      world.schedules.start();
    },
    end() {
      world.schedules?.dispose();
    },
    async pass(ms) {
      clock.advance(ms);
      await settled();
    },
  };
  world.restart();
  return world as World;
}

/** Lets everything run that waits for nothing but its turn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function partsOf(world: Omit<World, 'schedules'>): LastingParts {
  const find = (id: string): FakeLive => {
    const found = world.live.get(id);
    if (!found) throw new Error(`no session ${id}`);
    return found;
  };
  const sessions = {
    live: world.live,
    find,
    start: async (params: Params<'session.start'>) => {
      const id = params.name ?? '';
      await world.onStart(params);
      world.started.push(params);
      world.store.sessions.insert(sessionRecord(id, { path: params.path }));
      world.live.set(id, fakeLive(id));
      return id;
    },
  };
  return {
    store: world.store,
    clock: world.clock,
    env: { PATH: '/usr/bin', HOME: '/home/me' },
    secrets: { current: () => shapeRedactor, learnProject: () => undefined, learnEnvironment: () => undefined },
    sessions: () => sessions,
    log: (sentence: string) => world.log.push(sentence),
    bug: (_sentence: string, error: unknown) => world.bugs.push(error),
    fleet: () => ({
      limitsChanged: () => undefined,
      schedulesChanged: (schedules: readonly Schedule[]) => {
        world.told = schedules;
      },
    }),
  } as unknown as LastingParts;
}

function queueOf(world: Omit<World, 'schedules'>): BeginningParts['queue'] {
  return {
    add: (live, order) => {
      world.queued.push({ id: live.id, ...order });
      return `${live.id}.${world.queued.length}`;
    },
    follow: (id, path) => {
      world.followed.push({ id, path });
      return [`${id}.f1`];
    },
  };
}

/** A session that lives and rests, unless told otherwise. */
export function fakeLive(id: string, more: Partial<Session> = {}): FakeLive {
  const idle = { phase: 'live', state: 'idle', reading: { state: 'idle' } } as unknown as Partial<Session>;
  const live: FakeLive & { actor?: unknown } = {
    id,
    notes: [],
    events: [],
    session: { ...newSession(id, true), ...idle, ...more },
  };
  live.actor = {
    get session() {
      return live.session;
    },
    note: (_type: string, text: string) => live.notes.push(text),
    dispatch: (event: { type: string }) => live.events.push(event.type),
  };
  return live;
}
