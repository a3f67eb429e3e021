import type { Risk } from '../verdict.ts';
import { graver } from '../verdict.ts';
import type { OptionGrammar, Program, Role } from './grammar.ts';
import type { Arg } from './words.ts';
import { hole, staticArg } from './words.ts';

/** A value with the role that its option gives it. */
export interface Valued {
  readonly option: string;
  readonly role: Role;
  readonly arg: Arg;
}

/** The words of a command, sorted by the grammar of its program. */
export interface Sorted {
  /** Options that are known, in order, with their class. */
  readonly known: { readonly name: string; readonly risk: Risk }[];
  /** Options that the grammar does not list, or words that might become options. */
  readonly unknown: string[];
  readonly values: Valued[];
  readonly operands: Arg[];
  /** Where the operands begin in the words; for wrappers. */
  firstOperand: number;
}

/** Sorts words into options, values and operands as the program itself would; doubt goes to `unknown`. */
export function sortWords(args: readonly Arg[], program: Program, stopAtOperand: boolean): Sorted {
  const sorted: Sorted = { known: [], unknown: [], values: [], operands: [], firstOperand: args.length };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (!arg) break;
    if (arg.sort !== 'static' && arg.splits && !arg.stands && !program.loose)
      sorted.unknown.push(arg.text.replaceAll(hole, '…'));
    if (program.style === 'subject' || !isOptionLike(arg)) {
      if (sorted.operands.length === 0) sorted.firstOperand = i;
      if (stopAtOperand) {
        sorted.operands.push(...args.slice(i));
        return sorted;
      }
      sorted.operands.push(arg);
    } else if (arg.text === '--') {
      if (sorted.operands.length === 0) sorted.firstOperand = i + 1;
      sorted.operands.push(...args.slice(i + 1));
      return sorted;
    } else {
      if (readOption(arg, args[i + 1], program, sorted)) i++;
      if (sorted.values.at(-1)?.role === 'program') {
        // Behind `-m module` every word belongs to the module.
        sorted.operands.push(...args.slice(i + 1));
        return sorted;
      }
    }
  }
  return sorted;
}

function isOptionLike(arg: Arg): boolean {
  return arg.text.length > 1 && arg.text.startsWith('-');
}

/** Reads one word that begins with a dash; true when it took the next word as its value. */
function readOption(given: Arg, next: Arg | undefined, program: Program, sorted: Sorted): boolean {
  // `--logger:trx` is how .NET joins a value.
  const arg = program.id.startsWith('dotnet.') ? { ...given, text: given.text.replace(/^(--?[\w-]+):/, '$1=') } : given;
  const equals = arg.text.indexOf('=');
  const name = equals === -1 ? arg.text : arg.text.slice(0, equals);
  if (name.includes(hole)) {
    sorted.unknown.push(name.replaceAll(hole, '…'));
    return false;
  }
  const exact = program.options.get(name);
  const joined = equals === -1 ? undefined : { ...arg, text: arg.text.slice(equals + 1) };
  if (exact && (name.startsWith('--') || program.style === 'single' || name.length > 2 || equals === -1)) {
    return takeValue(name, exact, joined, next, sorted);
  }
  const short =
    program.style === 'single' && !name.startsWith('--') ? program.options.get(arg.text.slice(0, 2)) : undefined;
  if (short?.value !== undefined && arg.text.length > 2) {
    return takeValue(arg.text.slice(0, 2), short, { ...arg, text: arg.text.slice(2) }, next, sorted);
  }
  if (name.startsWith('--') || program.style === 'single')
    return readAbbreviated(name, joined, next, { program, sorted });
  if (/^-\d+$/.test(name) && program.options.has('-NUM')) return false;
  return readBundle(arg, next, program, sorted);
}

