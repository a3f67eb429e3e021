import type { ParsedScript, Word, WordPart } from './parse.ts';

/** Stands in a text for a part whose value is not known; the text filter keeps it out of commands. */
export const hole = '\u0000';

/** One dequoted word as the program would get it. */
export interface Arg {
  /** The value; parts that are not known are `hole`. */
  readonly text: string;
  /** `glob`: the shell replaces it by names of files; `unknown`: it holds a part whose value is not known. */
  readonly sort: 'static' | 'glob' | 'unknown';
  /** True when the value is not known and stands unquoted, so that it may become several words, or none. */
  readonly splits: boolean;
  /** True when it begins with an unquoted tilde. */
  readonly tilde: boolean;
  /** Path is the result of a listing of the project's files; see `lists` in the grammar. */
  readonly listed?: boolean;
  /** The names in the listing are told by a pattern that no secret matches. */
  readonly named?: boolean;
  /** The value is not known, but each word it becomes is a path like this one: `$(find src -name '*.ts')`. */
  readonly stands?: Arg;
  /** Only the shell's own `$1`, `$2`, … make the value unknown. */
  readonly positional?: boolean;
}

/** What the shell knows of its variables and how parts of words are reported. */
export interface WordReader {
  /** Known value of a variable, or undefined. */
  readonly valueOf: (name: string) => Arg | undefined;
  /** Called for each script nested in a word; gives the kind of path that it prints, when it lists some. */
  readonly onScript: (script: ParsedScript | undefined, text: string) => Arg | undefined;
  /** Called for a part that is never harmless. */
  readonly onOddity: (risk: 'MEDIUM' | 'HIGH', sentence: string) => void;
  /** Called for each variable whose value flows into the word. */
  readonly onVariable: (name: string) => void;
}

/** Most values of a loop variable that are followed one by one. */
export const loopValuesMax = 12;

/** Most words that one word with braces may become. */
const bracesMax = 64;

