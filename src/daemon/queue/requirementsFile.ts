import { createHash } from 'node:crypto';
import { preferenceTitles } from '../../brain/preferences.ts';
import type { FileLine } from './requirementsLines.ts';
import { linesOf } from './requirementsLines.ts';

/** A task of a requirements file: a list item with a box. */
export interface FileTask {
  /** What is to be done: its words and those indented below, without marks, comments and outer blanks. */
  readonly text: string;
  readonly isTicked: boolean;
  /** Numbers of its first and its last line, from 1. */
  readonly line: number;
  readonly lastLine: number;
  /** Offset of the byte between the brackets. */
  readonly box: number;
}

/** What a requirements file says. */
export interface RequirementsFile {
  /** All of it as text. */
  readonly text: string;
  /** The section that tells what it is all about: headed Overview, Goal, About …; else what stands before the first heading. */
  readonly overview: string;
  /** The sections that tell what is preferred, see `preferencesIn`. */
  readonly preferences: string;
  readonly tasks: readonly FileTask[];
}

const box = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[)([ xX])\][ \t]+([^ \t].*)$/;
const overviewTitles = /\b(?:overview|goals?|summary|about|purpose|introduction|vision|background)\b/i;

/** Of a line, as much is looked at for a heading. */
const headingCharsMax = 300;

/**
 * Reads a requirements file. Total: whatever the bytes are, something is read of them; bytes that are no UTF-8 are taken for
 * Latin-1. What stands in code, in a comment or in a quotation is no task.
 */
export function readRequirementsFile(bytes: Uint8Array): RequirementsFile {
  const decode = decoderFor(bytes);
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const lines = linesOf(raw);
  const sections = sectionsOf(lines, decode);
  const overview =
    sections.find(({ title }) => overviewTitles.test(title)) ?? sections.find(({ depth }) => depth === 0);
  const preferences = sections.filter(({ title, depth }) => depth > 0 && preferenceTitles.test(title));
  return {
    text: decode(raw.startsWith('\xEF\xBB\xBF') ? raw.slice(3) : raw),
    overview: overview?.text ?? '',
    preferences: preferences.map(({ text }) => text).join('\n\n'),
    tasks: tasksOf(lines, decode),
  };
}

/** Turns characters that stand for bytes into text. */
type Decode = (raw: string) => string;

function decoderFor(bytes: Uint8Array): Decode {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return (raw) => Buffer.from(raw, 'latin1').toString('utf8');
  } catch {
    return (raw) => raw;
  }
}

interface OpenTask {
  readonly indent: number;
  readonly task: Omit<FileTask, 'text' | 'lastLine'>;
  readonly parts: string[];
  lastLine: number;
}

function tasksOf(lines: readonly FileLine[], decode: Decode): FileTask[] {
  const found: OpenTask[] = [];
  /** Those that a line indented further may belong to, the innermost last. */
  let open: OpenTask[] = [];
  for (const [index, { said, indent, start, isCode }] of lines.entries()) {
    const words = trimmed(said);
    if (words !== '') open = open.filter((task) => task.indent < indent);
    const owner = open.at(-1);
    const head = isCode ? null : box.exec(said);
    if (head) {
      const [, before = '', mark = '', first = ''] = head;
      const task = { isTicked: mark !== ' ', line: index + 1, box: start + before.length };
      const begun: OpenTask = { indent, task, parts: [trimmed(first)], lastLine: index + 1 };
      found.push(begun);
      open.push(begun);
    } else if (owner) {
      owner.parts.push(isCode ? withoutIndent(said, owner.indent + 2) : words);
      if (words !== '') owner.lastLine = index + 1;
    }
  }
  return found.flatMap(({ task, parts, lastLine }) => {
    const text = decode(trimmed(parts.join('\n').replace(/\n{3,}/g, '\n\n')));
    return text === '' ? [] : [{ ...task, lastLine, text }];
  });
}

/** Code keeps its form: only what puts it under its task is left out. */
function withoutIndent(said: string, columns: number): string {
  let at = 0;
  while (at < columns && said[at] === ' ') at++;
  return said.slice(at);
}

/** Without outer blanks. Bytes of UTF-8 must not be taken for some, so that only those of ASCII count. */
function trimmed(raw: string): string {
  let from = 0;
  let to = raw.length;
  while (from < to && isBlank(raw[from])) from++;
  while (to > from && isBlank(raw[to - 1])) to--;
  return raw.slice(from, to);
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n';
}

interface Section {
  /** 0 for what stands before the first heading. */
  readonly depth: number;
  readonly title: string;
  readonly text: string;
}

/** The sections of a file, each with what is below it. */
function sectionsOf(lines: readonly FileLine[], decode: Decode): Section[] {
  const heads = lines.flatMap(({ said, isCode }, index) => {
    const [, marks = '', title = ''] =
      (!isCode && /^ {0,3}(#{1,6})[ \t]+(.*)$/.exec(said.slice(0, headingCharsMax))) || [];
    return marks === '' ? [] : [{ index, depth: marks.length, title: decode(title) }];
  });
  const textOf = (from: number, to: number): string => {
    const said = lines.slice(from, to).map((line) => line.said);
    return decode(trimmed(said.join('\n')));
  };
  const first = { depth: 0, title: '', text: textOf(0, heads[0]?.index ?? lines.length) };
  return [
    first,
    ...heads.map(({ index, depth, title }, at) => {
      const next = heads.slice(at + 1).find((other) => other.depth <= depth);
      return { depth, title, text: textOf(index + 1, next?.index ?? lines.length) };
    }),
  ];
}

/** SHA-256 of what a file says, whichever of its boxes are ticked. */
export function untickedDigest(bytes: Uint8Array, tasks: readonly FileTask[]): string {
  const copy = Buffer.from(bytes);
  for (const { box: at } of tasks) copy[at] = 0x20;
  return createHash('sha256').update(copy).digest('hex');
}

/** What a brain is told of a file, cut to a limit: what is most telling goes first where not all of it fits. */
export function toldOf({ text, overview, preferences }: RequirementsFile, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return [overview, preferences === '' ? '' : `# Preferences\n\n${preferences}`, text]
    .filter((part) => part !== '')
    .join('\n\n')
    .slice(0, charsMax);
}
