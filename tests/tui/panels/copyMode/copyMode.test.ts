import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../src/screen/frame.ts';
import { HeadlessScreen } from '../../../../src/terminal/headlessScreen.ts';
import type { CopyState } from '../../../../src/tui/panels/copyMode/copyMode.ts';
import { copyKind } from '../../../../src/tui/panels/copyMode/copyMode.ts';
import { copyKeys } from '../../../../src/tui/panels/copyMode/keys.ts';
import { aModel, aStatus } from '../../models.ts';
import { Desk, expectFits } from '../desk.ts';

/** Rows as the emulator gives them after this text. */
function rowsAfter(text: string, cols: number, height = 24): Row[] {
  const screen = new HeadlessScreen({ cols, rows: height });
  try {
    screen.write(text.replaceAll('\n', '\r\n'));
    return [...screen.scrolledOff(1_000), ...screen.frame().rows];
  } finally {
    screen.dispose();
  }
}

/** Copy mode on a session whose lines are these; its pane is the only one. */
function looking(text: string, size = { cols: 80, rows: 24 }, childCols = size.cols): Desk<CopyState> {
  const session = aStatus('app-1', { size: { cols: childCols, rows: 24 } });
  const desk = new Desk(copyKind, { session: 'app-1' }, aModel({ size, sessions: [session] }));
  expect(desk.commands).toEqual([{ type: 'scrollback', tag: { panel: 7, word: 'rows' }, session: 'app-1' }]);
  const rows = rowsAfter(text, childCols);
  return desk.reply({ type: 'scrollback', tag: { panel: 7, word: 'rows' }, session: 'app-1', rows, top: 0 });
}

const numbered = Array.from({ length: 60 }, (_, index) => `row ${index + 1} of sixty`).join('\n');

function copiedText(desk: Desk<CopyState>): string | undefined {
  return desk.commands.flatMap((command) => (command.type === 'copy' ? [command.text] : []))[0];
}

function foot(desk: Desk<CopyState>): string {
  return desk.drawn('app-1').at(-1) ?? '';
}

