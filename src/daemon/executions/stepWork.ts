import type { Clock } from '../../base/clock.ts';
import type { Move, StepOutcome } from '../../execution/advance.ts';
import type { StepResult } from '../../execution/execution.ts';
import { isOver } from '../../execution/execution.ts';
import { againPrompt } from '../../execution/compose.ts';
import { limits } from '../../limits.ts';
import type { ExecutionChange, StepRecord } from '../../store/executions.ts';
import type { Store } from '../../store/store.ts';
import { afterAnswer, afterJudgement } from './answering.ts';
import type { KeptList } from './keptList.ts';
import type { Around, Hosting } from './ports.ts';
import { prepared } from './preparing.ts';
import { nameOf } from './telling.ts';
import type { ListTranscript } from './transcript.ts';
import { isSamePlace } from './transcript.ts';

/** What the work on the tasks of one list takes. */
export interface StepWorkParts {
  readonly store: Pick<Store, 'executions'>;
  readonly clock: Clock;
  readonly hosting: Hosting;
  readonly around: () => Around;
  readonly transcript: ListTranscript;
  readonly kept: KeptList;
}

type StepMove = Extract<Move, { do: 'begin' | 'add' | 'read' | 'judged' | 'shorten' | 'fail' | 'settle' }>;

/** The moves of a list that are about one of its tasks. Each ends with a commit; a list that was held or cancelled meanwhile stays so. */
export class StepWork {
  readonly #parts: StepWorkParts;

  constructor(parts: StepWorkParts) {
    this.#parts = parts;
  }

  async perform(move: StepMove): Promise<void> {
    const step = this.#parts.kept.record.steps[move.n - 1];
    if (!step) return;
    switch (move.do) {
      case 'begin':
        await this.#begin(step);
        break;
      case 'add':
        this.#add(step);
        break;
      case 'read':
        await this.#read(this.#ended(step));
        break;
      case 'judged':
        this.#judged(this.#ended(step));
        break;
      case 'shorten':
        this.#typeAgain(step, againPrompt(step, 'shorter', ''));
        break;
      case 'fail':
        await this.#fail(this.#ended(step), move.why);
        break;
      case 'settle':
        await this.#settle(step);
        break;
    }
  }

  /** Tells what the task has come to that was at work when the list was cancelled, with its files, receipt and response. */
  async tellCancelled(): Promise<void> {
    const { around, kept, transcript } = this.#parts;
    for (const step of kept.record.steps) {
      const { outcome, judged, stopping: _stopping, ...rest } = step;
      const { startedAt, endedAt = 0 } = step;
      if (step.state !== 'cancelled' || startedAt === undefined || step.typed === undefined || step.proof) continue;
      const { text, usage } = transcript.turn;
      const result = outcome?.result ??
        judged ?? { text, echoed: false, files: await this.#files(step), ...(usage === undefined ? {} : { usage }) };
      const told: StepRecord = { ...rest, result, tookMs: Math.max(0, endedAt - startedAt) };
      this.#commit({ ...told, ...(await around().proofs.keep(kept.record, told)) });
    }
  }

  async #begin(waiting: StepRecord): Promise<void> {
    const { store, around, clock } = this.#parts;
    const list = this.#parts.kept.record;
    const given = this.#inContext(waiting);
    const ready = await prepared(list, given, around(), store.executions.taken(limits.historyTasksMax));
    if (this.#isMoot()) return;
    const startedAt = clock.wallMs();
    if ('refused' in ready) {
      const outcome: StepOutcome = { state: 'refused', why: ready.refused };
      this.#commit({ ...ready.step, state: 'running', startedAt, outcome }, { launch: null });
      return;
    }
    const before = await around().files.before(list, ready.step);
    if (this.#isMoot()) return;
    this.#parts.kept.put({ source: `task ${given.uuid}`, line: 0, text: headerOf(given, list.steps.length) });
    this.#type({ ...ready.step, state: 'running', startedAt, before }, ready.step.typed, 'task');
  }

  /** A task that was to go on from one that was never typed would see what stood before that: it begins in an empty context instead. */
  #inContext(step: StepRecord): StepRecord {
    const { hosting, kept } = this.#parts;
    const before = kept.record.steps[step.n - 2];
    if (step.context === 'fresh' || before === undefined || before.state === 'done' || before.again > 0) return step;
    const task = before.task === undefined ? undefined : hosting.task(kept.record.name, before.task);
    if (before.typed !== undefined && (task?.sent || task?.taken)) return step;
    const note = `Task ${before.n}, in whose context it was to go on, was never typed; it began in an empty context.`;
    return { ...step, context: 'fresh', amended: [...step.amended, note] };
  }

  /** Notes what is to be typed, under the id that the session's next task gets. */
  #type(step: StepRecord, typed: string, as: 'task' | 'judge'): void {
    const { hosting, transcript, kept } = this.#parts;
    const { stopping: _stopping, mark: _mark, until: _until, ...rest } = step;
    const mark = transcript.place;
    const id = { [as]: hosting.next(kept.record.name) };
    this.#commit({ ...rest, ...id, typed, ...(mark === undefined ? {} : { mark }) }, { launch: null });
    transcript.begin(typed, as === 'task' && step.again > 0);
  }

