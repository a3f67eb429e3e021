import { BugError } from '../../base/assert.ts';
import type { Risk } from '../verdict.ts';

/**
 * What a word means to a program. Paths: `read`, `scan`, `name`, `write`, `create`, `remove`, `enter` (see `Access`), `run` (a
 * script of the project that is run), `archive` (an archive that is written). Data: `text` (anything), `word` (must be
 * static), `number`, `pattern`, `any` (not understood, looked at for paths and secrets). Commands: `command` (the rest is a
 * command of its own), `shell` (a text run by a shell), `program` (the name of a program), `code`, `sql`, `task` (a script
 * of package.json and its like), `url`, `env` (NAME=value), `tool` (a local tool by name and the rest its
 * arguments), `target` (of a build file), `mount` (what a container gets of this machine),
 * `config` (a file that steers the program, as good as code), `work` (a folder whose code is run), `package`, `preload` (a module that is
 * run first), `npx` (a tool
 * by the name of its package), `identifier` (a plain name), `define` (NAME=value for a build).
 */
export const roles = [
  'read',
  'scan',
  'name',
  'write',
  'create',
  'artifact',
  'remove',
  'enter',
  'run',
  'archive',
  'text',
  'word',
  'number',
  'pattern',
  'any',
  'command',
  'shell',
  'program',
  'code',
  'sql',
  'task',
  'url',
  'env',
  'tool',
  'target',
  'mount',
  'config',
  'work',
  'package',
  'preload',
  'npx',
  'identifier',
  'define',
] as const;
export type Role = (typeof roles)[number];

/** One option: its class, and the role of its value when it takes one. */
export interface OptionGrammar {
  readonly risk: Risk;
  readonly value?: Role;
  /** An optional value must be joined to the option. */
  readonly optional: boolean;
}

/** Order of operands: fixed ones first, then one repeated role, then fixed ones at the end. */
export interface OperandGrammar {
  readonly first: readonly Role[];
  readonly repeated?: Role;
  readonly last: readonly Role[];
}

/** What is known about one program or sub-command. */
export interface Program {
  /** Id in traces, as in `git.push`. */
  readonly id: string;
  /** Class when everything on the line is understood. */
  readonly risk: Risk;
  readonly reason: string;
  /** Class of an option that the grammar does not list. */
  readonly unknown: Risk;
  /** `gnu`: bundles and abbreviations; `single`: long options with one dash; `subject`: no options, words only. */
  readonly style: 'gnu' | 'single' | 'subject';
  readonly options: ReadonlyMap<string, OptionGrammar>;
  readonly operands: OperandGrammar;
  readonly commands: ReadonlyMap<string, Program> | undefined;
  /** Class of a sub-command that the grammar does not list. */
  readonly otherwise: Risk;
  /** Class when called without any operand (a prompt, or a program read from standard input). */
  readonly bare: Risk | undefined;
  /** True when words of unknown value do no harm: the program only prints or compares them. */
  readonly loose: boolean;
  /** Name of a further check in `checks.ts`. */
  readonly check: string | undefined;
  /** True when talk of production raises to HIGH. */
  readonly guarded: boolean;
  /** True when this program, given its options, prints paths of the project, so that `xargs` knows what comes. */
  readonly lists: boolean;
  /** Kind of the file that describes it: `node` tools are packages, `node` and `languages` run the code of a project. */
  readonly family: string;
}

/** The fields of a program in a rule file. */
export interface ProgramSource {
  readonly risk?: Risk | undefined;
  readonly reason?: string | undefined;
  readonly unknown?: Risk | undefined;
  readonly style?: 'gnu' | 'single' | 'subject' | undefined;
  readonly options?: string | undefined;
  /** Options that every sub-command takes too. */
  readonly common?: string | undefined;
  readonly operands?: string | undefined;
  readonly commands?: Readonly<Record<string, ProgramSource>> | undefined;
  readonly otherwise?: Risk | undefined;
  readonly bare?: Risk | undefined;
  readonly loose?: boolean | undefined;
  readonly check?: string | undefined;
  readonly guarded?: boolean | undefined;
  readonly lists?: boolean | undefined;
}

/** What holds for all entries below. */
export interface Scope {
  readonly family: string;
  /** Options that every sub-command takes. */
  readonly common: string;
}

/** Checks every notation of an entry and of its sub-commands, so that compiling it later cannot fail. */
export function checkProgram(source: ProgramSource, fail: (sentence: string) => never): void {
  for (const text of [source.common, source.options]) for (const token of wordsOf(text)) readOption(token, fail);
  compileOperands(source.operands, fail);
  for (const command of Object.values(source.commands ?? {})) checkProgram(command, fail);
}

