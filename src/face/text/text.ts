/**
 * Text that came from a screen, a file or a transcript, made safe and sized for a terminal: no control character of it
 * reaches the user's terminal.
 */

/** Controls, line and paragraph separators, and the marks that reorder what is read. */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The text on one line: line breaks become `⏎`, other controls a visible stand-in. */
export function oneLine(text: string): string {
  return text.replace(/\r\n?|\n/g, ' ⏎ ').replace(unsafe, standIn);
}

function standIn(char: string): string {
  const code = char.charCodeAt(0);
  if (code === 9) return '  ';
  if (code < 32) return String.fromCharCode(0x2400 + code);
  return code === 127 ? '␡' : '�';
}

/** Ranges of code points that take two cells. Source: Unicode 11, East Asian Width W and F, in blocks. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x2705, 0x2705],
  [0x274c, 0x274e],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** How many cells a safe text takes. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const char of text) cells += cellsOfChar(char);
  return cells;
}

/** How many cells one character takes: 0, 1 or 2. */
export function cellsOfChar(char: string): number {
  if (/\p{Mark}/u.test(char)) return 0;
  const code = char.codePointAt(0) ?? 0;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
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
