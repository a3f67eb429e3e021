import type { Execution, ExecutionStep } from '../../api/methods.ts';
import type { Step } from '../../execution/execution.ts';
import { isStepOver } from '../../execution/execution.ts';
import { limits } from '../../limits.ts';
import type { ExecutionHead, ExecutionRecord, StepRecord } from '../../store/executions.ts';

/** What is told beside what is stored of a list. */
export interface ToldBeside {
  readonly offset: number;
  readonly pending: readonly number[];
  /** Its session is there. */
  readonly hasSession: boolean;
}

/** A list as the API tells it; with `n` only that task of it. */
export function toldExecution(record: ExecutionRecord, beside: ToldBeside, n?: number): Execution {
  const steps = n === undefined ? record.steps : record.steps.filter((step) => step.n === n);
  return { ...toldHead({ ...record, ...countsOf(record) }, beside), steps: fitted(steps.map(toldStep)) };
}

/** A list without its tasks. */
export function toldHead(head: ExecutionHead, { offset, pending, hasSession }: ToldBeside): Omit<Execution, 'steps'> {
  const { id, state, held, path, why, createdAt, startedAt, endedAt, counts, step } = head;
  return {
    id,
    state,
    ...(held === undefined ? {} : { held }),
    path,
    ...(hasSession ? { session: head.name } : {}),
    ...(why === undefined ? {} : { why }),
    createdAt: timeOf(createdAt),
    ...(startedAt === undefined ? {} : { startedAt: timeOf(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: timeOf(endedAt) }),
    counts: { ...counts },
    ...(step === undefined ? {} : { step }),
    offset,
    pending: [...pending],
  };
}

function countsOf({ steps }: ExecutionRecord): Pick<ExecutionHead, 'counts' | 'step'> {
  const done = steps.filter(({ state }) => state === 'done').length;
  const over = steps.filter(({ state }) => isStepOver(state)).length;
  const step = steps.find(({ state }) => state === 'running' || state === 'judging')?.n;
  return { counts: { all: steps.length, done, failed: over - done }, ...(step === undefined ? {} : { step }) };
}

/** A task of a list as the API tells it. */
export function toldStep(step: StepRecord): ExecutionStep {
  const { n, uuid, prompt, context, state, amended, predictedMs, startedAt, endedAt, tookMs, ranMs, why, result } =
    step;
  return {
    n,
    uuid,
    name: nameOf(step),
    prompt,
    context,
    state,
    amended: [...amended],
    class: step.class,
    complexity: step.complexity,
    ...(predictedMs === undefined ? {} : { predictedMs }),
    ...(startedAt === undefined ? {} : { startedAt: timeOf(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: timeOf(endedAt) }),
    ...(tookMs === undefined ? {} : { tookMs }),
    ...(ranMs === undefined ? {} : { ranMs }),
    ...(why === undefined ? {} : { why }),
    ...(result === undefined ? {} : toldResult(result)),
    ...(step.receipt === undefined ? {} : { receipt: step.receipt }),
    ...(step.response === undefined ? {} : { response: step.response }),
  };
}

function toldResult({ text, object, echoed, validation, files, usage }: NonNullable<Step['result']>) {
  return {
    text,
    ...(object === undefined ? {} : { object: object as NonNullable<ExecutionStep['object']> }),
    echoed,
    ...(validation === undefined ? {} : { validation }),
    files: {
      created: [...files.created],
      modified: [...files.modified],
      deleted: [...files.deleted],
      ...(files.note === undefined ? {} : { note: files.note }),
    },
    ...(usage === undefined ? {} : { usage }),
  };
}

/**
 * The same tasks where all they say goes into one message; else their prompts and texts are cut, and objects that are longer than
 * a fair share are left out, which they say: asked for alone, each is whole.
 */
export function fitted<T extends ExecutionStep>(steps: readonly T[]): T[] {
  const lengthOf = (value: unknown): number => (value === undefined ? 0 : JSON.stringify(value).length);
  const all = steps.reduce(
    (sum, { prompt, text, object }) => sum + prompt.length + lengthOf(text) + lengthOf(object),
    0,
  );
  if (all <= limits.toldTextCharsMax) return [...steps];
  const share = Math.floor(limits.toldTextCharsMax / (3 * steps.length));
  const cut = (text: string): string =>
    text.length <= share
      ? text
      : `${text.slice(0, share).replace(/[\ud800-\udbff]$/, '')}… (${text.length - share} more characters)`;
  return steps.map(({ object, ...step }) => {
    const { prompt, text = '' } = step;
    const isCut = prompt.length > share || text.length > share || lengthOf(object) > share;
    return {
      ...step,
      prompt: cut(prompt),
      ...(step.text === undefined ? {} : { text: cut(text) }),
      ...(lengthOf(object) > share || object === undefined ? {} : { object }),
      ...(isCut ? { cut: true } : {}),
    };
  }) as T[];
}

/** What a task is called: its own name, or the beginning of its prompt. */
export function nameOf({ name, prompt }: Pick<Step, 'name' | 'prompt'>): string {
  const [line = ''] = (name ?? prompt).trim().split('\n', 1);
  return line.length > nameCharsMax ? `${line.slice(0, nameCharsMax - 1)}…` : line;
}

/** A name stands in one line beside a progress bar. */
const nameCharsMax = 60;

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
