import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { isLogin } from '../../claude/account.ts';
import { continuesConversation } from '../../claude/resume.ts';
import type { SessionStand } from '../../execution/advance.ts';
import { isStuckAsked } from '../../session/health.ts';
import type { Task, TaskOrder } from '../../session/task.ts';
import { awaitsCommand, feedbackFor } from '../../session/verifying.ts';
import type { ExecutionRecord } from '../../store/executions.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';
import { nextTaskId } from '../queue/taskNames.ts';
import type { Marking } from '../relaunch/storable.ts';
import { restoredEnvironment } from '../relaunch/storable.ts';
import type { Hosting, StartGiven, TranscriptPlaces } from './ports.ts';

/** What the sessions of lists take of the daemon. */
export type HostingParts = Pick<LastingParts, 'store' | 'sessions' | 'env' | 'log'> & {
  /** Made when it is first needed: it takes the token of the home. */
  readonly marking: () => Marking;
};

/** The sessions of the daemon, as lists of tasks use them. */
export class SessionHosting implements Hosting {
  readonly #parts: HostingParts;
  /** Sessions that were taken over and have not shown yet that they were rebuilt. */
  readonly #asleep = new Set<string>();
  readonly #owned = new Disposables();

  constructor(parts: HostingParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. One that was started by an earlier daemon takes orders from its first step on. */
  opened(live: LiveSession, isNew: boolean): void {
    if (isNew) return;
    this.#asleep.add(live.id);
    const owned = this.#owned.own(new Disposables());
    const woke = (): void => {
      this.#asleep.delete(live.id);
      this.#owned.release(owned);
    };
    owned.own(live.actor.onStep(woke));
    owned.own(live.onEnded(woke));
  }

  async start(list: ExecutionRecord, given?: StartGiven): Promise<void> {
    const { store, sessions } = this.#parts;
    const { name, path, trust, brain, claude } = list;
    // It was made, and the daemon ended before it was noted.
    if (store.sessions.get(name)) return;
    const { args, env } = given ?? this.#restored(list);
    await sessions().start({
      ...{ path, trust, name, args: [...args], env: { ...env } },
      ...(brain === undefined ? {} : { brain }),
      ...(claude === undefined ? {} : { claude }),
    });
  }

  #restored({ launch }: ExecutionRecord): StartGiven {
    const { env: own, marking } = this.#parts;
    if (!launch?.args)
      throw new PccError('human_needed', 'How it was to be started is not known any more; start the list anew.');
    const { env, missing } = restoredEnvironment({ file: '', ...launch }, own, marking());
    const login = missing.find(isLogin);
    if (login !== undefined)
      throw new PccError('conflict', `It was given ${login}, which is not stored; start the list anew.`);
    return { args: launch.args, env };
  }

  stand(session: string): SessionStand {
    const { store, sessions } = this.#parts;
    const live = sessions().live.get(session);
    if (live) {
      const isClosing = ['stopping', 'ended'].includes(live.actor.session.phase);
      return { stand: this.#asleep.has(session) || isClosing ? 'waiting' : 'lives' };
    }
    const record = store.sessions.get(session);
    if (!record) return { stand: 'none' };
    if (record.endedAt === undefined) return { stand: 'waiting' };
    const code = record.exitCode === undefined || record.exitCode < 0 ? '' : ` with exit code ${record.exitCode}`;
    return { stand: 'ended', why: `Its session '${session}' ended${code}.` };
  }

  neverRan(session: string): boolean {
    const record = this.#parts.store.sessions.get(session);
    return record?.endedAt !== undefined && record.pid === null;
  }

  task(session: string, id: string): Task | undefined {
    return this.#tasks(session).find((task) => task.id === id) ?? this.#parts.store.tasks.get(id)?.task;
  }

  awaitsCommand(session: string, id: string): boolean {
    return awaitsCommand({ tasks: this.#tasks(session) }, id);
  }

  sentBack(session: string, id: string): readonly string[] {
    return feedbackFor({ tasks: this.#tasks(session) }, id).map(({ text }) => text);
  }

  #tasks(session: string): readonly Task[] {
    const { store, sessions } = this.#parts;
    const live = sessions().live.get(session);
    return live?.actor.session.tasks ?? store.sessions.get(session)?.session.tasks ?? [];
  }

  next(session: string): string {
    return nextTaskId(this.#live(session));
  }

  add(session: string, order: TaskOrder): void {
    const { actor } = this.#live(session);
    actor.dispatch({ type: 'task', task: order, queued: true });
    actor.note('note', `A list of tasks added task ${order.id}.`);
  }

  stopTask(session: string, task: string, why: string): void {
    this.#live(session).actor.dispatch({ type: 'budget', taskId: task, what: why, then: 'stop' });
  }

  pause(session: string, isPaused: boolean): void {
    const live = this.#live(session);
    if (live.actor.session.paused === isPaused) return;
    live.actor.dispatch({ type: isPaused ? 'pause' : 'resume' });
    live.actor.note('session', isPaused ? 'Paused by its list of tasks.' : 'Resumed by its list of tasks.');
    if (!isPaused) live.watched.touch();
  }

  end(session: string, how: 'ask' | 'force'): void {
    const live = this.#parts.sessions().live.get(session);
    if (!live) return;
    live.actor.note('session', 'Asked to end by its list of tasks.');
    live.actor.dispatch({ type: 'stop' });
    if (how === 'ask') return;
    live.kill('force').catch((error: unknown) => {
      this.#parts.log(`${session}: could not be ended: ${sentenceOf(error)}`);
    });
  }

  transcript(session: string): TranscriptPlaces | undefined {
    const { store, sessions } = this.#parts;
    const record = store.sessions.get(session);
    if (!record) return undefined;
    return {
      config: record.configFolder,
      cwd: record.path,
      claudeSessionId: sessions().live.get(session)?.claudeSessionId ?? record.claudeSessionId,
      continued: continuesConversation(record.args),
    };
  }

  mayClear(session: string): boolean {
    const { store, sessions } = this.#parts;
    const own = store.sessions.get(session)?.path;
    return ![...sessions().live.values()].some(({ id, actor }) => {
      const record = id === session ? undefined : store.sessions.get(id);
      if (record?.path !== own || record === undefined) return false;
      if (record.clearing?.stage === 'looking') return true;
      // The session of a list types at once what it is given; what waits in others may wait for a person.
      const { tasks, paused } = actor.session;
      const isNext = tasks.some(({ fresh, state }) => fresh === true && (state === 'queued' || state === 'typing'));
      return isNext && !paused && store.executions.hasName(id);
    });
  }

  isBusy(session: string): boolean {
    const life = this.#parts.sessions().live.get(session)?.actor.session;
    return life !== undefined && (life.reading.state === 'busy' || life.verifying !== undefined);
  }

  isStuck(session: string): boolean {
    return isStuckAsked(this.#parts.sessions().live.get(session)?.actor.session.ask);
  }

  trouble(session: string): string | undefined {
    const trouble = this.#parts.sessions().live.get(session)?.actor.session.trouble;
    return trouble?.stage === 'given-up' ? trouble.kind : undefined;
  }

  pending(session: string): number[] {
    return this.#parts.store.escalations.listOpen(session).map(({ n }) => n);
  }

  follow(session: string, changed: () => void): Disposable {
    const owned = new Disposables();
    const live = this.#parts.sessions().live.get(session);
    if (live) {
      owned.own(live.actor.onStep(changed));
      owned.own(live.onEnded(changed));
    }
    return owned;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #live(session: string): LiveSession {
    return this.#parts.sessions().find(session);
  }
}
