import { randomUUID } from 'node:crypto';
import { pause } from '../../base/clock.ts';
import { hasCode, PccError, sentenceOf } from '../../base/errors.ts';
import { isLogin } from '../../claude/account.ts';
import { resumeArguments } from '../../claude/resume.ts';
import { limits } from '../../limits.ts';
import type { SessionRecord } from '../../store/sessions.ts';
import type { StoredLaunch } from '../../store/storedLaunch.ts';
import { isAlive, signalProcess } from '../../terminal/host/processes.ts';
import type { HostedSession, HostProcess } from '../../terminal/host/protocol.ts';
import type { Launch } from '../launching.ts';
import type { LiveSession } from '../liveSession.ts';
import type { SessionsParts } from '../sessionsParts.ts';
import { ensureToken } from '../home.ts';
import { conversationOf } from './conversation.ts';
import type { Marking } from './storable.ts';
import { markingWith, restoredEnvironment, storableLaunch } from './storable.ts';

/** What starting anew needs of the sessions. */
export interface RelaunchPorts {
  readonly isLive: (live: LiveSession) => boolean;
  /** Takes up the screen of a child that runs already. @throws PccError where that fails. */
  readonly adopt: (live: LiveSession, hosted: HostedSession) => Promise<void>;
  /** A new child runs: what is known of its program is asked anew. */
  readonly started: (live: LiveSession, launch: Pick<Launch, 'file' | 'env' | 'cwd'>) => void;
}

/**
 * Starts the CLIs of sessions anew that crashed or were lost, one a moment after the other. What it takes is kept in memory with its
 * secrets as long as this daemon lives; after that the stored part and the environment of the new daemon have to do.
 */
export class Relaunches {
  readonly #parts: SessionsParts;
  readonly #ports: RelaunchPorts;
  readonly #known = new Map<string, Launch>();
  #line: Promise<void> = Promise.resolve();

  constructor(parts: SessionsParts, ports: RelaunchPorts) {
    this.#parts = parts;
    this.#ports = ports;
  }

