import type { Handlers } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import type { LastingEffect } from '../../session/lasting.ts';
import type { Store } from '../../store/store.ts';
import type { HostClient } from '../../terminal/hostClient.ts';
import type { BrainCalls } from '../consulting/consultations.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { authHandlers } from '../auth/handlers.ts';
import { Freezer } from '../freezer.ts';
import { Executions } from '../executions/executions.ts';
import { executionHandlers } from '../executions/handlers.ts';
import { Health } from '../health/health.ts';
import type { Home } from '../home.ts';
import { ensureToken } from '../home.ts';
import { hookHandlers } from '../hooks/handlers.ts';
import { Hooks } from '../hooks/hooks.ts';
import type { LiveSession } from '../liveSession.ts';
import { metricHandlers } from '../metrics/handlers.ts';
import { Metrics } from '../metrics/metrics.ts';
import { proofHandlers } from '../proofs/handlers.ts';
import { ProjectFiles } from '../proofs/projectFiles.ts';
import { StepProofs } from '../proofs/stepProofs.ts';
import { Following } from '../queue/following.ts';
import { addTask, queueHandlers } from '../queue/handlers.ts';
import { Spending } from '../queue/spending.ts';
import { Verifier } from '../queue/verifier.ts';
import { receiptHandlers } from '../receipts/handlers.ts';
import { Receipts } from '../receipts/receipts.ts';
import { markingWith } from '../relaunch/storable.ts';
import { scheduleHandlers } from '../schedules/handlers.ts';
import { Schedules } from '../schedules/schedules.ts';
import type { SecretValues } from '../secretValues.ts';
import type { Sessions } from '../sessions.ts';
import type { Config } from '../settings.ts';
import { checkShell, shellWarning } from '../shells.ts';
import { usageHandlers } from '../wakeups/handlers.ts';
import { Wakeups } from '../wakeups/wakeups.ts';

/** What keeps sessions going is made of this. */
export interface LastingParts {
  readonly home: Home;
  readonly store: Store;
  readonly clock: Clock;
  readonly config: () => Config;
  readonly env: Readonly<Record<string, string>>;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  /** @throws PccError `unavailable` while no pty host is connected. */
  readonly host: () => Pick<HostClient, 'hello' | 'freeze' | 'list'>;
  readonly secrets: Pick<SecretValues, 'current' | 'learnProject' | 'learnEnvironment'>;
  readonly sessions: () => Sessions;
  readonly log: (sentence: string) => void;
  readonly bug: (sentence: string, error: unknown) => void;
  /** How often brains were asked. */
  readonly brainCalls: () => readonly BrainCalls[];
  /** Those who watch. */
  readonly fleet: () => Pick<Fleet, 'limitsChanged' | 'schedulesChanged'>;
}

type LastingMethod = Extract<
  keyof Handlers,
  | `queue.${string}`
  | `receipt.${string}`
  | `schedule.${string}`
  | `usage.${string}`
  | `execution.${string}`
  | `task.${string}`
  | 'hooks.status'
  | 'auth.status'
  | 'metrics.get'
>;

/**
 * What keeps the sessions of a daemon going: wake-ups after limits, commands that verify, budgets, requirements files, receipts,
 * schedules, lists of tasks, the watch over their health.
 */
export class Lasting implements Disposable {
  readonly wakeups: Wakeups;
  readonly schedules: Schedules;
  readonly executions: Executions;
  readonly #parts: LastingParts;
  readonly #verifier: Verifier;
  readonly #health: Health;
  readonly #following: Following;
  readonly #spending: Spending;
  readonly #receipts: Receipts;
  readonly #hooks: Hooks;
  readonly #freezer: Freezer;
  readonly #metrics: Metrics;
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
    this.#hooks = this.#owned.own(new Hooks(parts));
    this.#freezer = this.#owned.own(
      new Freezer({
        host: parts.host,
        find: (id) => parts.sessions().live.get(id),
        changed: (id, isFrozen) => {
          const live = parts.sessions().live.get(id);
          if (live) this.#health.frozen(live, isFrozen);
        },
      }),
    );
    this.#metrics = this.#owned.own(new Metrics({ ...parts, hooks: this.#hooks }));
    this.#spending = this.#owned.own(new Spending({ ...parts, isFrozen: (id) => this.#freezer.isFrozen(id) }));
    this.#following = this.#owned.own(new Following(parts));
    this.wakeups = this.#owned.own(new Wakeups(parts));
    const files = new ProjectFiles({ ...parts, folder: parts.home.receiptsFolder });
    const proofs = new StepProofs({
      ...parts,
      ...{ folder: parts.home.receiptsFolder, receipts, files },
      isSecret: (path, root) => parts.sessions().isSecret(path, root),
    });
    this.executions = this.#owned.own(
      new Executions({
        ...parts,
        marking: () => markingWith(ensureToken(parts.home)),
        around: () => ({
          ...{ files, proofs, hooks: this.#hooks.lists, freeze: this.#freezer },
          mayMention: (path, root) => parts.sessions().mayMention(path, root),
        }),
      }),
    );
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
    this.#hooks.follow(live);
    this.#freezer.follow(live);
    this.#following.opened(live);
    this.#receipts.follow(live);
    this.#verifier.follow(live);
    this.#spending.follow(live);
    this.wakeups.follow(live);
    this.executions.opened(live);
  }

  /** What a person should know. */
  warnings(): readonly string[] {
    const { config, env } = this.#parts;
    const shell = shellWarning(config(), env);
    return [...this.schedules.warnings(), ...this.#hooks.warnings(), ...(shell === undefined ? [] : [shell])];
  }

  /** @throws PccError `invalid_input` for a value that fits its key and cannot be used on this machine. */
  checkSetting(key: string, value: string): void {
    if (key === 'shell.preferred') checkShell(value, this.#parts.env);
  }

  /** A person has a session go on: its processes run where they were stopped, `goOn` resumes it, and its list is held no more. */
  released(session: string, goOn: () => void): void {
    // First: a daemon that ends in between must not take for running what stands still.
    if (this.#freezer.isFrozen(session)) this.#freezer.set(session, false);
    goOn();
    // Last: a list that is not held cannot be resumed, and its session would stay as it is.
    this.executions.released(session);
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
    this.executions.start();
  }

  handlers(): Pick<Handlers, LastingMethod> {
    return {
      ...queueHandlers(this.#parts, this.#following),
      ...receiptHandlers(this.#parts),
      ...scheduleHandlers(this.schedules),
      ...usageHandlers(this.wakeups),
      ...executionHandlers(this.executions, this.#parts),
      ...proofHandlers(this.#parts),
      ...hookHandlers(this.#hooks),
      ...authHandlers(this.#parts),
      ...metricHandlers(this.#metrics),
    };
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
