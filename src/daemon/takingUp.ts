import { join } from 'node:path';
import type { Disposable } from '../base/disposables.ts';
import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Snapshot } from '../store/snapshots.ts';
import type { HostedSession } from '../terminal/host/protocol.ts';
import type { LiveSession } from './liveSession.ts';
import { lostCode } from './liveSession.ts';
import { rebuildScreen } from './rebuild.ts';
import type { SessionsParts } from './sessionsParts.ts';
import { hostEnded } from './status.ts';

/** What taking up needs of the sessions. */
export interface TakingUpPorts {
  readonly live: ReadonlyMap<string, LiveSession>;
  /** Makes the parts of a session; `asleep`: its events wait until it is told that it was recovered. */
  readonly open: (record: SessionRecord, asleep: boolean) => LiveSession;
  /** The host may forget it. */
  readonly forget: (id: string) => Promise<void>;
}

/**
 * Takes up what runs already: for a new daemon, for a connection that broke, for output that is missing. One piece of work after
 * the other: two at once would feed one screen twice. A session whose screen cannot be taken up is told all the same: it takes
 * orders, judges nothing by what it showed before, and is tried again.
 */
export class TakingUp implements Disposable {
  readonly #parts: SessionsParts;
  readonly #ports: TakingUpPorts;
  readonly #later = new Map<string, Disposable>();
  #line: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(parts: SessionsParts, ports: TakingUpPorts) {
    this.#parts = parts;
    this.#ports = ports;
  }

  /** Resolves when all that was to be taken up until now has been. */
  get over(): Promise<void> {
    return this.#line;
  }

  /**
   * Every session of an earlier daemon that the host still owns goes on, the others have lost their child.
   *
   * @throws PccError where the host cannot be asked.
   */
  recover(): Promise<void> {
    return this.#inTurn(async () => {
      const hosted = await this.#hosted();
      for (const record of this.#parts.store.sessions.list({ all: false })) {
        const found = hosted.get(record.id);
        hosted.delete(record.id);
        try {
          await this.#takeUp(record, found);
        } catch (error) {
          this.#parts.log(`${record.id}: could not be taken over: ${sentenceOf(error)}`);
        }
      }
      for (const id of hosted.keys())
        this.#parts.log(`${id}: the pty host runs it, but the database does not know it.`);
    });
  }

  /** The host's connection broke and is there again. @throws PccError where the host cannot be asked. */
  reunite(): Promise<void> {
    return this.#inTurn(async () => {
      const hosted = await this.#hosted();
      for (const live of [...this.#ports.live.values()]) {
        // Its next child is on its way.
        if (live.actor.session.phase === 'restarting') continue;
        const found = hosted.get(live.id);
        if (found) await this.#goesOn(live, found, { anew: false });
        else this.lost(live);
      }
    });
  }

  /** The host stopped sending a session's output: it is taken up where the screen stands. @throws PccError as `reunite`. */
  resync(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const live = this.#ports.live.get(id);
      const hosted = live && (await this.#hosted()).get(id);
      if (hosted && (await this.#show(live, hosted, undefined)).isShown) live.watched.touch();
    });
  }

  /** Takes up the screen of a child that runs already. @throws PccError where that fails. */
  adopt(live: LiveSession, hosted: HostedSession): Promise<void> {
    return this.#inTurn(async () => {
      await this.#rebuild(live, hosted, undefined);
    });
  }

  /** The host knows nothing of it any more: its child is gone. */
  lost(live: LiveSession): void {
    // No warning: the status tells it as long as it is so.
    live.actor.note('session', hostEnded);
    live.exited(lostCode, true);
  }

  dispose(): void {
    this.#disposed = true;
    for (const again of this.#later.values()) again.dispose();
    this.#later.clear();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => undefined);
    return done;
  }

  async #hosted(): Promise<Map<string, HostedSession>> {
    return new Map((await this.#parts.host().list()).map((session) => [session.id, session]));
  }

  async #takeUp(record: SessionRecord, found: HostedSession | undefined): Promise<void> {
    const { phase } = record.session;
    if (phase === 'ended') await this.#bury(record, found);
    else if (phase === 'restarting') {
      // The daemon before this one was about to start its CLI anew.
      this.#ports.open(record, true).actor.dispatch({ type: 'recovered', anew: true });
    } else if (found) await this.#takeOver(record, found);
    else {
      const live = this.#ports.open(record, false);
      this.lost(live);
      // Whoever held its keyboard did so at the daemon before this one.
      if (this.#isLive(live)) live.actor.dispatch({ type: 'recovered', anew: true });
    }
  }

  async #takeOver(record: SessionRecord, hosted: HostedSession): Promise<void> {
    const live = this.#ports.open(record, true);
    this.#parts.clis?.takenOver(live, record);
    live.changed({ pid: hosted.pid });
    await this.#goesOn(live, hosted, { anew: true, snapshot: this.#parts.store.snapshots.get(record.id) });
    live.actor.note('session', 'A new daemon took the session over.');
  }

  /** Its end was stored and the daemon died before it was all noted: nobody else would ever do it. */
  async #bury({ id, session }: SessionRecord, found: HostedSession | undefined): Promise<void> {
    const { store, clock, host } = this.#parts;
    if (found && !found.exit) await host().kill(id, 'force');
    store.sessions.markEnded(id, clock.wallMs(), session.exitCode ?? lostCode);
    store.snapshots.drop(id);
    if (found) await this.#ports.forget(id);
  }

  async #goesOn(
    live: LiveSession,
    hosted: HostedSession,
    { anew, snapshot }: { readonly anew: boolean; readonly snapshot?: Snapshot | undefined },
  ): Promise<void> {
    const { isShown, exit } = await this.#show(live, hosted, snapshot);
    if (!this.#isLive(live)) return;
    live.actor.dispatch({ type: 'recovered', anew });
    // Its end may have been announced meanwhile as well.
    if (!this.#isLive(live) || live.actor.session.phase === 'restarting') return;
    if (exit) live.exited(codeOf(exit));
    else if (isShown) live.watched.touch();
  }

  /** Brings its screen up to now. Not `isShown` where that failed: nothing may follow from what it shows then. */
  async #show(
    live: LiveSession,
    hosted: HostedSession,
    snapshot: Snapshot | undefined,
  ): Promise<{ readonly isShown: boolean; readonly exit: HostedSession['exit'] }> {
    this.#later.get(live.id)?.dispose();
    this.#later.delete(live.id);
    try {
      return { isShown: true, exit: await this.#rebuild(live, hosted, snapshot) };
    } catch (error) {
      const failed = { isShown: false, exit: hosted.exit };
      if (!this.#isLive(live) || this.#disposed) return failed;
      live.beginAnew();
      live.warned(`Its screen could not be taken up (${sentenceOf(error)}); that is tried again.`);
      this.#later.set(
        live.id,
        this.#parts.clock.after(limits.takeUpAgainMs, () => void this.#tryAgain(live)),
      );
      return failed;
    }
  }

  async #tryAgain(live: LiveSession): Promise<void> {
    try {
      // One that comes back is taken up by who starts it.
      if (this.#isLive(live) && live.actor.session.phase !== 'restarting') await this.resync(live.id);
    } catch (error) {
      // Without a connection there is nothing to try: the next one takes all up.
      this.#parts.log(`${live.id}: could not be taken up again: ${sentenceOf(error)}`);
    }
  }

  async #rebuild(
    live: LiveSession,
    hosted: HostedSession,
    snapshot: Snapshot | undefined,
  ): Promise<HostedSession['exit']> {
    const recordings = join(this.#parts.home.recordingsFolder, live.id);
    const exit = await rebuildScreen(live, { host: this.#parts.host(), hosted, snapshot, recordings });
    live.rebuilt();
    return exit;
  }

  #isLive(live: LiveSession): boolean {
    return this.#ports.live.get(live.id) === live;
  }
}

/** The code under which the end of a child is known: of one that a signal ended, as a shell tells it. */
export function codeOf({ code, signal }: { readonly code: number; readonly signal: number }): number {
  return signal === 0 ? code : 128 + signal;
}
