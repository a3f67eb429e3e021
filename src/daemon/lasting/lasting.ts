import type { Handlers } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import type { LastingEffect } from '../../session/lasting.ts';
import type { Store } from '../../store/store.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { Health } from '../health/health.ts';
import type { Home } from '../home.ts';
import type { LiveSession } from '../liveSession.ts';
import { Following } from '../queue/following.ts';
import { addTask, queueHandlers } from '../queue/handlers.ts';
import { Spending } from '../queue/spending.ts';
import { Verifier } from '../queue/verifier.ts';
import { receiptHandlers } from '../receipts/handlers.ts';
import { Receipts } from '../receipts/receipts.ts';
import { scheduleHandlers } from '../schedules/handlers.ts';
import { Schedules } from '../schedules/schedules.ts';
import type { SecretValues } from '../secretValues.ts';
import type { Sessions } from '../sessions.ts';
import type { Config } from '../settings.ts';
import { usageHandlers } from '../wakeups/handlers.ts';
import { Wakeups } from '../wakeups/wakeups.ts';

/** What keeps sessions going is made of this. */
export interface LastingParts {
  readonly home: Home;
  readonly store: Store;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Pick<SecretValues, 'current' | 'learnProject' | 'learnEnvironment'>;
  readonly sessions: () => Sessions;
  readonly log: (sentence: string) => void;
  readonly bug: (sentence: string, error: unknown) => void;
  /** Those who watch. */
  readonly fleet: () => Pick<Fleet, 'limitsChanged' | 'schedulesChanged'>;
}

type LastingMethod = Extract<
  keyof Handlers,
  `queue.${string}` | `receipt.${string}` | `schedule.${string}` | `usage.${string}`
>;

/**
 * What keeps the sessions of a daemon going: wake-ups after limits, commands that verify, budgets, requirements files, receipts,
 * schedules, the watch over their health.
 */
export class Lasting implements Disposable {
  readonly wakeups: Wakeups;
  readonly schedules: Schedules;
  readonly #parts: LastingParts;
  readonly #verifier: Verifier;
  readonly #health: Health;
  readonly #following: Following;
  readonly #spending: Spending;
  readonly #receipts: Receipts;
  readonly #owned = new Disposables();

  constructor(parts: LastingParts) {
    this.#parts = parts;
    const receipts = this.#owned.own(new Receipts({ ...parts, folder: parts.home.receiptsFolder }));
    this.#receipts = receipts;
    this.#verifier = this.#owned.own(
      new Verifier({
        ...parts,
        ended: (live, taskId, end) => {
          receipts.verified(live, taskId, end);
        },
      }),
    );
    this.#health = this.#owned.own(new Health(parts));
    this.#spending = this.#owned.own(new Spending(parts));
    this.#following = this.#owned.own(new Following(parts));
    this.wakeups = this.#owned.own(new Wakeups(parts));
    this.schedules = this.#owned.own(
      new Schedules(parts, {
        add: (live, order) => addTask(live, order, parts),
        follow: (id, path) => this.#following.follow(id, path, 'schedule').tasks,
      }),
    );
  }

  /** A session begins to live here: it was started, or taken over and not rebuilt yet. */
  opened(live: LiveSession): void {
    live.actor.dispatch({ type: 'go-on-text', text: this.#parts.config()['limits.continue_text'] });
    this.#health.follow(live);
    this.#following.opened(live);
    this.#receipts.follow(live);
    this.#verifier.follow(live);
    this.#spending.follow(live);
    this.wakeups.follow(live);
  }

  /** Does what the life of a session asks. */
  perform(id: string, effect: Exclude<LastingEffect, { type: 'launch' | 'interrupt' }>): void {
    switch (effect.type) {
      case 'sleep':
        this.wakeups.sleep(id, effect.limit);
        break;
      case 'awake':
        this.wakeups.awake(id, effect.by);
        break;
      case 'verify':
        this.#verifier.begin(id, effect);
        break;
    }
  }

  /** After the sessions were taken over: what was missed meanwhile is found, and time begins to count. */
  start(): void {
    this.wakeups.start();
    this.schedules.start();
  }

  handlers(): Pick<Handlers, LastingMethod> {
    return {
      ...queueHandlers(this.#parts, this.#following),
      ...receiptHandlers(this.#parts),
      ...scheduleHandlers(this.schedules),
      ...usageHandlers(this.wakeups),
    };
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
