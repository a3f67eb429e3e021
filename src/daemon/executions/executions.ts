import { randomUUID } from 'node:crypto';
import type { Execution, Params, Result } from '../../api/methods.ts';
import type { ApiClientHandle } from '../../api/server.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import { isOver } from '../../execution/execution.ts';
import { limits } from '../../limits.ts';
import type { ExecutionRecord } from '../../store/executions.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';
import { storableLaunch } from '../relaunch/storable.ts';
import { SessionHosting } from './hosting.ts';
import type { HostingParts } from './hosting.ts';
import { RunningList } from './list.ts';
import { checkOrder, orderOf } from './given.ts';
import { checkListMentions, freeName, listFolder, newSteps } from './order.ts';
import type { Around, Hosting } from './ports.ts';
import { nothingAround } from './ports.ts';
import { askedMark, checkSameList } from './sameList.ts';
import { fitted, toldExecution, toldHead, toldStep } from './telling.ts';
import { Watching } from './watchers.ts';

/** What lists of tasks take of the daemon. */
export type ExecutionsParts = Pick<LastingParts, 'home' | 'store' | 'clock' | 'secrets' | 'log' | 'bug'> &
  HostingParts & {
    /** What is asked around a task; nothing where absent. */
    readonly around?: () => Around;
  };

/** All lists of tasks of the home: begun, followed, steered, looked up, taken up from an earlier daemon. */
export class Executions implements Disposable {
  readonly #parts: ExecutionsParts;
  readonly #hosting: Hosting;
  readonly #running = new Map<string, RunningList>();
  readonly #watching: Watching;
  readonly #owned = new Disposables();
  /** Lists whose sessions are being started for a caller that waits. */
  readonly #starting = new Map<string, Promise<void>>();