/**
 * The grammar of one program. Its options, operands and sub-commands are compiled when they are first asked for: a session
 * uses a few dozen of some two thousand programs, and all of them would cost each start of pcc some hundred milliseconds.
 * `source` has passed `checkProgram`.
 */
export function compileProgram(id: string, source: ProgramSource, scope: Scope): Program {
  const common = `${scope.common} ${source.common ?? ''}`;
  const risk = source.risk ?? 'LOW';
  const options = once(() => compileOptions(`${common} ${source.options ?? ''}`));
  const operands = once(() => compileOperands(source.operands, unchecked));
  const commands = once(() => source.commands && compileCommands(id, source.commands, { ...scope, common }));
  return {
    id,
    risk,
    reason: source.reason ?? defaultReason(id, risk, source.bare),
    unknown: source.unknown ?? 'MEDIUM',
    style: source.style ?? 'gnu',
    get options() {
      return options();
    },
    get operands() {
      return operands();
    },
    get commands() {
      return commands();
    },
    otherwise: source.otherwise ?? 'MEDIUM',
    bare: source.bare,
    loose: source.loose ?? false,
    check: source.check,
    guarded: source.guarded ?? false,
    lists: source.lists ?? false,
    family: scope.family,
  };
}

/** Computes a value when it is first asked for, and keeps it. */
function once<Value>(compute: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: compute() }).value;
}

function unchecked(sentence: string): never {
  throw new BugError(`A grammar was compiled before it was checked: ${sentence}.`);
}

/** True of whatever the program does; spoken where it is graver than LOW, as a whole or when called bare. */
function defaultReason(id: string, risk: Risk, bare: Risk | undefined): string {
  const name = id.replaceAll('.', ' ');
  if (risk === 'HIGH') return `${name} is left to a person.`;
  if (risk === 'LOW' && bare !== undefined) return `${name} without operands is left to whoever is asked.`;
  return `${name} passes only where a rule or somebody who is asked allows it.`;
}

function compileCommands(
  id: string,
  sources: Readonly<Record<string, ProgramSource>>,
  scope: Scope,
): ReadonlyMap<string, Program> {
  const commands = new Map<string, Program>();
  for (const [names, source] of Object.entries(sources)) {
    for (const name of splitNames(names)) commands.set(name, compileProgram(`${id}.${name}`, source, scope));
  }
  return commands;
}

/** The names of an entry: `cat, tac`. */
export function splitNames(names: string): string[] {
  return names.split(',').map((name) => name.trim());
}

const optionNotation = /^(?<names>[^=?~!]+(?:\|[^=?~!]+)*)(?<mark>[~!])?(?<optional>\?)?(?:=(?<role>[a-z]+))?$/;

interface OptionEntry {
  readonly names: readonly string[];
  readonly option: OptionGrammar;
}

/** Notation: `-n|--lines=number`, `--color?=word` (optional value), `~` after the names for MEDIUM, `!` for HIGH. */
function readOption(token: string, fail: (sentence: string) => never): OptionEntry {
  const groups = optionNotation.exec(token)?.groups;
  if (!groups) return fail(`"${token}" is no option notation; write for instance -n|--lines=number`);
  const { names = '', mark, optional, role } = groups;
  return {
    names: names.split('|'),
    option: {
      risk: mark === '!' ? 'HIGH' : mark === '~' ? 'MEDIUM' : 'LOW',
      optional: optional !== undefined,
      ...(role === undefined ? {} : { value: roleOf(role, fail) }),
    },
  };
}

function compileOptions(text: string): ReadonlyMap<string, OptionGrammar> {
  const options = new Map<string, OptionGrammar>();
  for (const token of wordsOf(text)) {
    const { names, option } = readOption(token, unchecked);
    for (const name of names) options.set(name, option);
  }
  return options;
}

function wordsOf(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function compileOperands(text: string | undefined, fail: (sentence: string) => never): OperandGrammar {
  const words = wordsOf(text);
  const star = words.findIndex((word) => word.endsWith('*'));
  if (star === -1) return { first: words.map((word) => roleOf(word, fail)), last: [] };
  return {
    first: words.slice(0, star).map((word) => roleOf(word, fail)),
    repeated: roleOf((words[star] ?? '').slice(0, -1), fail),
    last: words.slice(star + 1).map((word) => roleOf(word, fail)),
  };
}

function roleOf(text: string, fail: (sentence: string) => never): Role {
  const role = roles.find((known) => known === text);
  return role ?? fail(`"${text}" is no role; roles are ${roles.join(', ')}`);
}
