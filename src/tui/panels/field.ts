import { limits } from '../../limits.ts';
import type { Key } from '../key.ts';

/** A text that is being typed, and where its cursor stands: plain values, edited by keys. */
export interface Field {
  readonly text: string;
  /** Index into `text`, never inside a grapheme. */
  readonly at: number;
}

/** Whether a field takes line breaks. */
export type FieldKind = 'line' | 'lines';

/** A field with a text in it, the cursor behind it. */
export function fieldOf(text: string, kind: FieldKind = 'line'): Field {
  const safe = typeable(text, kind);
  return { text: safe, at: safe.length };
}

export const emptyField: Field = { text: '', at: 0 };

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Controls but the line break, and the marks that reorder or hide what is read. */
const untypeable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Whole escape sequences, so that of a pasted colour no digits are left. */
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** What of a text may stand in a field: no controls; in a field of one line a line break is a blank. */
function typeable(text: string, kind: FieldKind): string {
  const clean = text
    .replace(sequences, '')
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\t', '    ')
    .replace(untypeable, '');
  return kind === 'lines' ? clean : clean.replace(/\n+$/, '').replaceAll('\n', ' ');
}

/** The field with a text put in where the cursor stands; what is longer than a task may be is left out. */
export function pasted(field: Field, text: string, kind: FieldKind): Field {
  const room = limits.taskCharsMax - field.text.length;
  // A cut never falls inside a pair of surrogates.
  const part = typeable(text, kind)
    .slice(0, Math.max(0, room))
    .replace(/[\ud800-\udbff]$/, '');
  return { text: field.text.slice(0, field.at) + part + field.text.slice(field.at), at: field.at + part.length };
}

type Edit = (field: Field) => Field;

/**
 * The field after a key; undefined for a key that is none of its: what moves out of it (`Up` in the first line), what sends
 * it (`Enter`), and all others.
 */
export function edited(field: Field, key: Key, kind: FieldKind): Field | undefined {
  const edit = edits[key.name] ?? (kind === 'lines' ? lineEdits[key.name] : undefined);
  if (edit) {
    const next = edit(field);
    return vertical.has(key.name) && next === field ? undefined : next;
  }
  return key.text === '' || /^(?:C-|M-)/.test(key.name) || /^[\u0000-\u001f]/.test(key.text)
    ? undefined
    : pasted(field, key.text, kind);
}

const to =
  (where: (field: Field) => number): Edit =>
  (field) => ({ text: field.text, at: where(field) });

const cut =
  (from: (field: Field) => number, until: (field: Field) => number): Edit =>
  (field) => {
    const start = from(field);
    return { text: field.text.slice(0, start) + field.text.slice(until(field)), at: start };
  };

const here = ({ at }: Field): number => at;

const edits: Readonly<Record<string, Edit>> = {
  Left: to(before),
  'C-b': to(before),
  Right: to(after),
  'C-f': to(after),
  'M-b': to(wordBefore),
  'C-Left': to(wordBefore),
  'M-Left': to(wordBefore),
  'M-f': to(wordAfter),
  'C-Right': to(wordAfter),
  'M-Right': to(wordAfter),
  Home: to(lineStart),
  'C-a': to(lineStart),
  End: to(lineEnd),
  'C-e': to(lineEnd),
  Backspace: cut(before, here),
  'C-h': cut(before, here),
  Delete: cut(here, after),
  'C-d': cut(here, after),
  'C-w': cut(wordBefore, here),
  'M-Backspace': cut(wordBefore, here),
  'M-d': cut(here, wordAfter),
  'C-u': cut(lineStart, here),
  'C-k': cut(here, lineEnd),
  Space: (field) => pasted(field, ' ', 'line'),
};

const lineEdits: Readonly<Record<string, Edit>> = {
  'M-Enter': (field) => pasted(field, '\n', 'lines'),
  'S-Enter': (field) => pasted(field, '\n', 'lines'),
  'C-j': (field) => pasted(field, '\n', 'lines'),
  Up: (field) => lineAway(field, -1),
  Down: (field) => lineAway(field, 1),
};

const vertical: ReadonlySet<string> = new Set(['Up', 'Down']);

/** How far back a grapheme is looked for: families of emoji with their joints are shorter. */
const graphemeCharsMax = 64;

function before({ text, at }: Field): number {
  const [last] = [...graphemes.segment(text.slice(wholeFrom(text, at - graphemeCharsMax), at))].slice(-1);
  return at - (last?.segment.length ?? 0);
}

function after({ text, at }: Field): number {
  const [first] = graphemes.segment(text.slice(at, at + graphemeCharsMax));
  return at + (first?.segment.length ?? 0);
}

/** An index that is not between two surrogates. */
function wholeFrom(text: string, index: number): number {
  if (index <= 0) return 0;
  return /[\udc00-\udfff]/.test(text[index] ?? '') ? index - 1 : index;
}

function wordBefore({ text, at }: Field): number {
  const isWord = (index: number): boolean => /[\p{L}\p{N}\p{M}_]/u.test(text[index] ?? '');
  let start = at;
  while (start > 0 && !isWord(start - 1)) start--;
  while (start > 0 && isWord(start - 1)) start--;
  return wholeFrom(text, start);
}

function wordAfter({ text, at }: Field): number {
  return at + (/^[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/u.exec(text.slice(at))?.[0].length ?? 0);
}

function lineStart({ text, at }: Field): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd({ text, at }: Field): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The same place in the line above or below; the very same field where there is none. */
function lineAway(field: Field, by: -1 | 1): Field {
  const { text } = field;
  const start = lineStart(field);
  const column = [...graphemes.segment(text.slice(start, field.at))].length;
  const target = by < 0 ? start - 1 : lineEnd(field) + 1;
  if (target < 0 || target > text.length) return field;
  const line = { text, at: target };
  const from = lineStart(line);
  const parts = [...graphemes.segment(text.slice(from, lineEnd(line)))].slice(0, column);
  return { text, at: from + parts.reduce((length, { segment }) => length + segment.length, 0) };
}
