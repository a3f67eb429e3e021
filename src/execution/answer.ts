import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import { canonicalJson } from '../base/json.ts';
import { tooDeep } from '../base/nesting.ts';
import { limits } from '../limits.ts';
import { Effort } from './effort.ts';
import type { Step } from './execution.ts';
import { lastObjectsIn, objectsIn } from './objects.ts';
import { faultOf } from './schema.ts';
import { mayHoldUuid, uuidField } from './uuidPlace.ts';

/** What a task answered: whether it brings its uuid back, and with `json` the object in it. */

/** An answer that can be taken, or why it has to be asked for again. `detail` is a sentence for the one who is asked. */
export type Answer =
  | {
      readonly ok: true;
      readonly text: string;
      readonly object?: Readonly<Record<string, unknown>>;
      readonly echoed: boolean;
    }
  | { readonly ok: false; readonly why: 'echo' | 'json'; readonly detail: string; readonly text: string };

/** The object of a task that gave no schema. Fields that it does not name are kept. */
const usualAnswer = z.looseObject({
  result: z.json(),
  files_created: z.array(z.string()),
  files_modified: z.array(z.string()),
  summary: z.string(),
});

/** Reads the last words of a task's turn. */
export function readAnswer(step: Step, text: string): Answer {
  const echo = readEcho(step.uuid, text);
  if (step.json === undefined) {
    if (echo.found) return { ok: true, text: echo.text, echoed: true };
    return { ok: false, why: 'echo', detail: missingEcho(echo.other), text: echo.text };
  }
  // In an object that stands on many lines, the uuid is a line as well.
  const effort = new Effort();
  const reading = { step, examples: examplesOf(step, effort), effort };
  const asIs = readObject(reading, text);
  const read = 'object' in asIs || asIs.isOwn === true ? asIs : readObject(reading, echo.text);
  if ('detail' in read) {
    if (read.isForeign === true) return { ok: false, why: 'echo', detail: missingEcho(true), text: echo.text };
    return { ok: false, why: 'json', detail: read.detail, text: echo.text };
  }
  const { schema } = step.json;
  const isTold = schema === undefined || mayHoldUuid(schema) ? echo.onLine : echo.found;
  // The usual object names its task, also where the answer did so behind it.
  const object = schema === undefined ? { ...read.object, [uuidField]: step.uuid } : read.object;
  if (read.isOwn === true || isTold) return { ok: true, text: echo.text, object, echoed: true };
  return { ok: false, why: 'echo', detail: missingEcho(echo.other), text: echo.text };
}

function missingEcho(hasOther: boolean): string {
  return hasOther
    ? 'The execution_uuid in it is not the one of this task.'
    : 'The execution_uuid of this task was missing.';
}

const uuidForm = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** Marks of Markdown and of JSON, dashes and what joins a name to its value. */
const marks = /[\s>*+•–\-#|`_"'{[(<:=]+/u;
/** What may stand before the uuid once marks are blanks, and what behind it. */
const uuidName = /^(?:\d+\. ?)?(?:(?:the )?(?:(?:execution|task) ?)?uuid)?(?: ?is)?$/i;
const uuidEnd = /^[`*_"'>)}\],.;|\s]*$/;

/** The uuid of a line with nothing but it, its name, marks and punctuation. Each sign is looked at once: an answer may be all signs. */
function uuidAlone(line: string): string | undefined {
  const found = uuidForm.exec(line);
  if (!found) return undefined;
  const [uuid] = found;
  const name = line.slice(0, found.index).split(marks).join(' ').trim();
  return uuidName.test(name) && uuidEnd.test(line.slice(found.index + uuid.length)) ? uuid : undefined;
}

/** Dashes as some renderers write them. */
function withPlainDashes(text: string): string {
  return text.replace(/[\u2010-\u2015\u2212]/g, '-');
}

interface Echo {
  readonly found: boolean;
  /** It stands on a line that is no field of an object. */
  readonly onLine: boolean;
  /** Another uuid stands where this one should. */
  readonly other: boolean;
  /** The text without the line. */
  readonly text: string;
}

/** Looks for the line with the uuid near the end of an answer, and takes it out. */
function readEcho(uuid: string, text: string): Echo {
  const lines = text.trimEnd().split('\n');
  const kept: string[] = [];
  let seen = 0;
  let found = false;
  let onLine = false;
  let other = false;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] ?? '';
    const near = seen <= limits.answerEndChars;
    const named = near && line.length < 200 ? uuidAlone(withPlainDashes(line)) : undefined;
    const isIt = named?.toLowerCase() === uuid.toLowerCase();
    // Within an object it is a field of it.
    const isField = /^\s*["'{,]/.test(line);
    if (isIt) found = true;
    if (isIt && !isField) onLine = true;
    if (!isIt || isField) {
      if (named !== undefined && !isIt) other = true;
      kept.push(line);
    }
    seen += line.length + 1;
  }
  // In a sentence it is an echo as well, and stays where it is.
  const isInSentence = withPlainDashes(text.slice(-limits.answerEndChars)).toLowerCase().includes(uuid.toLowerCase());
  const rest = found ? withoutRemains(kept.reverse().join('\n')) : text.trim();
  return { found: found || isInSentence, onLine, other, text: rest };
}

/** What stood around the line alone: an empty fenced block, a rule above it. By lines, so that no run of signs takes long. */
function withoutRemains(text: string): string {
  const lines = text.trim().split('\n');
  const close = (lines.at(-1) ?? '').trim();
  if (close.length < 40 && /^(?:`{3,}|~{3,})$/.test(close)) {
    const open = lines.findLastIndex((line, index) => index < lines.length - 1 && line.trim() !== '');
    const mark = (lines[open] ?? '').trim();
    if (mark.length < 40 && mark.startsWith(close) && /^[a-z]*$/i.test(mark.slice(close.length))) lines.length = open;
  }
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  const last = (lines.at(-1) ?? '').trim();
  if (lines.length > 1 && last.length < 200 && /^[-*_]{3,}$/.test(last)) lines.pop();
  return lines.join('\n').trim();
}

