import type { Frame } from './frame.ts';
import type { Line } from './lines.ts';
import { isColoured, styleOfChar } from './lines.ts';
import type { Words } from './words.ts';

/** Rows from `top` to `bottom`, both included, and the columns of text between them. */
export interface Region {
  readonly top: number;
  readonly bottom: number;
}

/** Where a human types: between two rules, or in a box. */
export interface Composer extends Region {
  /** Rows of the text itself. */
  readonly first: number;
  readonly last: number;
  /** Columns that a frame takes at the left of the text, 0 or 2. */
  readonly inset: number;
}

/** A full-width line of dashes that begins at the left edge; a label may interrupt it near its end. */
export function isRule(line: Line, cols: number): boolean {
  const match = /^(?:─+|▔+|━+)/u.exec(line.text);
  if (!match) return false;
  if (match[0].length >= cols - 1) return true;
  return match[0].length >= cols * 0.4 && /^─+ [^─]{1,60} ─+$/u.test(line.text);
}

/**
 * The composer, when it is the last thing on the screen but for its footer: hints and completions, each indented, or whatever
 * else stands below while the terminal's own cursor is in it. A dialog takes the composer's place, so that text above it,
 * whatever it looks like, asks nothing.
 */
export function composerAtBottom(
  frame: Frame,
  lines: readonly Line[],
  bottom: number,
  words: Words,
): Composer | undefined {
  const { composerStart } = words.glyphs;
  const place = { picked: lines.slice(0, bottom + 1).some((line) => words.picks.test(line.text)) };
  let foreign = false;
  const rowsMax = Math.max(footerRowsMax, Math.ceil(lines.length / 2));
  for (let end = bottom; end > 1 && bottom - end <= rowsMax; end--) {
    const line = lines[end];
    if (!line) return undefined;
    const composer = isRule(line, frame.cols)
      ? ruledComposer(lines, end, { cols: frame.cols, composerStart, ...place })
      : isBoxBottom(line.text)
        ? boxedComposer(lines, end, composerStart)
        : 'further up';
    if (composer !== 'further up') return composer && (!foreign || holdsCursor(composer, frame)) ? composer : undefined;
    if (line.text !== '' && (!isFooter(line.text) || isPointedAt(line.text, words))) foreign = true;
  }
  return undefined;
}

function holdsCursor(composer: Composer, { cursor }: Frame): boolean {
  return cursor.y >= composer.first && cursor.y <= composer.last;
}

/** Hints and completion lists under the composer take no more rows than this, or than half of the screen. */
const footerRowsMax = 16;

function isFooter(text: string): boolean {
  return text.startsWith('  ');
}

/** A numbered row that the selector points at belongs to a dialog: the rule above it is the dialog's, not the composer's. */
function isPointedAt(text: string, { glyphs }: Words): boolean {
  return glyphs.numbered.exec(text)?.[2] !== undefined;
}

function ruledComposer(
  lines: readonly Line[],
  end: number,
  { cols, composerStart, picked }: { cols: number; composerStart: RegExp; picked: boolean },
): Composer | undefined {
  for (let top = end - 1; top >= 0; top--) {
    const line = lines[top];
    if (!line) return undefined;
    if (isRule(line, cols)) {
      const first = lines[top + 1];
      if (top === end - 1 || !first || !composerStart.test(first.text)) return undefined;
      const rest = lines.slice(top + 2, end);
      if (rest.some((row) => row.text !== '' && !row.text.startsWith('  '))) return undefined;
      return { top, bottom: end, first: top + 1, last: end - 1, inset: 0 };
    }
  }
  // The top of a long draft may be off the screen; so may that of a question, whose selector is coloured, above its divider.
  const first = lines[0];
  const isQuestion = picked || (first && composerStart.test(first.text) && isColoured(styleOfChar(first, 0)));
  return first &&
    !isQuestion &&
    (composerStart.test(first.text) || first.text.startsWith('  ')) &&
    end >= lines.length / 2
    ? { top: 0, bottom: end, first: 0, last: end - 1, inset: 0 }
    : undefined;
}

function boxedComposer(lines: readonly Line[], end: number, composerStart: RegExp): Composer | undefined {
  for (let top = end - 1; top >= 0; top--) {
    const text = lines[top]?.text ?? '';
    if (isBoxTop(text)) {
      const first = unboxed(lines[top + 1]?.text ?? '');
      if (first === undefined || !composerStart.test(first)) return undefined;
      return { top, bottom: end, first: top + 1, last: end - 1, inset: 2 };
    }
    if (unboxed(text) === undefined) return undefined;
  }
  return undefined;
}

/** The upper edge of a box. */
export function isBoxTop(text: string): boolean {
  return /^ ?╭─.*╮$/u.test(text);
}

/** The lower edge of a box. */
export function isBoxBottom(text: string): boolean {
  return /^ ?╰─+╯$/u.test(text);
}

/** What stands between the sides of a box, its left blank removed; undefined when the row has no sides. */
export function unboxed(text: string): string | undefined {
  // By place, not by a regular expression: a row of blanks would be tried from each of them.
  const left = text.startsWith(' ') ? 1 : 0;
  if (text[left] !== '│' || text.length < left + 2 || !text.endsWith('│')) return undefined;
  const from = text[left + 1] === ' ' ? left + 2 : left + 1;
  return withoutBlanksBehind(text.slice(from, Math.max(from, text.length - 1)));
}

function withoutBlanksBehind(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ') end--;
  return text.slice(0, end);
}
