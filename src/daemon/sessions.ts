import { join } from 'node:path';
import type { Params, Status } from '../api/methods.ts';
import { pause } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { claudeVersion } from '../claude/launch.ts';
import { limits } from '../limits.ts';
import type { SessionRecord } from '../store/sessions.ts';
import { demoLaunch, removeDeadDemos, removeDemo } from './demo/launch.ts';
import { isPlainFile, isSecretFile } from './judging.ts';
import type { Launch } from './launching.ts';
import { claudeLaunch } from './launching.ts';
import type { LiveSession } from './liveSession.ts';
import { makeLive } from './makeLive.ts';
import { Relaunches } from './relaunch/relaunches.ts';
import type { SessionsParts } from './sessionsParts.ts';
import { newRecord } from './newRecord.ts';
import { checkUnfollowed } from './queue/oneFollower.ts';
import { nextTaskId } from './queue/taskNames.ts';
import { withShell } from './shells.ts';
import { followedFile, projectFolder, tasksOf } from './startRequest.ts';
import { statusOf } from './status.ts';
import { TakingUp } from './takingUp.ts';

/** All sessions of the home: started, taken over from an earlier daemon, looked up, ended. */
export class Sessions implements Disposable {
  readonly #parts: SessionsParts;
  readonly #live = new Map<string, LiveSession>();
  readonly #switching: Disposable | undefined;
  readonly #relaunches: Relaunches;
  readonly #takingUp: TakingUp;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
    this.#takingUp = new TakingUp(parts, {
      live: this.#live,
      open: (record, asleep) => this.#open(record, asleep),
      forget: (id) => this.#forget(id),
    });
    this.#relaunches = new Relaunches(parts, {
      isLive: (live) => this.#live.get(live.id) === live,
      adopt: (live, hosted) => this.#takingUp.adopt(live, hosted),
      started: (live, launch) => {
        this.#takeCliIn(live, launch);
      },
    });
    this.#switching = parts.killSwitch?.onChange((off) => {
      for (const live of this.#live.values()) live.switched(off);
    });
  }

  get live(): ReadonlyMap<string, LiveSession> {
    return this.#live;
  }

  /**
   * Starts the CLI in a folder. What is wrong with the request is found before anything is left behind.
   *
   * @throws PccError naming the path, the CLI or the name that cannot be used.
   */
  async start(params: Params<'session.start'>): Promise<string> {
    const { config, store, clock } = this.#parts;
    const path = projectFolder(params.path);
    const texts = tasksOf(params, (file) => isPlainFile(file, path, this.#parts.world()));
    const launch: Launch =
      params.demo === undefined
        ? claudeLaunch({ ...params, env: { ...withShell(params.env, config()) } }, path, config()['claude.command'])
        : await demoLaunch(params.demo, params.args, this.#parts);
    await this.#parts.openHost();
    const followed = followedFile(params, launch.cwd);
    if (followed !== undefined) checkUnfollowed(followed, { store, live: this.#live.values() });
    // From the choice of the id to its row nothing else may run: two starts at once must not get one id.
    const id = store.sessions.idFor(params.demo === undefined ? path : 'demo', params.name);
    const record = newRecord(params, launch, {
      id,
      texts,
      config: config(),
      isWatched: this.#parts.clis !== undefined,
      startedAt: clock.wallMs(),
      ...(params.demo === undefined ? { stored: this.#relaunches.remember(id, launch) } : {}),
    });
    const { cols, rows } = record;
    store.transaction(() => {
      store.sessions.insert(record);
      for (const task of record.session.tasks) store.tasks.save(id, task, record.startedAt);
    });
    const live = this.#open(record);
    try {
      const child = await this.#parts
        .host()
        .spawn({ id, file: launch.file, args: launch.args, cwd: launch.cwd, env: launch.env, cols, rows, title: id });
      // The report of its end may have come together with its pid.
      if (this.#live.get(id) === live) {
        this.#relaunches.spawned(live, child);
        await this.#parts.host().attach(id, 0);
      }
    } catch (error) {
      this.#drop(live);
      store.sessions.markEnded(id, clock.wallMs());
      // Where the child came up all the same, nobody would know it.
      this.#parts
        .host()
        .kill(id, 'force')
        .catch(() => undefined);
      throw error;
    }
    live.actor.note('session', `Started in ${launch.cwd}.`);
    if (params.demo === undefined) this.#takeCliIn(live, launch);
    return id;
  }

  /** Takes over what an earlier daemon left: what the host still owns goes on, the others come back or have ended. */
  async recover(): Promise<void> {
    await this.#takingUp.recover();
    this.#tidy(() => {
      const living = this.#parts.store.sessions.list({ all: false });
      removeDeadDemos(this.#parts.home, new Set(living.map((record) => record.claudeSessionId)));
    });
  }

  /** The host stopped sending a session's output: it is taken up where the screen stands. */
  resync(id: string): Promise<void> {
    return this.#takingUp.resync(id);
  }

  /** The host's connection broke and is there again: what the host still owns goes on, the others come back or have ended. */
  reunite(): Promise<void> {
    return this.#takingUp.reunite();
  }

  /** Resolves when all that was to be taken up until now has been. */
  get takenUp(): Promise<void> {
    return this.#takingUp.over;
  }

  /** Has all screens read again: the wordings have changed. */
  rereadScreens(): void {
    for (const live of this.#live.values()) live.watched.touch();
  }

  /** Ends every session and waits until they are gone, a bounded time. Where no host can be reached they are gone already. */
  async endAll(): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      if (this.#live.size > 0) await this.#parts.openHost();
    } catch (error) {
      log(`The sessions are ended without the pty host: ${sentenceOf(error)}`);
      for (const live of [...this.#live.values()]) {
        live.actor.dispatch({ type: 'stop' });
        if (this.#live.has(live.id)) this.#takingUp.lost(live);
      }
    }
    const deadlineMs = clock.monotonicMs() + limits.stopMs;
    for (const live of [...this.#live.values()]) live.actor.dispatch({ type: 'stop' });
    while (this.#live.size > 0 && clock.monotonicMs() < deadlineMs) await pause(clock, limits.clientPollMs);
    await this.#parts.endHost();
  }

  /** The living session that a person means. @throws PccError `not_found`, `ambiguous`, or `gone` for an ended one. */
  find(prefix: string): LiveSession {
    const record = this.#parts.store.sessions.find(prefix);
    const live = this.#live.get(record.id);
    if (!live) throw new PccError('gone', `The session '${record.id}' has ended; \`pcc logs ${record.id}\` tells how.`);
    return live;
  }

  status(prefix: string): Status {
    const live = this.#live.get(prefix);
    return live ? this.#liveStatus(live) : this.#statusOf(this.#parts.store.sessions.find(prefix));
  }

  list(all: boolean): Status[] {
    return this.#parts.store.sessions.list({ all }).map((record) => this.#statusOf(record));
  }

  /** True for a file that a task of a requirements file may mention in this project. */
  mayMention(path: string, root: string): boolean {
    return isPlainFile(path, root, this.#parts.world());
  }

  /** True for a file of this project whose name tells of a secret. */
  isSecret(path: string, root: string): boolean {
    return isSecretFile(path, root, this.#parts.world());
  }

  /** Queues a text for the input box and gives the task's id. */
  send(id: string, text: string): string {
    const live = this.find(id);
    const task = { id: nextTaskId(live), text };
    live.actor.dispatch({ type: 'task', task });
    return task.id;
  }

  dispose(): void {
    this.#switching?.dispose();
    this.#takingUp.dispose();
    for (const live of this.#live.values()) {
      live.saveSnapshot();
      live.dispose();
    }
    this.#live.clear();
  }

  /** Asks what CLI runs there, and has it watched. */
  #takeCliIn(live: LiveSession, launch: Pick<Launch, 'file' | 'env' | 'cwd'>): void {
    this.#askVersion(live, launch).catch((error: unknown) => {
      this.#parts.log(`${live.id}: its CLI could not be taken in: ${sentenceOf(error)}`);
    });
  }

  async #askVersion(live: LiveSession, launch: Pick<Launch, 'file' | 'env' | 'cwd'>): Promise<void> {
    const ask = (): Promise<string | null> => claudeVersion(launch.file, launch.env, launch.cwd);
    const version = await ask();
    if (this.#live.get(live.id) !== live) return;
    if (version !== null) live.changed({ claudeVersion: version });
    this.#parts.clis?.told(live, launch.file, version, ask);
  }

  /** Makes the session's parts and has it listen; nothing is attached yet. */
  #open(record: SessionRecord, asleep = false): LiveSession {
    const launch = (): void => {
      this.#relaunches.begin(live);
    };
    const { live, witness } = makeLive(record, this.#parts, { asleep, launch });
    this.#live.set(record.id, live);
    live.onEnded(() => {
      this.#closed(live);
    });
    this.#parts.opened?.(live);
    live.onGap(() => {
      this.resync(record.id).catch((error: unknown) => {
        this.#parts.log(`${record.id}: its output could not be taken up again: ${sentenceOf(error)}`);
      });
    });
    const off = this.#parts.killSwitch?.look() ?? false;
    if (off !== (record.session.off ?? false)) live.actor.dispatch({ type: 'switch', off });
    witness.start();
    return live;
  }

  /** The child is gone: the session comes back, or has ended. */
  ended(live: LiveSession, code: number): void {
    live.exited(code);
  }

  /** The session has ended and the host may forget it. */
  #closed(live: LiveSession): void {
    this.#relaunches.forget(live.id);
    this.#drop(live);
    void this.#forget(live.id);
    this.#tidy(() => {
      const record = this.#parts.store.sessions.get(live.id);
      if (record?.demo !== undefined) removeDemo(this.#parts.home, record.claudeSessionId);
    });
  }

  /** What cannot be tidied away is in nobody's way. */
  #tidy(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.log(`Something was left behind: ${sentenceOf(error)}`);
    }
  }

  async #forget(id: string): Promise<void> {
    try {
      await this.#parts.host().forget(id);
    } catch (error) {
      this.#parts.log(`${id}: the host could not forget it: ${sentenceOf(error)}`);
    }
  }

  #drop(live: LiveSession): void {
    this.#live.delete(live.id);
    live.dispose();
  }

  #statusOf(record: SessionRecord): Status {
    const live = this.#live.get(record.id);
    if (live) return this.#liveStatus(live);
    const nowMs = this.#parts.clock.wallMs();
    return statusOf(record, this.#parts.ledger.pending(record.id), { recording: this.#recordingOf(record.id), nowMs });
  }

  #liveStatus(live: LiveSession): Status {
    const claudeCheck = this.#parts.clis?.standing(live.id);
    const status = live.status(this.#parts.ledger.pending(live.id), this.#recordingOf(live.id));
    return { ...status, ...(claudeCheck === undefined ? {} : { claudeCheck }) };
  }

  #recordingOf(id: string): string {
    return join(this.#parts.home.recordingsFolder, id);
  }
}