  /** Keeps in memory how a session was started, and gives what of it may be stored. */
  remember(id: string, launch: Launch): StoredLaunch {
    this.#known.set(id, launch);
    return storableLaunch(launch, this.#parts.secrets.current(), this.#mark());
  }

  #mark(): Marking {
    return markingWith(ensureToken(this.#parts.home));
  }

  /** The session has ended. */
  forget(id: string): void {
    this.#known.delete(id);
  }

  /** Notes the child that runs. */
  spawned(live: LiveSession, { pid, processStartTime }: HostProcess): void {
    const launch = this.#parts.store.sessions.get(live.id)?.launch;
    const child = processStartTime === null ? undefined : { pid, startTime: processStartTime };
    live.changed({ pid, ...(launch && child ? { launch: { ...launch, child } } : {}) });
  }

  /** Starts it when its turn has come; what comes of it is told to the session. */
  begin(live: LiveSession): void {
    const lostMs = this.#parts.clock.monotonicMs();
    this.#line = this.#line.then(async () => {
      if (!this.#isWanted(live)) return;
      try {
        await this.#launch(live, lostMs);
      } catch (error) {
        const why = `The CLI could not be started: ${sentenceOf(error)}`;
        const cause = causeOf(error);
        live.actor.dispatch({ type: 'launch-failed', why, ...(cause === undefined ? {} : { cause }) });
      }
      await pause(this.#parts.clock, limits.relaunchEveryMs);
    });
  }

  #isWanted(live: LiveSession): boolean {
    return this.#ports.isLive(live) && live.actor.session.restarting?.stage === 'launching';
  }

  async #launch(live: LiveSession, lostMs: number): Promise<void> {
    const { store, host, openHost } = this.#parts;
    await openHost('in-turn');
    const hosted = (await host().list()).find(({ id }) => id === live.id);
    if (hosted && !hosted.exit) {
      live.beginAnew();
      this.spawned(live, hosted);
      await this.#ports.adopt(live, hosted);
      await this.#runs(live);
      return;
    }
    if (hosted) await host().forget(live.id);
    const record = store.sessions.get(live.id);
    if (!record || !this.#isWanted(live)) return;
    await this.#leftover(record, lostMs);
    live.beforeRelaunch();
    const launch = this.#launchOf(live, store.sessions.get(live.id) ?? record);
    live.beginAnew();
    const { cols, rows } = live.watched.screen;
    const child = await host().spawn({ id: live.id, ...launch, cols, rows, title: live.id });
    // Before it is told: what fails until then is tried again, and finds the child.
    if (this.#isWanted(live)) {
      this.spawned(live, child);
      await host().attach(live.id, 0);
    }
    if (!(await this.#runs(live))) return;
    live.actor.note('session', `Started again: ${launch.args.slice(-2).join(' ')}.`);
    live.rebuilt('the CLI was started again');
    this.#ports.started(live, launch);
  }

  /** Tells the session of the child that shows itself now; false where it is wanted no more. */
  async #runs(live: LiveSession): Promise<boolean> {
    if (!this.#isWanted(live)) {
      // A person ended it meanwhile, or the child has come and gone.
      if (!this.#ports.isLive(live)) await this.#parts.host().kill(live.id, 'force');
      return false;
    }
    live.actor.dispatch({ type: 'launched' });
    // What it drew before that was not looked at.
    live.watched.touch();
    return true;
  }

  /** How it is started: as at first, but on its transcript. @throws PccError `human_needed` where nobody knows how any more. */
  #launchOf(live: LiveSession, record: SessionRecord): Pick<Launch, 'file' | 'args' | 'env' | 'cwd'> {
    const known = this.#known.get(live.id) ?? this.#restored(live, record);
    const how = conversationOf(record);
    const id = how === 'taken' ? randomUUID() : record.claudeSessionId;
    if (how === 'taken') live.changed({ claudeSessionId: id });
    const args = resumeArguments(known.args, { id, how: how === 'resume' ? 'resume' : 'begin' });
    return { file: known.file, args, env: known.env, cwd: record.path };
  }

  #restored(live: LiveSession, { id, launch }: SessionRecord): Pick<Launch, 'file' | 'args' | 'env'> {
    if (!launch) throw new PccError('human_needed', `How '${id}' was started is not known; start a new session.`);
    const { file, args } = launch;
    if (!args) {
      throw new PccError(
        'human_needed',
        `The arguments of '${id}' hold a secret, which is not stored; start it anew with \`pcc start ${live.status([], null).path} -- … --resume ${live.claudeSessionId}\`.`,
      );
    }
    const { env, missing } = restoredEnvironment(launch, this.#parts.env ?? {}, this.#mark());
    const login = missing.find(isLogin);
    if (login !== undefined) {
      // Without it the CLI would work with whatever other login it finds.
      throw new PccError(
        'conflict',
        `It was started with ${login}, and the daemon does not have the same one: set it and run \`pcc daemon restart\`, then have it started again.`,
      );
    }
    if (missing.length > 0) {
      live.actor.note(
        'warning',
        `Secrets are not stored, and the daemon does not have the same ${missing.join(', ')}; where the CLI needs it, set it and run \`pcc daemon restart\`.`,
      );
    }
    return { file, args, env };
  }

  /**
   * A child that outlived its pty host has no terminal any more and must not write on beside the new one. Its time to end by itself
   * runs for all sessions that were lost together, from `lostMs`: one after the other they would wait for each other.
   */
  async #leftover({ launch }: SessionRecord, lostMs: number): Promise<void> {
    const child = launch?.child;
    if (!child || !isAlive(child)) return;
    const { clock } = this.#parts;
    const polite = lostMs + limits.leftoverMs;
    while (isAlive(child) && clock.monotonicMs() < polite) await pause(clock, limits.clientPollMs);
    if (isAlive(child)) signalProcess(child, 'SIGKILL');
    const deadlineMs = clock.monotonicMs() + limits.leftoverMs;
    while (isAlive(child) && clock.monotonicMs() < deadlineMs) await pause(clock, limits.clientPollMs);
  }
}

function causeOf(error: unknown): 'final' | 'asked' | 'host' | undefined {
  if (hasCode(error, 'conflict')) return 'asked';
  return hasCode(error, 'human_needed') ? 'final' : hasCode(error, 'unavailable') ? 'host' : undefined;
}
