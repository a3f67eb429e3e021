import type { Line } from './lines.ts';
import { isFaint, looks } from './lines.ts';
import { unboxed } from './regions.ts';
import type { Words } from './words.ts';

/** One row of text without the sides of a box. */
export interface Bare {
  readonly text: string;
  readonly boxed: boolean;
  /** Characters that were taken off at the left. */
  readonly shift: number;
  readonly line: Line;
}

/** Characters of a row that are held against a form in the time of one step. */
const charsOfStep = 16;

/** A row without the sides of its box; an empty one off the screen. */
export function bare(lines: readonly Line[], row: number): Bare {
  const line = lines[row];
  if (!line)
    return { text: '', boxed: false, shift: 0, line: { text: '', row: { text: '', wrapped: false, spans: [] } } };
  line.budget?.spend(1 + line.text.length / charsOfStep);
  const inner = unboxed(line.text);
  if (inner === undefined) return { text: line.text, boxed: false, shift: 0, line };
  return {
    text: inner,
    boxed: true,
    shift: line.text.indexOf('│') + (line.text[line.text.indexOf('│') + 1] === ' ' ? 2 : 1),
    line,
  };
}

/** Dashes from side to side, between options. */
export function isDivider(text: string): boolean {
  return /^ *─{10,}$/u.test(text);
}

/** A row of hints, or the rest of one that did not fit its row. */
export function isHintRow(lines: readonly Line[], row: number, words: Words): boolean {
  return isHint(lines, row, words) || (isHint(lines, row - 1, words) && isFaintRow(bare(lines, row), words));
}

function isFaintRow({ text, line, shift }: Bare, { glyphs }: Words): boolean {
  return (
    !glyphs.numbered.test(text) && looks(line, shift, shift + text.length, (style) => isFaint(style) || style.italic)
  );
}

/** Hints name keys and what they do; they are faint throughout and are no option. */
export function isHint(lines: readonly Line[], row: number, words: Words): boolean {
  const { text } = bare(lines, row);
  if (words.glyphs.selected.test(text)) return false;
  return words.hintKeys.test(text) && words.hintJoints.test(text) && isFaintRow(bare(lines, row), words);
}
