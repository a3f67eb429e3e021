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

/** A list as the API tells it. */
export function toldExecution(record: ExecutionRecord, beside: ToldBeside): Execution {
  return { ...toldHead({ ...record, ...countsOf(record) }, beside), steps: fitted(record.steps.map(toldStep)) };
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
 * The same tasks where all they say goes into one message; else their texts and lists of files are cut, and objects that are longer
 * than a fair share are left out, which they say: asked for alone, each is whole.
 */
export function fitted<T extends ExecutionStep>(steps: readonly T[]): T[] {
  const all = steps.reduce((sum, step) => sum + lengthOf(step), 0);
  if (all <= limits.toldStepsBytesMax) return [...steps];
  const share = Math.floor(limits.toldStepsBytesMax / (longParts * steps.length));
  return steps.map((step) => {
    const { prompt, text, why, validation, object, files, amended } = step;
    const long = [prompt, text, why, validation?.reason, object, files, amended];
    if (!long.some((value) => lengthOf(value) > share + 2)) return step;
    const { object: _object, ...rest } = step;
    return {
      ...rest,
      prompt: cutText(prompt, share),
      ...(text === undefined ? {} : { text: cutText(text, share) }),
      ...(why === undefined ? {} : { why: cutText(why, share) }),
      ...(validation ? { validation: { ...validation, reason: cutText(validation.reason, share) } } : {}),
      ...(object === undefined || lengthOf(object) > share ? {} : { object }),
      ...(files ? { files: cutFiles(files, share) } : {}),
      amended: cutNotes(amended, share),
      cut: true,
    };
  }) as T[];
}

/** Of a task, of any length: its prompt, its answer as text and as an object, why, the judge's reason, its files, what was amended. */
const longParts = 7;

/** Bytes as JSON: a message is so many. */
function lengthOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

/** As many as there is room for, each of which may have a half of it. */
function cutNotes(notes: readonly string[], most: number): string[] {
  if (lengthOf(notes) <= most) return [...notes];
  let left = most;
  const short = notes.map((note) => cutText(note, most / 2));
  const kept = short.findIndex((note) => (left -= lengthOf(note) + 1) < 0);
  return kept === -1 ? short : [...short.slice(0, kept), `${notes.length - kept} more are not told here.`];
}

/** What is written as an escape takes its room. */
function cutText(text: string, most: number): string {
  let kept = text;
  while (lengthOf(kept) > most + 2) kept = kept.slice(0, Math.floor((kept.length * most) / lengthOf(kept)));
  if (kept === text) return text;
  return `${kept.replace(/[\ud800-\udbff]$/, '')}… (${text.length - kept.length} more characters)`;
}

/** As many names of each kind as a third of that has room for. */
function cutFiles(files: NonNullable<ExecutionStep['files']>, most: number): NonNullable<ExecutionStep['files']> {
  if (lengthOf(files) <= most) return files;
  let leftOut = 0;
  const some = (paths: readonly string[]): string[] => {
    let left = most / 3;
    const kept = paths.findIndex((path) => (left -= lengthOf(path)) < 0);
    if (kept === -1) return [...paths];
    leftOut += paths.length - kept;
    return paths.slice(0, kept);
  };
  const [created, modified, deleted] = [some(files.created), some(files.modified), some(files.deleted)];
  const note = [...(files.note === undefined ? [] : [files.note]), `${leftOut} more files are not named here.`].join(
    ' ',
  );
  return { created, modified, deleted, note };
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