const simpleBraces = /^\{[\w./*@:+=-]*(?:,[\w./*@:+=-]*)+\}$/;
const rangeBraces = /^\{(\d{1,3})\.\.(\d{1,3})\}$/;

/** A word whose value is known to the letter. */
export function staticArg(text: string): Arg {
  return { text, sort: 'static', splits: false, tilde: false };
}

/** A word whose value is not known. */
export function unknownArg(text = hole): Arg {
  return { text, sort: 'unknown', splits: true, tilde: false };
}

/** Dequotes one word; braces may make several of it. */
export function readWord(word: Word, reader: WordReader): Arg[] {
  if (!word.parts) {
    if (word.value.includes(hole)) reader.onOddity('HIGH', 'A word holds a NUL.');
    return [{ text: word.value, sort: 'static', splits: false, tilde: word.text.startsWith('~') }];
  }
  let drafts: Arg[] = [{ text: '', sort: 'static', splits: false, tilde: word.text.startsWith('~') }];
  for (const part of word.parts) {
    const pieces = readPart(part, reader, false);
    const next: Arg[] = [];
    for (const draft of drafts) for (const piece of pieces) next.push(join(draft, piece));
    if (next.length > bracesMax) {
      reader.onOddity('HIGH', 'A word with braces becomes very many words.');
      return [unknownArg()];
    }
    drafts = next;
  }
  return drafts;
}

function join(a: Arg, b: Arg): Arg {
  const sort =
    a.sort === 'unknown' || b.sort === 'unknown'
      ? 'unknown'
      : a.sort === 'glob' || b.sort === 'glob'
        ? 'glob'
        : 'static';
  const stands = a.text === '' ? b.stands : undefined;
  const positional = sort === 'unknown' && [a, b].every((arg) => arg.sort !== 'unknown' || arg.positional === true);
  return {
    text: a.text + b.text,
    sort,
    splits: a.splits || b.splits,
    tilde: a.tilde,
    ...(stands ? { stands } : {}),
    ...(positional ? { positional } : {}),
  };
}

function readPart(part: WordPart, reader: WordReader, quoted: boolean): Arg[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
      return [staticArg(part.value)];
    case 'AnsiCQuoted':
      if (/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/.test(part.value))
        reader.onOddity('HIGH', 'A quoted word decodes to control characters.');
      return [staticArg(part.value)];
    case 'Glob':
      return [{ text: part.value, sort: 'glob', splits: false, tilde: false }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return [part.parts.flatMap((child) => readPart(child, reader, true)).reduce(join, staticArg(''))];
    case 'BraceExpansion':
      return readBraces(part.text, reader);
    case 'SimpleExpansion':
      return [readVariable(part.text.slice(1), reader, quoted)];
    case 'ParameterExpansion':
      return [readParameter(part, reader, quoted)];
    case 'CommandExpansion':
    case 'ProcessSubstitution': {
      const listed = reader.onScript(part.script, part.text);
      if (part.text === '$(nproc)') return [staticArg('4')];
      // A moment is a number that is not known: good for counting, but no part of a known path.
      if (/^\$\(date \+%s(?:%\d?N)?\)$/.test(part.text)) return [{ ...unknownPiece(true), text: '4' }];
      if (part.text === '$(pwd)') return [readVariable('PWD', reader, quoted)];
      if (part.type === 'ProcessSubstitution') return [staticArg('/dev/stdin')];
      return [{ ...unknownPiece(quoted), ...(listed && !quoted ? { stands: listed } : {}) }];
    }
    case 'ArithmeticExpansion':
      readArithmetic(part.text, reader);
      return [staticArg('0')];
    case 'ExtendedGlob':
      if (part.operator === '*' || part.operator === '?') reader.onOddity('HIGH', 'The word may hold code for zsh.');
      reader.onOddity('MEDIUM', 'The word holds an extended pattern, whose reach is not known.');
      return [unknownPiece(quoted)];
    default:
      reader.onOddity('HIGH', 'The word holds a part of a kind that is not known.');
      return [unknownPiece(quoted)];
  }
}

function unknownPiece(quoted: boolean): Arg {
  return { text: hole, sort: 'unknown', splits: !quoted, tilde: false };
}

function readBraces(text: string, reader: WordReader): Arg[] {
  if (simpleBraces.test(text)) {
    return text
      .slice(1, -1)
      .split(',')
      .map((piece) => (piece.includes('*') ? { ...staticArg(piece), sort: 'glob' as const } : staticArg(piece)));
  }
  const range = rangeBraces.exec(text);
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    const count = Math.min(Math.abs(to - from) + 1, bracesMax + 1);
    return Array.from({ length: count }, (_, index) => staticArg(String(from < to ? from + index : from - index)));
  }
  if (/\$\(|`|[<>]\(|@[A-Za-z]\}/.test(text)) reader.onOddity('HIGH', 'The word holds a command within braces.');
  reader.onOddity('MEDIUM', 'The word holds nested braces.');
  return [unknownArg()];
}

function readVariable(name: string, reader: WordReader, quoted: boolean): Arg {
  if (/^[?#$!0-9]$/.test(name) && name !== '0')
    return {
      ...unknownPiece(true),
      text: name === '?' || name === '#' || name === '$' ? '0' : hole,
      sort: /[?#$]/.test(name) ? 'static' : 'unknown',
      positional: /[1-9]/.test(name),
    };
  reader.onVariable(name);
  const known = reader.valueOf(name);
  if (!known) return unknownPiece(quoted);
  if (quoted)
    return {
      ...known,
      sort: known.sort === 'glob' && !known.text.includes('/') ? 'glob' : known.sort,
      splits: false,
      tilde: false,
    };
  return /\s/.test(known.text) ? { ...known, sort: 'unknown', splits: true, tilde: false } : { ...known, tilde: false };
}

function readParameter(
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
  reader: WordReader,
  quoted: boolean,
): Arg {
  if (part.prefix === '!') reader.onOddity('HIGH', 'A variable names another variable.');
  if (part.index && !/^(?:\d+|[@*])$/.test(part.index.value))
    reader.onOddity('HIGH', 'The shell evaluates the index of an array.');
  const operation = part.operation;
  if (!operation && !part.prefix && !part.index) return readVariable(part.parameter, reader, quoted);
  reader.onVariable(part.parameter);
  if (operation) {
    if (operation.type === 'Transform' || operation.type === 'Unknown' || operation.type === 'Names') {
      reader.onOddity('HIGH', 'The shell may evaluate the value of a variable a second time.');
    }
    if (operation.type === 'Slice' && !/^\s*-?\d+\s*$/.test(operation.offset.value))
      reader.onOddity('HIGH', 'The shell evaluates the offset of a slice.');
    if (operation.type === 'Slice' && operation.length && !/^\s*-?\d+\s*$/.test(operation.length.value))
      reader.onOddity('HIGH', 'The shell evaluates the length of a slice.');
    if (operation.type === 'Default' || operation.type === 'Remove') readWord(operation.operand, reader);
    if (operation.type === 'Default' && operation.operator.includes('='))
      reader.onOddity('MEDIUM', 'An expansion assigns to a variable.');
    if (operation.type === 'Replace') {
      readWord(operation.pattern, reader);
      readWord(operation.replacement, reader);
    }
    if (operation.type === 'CaseModification' && operation.operand) readWord(operation.operand, reader);
  }
  return unknownPiece(part.prefix === '#' || quoted);
}

/**
 * Arithmetic is harmless when it holds numbers, operators and names of numeric variables only: the shell evaluates an index,
 * a `$(…)`, and the text that a variable holds.
 */
export function readArithmetic(text: string, reader: WordReader): void {
  const inner = text.replace(/^\$?\(\(|^\$\[|\)\)$|\]$/g, '');
  // Two words without an operator between them are no arithmetic: zsh runs such a text as a command.
  const isCommand = /[\w)]\s+[\w$(]|^\s*[:?<>&|*/%=]/.test(inner);
  if (isCommand || !/^[\w\s+\-*/%()<>=!&|^~?:,$]*$/.test(inner) || inner.includes('$(')) {
    reader.onOddity('HIGH', 'Arithmetic holds more than numbers, names and operators; the shell evaluates it.');
    return;
  }
  for (const name of inner.match(/[A-Za-z_]\w*/g) ?? []) {
    const known = reader.valueOf(name);
    if (!known) reader.onOddity('MEDIUM', `Arithmetic uses the variable ${name}, whose value is not known.`);
    else if (!/^-?\d*$/.test(known.text)) reader.onOddity('HIGH', `Arithmetic evaluates the text in ${name}.`);
  }
}

/** `((n++))`: arithmetic as a command, which may count a variable up or down whose value need not be known. */
export function readCounting(text: string, reader: WordReader): void {
  readArithmetic(text.replace(/(?:[A-Za-z_]\w*)\s*(?=(?:\+\+|--))|\+\+|--/g, ''), reader);
}
