import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { HostDetached, HostExited, HostOutput, HostWarning } from '../terminal/host/protocol.ts';
import type { HostClient, HostStart } from '../terminal/hostClient.ts';
import { startHost } from '../terminal/hostClient.ts';
import type { Home } from './home.ts';
import { rotateLog } from './log.ts';

/** What the link needs. */
export interface HostLinkParts {
  readonly home: Home;
  readonly clock: Clock;
  readonly self: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly log: (sentence: string) => void;
  /** Limits for a host that is started now; one that runs keeps its own. */
  readonly hostLimits: () => Readonly<Record<string, number>>;
  /** Reaches a host, starting one where none answers; `startHost` when it is missing. */
  readonly start?: (how: HostStart) => Promise<HostClient>;
}

/** When a host that was lost is wanted: at once by a person, in its turn by what goes on by itself. */
export type HostWanted = 'now' | 'in-turn';

/**
 * The connection to the pty host. When it breaks, a host is looked for again, or started anew: at once where the last one had
 * served, however often; ever later where one after the other came to nothing. `onReconnected` is announced so that the sessions
 * are compared with what the host still owns.
 */
export class HostLink implements Disposable {
  readonly #parts: HostLinkParts;
  readonly #output = new Emitter<HostOutput>();
  readonly #exited = new Emitter<HostExited>();
  readonly #warned = new Emitter<HostWarning>();
  readonly #detached = new Emitter<HostDetached>();
  readonly #reconnected = new Emitter<void>();
  #client: HostClient | undefined;
  /** When the connection that stands was made, monotonic milliseconds. */
  #sinceMs = 0;
  /** Hosts in a row that did not come up or did not serve. */
  #failures = 0;
  /** The next try, which is waited for. */
  #later: { readonly timer: Disposable; readonly over: Promise<void>; readonly end: () => void } | undefined;
  #disposed = false;
  /** The host is told to end: its going is no break. */
  #ending = false;
  /** Under way: two at once would make two connections. */
  #opening: Promise<void> | undefined;
  #lost = false;

  readonly onOutput = this.#output.event;
  readonly onExit = this.#exited.event;
  readonly onWarning = this.#warned.event;
  readonly onDetached = this.#detached.event;
  readonly onReconnected = this.#reconnected.event;

  constructor(parts: HostLinkParts) {
    this.#parts = parts;
  }

  /**
   * Connects, starting a host when none answers; does nothing while one is connected. Where an earlier one was lost, however
   * often, `onReconnected` is announced before this resolves.
   *
   * @throws PccError `unavailable`.
   */
  async open(wanted: HostWanted = 'now'): Promise<void> {
    if (wanted === 'in-turn') await this.#later?.over;
    if (this.#ending) throw new PccError('unavailable', 'The pty host is being ended; start pcc again.');
    if (this.#client) return;
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #connect(): Promise<void> {
    const { home, clock, self, env } = this.#parts;
    const logFile = `${home.logsFolder}/ptyhost.log`;
    const client = await (this.#parts.start ?? startHost)({
      runDir: home.runFolder,
      argv: [...self, '__ptyhost', home.runFolder, home.recordingsFolder, JSON.stringify(this.#parts.hostLimits())],
      env,
      logFile,
      // The host that runs writes on where it began.
      beforeStart: () => rotateLog(logFile),
      clock,
    });
    if (this.#disposed) {
      client.dispose();
      return;
    }
    this.#client = client;
    this.#sinceMs = clock.monotonicMs();
    this.#waitNoMore();
    client.onOutput((output) => {
      this.#output.fire(output);
    });
    client.onExit((exit) => {
      this.#exited.fire(exit);
    });
    client.onWarning((warning) => {
      this.#warned.fire(warning);
    });
    client.onDetached((detached) => {
      this.#detached.fire(detached);
    });
    client.onClose((why) => {
      this.#broken(client, why);
    });
    if (!this.#lost) return;
    this.#lost = false;
    this.#reconnected.fire();
  }

  /** Ends the host with all its children; none is started in its place. */
  async shutdown(): Promise<void> {
    this.#ending = true;
    // One that is just being started would stay behind.
    await this.#opening?.catch(() => undefined);
    try {
      await this.#client?.shutdown(true);
    } catch (error) {
      // Gone already is as good.
      if (error instanceof PccError && error.code === 'unavailable') return;
      this.#ending = false;
      throw error;
    }
  }

  /** What is wrong, as a sentence, while no host is connected. */
  get warning(): string | undefined {
    return this.#client || !this.#lost ? undefined : lostSentence;
  }

  /** @throws PccError `unavailable` while no host is connected. */
  get client(): HostClient {
    if (!this.#client) throw new PccError('unavailable', lostSentence);
    return this.#client;
  }

  get pid(): number | null {
    return this.#client?.hello.pid ?? null;
  }

  dispose(): void {
    this.#disposed = true;
    this.#waitNoMore();
    this.#client?.dispose();
    this.#client = undefined;
  }

  #broken(client: HostClient, why: string): void {
    if (this.#disposed || this.#client !== client) return;
    this.#client = undefined;
    if (this.#ending) return;
    this.#lost = true;
    const { clock, log } = this.#parts;
    log(`The connection to the pty host broke: ${why}`);
    const hasServed = clock.monotonicMs() - this.#sinceMs >= limits.hostServedMs;
    this.#failures = hasServed ? 0 : this.#failures + 1;
    this.#again();
  }

  /** Has a host started again: at once, or later where the last ones came to nothing. */
  #again(): void {
    const waitMs = hostWaitMs(this.#failures);
    if (waitMs === 0) {
      void this.#openAgain();
      return;
    }
    const { clock, log } = this.#parts;
    log(
      `${this.#failures} pty hosts in a row came to nothing; the next is started in ${waitMs / 1_000} s, or with the next session.`,
    );
    this.#waitNoMore();
    let end: () => void = () => undefined;
    const over = new Promise<void>((done) => {
      end = done;
    });
    const timer = clock.after(waitMs, () => {
      void this.#openAgain().finally(end);
    });
    this.#later = { timer, over, end };
  }

  #waitNoMore(): void {
    this.#later?.timer.dispose();
    this.#later?.end();
    this.#later = undefined;
  }

  #isOver(): boolean {
    return this.#disposed || this.#ending;
  }

  async #openAgain(): Promise<void> {
    if (this.#isOver() || this.#client) return;
    try {
      await this.open();
    } catch (error) {
      this.#parts.log(`The pty host could not be started again: ${sentenceOf(error)}`);
      if (this.#isOver()) return;
      this.#failures++;
      this.#again();
    }
  }
}

/** How long a host is waited for after so many in a row that came to nothing, milliseconds. */
function hostWaitMs(failures: number): number {
  const beyond = failures - limits.restartsMax;
  if (beyond <= 0) return 0;
  return Math.min(limits.hostRestartFirstMs * 2 ** (beyond - 1), limits.hostRestartLongestMs);
}

const lostSentence =
  'The pty host is not running; it is started again by itself, and at once by the next start of a session.';
