import type {
  LogLine,
  NotificationName,
  Notifications,
  Result,
  Schedule,
  Status,
  UsageLimits,
} from '../../api/methods.ts';
import type { ApiClientHandle } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import { boundedStatuses } from '../boundedTasks.ts';
import type { LiveSession } from '../liveSession.ts';
import { Pulses } from './pulses.ts';

/** What the fleet is told from. */
export interface FleetParts {
  readonly clock: Clock;
  /** A session as it may leave the daemon. */
  readonly status: (id: string) => Status;
  readonly daemon: () => Result<'daemon.status'>;
  readonly limits: () => UsageLimits;
  readonly schedules: () => Schedule[];
  /** The newest lines of all logs, oldest first. */
  readonly lines: (limit: number) => LogLine[];
  /** Writes a defect with its stack to the log. */
  readonly bug: (sentence: string, error: unknown) => void;
}

interface Watcher {
  readonly client: ApiClientHandle;
  /** It missed something: it gets everything once it has caught up. */
  behind: boolean;
}

/**
 * Tells clients of all sessions at once: each as it is now, and from then on every change of any. Changes are gathered for
 * `limits.fleetGatherMs`, computed once for all who watch, and sent only where the words differ. While nobody watches nothing
 * is computed; only the pulses are counted.
 */