/** What was read of the object of an answer, or what is wrong with it. */
type Read = ({ readonly object: JsonObject } | { readonly detail: string; readonly isForeign?: boolean }) & {
  /** It brings the uuid of the task, so that no other one can be meant. */
  readonly isOwn?: boolean;
};

/** What an answer is read with. */
interface Reading {
  readonly step: Step;
  /** Whether the prompt shows this object. */
  readonly examples: (object: JsonObject) => boolean;
  readonly effort: Effort;
}

/**
 * The object of an answer, or what is wrong with the likeliest of those that are in it. An object with the uuid of the task
 * is the answer, wherever it stands and even if it had to be repaired; one with another uuid never is. Without any, it is the
 * last: what an answer quotes comes before it.
 */
function readObject({ step, examples, effort }: Reading, text: string): Read {
  if (text.length > limits.answerJsonCharsMax)
    return { detail: `The reply is longer than ${limits.answerJsonCharsMax} characters.` };
  // What the prompt shows is an example, unless the whole reply is that.
  const all = lastObjectsIn(text, effort).filter(({ object, isAll }) => isAll || !examples(object));
  // A brace before the line with the uuid makes an object of that line.
  const telling = all.filter(({ object }) => Object.keys(object).some((key) => key !== uuidField));
  const found = telling.length > 0 ? telling : all;
  const own = found.filter(({ object }) => uuidOf(object) === step.uuid.toLowerCase());
  const others = own.length > 0 ? own : found.filter(({ object }) => uuidOf(object) === undefined);
  const isOwn = own.length > 0;
  let detail: string | undefined;
  for (const { object } of others) {
    const fitting = fit(step, object, effort);
    if ('object' in fitting) return { ...fitting, isOwn };
    detail ??= fitting.detail;
  }
  const isForeign = detail === undefined && found.length > 0;
  const missing = effort.metDeep
    ? `The object in it is ${tooDeep(limits.answerJsonDepthMax)}.`
    : 'There was no JSON object in it.';
  return { detail: detail ?? missing, isOwn, isForeign };
}

/** The uuid that an object brings, in small letters. */
function uuidOf(object: JsonObject): string | undefined {
  const own = object[uuidField];
  return typeof own === 'string' ? withPlainDashes(own).trim().toLowerCase() : undefined;
}

/** Knows the objects that the prompt shows. It is read where an object is asked about, with what the answer has left of the effort. */
function examplesOf({ prompt, json }: Step, effort: Effort): Reading['examples'] {
  let known: ReadonlySet<string> | undefined;
  const read = (): ReadonlySet<string> => {
    const { schema } = json ?? {};
    const shown = [...objectsIn(prompt, effort)].map(({ object }) => canonicalJson(object));
    return new Set(schema === undefined ? shown : [...shown, canonicalJson(schema as JsonObject)]);
  };
  return (object) => (known ??= read()).has(canonicalJson(object));
}

/** The object as it may be given on: without the uuid where the schema has no room for that. */
function fit(
  step: Step,
  object: JsonObject,
  effort: Effort,
): { readonly object: JsonObject } | { readonly detail: string } {
  const fault = misfit(step, object, effort);
  if (fault === undefined) return { object };
  const { [uuidField]: own, ...rest } = object;
  return own !== undefined && misfit(step, rest, effort) === undefined ? { object: rest } : { detail: fault };
}

function misfit(step: Step, object: JsonObject, effort: Effort): string | undefined {
  const { schema } = step.json ?? {};
  if (schema !== undefined) return faultOf(schema, object, effort);
  const [issue] = usualAnswer.safeParse(object).error?.issues ?? [];
  return issue === undefined
    ? undefined
    : `The field '${issue.path.join('.')}' of the object is missing or of a wrong type.`;
}
