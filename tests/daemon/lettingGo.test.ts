import { afterEach, expect, test, vi } from 'vitest';
import type { LogLine } from '../../src/api/methods.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { Disposables } from '../../src/base/disposables.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { HostingParts } from '../../src/daemon/executions/hosting.ts';
import { SessionHosting } from '../../src/daemon/executions/hosting.ts';
import { Freezer } from '../../src/daemon/freezer.ts';
import type { HealthParts } from '../../src/daemon/health/health.ts';
import { Health } from '../../src/daemon/health/health.ts';
import type { ToldHooksParts } from '../../src/daemon/hooks/toldHooks.ts';
import { ToldHooks } from '../../src/daemon/hooks/toldHooks.ts';
import type { LiveSession } from '../../src/daemon/liveSession.ts';
import type { SpendingParts } from '../../src/daemon/queue/spending.ts';
import { Spending } from '../../src/daemon/queue/spending.ts';
import type { VerifierParts } from '../../src/daemon/queue/verifier.ts';
import { Verifier } from '../../src/daemon/queue/verifier.ts';
import type { ReceiptsParts } from '../../src/daemon/receipts/receipts.ts';
import { Receipts } from '../../src/daemon/receipts/receipts.ts';
import type { Session } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';

/** A daemon lives long, and a session holds its whole screen: who follows sessions holds none that has ended. */

const clock = new ManualClock();
const log = (): void => undefined;
const store = { events: { newest: () => [] }, escalations: { listOpen: () => [] } };

const followers: Record<string, () => (live: LiveSession) => void> = {
  Freezer: () => {
    const parts = { host: () => Promise.reject(new Error('no host')), find: () => undefined, changed: log };
    const freezer = new Freezer(parts as unknown as ConstructorParameters<typeof Freezer>[0]);
    return (live) => {
      freezer.follow(live);
    };
  },
  Spending: () => {
    const spending = new Spending({ clock, config: () => ({}) } as unknown as SpendingParts);
    return (live) => {
      spending.follow(live);
    };
  },
  Health: () => {
    const health = new Health({ clock, config: () => ({}), log } as unknown as HealthParts);
    return (live) => {
      health.follow(live);
    };
  },
  Receipts: () => {
    const receipts = new Receipts({ folder: '/nowhere', clock, log } as unknown as ReceiptsParts);
    return (live) => {
      receipts.follow(live);
    };
  },
  Verifier: () => {
    const verifier = new Verifier({ clock, log } as unknown as VerifierParts);
    return (live) => {
      verifier.follow(live);
    };
  },
  ToldHooks: () => {
    const hooks = new ToldHooks({ clock, store, log } as unknown as ToldHooksParts);
    return (live) => {
      hooks.follow(live);
    };
  },
  SessionHosting: () => {
    const hosting = new SessionHosting({} as unknown as HostingParts);
    return (live) => {
      hosting.opened(live, false);
    };
  },
};

/** A session that can be followed and ended, and who listens to it. */
function life() {
  const steps = new Emitter<Session>();
  const lines = new Emitter<LogLine>();
  const ended = new Emitter<number | null>();
  const changed = new Emitter<void>();
  const session = newSession('s', false);
  const actor = { session, onStep: steps.event, onLine: lines.event, note: log, dispatch: log };
  const watched = { screen: { offset: 0 } };
  const live = {
    ...{ id: crypto.randomUUID(), actor, watched, transcriptBytes: 0 },
    ...{ onEnded: ended.event, onChanged: changed.event },
  } as unknown as LiveSession;
  const listening = (): number => steps.size + lines.size + ended.size + changed.size;
  return { live, steps, session, ended, listening };
}

/** How many items all owners hold that were given one from now on. */
function counted(): () => number {
  const own = vi.spyOn(Disposables.prototype, 'own');
  return () => [...new Set(own.mock.contexts as readonly Disposables[])].reduce((sum, { size }) => sum + size, 0);
}

afterEach(() => {
  vi.restoreAllMocks();
});

test.each(Object.entries(followers))('%s holds nothing of a session that has ended', (_name, made) => {
  const held = counted();
  const follow = made();
  const stays = life();
  follow(stays.live);
  const [heldBefore, listeningBefore] = [held(), stays.listening()];
  expect(heldBefore).toBeGreaterThan(0);
  for (let n = 0; n < 3; n++) {
    const { live, ended, listening } = life();
    follow(live);
    expect(held()).toBeGreaterThan(heldBefore);
    ended.fire(0);
    expect([held(), listening()]).toEqual([heldBefore, 0]);
  }
  expect(stays.listening()).toBe(listeningBefore);
});

test('SessionHosting holds nothing of a session that takes orders', () => {
  const held = counted();
  const { live, steps, session, listening } = life();
  new SessionHosting({} as unknown as HostingParts).opened(live, false);
  expect([held(), listening()]).toEqual([3, 2]);
  steps.fire(session);
  expect([held(), listening()]).toEqual([0, 0]);
});