  constructor(parts: ExecutionsParts, hosting: Hosting = new SessionHosting(parts)) {
    this.#parts = parts;
    this.#hosting = hosting;
    this.#watching = this.#owned.own(
      new Watching({ clock: parts.clock, log: parts.log, told: (id) => this.status(id) }),
    );
  }

  /** A session begins to live here. */
  opened(live: LiveSession): void {
    if (this.#hosting instanceof SessionHosting) this.#hosting.opened(live, this.#isStarting(live.id));
  }

  /** After the sessions were taken over: lists go on where an earlier daemon left them. */
  start(): void {
    for (const record of this.#parts.store.executions.open()) this.#run(record).poke();
  }

  /**
   * Begins a list. One that was begun under its id is told as it stands.
   *
   * @throws PccError that says what is wrong with it, or why its session cannot be started; `conflict` when another one has its id.
   */
  async begin(params: Params<'execution.start'>): Promise<Execution> {
    const { store, marking } = this.#parts;
    const id = (params.id ?? randomUUID()).toLowerCase();
    const before = store.executions.get(id);
    if (before) checkSameList(orderOf(params), before, marking());
    else {
      const record = this.#newRecord(id, params);
      const given = { args: params.args ?? [], env: params.env };
      store.executions.insert(record);
      const list = this.#run(record);
      const begun = list.begin(given).finally(() => this.#starting.delete(id));
      this.#starting.set(id, begun);
    }
    try {
      await this.#starting.get(id);
    } catch (error) {
      this.#unbegun(id);
      throw error;
    }
    return this.status(id);
  }

  /** The session of a list could not be started: the caller has the reason, and the id is free again. One that was cancelled stays. */
  #unbegun(id: string): void {
    const list = this.#running.get(id);
    if (!list) return;
    if (isOver(list.record.state)) {
      list.poke();
      return;
    }
    list.dispose();
    this.#running.delete(id);
    if (list.record.startedAt !== undefined) return;
    this.#parts.store.executions.remove(id);
    this.#watching.forget(id);
  }

  /** A list as it stands; with `n` only that task of it. */
  status(named: string, n?: number): Execution {
    const { store, secrets } = this.#parts;
    const id = store.executions.idOf(named.toLowerCase());
    if (n !== undefined) return this.#one(id, n);
    const running = this.#running.get(id);
    if (running) return running.told();
    const record = store.executions.get(id);
    if (!record) throw new PccError('not_found', `No list of tasks has the id '${named}'.`);
    const told = toldExecution(record, this.#beside(record));
    return secrets.current().json(told) as unknown as Execution;
  }

  /** Only one task is read: whoever wants all that a long list has said asks so for each. */
  #one(id: string, n: number): Execution {
    const { store, secrets } = this.#parts;
    const { head, step } = store.executions.one(id, n);
    if (!step) throw new PccError('not_found', `The list '${id}' has ${head.counts.all} tasks, and no task ${n}.`);
    const told = { ...toldHead(head, this.#beside(head)), steps: fitted([toldStep(step)]) };
    return secrets.current().json(told) as unknown as Execution;
  }

  list({ state, limit }: Params<'execution.list'>): Result<'execution.list'> {
    const heads = this.#parts.store.executions.list({ state, limit: limit ?? limits.executionsShown });
    return { executions: heads.map((head) => toldHead(head, this.#beside(head))) };
  }

  control({ id: named, action: said, freeze }: Params<'execution.control'>): Execution {
    const action = said.toLowerCase() as Lowercase<typeof said>;
    const id = this.#parts.store.executions.idOf(named.toLowerCase());
    const list = this.#running.get(id);
    if (list && action === 'pause') list.pause(freeze ?? false);
    else if (list && action === 'resume') list.resume();
    else if (list) list.cancel();
    else if (action !== 'cancel')
      throw new PccError('over', `The list '${id}' is over; it cannot be ${action}d any more.`);
    return this.status(id);
  }

  /** A person has a session go on: the list that it serves is held no more. */
  released(session: string): void {
    for (const list of this.#running.values()) if (list.record.name === session) list.released();
  }

  watch(named: string, client: ApiClientHandle): Execution {
    const told = this.status(named);
    this.#watching.watch(told.id, client);
    return told;
  }

  unwatch(named: string, client: ApiClientHandle): Result<'execution.unwatch'> {
    const id = this.#parts.store.executions.idOf(named.toLowerCase());
    return { watched: this.#watching.unwatch(id, client.id) };
  }

  /** What was put out from an offset on; waits for more where there is none and the list goes on. */
  async output({ id: named, from, waitMs = 0 }: Params<'execution.output'>): Promise<Result<'execution.output'>> {
    const { store } = this.#parts;
    const id = store.executions.idOf(named.toLowerCase());
    const read = (): Result<'execution.output'> => {
      const piece = store.output.read(id, from, limits.outputChunkBytesMax);
      const over = this.#running.get(id)?.record.state ?? store.executions.get(id)?.state;
      return { ...piece, end: over !== undefined && isOver(over) && piece.next >= store.output.end(id) };
    };
    const first = read();
    if (first.text !== '' || first.end || waitMs === 0) return first;
    await this.#watching.change(id, waitMs, () => {
      const { text, end } = read();
      return text !== '' || end;
    });
    return read();
  }

  history({ limit, before, execution, state }: Params<'execution.history'>): Result<'execution.history'> {
    const { store, secrets } = this.#parts;
    const older = before === undefined ? undefined : store.executions.step(before.toLowerCase());
    if (before !== undefined && !older)
      throw new PccError('not_found', `No task of a list has the uuid '${before}'; the history shows all.`);
    const rows = store.executions.history({
      limit: limit ?? limits.executionsShown,
      state,
      before: older?.step.uuid,
      ...(execution === undefined ? {} : { execution: store.executions.idOf(execution.toLowerCase()) }),
    });
    const steps = fitted(rows.map(({ step, session, ...row }) => ({ ...toldStep(step), ...row, session })));
    const errors = rows.flatMap(({ step: { predictedMs, ranMs, state: how } }) =>
      how === 'done' && predictedMs !== undefined && ranMs !== undefined && ranMs > 0
        ? [Math.abs(predictedMs - ranMs) / ranMs]
        : [],
    );
    const mean = errors.reduce((sum, one) => sum + one, 0) / Math.max(1, errors.length);
    return {
      steps: secrets.current().json(steps) as unknown as Result<'execution.history'>['steps'],
      predictionError: errors.length === 0 ? null : { mean, of: errors.length },
    };
  }

  dispose(): void {
    for (const list of this.#running.values()) list.dispose();
    this.#running.clear();
    this.#owned.dispose();
  }

  #newRecord(id: string, params: Params<'execution.start'>): ExecutionRecord {
    const { store, secrets, clock, marking } = this.#parts;
    const given = orderOf(params);
    checkOrder(params);
    const path = listFolder(given.path, this.#parts.home);
    const order = { ...given, path };
    checkListMentions(order, (this.#parts.around?.() ?? nothingAround).mayMention, params.mentions);
    const open = [...this.#running.values()].filter(({ record }) => !isOver(record.state)).length;
    if (open >= limits.executionsMax)
      throw new PccError('unavailable', `${open} lists are at work, which is the most; wait until one has ended.`);
    secrets.learnEnvironment(params.env);
    secrets.learnProject(path);
    const wanted = { file: '', args: params.args ?? [], env: params.env, cwd: path, claudeSessionId: '' };
    const { file: _file, ...launch } = storableLaunch(wanted, secrets.current(), marking());
    const { stopOnFailure, amend, tooLong } = order;
    return {
      ...{ id, state: 'queued', path, stopOnFailure, amend, tooLong, closed: false, sources: [] },
      name: freeName(id, (name) => store.sessions.get(name) !== undefined || store.executions.hasName(name)),
      keep: params.keep ?? false,
      trust: params.trust ?? false,
      ...(params.brain === undefined ? {} : { brain: params.brain }),
      ...(params.claude === undefined ? {} : { claude: params.claude }),
      asked: askedMark(given, marking()),
      steps: newSteps(order, params.mentions),
      launch,
      createdAt: clock.wallMs(),
    };
  }

  #run(record: ExecutionRecord): RunningList {
    const { store, clock, secrets, log, bug, around } = this.#parts;
    const list = new RunningList(record, {
      ...{ store, clock, log, bug },
      redactor: () => secrets.current(),
      hosting: this.#hosting,
      around: around ?? (() => nothingAround),
    });
    this.#running.set(record.id, list);
    list.onChanged(() => {
      this.#watching.changed(record.id);
      if (list.isClosed) this.#running.delete(record.id);
    });
    return list;
  }

  #isStarting(session: string): boolean {
    return [...this.#running.values()].some(({ record }) => record.name === session && record.launch !== undefined);
  }

  #beside({ id, name, state }: Pick<ExecutionRecord, 'id' | 'name' | 'state'>) {
    const stand = this.#hosting.stand(name).stand;
    return {
      offset: this.#parts.store.output.end(id),
      pending: stand === 'lives' && !isOver(state) ? this.#hosting.pending(name) : [],
      hasSession: stand !== 'none',
    };
  }
}
