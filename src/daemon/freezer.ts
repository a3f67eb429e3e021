import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import type { HostClient } from '../terminal/hostClient.ts';
import type { FreezePort } from './executions/ports.ts';
import type { LiveSession } from './liveSession.ts';

/** A session whose processes can be stopped. */
export type FreezableSession = Pick<LiveSession, 'id' | 'onEnded' | 'warned'> & {
  readonly actor: Pick<LiveSession['actor'], 'onStep' | 'note'>;
};

/** What stopping processes takes of the daemon. */
export interface FreezerParts {
  /** @throws PccError `unavailable` while no host is connected. */
  readonly host: () => Pick<HostClient, 'hello' | 'freeze' | 'list'>;
  readonly find: (session: string) => FreezableSession | undefined;
  /** Told when a session is stopped, and when it goes on. */
  readonly changed: (session: string, isFrozen: boolean) => void;
}

/**
 * Stops the processes of sessions and lets them go on (SIGSTOP, SIGCONT): by the pty host, whose children they are. That a session is
 * stopped is known here as long as it is; whoever wants it to be so keeps that, and says it again to the next daemon.
 */
export class Freezer implements FreezePort, Disposable {
  readonly #parts: FreezerParts;
  readonly #frozen = new Set<string>();
  readonly #owned = new Disposables();

  constructor(parts: FreezerParts) {
    this.#parts = parts;
  }

  isFrozen(session: string): boolean {
    return this.#frozen.has(session);
  }

  /** A session begins to live here. A child that comes in the place of one that was stopped runs. */
  follow(live: FreezableSession): void {
    const owned = this.#owned.own(new Disposables());
    owned.own(
      live.actor.onStep(({ phase }) => {
        if (phase === 'restarting' && this.#unmark(live.id))
          live.actor.note(
            'session',
            'Its processes ended while they were stopped; the next ones run, and nothing is typed.',
          );
      }),
    );
    owned.own(
      live.onEnded(() => {
        this.#owned.release(owned);
        this.#unmark(live.id);
      }),
    );
  }

  check(): void {
    const { hello } = this.#parts.host();
    if (hello.also?.includes('freeze')) return;
    throw new PccError(
      'unavailable',
      `The pty host that runs (version ${hello.version}) is too old to stop processes; pause without \`freeze\`, or end the sessions and run \`pcc daemon restart\`.`,
    );
  }

  set(session: string, isFrozen: boolean): void {
    const live = this.#parts.find(session);
    if (!live) return;
    if (isFrozen && !this.#frozen.has(session)) {
      this.#frozen.add(session);
      this.#parts.changed(session, true);
      live.actor.note('session', 'Its processes are stopped (SIGSTOP).');
    } else if (!isFrozen && this.#unmark(session)) live.actor.note('session', 'Its processes go on (SIGCONT).');
    void this.#tell(live, isFrozen);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Never rejects. */
  async #tell(live: FreezableSession, isFrozen: boolean): Promise<void> {
    try {
      await this.#parts.host().freeze(live.id, isFrozen);
    } catch (error) {
      const why = sentenceOf(error);
      if (!isFrozen) live.warned(`Its processes could not be let go on (${why}); resume it once more.`);
      else if (await this.#isStopped(live.id)) live.warned(`It stays stopped, and what of it runs goes on (${why}).`);
      else {
        this.#unmark(live.id);
        live.warned(`Its processes could not be stopped (${why}); it is only paused.`);
      }
    }
  }

  /** Whether it was stopped before, by an earlier daemon perhaps. */
  async #isStopped(session: string): Promise<boolean> {
    try {
      return (await this.#parts.host().list()).some(({ id, frozen }) => id === session && frozen === true);
    } catch {
      // Nobody knows: what is only paused is told without fail.
      return false;
    }
  }

  /** True where it was stopped. */
  #unmark(session: string): boolean {
    if (!this.#frozen.delete(session)) return false;
    this.#parts.changed(session, false);
    return true;
  }
}