function takeValue(
  name: string,
  option: OptionGrammar,
  joined: Arg | undefined,
  next: Arg | undefined,
  sorted: Sorted,
): boolean {
  sorted.known.push({ name, risk: option.risk });
  if (option.value === undefined) {
    if (joined && !/^(?:true|false)$/.test(joined.text)) sorted.unknown.push(`${name}=${joined.text}`);
    return false;
  }
  if (joined) {
    noteNumber(name, option, joined, sorted);
    sorted.values.push({ option: name, role: option.value, arg: joined });
    return false;
  }
  if (option.optional) return false;
  if (!next) {
    sorted.unknown.push(name);
    return false;
  }
  noteNumber(name, option, next, sorted);
  sorted.values.push({ option: name, role: option.value, arg: next });
  return true;
}

/** Where a number is due and something else stands, another version of the program may read the words in another way. */
function noteNumber(name: string, option: OptionGrammar, value: Arg, sorted: Sorted): void {
  if (option.value === 'number' && value.sort === 'static' && !numberLike.test(value.text))
    sorted.unknown.push(`${name}=${value.text}`);
}

const numberLike = /^[+-]?[\d.][\w.,:%+/-]*$|^(?:auto|max|all|none|unlimited|inf|infinity|logical|line)$/i;

/** An abbreviation is read as the gravest option it could stand for, and is never fully understood. */
function readAbbreviated(
  name: string,
  joined: Arg | undefined,
  next: Arg | undefined,
  to: { program: Program; sorted: Sorted },
): boolean {
  const { program, sorted } = to;
  let risk: Risk = 'LOW';
  const meant: string[] = [];
  if (name.length > 2) {
    for (const [known, option] of program.options)
      if (known.startsWith(name)) {
        risk = graver(risk, option.risk);
        meant.push(known);
      }
  }
  sorted.known.push(...(meant.length > 0 ? meant : [name]).map((known) => ({ name: known, risk })));
  sorted.unknown.push(name);
  if (joined) sorted.values.push({ option: name, role: 'any', arg: joined });
  else if (next && !next.text.startsWith('-')) sorted.values.push({ option: name, role: 'any', arg: next });
  return false;
}

/** Reads `-abc`: letters without a value, then perhaps one whose value is the rest or the next word. */
function readBundle(arg: Arg, next: Arg | undefined, program: Program, sorted: Sorted): boolean {
  const letters = arg.text.slice(1);
  for (let i = 0; i < letters.length; i++) {
    const name = `-${letters.charAt(i)}`;
    const option = program.options.get(name);
    if (!option) {
      readUnknownRest(letters.slice(i), arg, program, sorted);
      return false;
    }
    if (option.value !== undefined) {
      // `-o=file` is read as `file`, as many programs do; in `-F=` the sign itself is the value.
      const rest = letters.slice(i + 1).replace(/^=(?=.)/, '');
      return takeValue(name, option, rest === '' ? undefined : { ...staticArg(rest), sort: arg.sort }, next, sorted);
    }
    sorted.known.push({ name, risk: option.risk });
  }
  return false;
}

/** Behind an unknown letter every further letter counts with its gravest reading. */
function readUnknownRest(rest: string, arg: Arg, program: Program, sorted: Sorted): void {
  sorted.unknown.push(arg.text);
  for (const letter of rest) {
    const option = program.options.get(`-${letter}`);
    if (option && option.risk !== 'LOW') sorted.known.push({ name: `-${letter}`, risk: option.risk });
  }
  if (rest.length > 1)
    sorted.values.push({ option: arg.text, role: 'any', arg: { ...staticArg(rest.slice(1)), sort: arg.sort } });
}

/** Gives each operand its role; operands beyond the grammar have the role `any`. */
export function operandRoles(count: number, program: Program): Role[] {
  const { first, repeated, last } = program.operands;
  const roles: Role[] = [];
  for (let i = 0; i < count; i++) {
    const fromEnd = count - i;
    if (i < first.length) roles.push(first[i] ?? 'any');
    else if (repeated !== undefined && fromEnd <= last.length) roles.push(last[last.length - fromEnd] ?? 'any');
    else roles.push(repeated ?? 'any');
  }
  return roles;
}
