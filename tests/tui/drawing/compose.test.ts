import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Row } from '../../../src/screen/frame.ts';
import { plainStyle } from '../../../src/screen/frame.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import { depthOf } from '../../../src/tui/drawing/colours.ts';
import { pictureAt } from '../../../src/tui/drawing/compose.ts';
import type { PictureScreen } from '../../../src/tui/drawing/picture.ts';
import { partOf } from '../../../src/tui/drawing/picture.ts';
import type { Ink } from '../../../src/tui/ink.ts';
import type { Layer, Picture, Rect } from '../../../src/tui/scene.ts';
import { span } from '../../../src/tui/scene.ts';
import { Easel, look, sceneOf } from './painting.ts';

function rect(x: number, y: number, cols: number, rows: number): Rect {
  return { x, y, cols, rows };
}

function block(at: Rect, lines: readonly string[], fill: Ink = 'plain'): Layer {
  return { type: 'block', rect: at, lines: lines.map((text) => [span(text)]), fill };
}

function picture(at: Rect, more: Partial<Picture> = {}): Picture {
  return { type: 'picture', rect: at, source: { type: 'session', id: 's' }, part: 'top', cursor: false, ...more };
}

/** What layers look like on a terminal of 12×4, as lines of text. */
function check(layers: readonly Layer[], screen?: PictureScreen): string[] {
  const easel = new Easel(12, 4, () => screen);
  easel.draw(sceneOf(12, 4, layers));
  return easel.outer.frame().rows.map(({ text }) => text);
}

function childOf(cols: number, rows: number, text: string): HeadlessScreen {
  const child = new HeadlessScreen({ cols, rows, scrollback: 0 });
  child.write(text);
  return child;
}

describe('a block', () => {
  it('is cut at its right edge, a wide character as a whole', () => {
    expect(check([block(rect(1, 0, 5, 2), ['abcdefgh', '日本語'])])).toEqual([' abcde', ' 日本', '', '']);
  });

  it('leaves nothing of what it covers, not half a wide character', () => {
    expect(check([block(rect(0, 0, 12, 1), ['日本語日本語']), block(rect(1, 0, 4, 1), ['x'])])).toEqual([
      ' x    日本語',
      '',
      '',
      '',
    ]);
  });

  it('joins marks to the letter before them, and drops what steers or reorders', () => {
    expect(check([block(rect(0, 0, 12, 2), ['e\u0301日\u0301x', '\u0301a\u202eb\u0007c'])])).toEqual([
      'e\u0301日\u0301x',
      'ab\ufffdc',
      '',
      '',
    ]);
  });

  it('gives text without a ground of its own the ground of its fill', () => {
    const easel = new Easel(12, 1, () => undefined);
    const line = [span('a', 'hint'), span('b', 'bar-needs')];
    easel.draw(sceneOf(12, 1, [{ type: 'block', rect: rect(0, 0, 4, 1), lines: [line], fill: 'bar' }]));
    const styles = look(easel.outer.frame())[0]
      ?.slice(0, 5)
      .map((cell) => cell.split(' ').at(-1));
    expect(styles).toEqual(['246/236/', '16/221/bold', '252/236/', '252/236/', '-1/-1/']);
  });

  it('outside of the terminal is nothing', () => {
    expect(check([block(rect(-2, -1, 6, 3), ['gone', 'abcdef', 'ghi']), block(rect(11, 3, 9, 9), ['yz'])])).toEqual([
      'cdef',
      'i',
      '',
      '           y',
    ]);
  });
});

