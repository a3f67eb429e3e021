import { cellsOfCode } from './widths.ts';

/**
 * Text that came from a screen, a file or a transcript, made safe and sized for a terminal: no control character of it
 * reaches the user's terminal.
 */

/** Controls, halves of characters, line and paragraph separators, and the marks that reorder what is read. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** The text on one line: line breaks become `⏎`, other controls a visible stand-in. */
export function oneLine(text: string): string {
  return text.replace(/\r\n?|\n/g, ' ⏎ ').replace(unsafe, standIn);
}

/** The text on its lines, tabs kept; other controls get a visible stand-in. */
export function manyLines(text: string): string {
  const safe = (line: string): string => line.split('\t').map(oneLine).join('\t');
  return text
    .split(/\r\n|\n/)
    .map(safe)
    .join('\n');
}

function standIn(char: string): string {
  const code = char.charCodeAt(0);
  if (code === 9) return '  ';
  if (code < 32) return String.fromCharCode(0x2400 + code);
  return code === 127 ? '␡' : '�';
}

/** More characters than these for each cell are marks upon marks that nobody can read. */
const charsPerCell = 8;

/** As much of a text as a line of so many cells can show, with something to be cut off where there is more: a long one is not made safe whole. */
export function beginningOf(text: string, cells: number): string {
  const chars = (cells + 1) * charsPerCell;
  return text.length > chars ? text.slice(0, chars) : text;
}

/** How many cells a safe text takes. */
export function cellsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let cells = 0;
  for (const char of text) cells += cellsOfChar(char);
  return cells;
}

/** How many cells one character takes, 0, 1 or 2, as the emulator counts them. */
export function cellsOfChar(char: string): number {
  return cellsOfCode(char.codePointAt(0) ?? 0);
}

/** Shortens a safe text to at most `cells`, with `…` at the end where something is missing. */
export function shorten(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let kept = '';
  let used = 0;
  for (const char of text) {
    used += cellsOfChar(char);
    if (used > cells - 1) break;
    kept += char;
  }
  return cells > 0 ? `${kept}…` : '';
}

/** A safe text as lines of at most `cells`, broken between words where there are any. */
export function wrapped(text: string, cells: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/(?<= )/)) {
    if (line !== '' && used + cellsOf(word.trimEnd()) > cells) {
      lines.push(line.trimEnd());
      [line, used] = ['', 0];
    }
    for (const char of word) {
      const width = cellsOfChar(char);
      if (used + width > cells && char !== ' ') {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += char;
      used += width;
    }
  }
  return [...lines, line.trimEnd()];
}

/** Fills a safe text with blanks up to `cells`. */
export function padded(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellsOf(text)));
}

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