export class Fleet implements Disposable {
  readonly #parts: FleetParts;
  readonly #pulses: Pulses;
  /** Every session that lived while this daemon ran, in the order of their starts; false once it has ended. */
  readonly #known = new Map<string, boolean>();
  readonly #watchers = new Map<number, Watcher>();
  /** What was told last, of sessions and of the daemon. */
  readonly #told = new Map<string, { readonly status: Status; readonly json: string }>();
  #daemonTold = '';
  readonly #dirty = new Set<string>();
  #gathering: Disposable | undefined;
  #pulsing: Disposable | undefined;
  /** Intervals for which pulses are still told, so that what moved comes to rest with who watches too. */
  #pulsesDue = 0;

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.#pulses = new Pulses(parts.clock);
  }

  /** A session begins to live: it is followed until it ends. */
  follow(live: LiveSession): void {
    const { id, actor } = live;
    const owned = new Disposables();
    const changed = (): void => {
      this.#changed(id);
    };
    owned.own(
      live.onOutput(({ text }) => {
        this.#pulses.add(id, text.length);
      }),
    );
    owned.own(live.onChanged(changed));
    owned.own(actor.onStep(changed));
    owned.own(
      actor.onLine((line) => {
        this.#tell('fleet.line', { line });
        // A line may tell of a warning, or of what waits, that no step came with.
        changed();
      }),
    );
    owned.own(
      live.onEnded(() => {
        owned.dispose();
        this.#pulses.forget(id);
        this.#known.set(id, false);
        this.#forgetOldest();
        changed();
      }),
    );
    this.#known.set(id, true);
    changed();
  }

  /** Everything as it is now; every change comes to this client as notifications until it is gone. */
  watch(client: ApiClientHandle): Result<'fleet.watch'> {
    if (this.#watchers.size === 0) this.#begin();
    // Before the client is one of those who are told: it gets it all in the answer.
    this.#flush();
    if (!this.#watchers.has(client.id)) {
      const watcher: Watcher = { client, behind: false };
      const draining = client.onDrain(() => {
        if (watcher.behind) watcher.behind = !client.notify('fleet.reset', this.#everything());
      });
      client.onClose(() => {
        draining.dispose();
        this.#watchers.delete(client.id);
        if (this.#watchers.size === 0) this.#rest();
      });
      this.#watchers.set(client.id, watcher);
    }
    return this.#everything();
  }

  /** A session that has ended is told to nobody any more, who watches or will watch. False for one that lives or is not known. */
  putAway(id: string): boolean {
    if (this.#known.get(id) !== false) return false;
    this.#known.delete(id);
    this.#told.delete(id);
    this.#dirty.delete(id);
    if (this.#watchers.size > 0) this.#tell('fleet.reset', this.#everything());
    return true;
  }

  dispose(): void {
    this.#watchers.clear();
    this.#rest();
  }

  /** Limits, or who waits for them, have changed. */
  limitsChanged(changed: UsageLimits): void {
    this.#tell('fleet.limits', { limits: changed });
  }

  /** Schedules have changed. */
  schedulesChanged(schedules: readonly Schedule[]): void {
    this.#tell('fleet.schedules', { schedules });
  }

  #begin(): void {
    for (const id of this.#known.keys()) this.#dirty.add(id);
    this.#pulse();
  }

  #rest(): void {
    this.#gathering?.dispose();
    this.#gathering = undefined;
    this.#pulsing?.dispose();
    this.#pulsing = undefined;
    this.#dirty.clear();
    this.#told.clear();
    this.#daemonTold = '';
  }

  #everything(): Result<'fleet.watch'> {
    this.#flush();
    const daemon = this.#parts.daemon();
    const sessions = boundedStatuses([...this.#known.keys()].flatMap((id) => this.#told.get(id)?.status ?? []));
    const { limits: told, schedules } = this.#parts;
    const lasting = { limits: told(), schedules: schedules() };
    return { sessions, daemon, lines: this.#lines(), ...lasting, pulses: this.#pulses.series() };
  }

  /** The last lines, as many as fit into the answer beside everything else. */
  #lines(): LogLine[] {
    const lines = this.#parts.lines(limits.tuiLinesKept);
    let left: number = limits.clientBacklogBytesMax;
    const from = lines.findLastIndex((line) => (left -= Buffer.byteLength(JSON.stringify(line))) < 0);
    return lines.slice(from + 1);
  }

  #changed(id: string): void {
    if (this.#watchers.size === 0) return;
    this.#dirty.add(id);
    this.#gathering ??= this.#parts.clock.after(limits.fleetGatherMs, () => {
      this.#flush();
    });
  }

  #flush(): void {
    this.#gathering?.dispose();
    this.#gathering = undefined;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const id of dirty) {
      const status = this.#statusOf(id);
      if (!status) continue;
      const json = JSON.stringify(status);
      if (this.#told.get(id)?.json === json) continue;
      this.#told.set(id, { status, json });
      this.#tell('fleet.session', { session: status });
    }
    this.#tellDaemon();
  }

  /** A session that cannot be told, with a database that fails say, stays as it was told last. */
  #statusOf(id: string): Status | undefined {
    try {
      return this.#parts.status(id);
    } catch (error) {
      this.#parts.bug(`${id}: those who watch could not be told of it`, error);
      return undefined;
    }
  }

  #tellDaemon(): void {
    const daemon = this.#parts.daemon();
    // How long it has been running is no news.
    const json = JSON.stringify({ ...daemon, daemon: { ...daemon.daemon, uptimeS: 0 } });
    if (json === this.#daemonTold) return;
    this.#daemonTold = json;
    this.#tell('fleet.daemon', { daemon });
  }

  /** At the end of each interval. What no event tells of, a broken file say, is noticed here too. */
  #pulse(): void {
    this.#pulsing = this.#parts.clock.after(this.#pulses.leftMs(), () => {
      const pulses = this.#pulses.last();
      if (Object.keys(pulses).length > 0) this.#pulsesDue = limits.pulsesKept + 1;
      if (this.#pulsesDue-- > 0) this.#tell('fleet.pulse', { pulses });
      for (const [id, lives] of this.#known) if (lives) this.#dirty.add(id);
      this.#flush();
      this.#pulse();
    });
  }

  #tell<N extends NotificationName>(name: N, payload: Notifications[N]): void {
    for (const watcher of this.#watchers.values()) {
      if (!watcher.behind) watcher.behind = !watcher.client.notify(name, payload);
    }
  }

  /** Ended sessions are kept in mind up to a limit. */
  #forgetOldest(): void {
    const ended = [...this.#known].filter(([, lives]) => !lives).map(([id]) => id);
    for (const id of ended.slice(0, -limits.fleetEndedMax)) {
      this.#known.delete(id);
      this.#told.delete(id);
    }
  }
}