describe('a picture', () => {
  it('of a smaller screen is blank around it, and of none blank', () => {
    expect(
      check(
        [block(rect(0, 0, 12, 4), ['xxxxxxxxxxxx', 'xxxxxxxxxxxx']), picture(rect(1, 0, 8, 3))],
        childOf(3, 1, 'abc'),
      ),
    ).toEqual(['xabc     xxx', 'x        xxx', '', '']);
    expect(check([picture(rect(0, 0, 12, 4))])).toEqual(['', '', '', '']);
  });

  it('is cut through a wide character at either edge', () => {
    const child = childOf(20, 1, '日本日本日本日本\u001b[1;18H');
    expect(check([picture(rect(0, 0, 5, 1))], child)[0]).toBe('日本');
    expect(partOf(child, picture(rect(0, 0, 5, 1), { part: 'cursor' }))).toEqual({ left: 15, top: 0 });
    expect(check([picture(rect(0, 0, 5, 1), { part: 'cursor' }), block(rect(6, 0, 1, 1), ['|'])], child)[0]).toBe(
      '      |',
    );
  });

  it.each([
    ['bottom', 'one\r\ntwo\r\nthree\r\nfour', { left: 0, top: 2 }],
    // The lowest row that holds something, and the row of a cursor that is shown.
    ['bottom', 'one\r\ntwo\r\nthree\r\nfour\u001b[1;1H', { left: 0, top: 2 }],
    ['bottom', 'one\r\n\r\n\r\n\r\n\r\n', { left: 0, top: 4 }],
    ['bottom', 'one\r\n\r\n\r\n\r\n\r\n\u001b[?25l', { left: 0, top: 0 }],
    ['bottom', '\u001b[6;1H\u001b[41m \u001b[1;1H', { left: 0, top: 4 }],
    ['top', 'one\r\ntwo\r\nthree\r\nfour', { left: 0, top: 0 }],
    ['cursor', 'one\r\ntwo\r\nthree\r\nfour\u001b[1;1H', { left: 0, top: 0 }],
    ['cursor', 'one\r\ntwo\r\nthree\r\nfour\u001b[4;19H', { left: 16, top: 2 }],
    ['cursor', 'one\r\ntwo\r\nthree\r\nfour\u001b[4;40H', { left: 32, top: 2 }],
  ] as const)('shows its part %s of %j', (part, text, shown) => {
    const child = childOf(40, 6, text);
    expect(partOf(child, picture(rect(0, 0, 5, 2), { part }))).toEqual(
      partOf(child.frame(), picture(rect(0, 0, 5, 2), { part })),
    );
    expect(partOf(child, picture(rect(0, 0, 4, 2), { part })).top).toBe(shown.top);
    expect(partOf(child, picture(rect(0, 0, 5, 2), { part })).left).toBe(
      partOf(child.frame(), picture(rect(0, 0, 5, 2), { part })).left,
    );
    expect(partOf(child, picture(rect(0, 0, 5, 2), { part })).left > 0).toBe(shown.left > 0);
  });

  it('is the same whether it is drawn of the emulator or of a frame', () => {
    const text = fc.array(
      fc.oneof(
        fc.constantFrom(
          'ab ',
          '日',
          '🚀',
          'e\u0301',
          '\u001b[7m',
          '\u001b[38;2;9;8;7m',
          '\u001b[0m',
          '\u001b[8m',
          '\r\n',
          '\u001b[3G',
          '\u001b[P',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { maxLength: 30 },
    );
    const place = fc.tuple(
      fc.integer({ min: -3, max: 11 }),
      fc.integer({ min: -2, max: 4 }),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(text, place, fc.constantFrom('bottom', 'cursor', 'top'), (pieces, [x, y, cols, rows], part) => {
        const child = childOf(16, 5, pieces.join(''));
        const layers = [
          block(rect(0, 0, 12, 4), ['日本語日本語', 'xyz']),
          picture(rect(x, y, cols, rows), { part, cursor: true }),
        ];
        const [raw, frame] = [new Easel(12, 4, () => child), new Easel(12, 4, () => child.frame())];
        for (const easel of [raw, frame]) easel.draw(sceneOf(12, 4, layers));
        expect(look(raw.outer.frame())).toEqual(look(frame.outer.frame()));
        expect(raw.outer.cursor).toEqual(frame.outer.cursor);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps to the cells of the emulator at terminals that count signs and joined pictures otherwise', () => {
    const easel = new Easel(12, 1, () => childOf(12, 1, '⚠\ufe0fx👨\u200d👩\u200dy'));
    easel.draw(sceneOf(12, 1, [picture(rect(0, 0, 12, 1))]));
    expect(easel.outer.frame().rows[0]).toMatchObject({ text: '⚠x👨👩y', columns: [0, 1, 2, 2, 4, 4, 6, 7] });
  });

  it('of rows shows them from the top', () => {
    const style = { ...plainStyle, fg: 1 };
    const rows: Row[] = [{ text: 'one', wrapped: false, spans: [{ from: 0, to: 3, style }] }];
    expect(check([picture(rect(2, 1, 2, 2), { source: { type: 'rows', rows } })])).toEqual(['', '  on', '', '']);
  });
});

describe('the cursor', () => {
  const child = childOf(10, 2, 'ab');

  it("is a picture's where it asks for it, unless something lies over it", () => {
    const easel = new Easel(12, 4, () => child);
    const drawn = (layers: readonly Layer[], cursor?: { x: number; y: number }) => {
      easel.draw({ ...sceneOf(12, 4, layers), ...(cursor && { cursor }) });
      const { x, y, visible } = easel.outer.cursor;
      return visible ? [x, y] : 'hidden';
    };
    const shown = picture(rect(1, 1, 10, 2), { cursor: true });
    expect(drawn([shown])).toEqual([3, 1]);
    expect(drawn([shown, block(rect(3, 1, 2, 1), ['x'])])).toBe('hidden');
    expect(drawn([shown, block(rect(3, 1, 2, 1), ['x'])], { x: 4, y: 1 })).toEqual([4, 1]);
    expect(drawn([picture(rect(1, 1, 10, 2))])).toBe('hidden');
    expect(drawn([picture(rect(1, 1, 2, 1), { cursor: true })])).toBe('hidden');
    expect(drawn([shown], { x: 12, y: 0 })).toBe('hidden');
  });
});

describe('a tint', () => {
  it('colours what is there, both halves of a wide character, and nothing else', () => {
    const easel = new Easel(12, 1, () => undefined);
    const layers: Layer[] = [
      block(rect(0, 0, 12, 1), ['a日b']),
      { type: 'tint', rect: rect(0, 0, 2, 1), ink: 'found' },
    ];
    easel.draw(sceneOf(12, 1, layers));
    expect(look(easel.outer.frame())[0]?.slice(0, 5)).toEqual([
      'a 16/221/',
      '日 16/221/',
      '  16/221/',
      'b -1/-1/',
      '  -1/-1/',
    ]);
  });

  it('turns inverse text around, and over inverse text colours are what they say', () => {
    const easel = new Easel(4, 1, () => childOf(4, 1, '\u001b[7;31mab'));
    const layers: Layer[] = [
      picture(rect(0, 0, 4, 1)),
      { type: 'tint', rect: rect(0, 0, 1, 1), ink: 'selection' },
      { type: 'tint', rect: rect(1, 0, 1, 1), ink: 'found' },
    ];
    easel.draw(sceneOf(4, 1, layers));
    expect(look(easel.outer.frame())[0]?.slice(0, 2)).toEqual(['a 1/-1/', 'b 16/221/']);
  });
});

describe('colours', () => {
  const child = childOf(4, 1, '\u001b[1;38;2;255;0;0;48;2;128;128;128ma\u001b[0;94;107mb');

  it.each([
    ['rgb', ['a 33488896/25198720/bold', 'b 12/15/']],
    ['256', ['a 196/244/bold', 'b 12/15/']],
    ['16', ['a 9/7/bold', 'b 12/7/']],
    ['none', ['a -1/-1/bold', 'b -1/-1/']],
  ] as const)('of a child with %s', (depth, cells) => {
    const easel = new Easel(4, 1, () => child, depth);
    easel.draw(sceneOf(4, 1, [picture(rect(0, 0, 4, 1))]));
    expect(look(easel.outer.frame())[0]?.slice(0, 2)).toEqual(cells);
  });

  it('beyond the table are drawn all the same', () => {
    const screen = new HeadlessScreen({ cols: 100, rows: 50, scrollback: 0 });
    const easel = new Easel(100, 50, () => screen);
    let colour = 0;
    for (let frame = 0; colour < 2 * limits.pensMax; frame++) {
      let text = '\u001b[H';
      for (let cell = 0; cell < 4_999; cell++, colour++) {
        text += `\u001b[38;2;${colour & 255};${(colour >> 8) & 255};${colour >> 16}m${frame % 2 ? 'x' : 'e\u0301'}`;
      }
      screen.write(text);
      easel.draw(sceneOf(100, 50, [picture(rect(0, 0, 100, 50))]));
    }
    expect(look(easel.outer.frame())).toEqual(look(screen.frame()));
  });
});

describe('the depth of colours', () => {
  it.each([
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'rgb'],
    [{ TERM: 'xterm-direct' }, 'rgb'],
    [{ TERM: 'screen-256color' }, '256'],
    // tmux takes all colours, and gives its terminal what that has.
    [{ TERM: 'screen-256color', TMUX: '/tmp/tmux-1/default,1,0' }, 'rgb'],
    [{ TERM: 'tmux-256color' }, 'rgb'],
    [{ TERM: 'linux', COLORTERM: 'truecolor' }, '16'],
    [{ TERM: 'xterm-kitty', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'none'],
    [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
    [{}, '256'],
  ])('of %j is %s', (env, depth) => {
    expect(depthOf(env)).toBe(depth);
  });
});

describe('what lies under the mouse', () => {
  it('is the uppermost layer, and of a picture the cell of its screen', () => {
    const child = childOf(40, 6, 'one\r\ntwo\r\nthree\r\nfour');
    const easel = new Easel(12, 4, () => child);
    easel.draw(sceneOf(12, 4, [picture(rect(1, 1, 8, 2), { part: 'bottom' }), block(rect(5, 0, 3, 4), ['form'])]));
    expect(pictureAt(easel.placed, 2, 2)).toEqual({ session: 's', x: 1, y: 3 });
    expect(pictureAt(easel.placed, 6, 2)).toBeUndefined();
    expect(pictureAt(easel.placed, 0, 0)).toBeUndefined();
    easel.draw(sceneOf(12, 4, [picture(rect(0, 0, 12, 4), { source: { type: 'recording', key: 'r', atS: 1 } })]));
    expect(pictureAt(easel.placed, 2, 2)).toBeUndefined();
  });
});

describe('hostile text', () => {
  it('never steers the terminal, whatever stands in cells, spans and titles', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        '\u001b',
        ']',
        '[',
        '\u0007',
        '\u009b',
        '\u009d',
        '\r',
        '\n',
        'x',
        '\u202e',
        '\ud800',
        '\u2028',
        '\u200f',
        '日',
        '\u0301',
      ),
      maxLength: 20,
    });
    fc.assert(
      fc.property(soup, soup, fc.array(soup, { maxLength: 4 }), (output, text, texts) => {
        const child = childOf(12, 2, output);
        const rows = texts.map((line): Row => ({ text: line, wrapped: false, spans: [] }));
        const easel = new Easel(12, 6, () => child);
        const written = easel.draw(
          sceneOf(12, 6, [
            picture(rect(0, 0, 12, 2)),
            block(rect(0, 2, 12, 2), [text]),
            picture(rect(0, 4, 12, 2), { source: { type: 'rows', rows } }),
          ]),
        );
        // What is left once the sequences of the drawing are taken out must be plain text.
        const left = written.replace(/\u001b\[[?0-9;]*[A-Za-z]/g, '').replace(/[\r\b]/g, '');
        expect(left).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028\u200f]|\p{Surrogate}/u);
        expect(easel.outer.title).toBe('');
        expect(easel.outer.frame().syncOpen).toBe(false);
        expect(easel.outer.modes()).toEqual(new HeadlessScreen({ cols: 1, rows: 1 }).modes());
      }),
      { numRuns: 500 },
    );
  });
});