  #add(step: StepRecord): void {
    const { hosting, kept } = this.#parts;
    const { name } = kept.record;
    const { typed = '', verify } = step;
    const as = step.state === 'judging' ? 'judge' : 'task';
    const id = hosting.next(name);
    // A person has added a task of their own meanwhile, and has taken the number.
    if (step[as] !== id) this.#commit({ ...step, [as]: id });
    hosting.add(name, {
      id,
      text: typed,
      ...(isFresh(step) ? { fresh: true } : {}),
      ...(as === 'task' && verify !== undefined ? { verify } : {}),
    });
  }

  /** Its turn is over: what a person types while its files are looked at is not of it, also where another daemon has to look again. */
  #ended(step: StepRecord): StepRecord {
    const until = this.#parts.transcript.end();
    if (!until || isSamePlace(until, step.until)) return step;
    const ended: StepRecord = { ...step, until };
    this.#commit(ended);
    return ended;
  }

  async #read(step: StepRecord): Promise<void> {
    const { turn } = this.#parts.transcript;
    const files = await this.#files(step);
    if (isOver(this.#parts.kept.record.state)) return;
    const followed = afterAnswer(step, turn, files);
    switch (followed.type) {
      case 'again':
        this.#typeAgain(step, followed.typed);
        break;
      case 'judge':
        this.#type(judgedFrom(step, followed.result), followed.typed, 'judge');
        break;
      case 'outcome':
        this.#commit({ ...step, outcome: followed.outcome });
        break;
    }
  }

  #typeAgain(step: StepRecord, typed: string): void {
    this.#type({ ...step, again: step.again + 1 }, typed, 'task');
  }

  #judged(step: StepRecord): void {
    const { hosting, transcript, kept } = this.#parts;
    const isDone = step.judge !== undefined && hosting.task(kept.record.name, step.judge)?.state === 'done';
    this.#commit({ ...step, outcome: afterJudgement(step, isDone ? transcript.turn.text : undefined) });
  }

  async #fail(step: StepRecord, why: string): Promise<void> {
    const { text, usage } = this.#parts.transcript.turn;
    const files = await this.#files(step);
    if (isOver(this.#parts.kept.record.state)) return;
    const result: StepResult = { text, echoed: false, files, ...(usage === undefined ? {} : { usage }) };
    this.#commit({ ...step, outcome: { state: 'failed', why, result } });
  }

  async #settle(step: StepRecord): Promise<void> {
    const { around, clock, kept } = this.#parts;
    const { outcome, judged: _judged, ranBeforeJudgeMs: _ran, stopping: _stopping, until: _until, ...rest } = step;
    if (!outcome) return;
    const endedAt = clock.wallMs();
    const settled: StepRecord = {
      ...rest,
      ...outcome,
      endedAt,
      ...(step.startedAt === undefined || outcome.state === 'refused'
        ? {}
        : { tookMs: Math.max(0, endedAt - step.startedAt) }),
    };
    const paths = outcome.state === 'refused' ? {} : await around().proofs.keep(kept.record, settled);
    await around().hooks.after(kept.record, { ...settled, ...paths });
    if (isOver(kept.record.state)) return;
    this.#commit({ ...settled, ...paths });
  }

  #commit(step: StepRecord, change?: ExecutionChange): void {
    this.#parts.kept.commit([step], change);
  }

  #files(step: StepRecord): Promise<StepResult['files']> {
    return this.#parts.around().files.after(this.#parts.kept.record, step, step.before);
  }

  /** It was held or cancelled while something was waited for: nothing is begun. */
  #isMoot(): boolean {
    const { state, held } = this.#parts.kept.record;
    return held !== undefined || isOver(state);
  }
}

/** Whether the context is emptied before what is typed next for a task. */
export function isFresh({ state, context, again }: Pick<StepRecord, 'state' | 'context' | 'again'>): boolean {
  return state === 'judging' || (context === 'fresh' && again === 0);
}

/** The task while it is judged, which has a time of its own. */
function judgedFrom(step: StepRecord, judged: StepResult): StepRecord {
  return { ...step, state: 'judging', judged, ranBeforeJudgeMs: step.ranMs ?? 0 };
}

function headerOf(step: StepRecord, count: number): string {
  return `== Task ${step.n} of ${count}: ${nameOf(step)}\n`;
}
