import { PccError } from '../base/errors.ts';
import type { Io } from '../face/io.ts';
import { exit } from '../face/exit.ts';

/** What the user gave, parsed. */
export interface Given {
  /** Positional arguments in order. */
  readonly args: readonly string[];
  /** Options by their long name in camel case; flags are `true`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What stood after `--`, for verbs that pass it on. */
  readonly rest: readonly string[];
}

/** Does the work of one verb and gives the exit status. Expected failures are thrown as `PccError`. */
export type VerbRun = (given: Given, io: Io) => Promise<number>;

/** One row of the verb table: parsing and help are functions of it. */
export interface Verb {
  /** `list`, or `daemon status` for a verb of a group. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as help shows them, each with its sentence: `<id>` needed, `[id]` not, `<text...>` several. */
  readonly args: readonly (readonly [string, string])[];
  /** Options as help shows them, each with its sentence and, where only some values are allowed, these. */
  readonly options: readonly (readonly [flags: string, sentence: string, choices?: readonly string[]])[];
  readonly examples: readonly string[];
  /** True when everything after `--` belongs to another program. */
  readonly passesRest?: boolean;
  /** True for a verb that only this program itself calls. */
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly run: VerbRun }>;
}

/** Tells whether a flag was given. */
export function flag(given: Given, name: string): boolean {
  return given.options[name] === true;
}

/** The value of an option, or undefined when it was not given. */
export function value(given: Given, name: string): string | undefined {
  const found = given.options[name];
  return typeof found === 'string' ? found : undefined;
}

/** The value of an option that means nothing where it is blank. @throws PccError `usage`; `what` is to be given. */
export function filled(given: Given, name: string, what: string): string | undefined {
  const text = value(given, name);
  if (text?.trim() === '') throw new PccError('usage', `'--${name}' is empty; give ${what}.`);
  return text;
}

/** The positional argument at `index`; '' when it is not there, which the parser allows only for optional ones. */
export function argument(given: Given, index: number): string {
  return given.args[index] ?? '';
}

/** Prints one JSON value on a line, see `jsonLine`. */
export function printJson(io: Io, json: unknown): void {
  io.stdout.write(jsonLine(json));
}

/** One JSON value as a line; control characters are escaped, so that a terminal shows it as it is. */
export function jsonLine(json: unknown): string {
  const text = JSON.stringify(json).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}

/** Prints the id that a verb made or changed, and gives the exit status. */
export function printId(given: Given, io: Io, made: { readonly id: string }): number {
  if (flag(given, 'json')) printJson(io, { id: made.id });
  else io.stdout.write(`${made.id}\n`);
  return exit.done;
}
