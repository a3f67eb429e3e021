import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';

/** Tasks of a list as people and programs write them, and as the daemon takes them. */

type StepOrder = Params<'execution.start'>['steps'][number];

/** What counts for every task that does not say otherwise. */
export interface TaskDefaults {
  readonly jsonMode?: boolean | undefined;
  readonly schema?: object | undefined;
  readonly validationPrompt?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly tokensMax?: number | undefined;
  readonly verify?: string | undefined;
}

/** A task as it is written: its prompt alone, or an object; `WrittenTask` says which fields it may have. */
export interface WrittenTask extends TaskDefaults {
  readonly prompt: string;
  readonly name?: string | undefined;
  readonly context?: 'fresh' | 'same' | undefined;
  /** Earlier tasks, by number (from 1) or name. */
  readonly uses?: readonly (number | string)[] | undefined;
}

/** Which kind of value each field holds, in words for people. */
const kinds: Readonly<Record<keyof WrittenTask, readonly [what: string, fits: (value: unknown) => boolean]>> = {
  prompt: ['a text', (value) => typeof value === 'string'],
  name: ['a text', (value) => typeof value === 'string'],
  context: ["'fresh' or 'same'", (value) => value === 'fresh' || value === 'same'],
  uses: ['a list of numbers and names of earlier tasks', isReferences],
  jsonMode: ['true or false', (value) => typeof value === 'boolean'],
  schema: ['a JSON Schema', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
  validationPrompt: ['a text', (value) => typeof value === 'string'],
  timeoutMs: ['a whole number of milliseconds from 1000', (value) => isWhole(value, 1_000)],
  tokensMax: ['a whole number from 1', (value) => isWhole(value, 1)],
  verify: ['a shell command', (value) => typeof value === 'string'],
};

/** Fields as the daemon calls them, for who writes a list in the form of the API. */
const otherNames: Readonly<Record<string, keyof WrittenTask>> = { json: 'jsonMode', validation: 'validationPrompt' };

/** Reads a task of a list. @throws PccError `invalid_input` that names it by its number and says what is wrong with it. */
export function writtenTask(value: unknown, n: number): WrittenTask {
  if (typeof value === 'string') return { prompt: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(n, 'is neither a text nor an object with a prompt');
  const read: Record<string, unknown> = {};
  for (const [given, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const name = Object.hasOwn(otherNames, given) ? (otherNames[given] ?? given) : given;
    if (!isField(name)) throw wrong(n, `has a field '${given}', which is unknown${suggestion(given)}`);
    const [what, fits] = kinds[name];
    if (!fits(field)) throw wrong(n, `has a '${given}' that is not ${what}`);
    read[name] = field;
  }
  if (read['prompt'] === undefined) throw wrong(n, "has no 'prompt'");
  // Each field was checked against its row above.
  return read as unknown as WrittenTask;
}

/**
 * Tasks as the daemon takes them; names of earlier tasks become their numbers. `before`: how many tasks stand before them in what the
 * caller wrote, for the sentences of errors.
 *
 * @throws PccError `invalid_input` for a name that no earlier task has.
 */
export function stepOrders(tasks: readonly WrittenTask[], defaults: TaskDefaults = {}, before = 0): StepOrder[] {
  return tasks.map((task, index) => {
    const of = <K extends keyof TaskDefaults>(field: K): TaskDefaults[K] => task[field] ?? defaults[field];
    const schema = of('schema');
    const json = of('jsonMode') ?? schema !== undefined;
    const verify = of('verify');
    const validation = of('validationPrompt');
    const timeoutMs = of('timeoutMs');
    const tokensMax = of('tokensMax');
    const { prompt, name, context, uses = [] } = task;
    return {
      prompt,
      ...(name === undefined ? {} : { name }),
      ...(context === undefined ? {} : { context }),
      ...(uses.length === 0 ? {} : { uses: uses.map((one) => numberOf(one, tasks, index, before)) }),
      ...(json ? { json } : {}),
      // It was checked to be an object; the daemon says what of it is no JSON Schema.
      ...(json && schema !== undefined ? { schema: schema as NonNullable<StepOrder['schema']> } : {}),
      ...(verify === undefined ? {} : { verify }),
      ...(validation === undefined ? {} : { validation }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(tokensMax === undefined ? {} : { tokensMax }),
    };
  });
}

function numberOf(named: number | string, tasks: readonly WrittenTask[], index: number, before: number): number {
  if (typeof named === 'number') return named;
  const n = before + index + 1;
  const found = tasks.slice(0, index).flatMap(({ name }, place) => (name === named ? [place + 1] : []));
  if (found.length > 1) throw wrong(n, `uses '${named}', which is the name of several tasks; give its number`);
  const [number] = found;
  if (number !== undefined) return number;
  const isLater = tasks.some(({ name }) => name === named);
  throw wrong(n, `uses '${named}', ${isLater ? 'which does not stand before it' : 'which no task is called'}`);
}

function isReferences(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' || isWhole(one, 1));
}

function isWhole(value: unknown, min: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min;
}

function isField(name: string): name is keyof WrittenTask {
  return Object.hasOwn(kinds, name);
}

function suggestion(name: string): string {
  const near = nearest(name, Object.keys(kinds));
  return near === undefined ? `; fields are ${Object.keys(kinds).join(', ')}` : `; did you mean '${near}'?`;
}

function wrong(n: number, what: string): PccError {
  return new PccError('invalid_input', `Task ${n} ${what}${what.endsWith('?') ? '' : '.'}`);
}
