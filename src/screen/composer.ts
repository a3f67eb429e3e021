import type { Frame } from './frame.ts';
import type { Line } from './lines.ts';
import { isFaint, joinWrapped, styleOfChar } from './lines.ts';
import type { Busy, Draft, Idle } from './reading.ts';
import type { Composer } from './regions.ts';
import type { Words } from './words.ts';

/** Reads a screen whose composer is open: a human's draft, a turn at work, or rest. */
export function readComposer(
  frame: Frame,
  lines: readonly Line[],
  composer: Composer,
  words: Words,
): Draft | Busy | Idle {
  const evidence = { top: composer.top, bottom: composer.bottom };
  const text = draftText(lines, composer, { cols: frame.cols, words });
  if (text !== '') return { state: 'draft', text, evidence };
  const activity = activityOf(frame, lines, composer, words);
  if (activity !== undefined) return { state: 'busy', ...(activity === '' ? {} : { activity }), evidence };
  return { state: 'idle', evidence };
}

/**
 * What a human typed. Placeholders and suggestions are faint, but for the one inverse character under the cursor; the sign at
 * the left tells the mode, and modes other than the usual one (`!` shell, `#` memory) are themselves something typed.
 */
function draftText(
  lines: readonly Line[],
  composer: Composer,
  { cols, words }: { cols: number; words: Words },
): string {
  const rows: string[] = [];
  let sign = '';
  for (let index = composer.first; index <= composer.last; index++) {
    const line = lines[index];
    if (!line) continue;
    const from = composer.inset + (index === composer.first ? signWidth(line.text, composer.inset, words) : 2);
    if (index === composer.first) sign = line.text.slice(composer.inset, composer.inset + 1);
    rows.push(typedPart(line, from, composer.inset));
  }
  const text = joinWrapped(rows, cols - composer.inset * 2 - 4).trim();
  return words.glyphs.mode.test(sign) ? `${sign}${text}` : text;
}

function signWidth(text: string, inset: number, { glyphs }: Words): number {
  return glyphs.sign.exec(text.slice(inset))?.[0].length ?? 2;
}

function typedPart(line: Line, from: number, inset: number): string {
  const end = inset > 0 ? line.text.lastIndexOf('│') : line.text.length;
  const text = line.text.slice(from, end).replace(/[\s\u00a0]+$/u, '');
  let typed = '';
  let ghost = false;
  for (let offset = 0; offset < text.length; offset++) {
    const style = styleOfChar(line, from + offset);
    const char = text[offset] ?? '';
    if (isFaint(style) && char.trim() !== '') ghost = true;
    typed += isFaint(style) ? ' ' : char;
  }
  if (!ghost) return text;
  // The character under the cursor is drawn inverse: in front of faint text it is the first letter of that text.
  const cursorAt = Array.from({ length: text.length }, (_, offset) => offset).findIndex(
    (offset) => styleOfChar(line, from + offset).inverse,
  );
  const kept = typed.replace(/\s+$/, '');
  return cursorAt === kept.length - 1 ? kept.slice(0, cursorAt).replace(/\s+$/, '') : kept;
}

/** What runs, '' when something runs without a name, undefined at rest. */
function activityOf(frame: Frame, lines: readonly Line[], composer: Composer, words: Words): string | undefined {
  const spinner = spinnerAbove(lines, composer, words);
  if (spinner !== undefined) return spinner;
  const footer = lines.slice(composer.bottom + 1);
  if (footer.some((line) => words.interruptible.test(line.text))) return '';
  return words.glyphs.busyTitle.test(frame.title) ? '' : undefined;
}

/** The rows right above the composer, where the spinner turns; hints at the right and its own tips may stand between. */
function spinnerAbove(lines: readonly Line[], composer: Composer, words: Words): string | undefined {
  for (let row = composer.top - 1; row >= 0 && composer.top - row <= spinnerRowsMax; row--) {
    const text = lines[row]?.text ?? '';
    if (words.glyphs.spinner.test(text)) return activityName(text);
    if (words.interruptible.test(text) && /^\S /u.test(text)) return activityName(text);
    // An answer or a call of the transcript ends the search: what stands above it is history.
    if (words.glyphs.entry.test(text)) return undefined;
  }
  return undefined;
}

/** Tips and to-do lists under the spinner take no more rows than this. */
const spinnerRowsMax = 16;

function activityName(text: string): string {
  return text
    .replace(/^\S+ /u, '')
    .replace(/\s*\([^)]*\)?\s*$/u, '')
    .replace(/\s*·.*$/u, '')
    .trim();
}