describe('copy mode', () => {
  it('begins at the end and tells where it is', () => {
    const desk = looking(numbered);
    const lines = desk.drawn('app-1');
    expect(lines).toHaveLength(22);
    expect(lines.slice(0, 2)).toEqual(['row 40 of sixty', 'row 41 of sixty']);
    expect(lines[20]).toBe('row 60 of sixty');
    expect(foot(desk)).toMatch(/^ COPY {2}line 60\/60$/);
    expect(desk.view('app-1').cursor).toEqual({ x: 0, y: 21 });
  });

  it.each([
    ['120x40', { cols: 120, rows: 40 }],
    ['80x24', { cols: 80, rows: 24 }],
    ['60x20', { cols: 60, rows: 20 }],
  ])('at %s', async (name, size) => {
    const text = `${numbered}\n日本語 and 🚀 ${'wide rows '.repeat(12)}end`;
    const desk = looking(text, size, 120).press('v', 'k', 'k', '/').type('row').press('Enter');
    const tints = desk
      .view('app-1')
      .layers.flatMap((layer) => (layer.type === 'tint' ? [layer] : []))
      .map(({ ink, rect }) => `${ink} ${rect.x},${rect.y} ${rect.cols}`);
    await expect(`${[...desk.drawn('app-1'), '', ...tints].join('\n')}\n`).toMatchFileSnapshot(
      `golden/copy-${name}.txt`,
    );
  });

  it('goes by rows, pages and ends', () => {
    const desk = looking(numbered);
    expect(foot(desk.press('k', 'Up', 'C-p'))).toContain('line 57/60');
    expect(foot(desk.press('g'))).toContain('line 1/60');
    expect(foot(desk.press('PageDown'))).toContain('line 20/60');
    expect(foot(desk.press('C-d'))).toContain('line 30/60');
    expect(foot(desk.press('C-u', 'C-u', 'C-u', 'C-b'))).toContain('line 1/60');
    expect(foot(desk.press('G'))).toContain('line 60/60');
  });

  it('selects and copies characters, with a word on what was copied', () => {
    const desk = looking(numbered).press('g', 'w', 'v', 'j', 'e');
    expect(foot(desk)).toMatch(/^ SELECT /);
    desk.press('y');
    expect(desk.isOpen).toBe(false);
    expect(copiedText(desk)).toBe('1 of sixty\nrow 2 of');
    expect(desk.notices).toEqual(['copied 2 lines, 19 characters']);
  });

  it('copies lines and blocks, and selects from the other end', () => {
    expect(copiedText(looking(numbered).press('g', 'V', 'j', 'Enter'))).toBe('row 1 of sixty\nrow 2 of sixty');
    expect(copiedText(looking(numbered).press('g', 'C-v', 'j', 'j', 'e', 'y'))).toBe('row\nrow\nrow');
    expect(copiedText(looking(numbered).press('g', 'w', 'Space', 'e', 'o', 'b', 'M-w'))).toBe('row 1 of');
  });

  it('joins what was wrapped', () => {
    const desk = looking(`${'command '.repeat(20)}end\nnext`, { cols: 80, rows: 24 }, 60);
    desk.press('g', 'V', 'y');
    expect(copiedText(desk)).toBe(`${'command '.repeat(20)}end`);
    expect(desk.notices).toEqual(['copied 1 line, 163 characters']);
  });

  it('without a selection copies nothing and leaves', () => {
    const desk = looking(numbered).press('y');
    expect(desk.isOpen).toBe(false);
    expect(copiedText(desk)).toBeUndefined();
    expect(desk.notices).toEqual([]);
  });

  it('drops the selection by Esc, then leaves by it; q leaves at once', () => {
    const desk = looking(numbered).press('v', 'k', 'Esc');
    expect(foot(desk)).toMatch(/^ COPY /);
    expect(desk.press('Esc').isOpen).toBe(false);
    expect(looking(numbered).press('v', 'k', 'q').isOpen).toBe(false);
  });

  it('searches at every letter, goes on by n and N, around the ends', () => {
    const desk = looking(numbered).press('g', '/').type('5 of');
    expect(foot(desk)).toMatch(/^ \/ 5 of +match 1 of 6 *$/);
    desk.press('Enter');
    expect(foot(desk)).toContain('line 5/60  match 1 of 6');
    expect(foot(desk.press('n'))).toContain('line 15/60');
    expect(foot(desk.press('N', 'N'))).toContain('line 55/60');
    expect(foot(desk.press('n'))).toContain('line 5/60');
  });

  it('searches backwards, and comes back by Esc', () => {
    const desk = looking(numbered).press('?').type('5');
    expect(foot(desk)).toContain('match 16 of 16');
    desk.press('Enter');
    expect(foot(desk)).toContain('line 59/60');
    expect(foot(desk.press('n'))).toContain('line 58/60');
    expect(foot(desk.press('/').type('1').press('Esc'))).toMatch(/^ COPY {2}line 58\/60$/);
    expect(foot(desk.press('/').type('nowhere'))).toContain('no match');
  });

  it('tints every place, the one it stands on stronger', () => {
    const desk = looking(numbered).press('/').type('sixty').press('Enter');
    const tints = desk.view('app-1').layers.flatMap((layer) => (layer.type === 'tint' ? [layer] : []));
    expect(tints).toHaveLength(21);
    expect(tints.filter(({ ink }) => ink === 'chosen')).toEqual([
      { type: 'tint', ink: 'chosen', rect: { x: 10, y: 21, cols: 5, rows: 1 } },
    ]);
  });

  it('is moved and selects by the mouse', () => {
    const desk = looking(numbered);
    desk.mouse('wheel-up', 5, 5).mouse('wheel-up', 5, 5);
    expect(desk.drawn('app-1')[0]).toBe('row 34 of sixty');
    desk.mouse('press', 4, 1).mouse('drag', 5, 2).mouse('release', 5, 2).press('y');
    expect(copiedText(desk)).toBe('34 of sixty\nrow 35');
  });

  it('that the wheel opened goes on with it, and closes when it is back at the end', () => {
    const open = (): Desk<CopyState> =>
      new Desk(copyKind, { session: 'app-1', wheel: true }, aModel({ sessions: [aStatus('app-1')] }));
    const tag = { panel: 7, word: 'rows' };
    const reply = { type: 'scrollback', tag, session: 'app-1', rows: rowsAfter(numbered, 80), top: 0 } as const;
    const desk = open().mouse('wheel-up', 5, 5).reply(reply);
    expect(desk.drawn('app-1')[0]).toBe('row 34 of sixty');
    desk.mouse('wheel-down', 5, 5).mouse('wheel-down', 5, 5);
    expect(desk.isOpen).toBe(true);
    expect(desk.mouse('wheel-down', 5, 5).isOpen).toBe(false);
    const selecting = open().reply(reply).press('G', 'v').mouse('wheel-down', 5, 5);
    expect(selecting.isOpen).toBe(true);
    expect(looking(numbered).mouse('wheel-down', 5, 5).isOpen).toBe(true);
  });

  it('takes a word by two presses', () => {
    const desk = looking('a needle-like thing').mouse('press', 4, 1).mouse('release', 4, 1).mouse('press', 4, 1);
    desk.press('y');
    expect(copiedText(desk)).toBe('needle');
  });

  it('two presses long after each other are none', () => {
    const desk = looking('a needle-like thing').mouse('press', 4, 1);
    desk.become({ nowMs: desk.model.nowMs + 2_000 }).mouse('press', 4, 1);
    expect(foot(desk)).toMatch(/^ COPY /);
  });

  it('stands still while output comes, and tells how much', () => {
    const desk = looking(numbered);
    const before = desk.drawn('app-1').slice(0, -1);
    for (const pulse of [400, 900]) {
      const pulses = new Map([['app-1', [...(desk.model.fleet.pulses.get('app-1') ?? []), pulse]]]);
      desk.become({ fleet: { ...desk.model.fleet, pulses } }).tell({ type: 'changed' });
    }
    expect(desk.drawn('app-1').slice(0, -1)).toEqual(before);
    expect(foot(desk)).toContain('line 60/60  1.3k characters since');
  });

  it('shows the columns around the cursor where rows are wider than the pane', () => {
    const desk = looking(`${'日本'.repeat(30)}end`, { cols: 60, rows: 20 }, 130).press('$');
    const [row = ''] = desk.drawn('app-1');
    expect(row.endsWith('日本end')).toBe(true);
    expect(desk.view('app-1').cursor).toEqual({ x: 59, y: 1 });
  });

  it('says so when there is no session, and when the lines cannot be had', () => {
    expect(copyKind.open({ name: 'copy' }, aModel(), 1)).toBe('There is no session whose lines could be shown.');
    const desk = new Desk(copyKind, { session: 'app-1' }, aModel({ sessions: [aStatus('app-1')] }));
    expect(foot(desk)).toBe(' COPY  reading the lines …');
    desk.tell({ type: 'refused', tag: { panel: 7, word: 'rows' }, sentence: 'The session is over.' });
    expect([desk.isOpen, desk.notices]).toEqual([false, ['The session is over.']]);
  });

  it('never fails nor leaves its place, whatever is pressed', () => {
    const names = copyKeys
      .flatMap(({ keys }) => keys)
      .filter((key) => !['q', 'C-c', 'C-g', 'y', 'Enter', 'M-w', 'Esc'].includes(key));
    const event = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...names, 'x', 'F5', 'Unknown') },
      { weight: 1, arbitrary: fc.constantFrom('Esc', 'Backspace', 'Enter') },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom('press', 'drag', 'wheel-up', 'wheel-down'), fc.nat(130), fc.nat(40)),
      },
    );
    const texts = ['', numbered, '日本語 🚀 '.repeat(70), 'e\u0301a\u0301 '.repeat(90)];
    const sizes = [
      { cols: 120, rows: 40 },
      { cols: 60, rows: 20 },
      { cols: 20, rows: 6 },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(...sizes),
        fc.array(event, { maxLength: 40 }),
        (text, size, events) => {
          const desk = looking(text, size, 80);
          for (const step of events) {
            if (typeof step === 'string') desk.press(step);
            else desk.mouse(step[0], step[1], step[2]);
            if (!desk.isOpen) return;
            expectFits(desk.view('app-1'), desk.rect('app-1'));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
