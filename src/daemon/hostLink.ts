import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { HostDetached, HostExited, HostOutput, HostWarning } from '../terminal/host/protocol.ts';
import type { HostClient } from '../terminal/hostClient.ts';
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
}

/**
 * The connection to the pty host. When it breaks, a host is looked for again, or started anew, a bounded number of times;
 * `onReconnected` is announced so that the sessions are compared with what the host still owns.
 */
export class HostLink implements Disposable {
  readonly #parts: HostLinkParts;
  readonly #output = new Emitter<HostOutput>();
  readonly #exited = new Emitter<HostExited>();
  readonly #warned = new Emitter<HostWarning>();
  readonly #detached = new Emitter<HostDetached>();
  readonly #reconnected = new Emitter<void>();
  #client: HostClient | undefined;
  #breaksMs: number[] = [];
  /** The next try, after too many breaks. */
  #later: Disposable | undefined;
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
  async open(): Promise<void> {
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
    const client = await startHost({
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
    client.onClose((why) => void this.#broken(client, why));
    if (!this.#lost) return;
    this.#lost = false;
    this.#reconnected.fire();
  }

  /** Ends the host with all its children; none is started in its place. */
  async shutdown(): Promise<void> {
    this.#ending = true;
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
    this.#later?.dispose();
    this.#client?.dispose();
    this.#client = undefined;
  }

  async #broken(client: HostClient, why: string): Promise<void> {
    if (this.#disposed || this.#client !== client) return;
    this.#client = undefined;
    if (this.#ending) return;
    this.#lost = true;
    const { clock, log } = this.#parts;
    log(`The connection to the pty host broke: ${why}`);
    const now = clock.monotonicMs();
    this.#breaksMs = [...this.#breaksMs.filter((at) => now - at < limits.restartWindowMs), now];
    if (this.#breaksMs.length > limits.restartsMax) {
      log(
        `The pty host broke too often; it is started again in ${limits.restartWindowMs / 1_000} s, or with the next session.`,
      );
      this.#later?.dispose();
      this.#later = clock.after(limits.restartWindowMs, () => void this.#openAgain());
      return;
    }
    await this.#openAgain();
  }

  async #openAgain(): Promise<void> {
    try {
      if (!this.#disposed) await this.open();
    } catch (error) {
      this.#parts.log(`The pty host could not be started again: ${sentenceOf(error)}`);
    }
  }
}

const lostSentence =
  'The pty host is not running; the next start of a session, or `pcc daemon restart`, starts it anew.';
