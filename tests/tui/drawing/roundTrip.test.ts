import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { Layer } from '../../../src/tui/scene.ts';
import { Easel, look, sceneOf } from './painting.ts';

/** `PCC_FRAMES=100000 npx vitest run --project unit tests/tui/drawing` draws more of them. */
const frames = Number(process.env.PCC_FRAMES ?? 10_000);

const at = fc.tuple(fc.nat(9), fc.nat(40)).map(([y, x]) => `\u001b[${y + 1};${x + 1}H`);
const codes = fc.oneof(
  fc.constantFrom('0', '1', '2', '3', '4', '4:3', '5', '7', '8', '9', '22', '23', '24', '27', '28', '31', '97', '39'),
  fc.constantFrom('42', '105', '49', '38;5;200', '48;5;17', '38;2;1;2;3', '48;2;255;0;9', '58;5;3'),
);
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'Zz', ' ', 'é', '─', '│', '█', '⏺', '❯', '✔', '~', 'hello', '    ') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '日',
      '한국',
      '🚀',
      '✅',
      '⚠️',
      'e\u0301',
      '👨\u200d👩',
      '\u200b',
      '\u202e',
      '\u00ad',
      '\u1160',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 4 }) },
  { weight: 4, arbitrary: at },
  { weight: 4, arbitrary: fc.array(codes, { minLength: 1, maxLength: 4 }).map((all) => `\u001b[${all.join(';')}m`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['\r\n', '\b', '\u001b[K', '\u001b[1K', '\u001b[2J', '\u001b[2P', '\u001b[3@', '\u001b[L', '\u001b[M'],
      ...['\u001b[4X', '\u001b[?25l', '\u001b[?25h', '\u001b[?1049h', '\u001b[?1049l', '\u001b[S', '\u001b[T'],
      ...['\u001b]8;;https://example.org\u0007', '\u001b]8;;\u0007'],
    ),
  },
);
const step = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

describe('a picture of a whole screen', () => {
  it('is that screen, cell for cell, frame after frame', { timeout: 900_000 }, () => {
    let drawn = 0;
    const story = fc.array(step, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(story, fc.integer({ min: 2, max: 44 }), fc.integer({ min: 1, max: 9 }), (texts, cols, rows) => {
        const child = new HeadlessScreen({ cols, rows, scrollback: 0 });
        const easel = new Easel(cols, rows, () => child);
        for (const text of texts) {
          child.write(text);
          const rect = { x: 0, y: 0, cols, rows };
          const layer: Layer = {
            type: 'picture',
            rect,
            source: { type: 'session', id: 's' },
            part: 'top',
            cursor: true,
          };
          easel.draw(sceneOf(cols, rows, [layer]));
          const inner = child.frame();
          const outer = easel.outer.frame();
          expect(look(outer)).toEqual(look(inner));
          expect(outer.cursor.visible).toBe(inner.cursor.visible);
          if (inner.cursor.visible) expect(outer.cursor).toEqual(inner.cursor);
          expect(outer.syncOpen).toBe(false);
          expect(easel.draw(sceneOf(cols, rows, [layer]))).toBe('');
          drawn++;
        }
        child.dispose();
        easel.outer.dispose();
      }),
      { numRuns: Math.ceil(frames / 6) },
    );
    expect(drawn).toBeGreaterThan(frames / 2);
  });
});

describe('what is written', () => {
  function easelWith(child: HeadlessScreen, cols: number, rows: number) {
    const easel = new Easel(cols, rows, () => child);
    const rect = { x: 0, y: 1, cols, rows: rows - 2 };
    const layer: Layer = { type: 'picture', rect, source: { type: 'session', id: 's' }, part: 'top', cursor: true };
    const draw = (text: string): string => {
      child.write(text);
      const written = easel.draw(sceneOf(cols, rows, [layer]));
      expect(look(easel.outer.frame()).slice(1, -1)).toEqual(look(child.frame()));
      return written;
    };
    return draw;
  }

  it('is little where lines scroll, up or down', () => {
    const child = new HeadlessScreen({ cols: 80, rows: 20, scrollback: 0 });
    const draw = easelWith(child, 80, 22);
    draw(Array.from({ length: 20 }, (_, line) => `line ${line} ${'abc '.repeat(15)}`).join('\r\n'));
    expect(draw('\r\nnew line').length).toBeLessThan(80);
    expect(draw('\u001b[H\u001b[2L\u001b[31mabove').length).toBeLessThan(90);
    // Between two lines that stay.
    expect(draw('\u001b[0m\u001b[3;15r\u001b[15;1H\r\n\r\nin the middle\u001b[r').length).toBeLessThan(120);
  });

  it('is little where text becomes shorter, at the end of a row and inside of it', () => {
    const child = new HeadlessScreen({ cols: 80, rows: 4, scrollback: 0 });
    const draw = easelWith(child, 80, 6);
    draw(`${'a'.repeat(70)}|`);
    expect(draw('\u001b[H\u001b[60Xbb').length).toBeLessThan(30);
    expect(draw('\u001b[1;3H\u001b[K').length).toBeLessThan(30);
  });

  it('keeps to what changed of a look', () => {
    const child = new HeadlessScreen({ cols: 80, rows: 4, scrollback: 0 });
    const draw = easelWith(child, 80, 6);
    const written = draw('\u001b[1;38;2;10;20;30ma\u001b[4mb\u001b[24mc\u001b[39md\u001b[0me');
    // The last but one by its ends, the last by a new beginning, whichever is shorter.
    expect(written).toContain('\u001b[1;38;2;10;20;30ma\u001b[4mb\u001b[24mc\u001b[39md\u001b[me');
  });
});
