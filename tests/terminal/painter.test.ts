import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame, Row, Style } from '../../src/screen/frame.ts';
import { plainStyle, styleAt } from '../../src/screen/frame.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { paint } from '../../src/terminal/painter.ts';

const trueColour = { trueColour: true };

/** What a person sees in each cell: characters (wide ones once, then nothing) and style, concealed text as blanks. */
function look(frame: Frame): string[][] {
  return frame.rows.map((row) => {
    const cells = new Array<string>(frame.cols).fill(' ');
    for (let index = 0; index < row.text.length; index++) {
      const x = row.columns?.[index] ?? index;
      const isFirst = index === 0 || (row.columns?.[index - 1] ?? index - 1) !== x;
      cells[x] = (isFirst ? '' : (cells[x] ?? '')) + (row.text[index] ?? '');
    }
    return cells.map((chars, x) => {
      const style = styleAt(row, x);
      return `${style.concealed ? ' ' : shown(chars)} ${styleWord({ ...style, concealed: false })}`;
    });
  });
}

/** Marks that reorder text are never passed on. */
function shown(chars: string): string {
  return chars.length > 1 ? chars.replaceAll('\u202e', '') : chars.replace('\u202e', '\ufffd');
}

function styleWord(style: Style): string {
  const flags = (['bold', 'dim', 'italic', 'underline', 'inverse', 'strike'] as const).filter((name) => style[name]);
  return `${style.fg}/${style.bg}/${flags.join('+')}`;
}

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'Zz', ' ', 'é', '─', '│', '█', '⏺', '❯', '✔', '~', 'hello') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('日', '한국', '🚀', '✅', '⚠️', 'e\u0301', '👨\u200d👩', '\u200b', '\u202e', '\u00ad'),
  },
  { weight: 3, arbitrary: fc.tuple(fc.nat(8), fc.nat(35)).map(([y, x]) => `\u001b[${y + 1};${x + 1}H`) },
  {
    weight: 4,
    arbitrary: fc
      .array(
        fc.constantFrom('0', '1', '2', '3', '4', '7', '8', '9', '31', '97', '42', '105', '38;5;200', '48;2;1;2;3'),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((codes) => `\u001b[${codes.join(';')}m`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '\r\n',
      '\u001b[K',
      '\u001b[1K',
      '\u001b[2J',
      '\u001b[2P',
      '\u001b[3@',
      '\u001b[L',
      '\u001b[M',
      '\u001b[4X',
      '\u001b[?25l',
      '\u001b[?25h',
      '\u001b[?1049h',
      '\u001b[?1049l',
    ),
  },
);
const story = fc.array(
  fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
  { minLength: 1, maxLength: 6 },
);

describe('paint', () => {
  it('shows on another terminal exactly what the frame holds, frame after frame', () => {
    let frames = 0;
    fc.assert(
      fc.property(story, fc.integer({ min: 2, max: 34 }), fc.integer({ min: 1, max: 8 }), (texts, cols, rows) => {
        const child = new HeadlessScreen({ cols, rows, scrollback: 0 });
        const outer = new HeadlessScreen({ cols, rows, scrollback: 0 });
        outer.write('left over \u001b[41mfrom before');
        let shown: Frame | null = null;
        for (const text of texts) {
          child.write(text);
          const frame = child.frame();
          outer.write(paint(shown, frame, { cols, rows }, trueColour));
          expect(look(outer.frame())).toEqual(look(frame));
          expect(outer.frame().cursor.visible).toBe(frame.cursor.visible);
          if (frame.cursor.visible) expect(outer.frame().cursor).toEqual(frame.cursor);
          expect(outer.frame().syncOpen).toBe(false);
          expect(paint(frame, child.frame(), { cols, rows }, trueColour)).toBe('');
          shown = frame;
          frames++;
        }
        child.dispose();
        outer.dispose();
      }),
      { numRuns: 2_000 },
    );
    expect(frames).toBeGreaterThan(4_000);
  });

  it('writes no control character of a frame, whatever stands in its cells', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\u001b', ']', '[', '\u0007', '\u009b', '\u009d', '\r', '\n', 'x', '\u202e', '\ud800'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 3, maxLength: 3 }), hostile, (lines, title) => {
        const rows = lines.map((text): Row => ({ text, wrapped: false, spans: [] }));
        const text = paint(null, frameOf(rows, 20, title), { cols: 20, rows: 3 }, trueColour);
        // What is left once the painter's own sequences are taken out must be plain text.

        expect(text.replace(/\u001b\[[?0-9;]*[A-Za-z]/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
        const outer = new HeadlessScreen({ cols: 20, rows: 3, scrollback: 0 });
        outer.write(text);
        expect(outer.title).toBe('');
        expect(outer.frame().rows.map((row) => row.text.length)).toEqual(
          lines.map((line) => line.replace(/ +$/, '').length),
        );
        outer.dispose();
      }),
      { numRuns: 1_000 },
    );
  });

  it('cuts a frame that is larger than the terminal, also through a wide character', () => {
    const child = new HeadlessScreen({ cols: 10, rows: 3, scrollback: 0 });
    child.write('abc日本\r\nsecond\r\nthird\u001b[1;9H');
    const outer = new HeadlessScreen({ cols: 4, rows: 2, scrollback: 0 });
    outer.write(paint(null, child.frame(), { cols: 4, rows: 2 }, trueColour));
    expect(outer.frame().rows.map((row) => row.text)).toEqual(['abc', 'seco']);
    expect(outer.frame().cursor.visible).toBe(false);
  });

  it('writes little for a little change', () => {
    const before = frameOf([plain('❯ hell'), plain('one')], 80, '');
    const after = frameOf([plain('❯ hello'), plain('one')], 80, '');
    expect(paint(before, after, { cols: 80, rows: 2 }, trueColour)).toBe(
      '\u001b[?2026h\u001b[?25l\u001b[1;7H\u001b[0mo\u001b[0m\u001b[1;1H\u001b[?25h\u001b[?2026l',
    );
    expect(paint(after, before, { cols: 80, rows: 2 }, trueColour).length).toBeLessThan(60);
  });

  it('falls back to the nearest of 256 colours', () => {
    const style = { ...plainStyle, fg: 0x1000000 + 0xff0000, bg: 0x1000000 + 0x808080 };
    const row = { text: 'x', wrapped: false, spans: [{ from: 0, to: 1, style }] };
    const text = paint(null, frameOf([row], 4, ''), { cols: 4, rows: 1 }, { trueColour: false });
    expect(text).toContain('\u001b[0;38;5;196;48;5;244mx');
  });
});

/** A row without styles. */
function plain(text: string): Row {
  return { text, wrapped: false, spans: [] };
}

function frameOf(rows: readonly Row[], cols: number, title: string): Frame {
  return { cols, rows, cursor: { x: 0, y: 0, visible: true }, title, buffer: 'normal', syncOpen: false, offset: 0 };
}
