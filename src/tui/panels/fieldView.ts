import { cellsOf, oneLine } from '../../face/text/text.ts';
import type { Ink } from '../ink.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';
import type { Field } from './field.ts';

/** A field as it is drawn: its lines, and the cursor among them. */
export interface DrawnField {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number };
}

/** Room of a field, and how it looks. */
export interface FieldLook {
  readonly cols: number;
  readonly rows: number;
  /** Shown where nothing is typed. */
  readonly hint?: string;
  readonly ink?: Ink;
}

/** A field of one line; a longer text is shown around the cursor, with `…` where something is left out. */
export function drawnLine(field: Field, look: Omit<FieldLook, 'rows'>): DrawnField {
  const { cols, ink = 'typed' } = look;
  if (field.text === '' || cols < 3) return emptyDrawing(look);
  const before = oneLine(field.text.slice(0, field.at));
  const behind = oneLine(field.text.slice(field.at));
  // One cell stays free for a cursor behind the last character.
  const kept = ending(before, cols - 1);
  const left = kept.length < before.length ? `…${ending(before, cols - 2)}` : before;
  const x = cellsOf(left);
  const right = beginning(behind, cols - x);
  const text = right.length < behind.length ? `${left}${beginning(behind, cols - x - 1)}…` : left + right;
  return { lines: [[span(text, ink)]], cursor: { x, y: 0 } };
}

/** A field of several lines, broken where they are too long, scrolled so that the cursor is in sight. */
export function drawnLines(field: Field, look: FieldLook): DrawnField {
  const { cols, rows, ink = 'typed' } = look;
  if (field.text === '' || cols < 3) return emptyDrawing(look);
  const lines = brokenLines(field.text, cols - 1);
  const found = lines.findLastIndex(({ from }) => from <= field.at);
  const y = Math.max(0, found);
  const top = Math.max(0, Math.min(y - rows + 1, lines.length - rows));
  const start = lines[y]?.from ?? 0;
  return {
    lines: lines.slice(top, top + rows).map(({ text }) => [span(oneLine(text), ink)]),
    cursor: { x: cellsOf(oneLine(field.text.slice(start, field.at))), y: y - top },
  };
}

/** How many rows a text of several lines takes. */
export function rowsOf(field: Field, cols: number): number {
  return brokenLines(field.text, Math.max(1, cols - 1)).length;
}

function emptyDrawing({ cols, hint = '' }: Omit<FieldLook, 'rows'>): DrawnField {
  return { lines: [[span(beginning(oneLine(hint), cols), 'hint')]], cursor: { x: 0, y: 0 } };
}

/** As much of the end of a safe text as fits. */
function ending(text: string, cells: number): string {
  const chars = Array.from(text);
  let used = 0;
  let index = chars.length;
  while (index > 0) {
    used += cellsOf(chars[index - 1] ?? '');
    if (used > cells) break;
    index--;
  }
  return chars.slice(index).join('');
}

function beginning(text: string, cells: number): string {
  let used = 0;
  let kept = '';
  for (const char of text) {
    used += cellsOf(char);
    if (used > cells) break;
    kept += char;
  }
  return kept;
}

interface BrokenLine {
  readonly from: number;
  readonly text: string;
}

/** The lines of a text, the long ones broken behind a blank where there is one. */
function brokenLines(text: string, cols: number): BrokenLine[] {
  const lines: BrokenLine[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    lines.push(...brokenLine(line, cols).map((part) => ({ from: from + part.from, text: part.text })));
    from += line.length + 1;
  }
  return lines;
}

function brokenLine(line: string, cols: number): BrokenLine[] {
  const parts: BrokenLine[] = [];
  let start = 0;
  let used = 0;
  let blank = 0;
  let index = 0;
  for (const char of line) {
    const cells = cellsOf(oneLine(char));
    // Behind a break between words a wide character may not fit yet.
    while (used + cells > cols && start < index) {
      const end = blank > start ? blank : index;
      parts.push({ from: start, text: line.slice(start, end) });
      used = cellsOf(oneLine(line.slice(end, index)));
      start = end;
    }
    used += cells;
    index += char.length;
    if (char === ' ') blank = index;
  }
  return [...parts, { from: start, text: line.slice(start) }];
}
