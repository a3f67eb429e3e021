import { describe, expect, it } from 'vitest';
import { checkLines, figureLines, headline, ProgressView, shortfallLines } from '../../src/assess/view.ts';
import type { Check } from '../../src/assess/told.ts';
import type { Io } from '../../src/face/io.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { testIo } from '../cli/testIo.ts';
import { goodFigures } from './good.ts';

const plain = { ink: (_: unknown, text: string) => text, width: 70, nowMs: 0 };
const long = `It is not there. ${'And again. '.repeat(20)}`;
const checks: readonly Check[] = [
  { part: 'order', name: 'in order', outcome: 'ok', tookMs: 12_340, note: '6 tasks' },
  { part: 'rest', name: 'GET /x\u001b[31m', outcome: 'failed', tookMs: 5, note: long },
  { part: 'hooks', name: 'are taken', outcome: 'skipped', tookMs: 0, note: 'no place' },
];

describe('the tables', () => {
  it('carry what came of a check by a glyph, fit the width, and pass on no controls', () => {
    const lines = checkLines(checks, plain);
    expect(lines.map((line) => line.slice(0, 1))).toEqual(['✔', '✗', '-']);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(70);
    expect(lines.join()).not.toContain('\u001b');
    expect(lines[0]).toBe('✔  order  in order          12.3 s  6 tasks');
  });

  it('tell failures and what was not tried in full below', () => {
    expect(shortfallLines(checks, plain)).toEqual([`✗ rest, GET /x␛[31m: ${long}`, '- hooks, are taken: no place']);
  });

  it.each([
    ['good', 'green', 'Good: all.'],
    ['not tried', 'yellow', 'Not tried: all.'],
    ['NOT GOOD', 'red', 'NOT GOOD: all.'],
  ] as const)('end with what it comes to: %s', (word, colour, line) => {
    const ink = (as: unknown, text: string) => `${String(as)} ${text}`;
    expect(headline(word, 'all', { ...plain, ink })).toBe(`${colour} ${line}`);
  });

  it('have a line for each figure and each fault', () => {
    const lines = figureLines({ ...goodFigures, faults: ['A task was lost.'] }, plain);
    expect(lines[1]).toMatch(/^tasks per minute +12\.0$/);
    expect(lines.at(-1)).toBe('✗ A task was lost.');
  });
});

/** What stands on the standard error. */
function shown(isTTY: boolean, use: (view: ProgressView, clock: ManualClock) => void, env = {}): string {
  const clock = new ManualClock();
  let text = '';
  const stderr = { isTTY, columns: 60, write: (part: string) => (text += part) };
  const io: Io = { ...testIo({ home: '/none', env }), clock, stderr };
  const view = new ProgressView(io);
  use(view, clock);
  view.dispose();
  return text;
}

const [good] = checks as readonly [Check];

describe('the progress', () => {
  it('is one line in its place with a time that runs, and a line that stays for each part', () => {
    const text = shown(
      true,
      (view, clock) => {
        view.doing('order', 'in order');
        clock.advance(2_000);
        view.tried(good);
        view.doing('rest', 'GET /x');
      },
      { NO_COLOR: '1' },
    );
    expect(text.split('\r\u001b[K').filter((part) => part !== '')).toEqual([
      '● order: in order  0s',
      '● order: in order  1s',
      '● order: in order  2s',
      expect.stringMatching(/^✔ order +12\.3 s {2}1 check\n$/),
      '● order: in order  2s',
      '● rest: GET /x  0s',
    ]);
  });

  it('says of a part what of it was not tried', () => {
    const text = shown(
      true,
      (view) => {
        for (const check of checks.slice(1).reverse()) {
          view.doing(check.part, check.name);
          view.tried(check);
        }
      },
      { NO_COLOR: '1' },
    );
    const lines = text.split(/\r\u001b\[K|\n/).filter((part) => /^[✔✗-]/.test(part));
    expect(lines).toEqual([
      expect.stringMatching(/^- hooks +0 ms {2}1 of 1 check not tried$/),
      expect.stringMatching(/^✗ rest +5 ms {2}1 of 1 check failed$/),
    ]);
  });

  it('is a line for each check where there is no terminal, without colours', () => {
    const text = shown(false, (view, clock) => {
      view.doing('order', 'in order');
      clock.advance(5_000);
      view.tried(good);
      view.doing('stress', '1 of 4 tasks');
      view.doing('stress', '1 of 4 tasks');
      view.doing('stress', '2 of 4 tasks');
    });
    expect(text.split('\n')).toEqual([
      expect.stringContaining('in order'),
      'stress: 1 of 4 tasks',
      'stress: 2 of 4 tasks',
      '',
    ]);
    expect(text).not.toContain('\u001b');
  });
});
