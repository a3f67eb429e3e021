import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import { canonicalJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Step } from './execution.ts';
import { objectsIn } from './objects.ts';
import { faultOf } from './schema.ts';
import { uuidField } from './uuidPlace.ts';

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
  const asIs = readObject(step, text);
  const read = 'object' in asIs ? asIs : readObject(step, echo.text);
  if ('detail' in read) return { ok: false, why: 'json', detail: read.detail, text: echo.text };
  const own = read.object[uuidField];
  const named = typeof own === 'string' && withPlainDashes(own).trim().toLowerCase() === step.uuid.toLowerCase();
  if (named || echo.found) return { ok: true, text: echo.text, object: read.object, echoed: true };
  return { ok: false, why: 'echo', detail: missingEcho(echo.other || typeof own === 'string'), text: echo.text };
}

function missingEcho(hasOther: boolean): string {
  return hasOther
    ? 'The execution_uuid in it is not the one of this task.'
    : 'The execution_uuid of this task was missing.';
}

const uuidForm = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** A line with a uuid and nothing but its name, marks of Markdown and punctuation. */
const uuidLine = new RegExp(
  `^[\\s>*+•–\\-#|]*(?:\\d+\\.\\s*)?[\`*_"'{\\[(]*(?:(?:the\\s+)?(?:execution|task)?[\\s_-]?uuid)?[\`*_"']*\\s*(?:[:=]|is)?\\s*[\`*_"'<({[\\s]*(${uuidForm})[\`*_"'>)}\\],.;|\\s]*$`,
  'iu',
);

/** Dashes as some renderers write them. */
function withPlainDashes(text: string): string {
  return text.replace(/[\u2010-\u2015\u2212]/g, '-');
}

interface Echo {
  readonly found: boolean;
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
  let other = false;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index] ?? '';
    const near = seen <= limits.answerEndChars;
    const [, named] = (near && line.length < 200 && uuidLine.exec(withPlainDashes(line))) || [];
    const isIt = named?.toLowerCase() === uuid.toLowerCase();
    if (isIt) found = true;
    // Within an object it is a field of it.
    if (!isIt || /^\s*["']/.test(line)) {
      if (named !== undefined && !isIt) other = true;
      kept.push(line);
    }
    seen += line.length + 1;
  }
  // In a sentence it is an echo as well, and stays where it is.
  const isInSentence = withPlainDashes(text.slice(-limits.answerEndChars)).toLowerCase().includes(uuid.toLowerCase());
  return { found: found || isInSentence, other, text: found ? withoutRemains(kept.reverse().join('\n')) : text.trim() };
}

/** What stood around the line alone: an empty fenced block, a rule above it. */
function withoutRemains(text: string): string {
  return text
    .trim()
    .replace(/\n*(`{3,}|~{3,})[a-z]*\n\s*\1\s*$/i, '')
    .replace(/\n+(?:[-*_]{3,})\s*$/, '')
    .trim();
}

/** The object of an answer, or what is wrong with the likeliest of those that are in it. */
function readObject(step: Step, text: string): { readonly object: JsonObject } | { readonly detail: string } {
  if (text.length > limits.answerJsonCharsMax)
    return { detail: `The reply is longer than ${limits.answerJsonCharsMax} characters.` };
  const examples = examplesOf(step);
  let detail: string | undefined;
  for (const { object, isAll } of objectsIn(text)) {
    // What the prompt shows is an example, unless the whole reply is that.
    if (!isAll && examples.has(canonicalJson(object))) continue;
    const fitting = fit(step, object);
    if ('object' in fitting) return fitting;
    detail ??= fitting.detail;
  }
  return { detail: detail ?? 'There was no JSON object in it.' };
}

function examplesOf(step: Step): ReadonlySet<string> {
  const shown = [...objectsIn(step.prompt)].map(({ object }) => canonicalJson(object));
  const { schema } = step.json ?? {};
  return new Set(schema === undefined ? shown : [...shown, canonicalJson(schema as JsonObject)]);
}

/** The object as it may be given on: without the uuid where the schema has no room for that. */
function fit(step: Step, object: JsonObject): { readonly object: JsonObject } | { readonly detail: string } {
  const fault = misfit(step, object);
  if (fault === undefined) return { object };
  const { [uuidField]: own, ...rest } = object;
  return own !== undefined && misfit(step, rest) === undefined ? { object: rest } : { detail: fault };
}

function misfit(step: Step, object: JsonObject): string | undefined {
  const { schema } = step.json ?? {};
  if (schema !== undefined) return faultOf(schema, object);
  const [issue] = usualAnswer.safeParse(object).error?.issues ?? [];
  return issue === undefined
    ? undefined
    : `The field '${issue.path.join('.')}' of the object is missing or of a wrong type.`;
}
