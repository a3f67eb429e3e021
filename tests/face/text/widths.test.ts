import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/face/text/text.ts';
import { cellsOfCode } from '../../../src/face/text/widths.ts';
import { columnOf } from '../../../src/screen/frame.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';

const rows = 4096;
const codes = 0x110000;

function isPrintable(code: number): boolean {
  return code >= 32 && !(code >= 0x7f && code < 0xa0) && !(code >= 0xd800 && code < 0xe000);
}

/** How far the emulator goes for each code point: `a`, the character, `b`, one to a row; the column of `b` tells. */
function measured(): Uint8Array {
  const screen = new HeadlessScreen({ cols: 6, rows, scrollback: 100 });
  const widths = new Uint8Array(codes);
  for (let base = 0; base < codes; base += rows) {
    const lines = Array.from({ length: rows }, (_, row) =>
      isPrintable(base + row) ? `a${String.fromCodePoint(base + row)}b` : 'ab',
    );
    screen.write(`\u001b[H\u001b[2J${lines.join('\r\n')}`);
    screen.frame().rows.forEach((row, index) => {
      widths[base + index] = columnOf(row, row.text.lastIndexOf('b')) - 1;
    });
  }
  screen.dispose();
  return widths;
}

/** A table as `widths.ts` keeps it. */
function tableOf(widths: Uint8Array, width: number): string {
  const ranges: string[] = [];
  let at = 0;
  for (let code = 0; code < codes; code++) {
    if (!isPrintable(code) || widths[code] !== width) continue;
    let to = code;
    while (to + 1 < codes && isPrintable(to + 1) && widths[to + 1] === width) to++;
    ranges.push((code - at).toString(36) + (to > code ? `+${(to - code).toString(36)}` : ''));
    at = to + 1;
    code = to;
  }
  return ranges.join(' ');
}

describe('widths of characters', () => {
  it('are those of the emulator for every code point', () => {
    const widths = measured();
    const wrong: string[] = [];
    for (let code = 0; code < codes; code++) {
      if (isPrintable(code) && cellsOfCode(code) !== widths[code]) wrong.push(code.toString(16));
    }
    if (wrong.length > 0) {
      const tables = `wide: ${tableOf(widths, 2)}\nweightless: ${tableOf(widths, 0)}`;
      expect.fail(
        `${wrong.length} code points differ, ${wrong.slice(0, 20).join(' ')} …; the tables should be\n${tables}`,
      );
    }
  });

  it('add up to those of texts', () => {
    for (const [text, cells] of [
      ['🚀 go', 5],
      ['⚠️', 1],
      ['👨‍👩‍👧', 6],
      ['한국어', 6],
      ['⏺ ✻ ⎿ ❯ ☐ ✔ │ █ …', 17],
    ] as const)
      expect(cellsOf(text), text).toBe(cells);
  });
});
