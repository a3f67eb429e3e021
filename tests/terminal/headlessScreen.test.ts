import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Frame, Style } from '../../src/screen/frame.ts';
import { limits } from '../../src/limits.ts';
import { columnOf, plainStyle, styleAt } from '../../src/screen/frame.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { allRecordings, applyTo } from '../screen/recordings.ts';

const opened: HeadlessScreen[] = [];

function open(cols = 20, rows = 5, answer?: (reply: string) => void): HeadlessScreen {
  const screen = new HeadlessScreen({ cols, rows, ...(answer ? { answer } : {}) });
  opened.push(screen);
  return screen;
}

afterEach(() => {
  for (const screen of opened.splice(0)) screen.dispose();
});

function frameAfter(text: string, cols = 20, rows = 5): Frame {
  const screen = open(cols, rows);
  screen.write(text);
  return screen.frame();
}

function texts(frame: Frame): string[] {
  return frame.rows.map((row) => row.text);
}

function firstStyle(sgr: string): Partial<Style> {
  const frame = frameAfter(`\u001b[${sgr}mx`);
  const [row] = frame.rows;
  return row ? styleAt(row, 0) : {};
}

/** What a picture shows, without how much was written to get it. */
function shown({ offset: _, ...rest }: Frame): Omit<Frame, 'offset'> {
  return rest;
}

/** What a picture shows, without which rows go on in the next: what cannot be written so is not kept. */
function cells(frame: Frame): Omit<Frame, 'offset'> {
  return { ...shown(frame), rows: frame.rows.map((row) => ({ ...row, wrapped: false })) };
}

describe('text', () => {
  it('stands where it was written, with trailing blanks removed', () => {
    expect(texts(frameAfter('ab\r\n\u001b[3;5Hx  '))).toEqual(['ab', '', '    x', '', '']);
  });

  it('marks rows that the terminal wrapped', () => {
    const { rows } = frameAfter('abcdefghijklmnopqrstuvwxyz\r\nnext');
    expect(rows.map((row) => [row.text, row.wrapped])).toEqual([
      ['abcdefghijklmnopqrst', false],
      ['uvwxyz', true],
      ['next', false],
      ['', false],
      ['', false],
    ]);
  });

  it.each([
    ['wide characters', '文a', '文a', [0, 2]],
    ['an emoji', '🚀a', '🚀a', [0, 0, 2]],
    ['a combined character', 'e\u0301a', 'e\u0301a', [0, 0, 1]],
  ])('counts %s once and knows its column', (_name, written, text, columns) => {
    const [row] = frameAfter(written).rows;
    expect(row?.text).toBe(text);
    expect(row && columns.map((_column, index) => columnOf(row, index))).toEqual(columns);
    expect(row?.columns?.slice(0, columns.length)).toEqual(columns);
  });

  it('keeps a wide character whole at the right edge', () => {
    const { rows } = frameAfter('abc文', 4, 3);
    expect(rows.map((row) => row.text)).toEqual(['abc', '文', '']);
  });

  it('shows what was written last after a carriage return or a cursor-up', () => {
    expect(texts(frameAfter('rm -rf /\rls      \r\nsecond\u001b[1A\rtop'))[0]).toBe('top');
  });

  it('gives the rows that scrolled off, oldest first', () => {
    const screen = open(10, 2);
    screen.write('1\r\n2\r\n3\r\n4');
    expect(screen.scrolledOff(2).map((row) => row.text)).toEqual(['1', '2']);
    expect(screen.scrolledOff(1).map((row) => row.text)).toEqual(['2']);
  });
});

describe('looks', () => {
  it.each<[string, string, Partial<Style>]>([
    ['bold', '1', { bold: true }],
    ['dim', '2', { dim: true }],
    ['italic', '3', { italic: true }],
    ['underline', '4', { underline: true }],
    ['inverse', '7', { inverse: true }],
    ['concealed', '8', { concealed: true }],
    ['struck out', '9', { strike: true }],
    ['a colour of the first sixteen', '33;101', { fg: 3, bg: 9 }],
    ['a colour of the palette', '38;5;153;48;5;237', { fg: 153, bg: 237 }],
    ['true colour', '38;2;177;185;249', { fg: 0x1000000 + 0xb1b9f9 }],
    ['true black, which is not the default', '38;2;0;0;0', { fg: 0x1000000 }],
    ['nothing after a reset', '1;7;31m\u001b[0', {}],
  ])('%s', (_name, sgr, style) => {
    expect(firstStyle(sgr)).toEqual({ ...plainStyle, ...style });
  });

  it('come as runs of cells, also of wide ones', () => {
    const [row] = frameAfter('a\u001b[1m文b\u001b[0mc').rows;
    expect(row?.spans).toEqual([{ from: 1, to: 4, style: { ...plainStyle, bold: true } }]);
  });

  it('hold for the label of a link as for other text', () => {
    const [row] = frameAfter('\u001b]8;;https://example.org\u001b\\\u001b[1myes\u001b]8;;\u001b\\').rows;
    expect(row?.text).toBe('yes');
    expect(row && styleAt(row, 0).bold).toBe(true);
  });
});

describe('state beside the cells', () => {
  it('is the title that was set last', () => {
    expect(frameAfter('\u001b]0;one\u0007\u001b]2;✳ two\u001b\\').title).toBe('✳ two');
  });

  it('is the alternate screen, which gives the normal one back', () => {
    const screen = open();
    screen.write('normal\u001b[?1049h\u001b[Hother');
    expect([screen.frame().buffer, texts(screen.frame())[0]]).toEqual(['alternate', 'other']);
    screen.write('\u001b[?1049l');
    expect([screen.frame().buffer, texts(screen.frame())[0]]).toEqual(['normal', 'normal']);
  });

  it('is a synchronized update, open or not', () => {
    expect(frameAfter('\u001b[?2026hx').syncOpen).toBe(true);
    expect(frameAfter('\u001b[?2026hx\u001b[?2026l').syncOpen).toBe(false);
  });

  it('is the cursor, never beyond the last column', () => {
    expect(frameAfter('\u001b[2;3H').cursor).toEqual({ x: 2, y: 1, visible: true });
    expect(frameAfter('abcd', 4, 2).cursor).toEqual({ x: 3, y: 0, visible: true });
    expect(frameAfter('\u001b[?25l').cursor.visible).toBe(false);
    expect(frameAfter('\u001b[?25l\u001b[?25h').cursor.visible).toBe(true);
  });

  it('is the offset, which grows by what was written', () => {
    const screen = open();
    screen.write('abc');
    screen.write('🚀');
    expect(screen.frame().offset).toBe(5);
    screen.skipTo(9);
    expect(screen.offset).toBe(9);
    expect(() => {
      screen.skipTo(8);
    }).toThrow();
  });

  it('is told to faces as modes', () => {
    const screen = open();
    screen.write('\u001b[?1h\u001b[?2004h\u001b[?1004h\u001b[?1003h');
    expect(screen.modes()).toEqual({ applicationCursor: true, bracketedPaste: true, focusEvents: true, mouse: 'any' });
  });
});

/** Everything that is answered to what the child writes. */
function answersTo(text: string, mute = false): string[] {
  const answers: string[] = [];
  const screen = open(20, 5, (reply) => answers.push(reply));
  screen.mute = mute;
  screen.write(text);
  return answers;
}

const secret = 'rm -rf /';

describe('answers', () => {
  it.each([
    ['DA1', '\u001b[c', '\u001b[?62;22c'],
    ['DA1 with a zero', '\u001b[0c', '\u001b[?62;22c'],
    ['DA2', '\u001b[>c', '\u001b[>0;1;0c'],
    ['DSR 5', '\u001b[5n', '\u001b[0n'],
    ['DSR 6', '\u001b[2;3H\u001b[6n', '\u001b[2;3R'],
    ['XTVERSION', '\u001b[>q', '\u001bP>|pcc\u001b\\'],
  ])('%s has its fixed one', (_name, query, answer) => {
    expect(answersTo(query)).toEqual([answer]);
  });

  it.each([
    ['kitty keyboard', '\u001b[?u'],
    ['a title report', `\u001b]0;${secret}\u0007\u001b[21t`],
    ['an icon report', `\u001b]1;${secret}\u0007\u001b[20t`],
    ['a size report', '\u001b[14t\u001b[18t'],
    ['the title stack', `\u001b]0;${secret}\u0007\u001b[22;0t\u001b[23;0t\u001b[21t`],
    ['a palette report', '\u001b]4;1;?\u0007'],
    ['colour reports', '\u001b]10;?\u0007\u001b]11;?\u001b\\\u001b]12;?\u0007'],
    ['a clipboard report', '\u001b]52;c;cm0gLXJmIC8=\u0007\u001b]52;c;?\u0007'],
    ['a mode report', '\u001b[?2026$p\u001b[4$p'],
    ['a setting report', '\u001bP$qm\u001b\\\u001bP$q"p\u001b\\\u001bP$qr\u001b\\'],
    ['a capability report', '\u001bP+q544e\u001b\\'],
    ['extended cursor and colour-scheme reports', '\u001b[?6n\u001b[?996n\u001b[?15n'],
    ['DA3', '\u001b[=c'],
    ['a terminal that identifies itself', '\u001bZ'],
    ['ENQ', '\u0005'],
    ['a kitty picture', '\u001b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\'],
    ['a checksum', '\u001b[1;1;1;1;1;1*y'],
    ['parameters', '\u001b[x\u001b[1x'],
    ['concealed text around queries', `\u001b[8m${secret}\u001b[21t\u001b]52;c;?\u0007\u001b[0m`],
  ])('%s has none', (_name, query) => {
    expect(answersTo(`${secret}${query}`)).toEqual([]);
  });

  it('stay away while muted', () => {
    expect(answersTo('\u001b[c\u001b[5n\u001b[6n\u001b[>q', true)).toEqual([]);
  });

  it('are of four fixed forms, whatever is written', () => {
    const fixed =
      // biome-ignore lint/suspicious/noControlCharactersInRegex: answers are control sequences.
      /^\u001b(?:\[\?62;22c|\[>0;1;0c|\[0n|\[\d+;\d+R|P>\|pcc\u001b\\)$/;
    fc.assert(
      fc.property(stream, (text) => {
        for (const answer of answersTo(text)) expect(answer).toMatch(fixed);
        for (const screen of opened.splice(0)) screen.dispose();
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Pieces that open, close and abuse sequences, among text of every width. */
const stream = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['\u001b[', '\u001b]', '\u001bP', '\u001b_', '\u001b^', '\u001b', '\u009b', '\u009d', '\u0007', '\u001b\\'],
        ...['?2026h', '?1049h', '?1049l', '6n', 'c', '>q', '21t', '2J', 'K', '10;20H', '3;4r', '38;5;153m', '0m', '4A'],
        ...['\r', '\n', '\r\n', '\b', '\t', '文', '🚀', 'e\u0301', '\ud83d', '\ude80', '\u200d', ';', '1', '?', '$q'],
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...[...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, index) => text.slice(places[index], to));
}

describe('any bytes', () => {
  it('give a picture of the size of the terminal, and never an error', () => {
    const screen = open(30, 8);
    fc.assert(
      fc.property(stream, (text) => {
        screen.write(text);
        const frame = screen.frame();
        expect(frame.rows.length).toBe(8);
        expect(frame.cursor.x).toBeLessThan(30);
        expect(frame.cursor.y).toBeLessThan(8);
        screen.restore({ cols: 30, rows: 8, data: '', title: '', offset: 0 });
      }),
      { numRuns: 10_000 },
    );
  });

  it('give the same picture however they are cut', () => {
    const [whole, cut] = [open(30, 8), open(30, 8)];
    const empty = { cols: 30, rows: 8, data: '', title: '', offset: 0 };
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        whole.restore(empty);
        cut.restore(empty);
        whole.write(text);
        for (const piece of cutAt(text, cuts)) cut.write(piece);
        expect(cut.frame()).toEqual(whole.frame());
      }),
      { numRuns: 3_000 },
    );
  });

  it('give the same picture character by character on real recordings', () => {
    for (const { header, events } of allRecordings().filter((_recording, index) => index % 8 === 0)) {
      const [whole, single] = [open(header.width, header.height), open(header.width, header.height)];
      for (const event of events.slice(0, 120)) {
        applyTo(whole, event);
        if (event.code !== 'o') applyTo(single, event);
        else for (let unit = 0; unit < event.data.length; unit++) single.write(event.data.charAt(unit));
      }
      expect(single.frame()).toEqual(whole.frame());
    }
  });
});

describe('a snapshot', () => {
  it.each([
    ['looks and wide characters', '\u001b[1;38;5;153mbold\u001b[0m 文🚀 \u001b[7minv\u001b[0m\r\n\u001b[48;2;1;2;3mx'],
    ['a title and a hidden cursor', '\u001b]0;✳ name\u0007\u001b[?25l\u001b[3;4H'],
    ['a half-drawn update', '\u001b[?2026hhalf'],
    ['the alternate screen over the normal one', 'normal\u001b[?1049h\u001b[2;2Hother'],
    ['the start of a control sequence', 'text\u001b[38;5;'],
    ['the start of a title', 'text\u001b]0;some ti'],
    ['a title whose end has begun', 'text\u001b]0;some title\u001b'],
    ['half a character', 'text\ud83d'],
    ['a scroll region', 'a\r\nb\r\nc\u001b[2;3r\u001b[3;2H'],
    ['a cursor behind the last column', 'abcdefghijklmnopqrst'],
    ['colours in force', 'plain\u001b[1;31m'],
  ])('keeps %s', (_name, text) => {
    const [first, second] = [open(), open(7, 3)];
    first.write(text);
    second.restore(first.snapshot());
    expect(second.frame()).toEqual(first.frame());
    for (const screen of [first, second]) screen.write('153m\ude80tle\u0007\u001b\\z\r\nq\n\nr\u001b[?1049l!');
    expect(second.frame()).toEqual(first.frame());
    expect(second.modes()).toEqual(first.modes());
  });

  it.each(['\u001b', '\u001b[38;5', '\u001b]0;title', '\u001bPx', '\u001b[?2026h', '\u001b[?1049h'])(
    'continues on a screen whose output broke off in %j',
    (beginning) => {
      const from = open();
      from.write('one\r\ntwo');
      const used = open();
      used.write(`left over${beginning}`);
      used.restore(from.snapshot());
      expect(shown(used.frame())).toEqual(shown(from.frame()));
    },
  );

  it('goes on after a failure with a blank screen, not with the picture from before', () => {
    const failing = open(20, 5, () => {
      throw new Error('no');
    });
    failing.write('before');
    expect(() => {
      failing.write('\u001b[c');
    }).toThrow('no');
    expect(texts(failing.frame())).toEqual(['', '', '', '', '']);
    failing.write('after');
    expect(texts(failing.frame())[0]).toBe('after');
  });

  it('loses no row when a screen without lines above gets other sizes', () => {
    const screen = new HeadlessScreen({ cols: 200, rows: 50, scrollback: 0 });
    opened.push(screen);
    for (let row = 0; row < 50; row++) screen.write(`${'x'.repeat(199)}\r\n`);
    for (const [cols, rows] of [
      [157, 33],
      [77, 54],
      [20, 5],
      [219, 64],
    ] as const) {
      screen.resize(cols, rows);
      screen.write('\u001b[H');
      for (let row = 1; row <= rows; row++) screen.write(`\u001b[${row};1Hrow ${row}`);
      expect(screen.frame().rows).toHaveLength(rows);
    }
  });

  const [emptied, looks] = [
    { cols: 8, rows: 3, data: '', title: '', offset: 0 },
    ['\u001b[41m', '\u001b[48;5;95m', '\u001b[49m', '\u001b[0m', '\u001b[K', '\u001b[3X', '\u001b[2C'],
  ];

  it('keeps the screen cell by cell, whatever was erased, inserted and gone on with', () => {
    const places = [
      '\u001b[A',
      '\u001b[2;3H',
      '\u001b[2J',
      '\u001b[L',
      '\u001b[M',
      '\u001b[2P',
      '\u001b[@',
      '\u001b[1;31m',
      '\u001b[2m',
    ];
    const piece = fc.constantFrom(
      ...looks,
      ...places,
      'a',
      'bc',
      '文',
      'e\u0301',
      'x\u202e',
      '\r\n',
      '\r\n',
      '\n',
      '\u001b[22m',
      '\u001b[7;8m',
      '\u001b[4h',
      '\u001b[4l',
      '\u001b[?6h',
      '\u001b[2;3r',
    );
    const [first, second] = [open(8, 3), open(8, 3)];
    fc.assert(
      fc.property(fc.array(piece, { minLength: 10, maxLength: 60 }), (pieces) => {
        first.restore(emptied);
        first.write(pieces.join(''));
        second.restore(first.snapshot());
        expect(cells(second.frame())).toEqual(cells(first.frame()));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is wrapped as what it was taken from when the size changes', () => {
    const piece = fc.constantFrom(
      ...looks,
      'a',
      'bc',
      '  ',
      'defghij',
      '\r\n',
      '\r\n',
      '\u001b[A',
      '\u001b[2;3H',
      '\u001b[31m',
    );
    const [first, second] = [open(300, 3), open(300, 3)];
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 5, max: 310 }),
        (pieces, cols) => {
          first.restore({ ...emptied, cols: 300 });
          first.write(pieces.join(''));
          second.restore(first.snapshot());
          for (const screen of [first, second]) screen.resize(cols, 4);
          expect(second.frame()).toEqual(first.frame());
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('of every recording is wrapped as the recording is when the size changes', () => {
    for (const { name, header, events } of allRecordings()) {
      const [first, second] = [open(header.width, header.height), open()];
      for (const event of events.slice(0, Math.ceil(events.length * 0.6))) applyTo(first, event);
      second.restore(first.snapshot());
      for (const screen of [first, second]) screen.resize(header.width - 17, header.height);
      expect(second.frame(), name).toEqual(first.frame());
      for (const screen of opened.splice(0)) screen.dispose();
    }
  }, 120_000);

  it('keeps the backgrounds of the lines above', () => {
    const piece = fc.constantFrom(...looks, 'a', 'bc', '\r\n', '\r\n');
    const [first, second] = [open(80, 3), open(80, 3)];
    fc.assert(
      fc.property(fc.array(piece, { minLength: 10, maxLength: 40 }), (pieces) => {
        first.restore({ ...emptied, cols: 80 });
        first.write(pieces.join(''));
        second.restore(first.snapshot());
        expect(second.scrolledOff(50)).toEqual(first.scrolledOff(50));
      }),
      { numRuns: 1_000 },
    );
  });

  it('continues every recording from anywhere', () => {
    for (const [number, { name, header, events }] of allRecordings().entries()) {
      const straight = open(header.width, header.height);
      let relayed = open(header.width, header.height);
      const every = Math.max(3, Math.floor(events.length / 9)) + (number % 3);
      for (const [index, event] of events.entries()) {
        applyTo(straight, event);
        const half = event.code === 'o' && index % every === 0 ? (number * 7919 + index) % (event.data.length + 1) : -1;
        if (half < 0) applyTo(relayed, event);
        else {
          relayed.write(event.data.slice(0, half));
          const next = open();
          next.restore(relayed.snapshot());
          expect(shown(next.frame()), `${name} at event ${index}`).toEqual(shown(relayed.frame()));
          relayed = next;
          relayed.write(event.data.slice(half));
        }
      }
      expect(relayed.frame(), name).toEqual(straight.frame());
      for (const screen of opened.splice(0)) screen.dispose();
    }
  }, 120_000);
});

describe('what is written only to fill memory', () => {
  it.each(['\u001b]0;', '\u001bP', '\u001b_'])('a sequence %j without an end is given up', (start) => {
    const screen = open();
    screen.write(start);
    for (let times = 0; times < 50; times++) screen.write('x'.repeat(10_000));
    expect(screen.snapshot().data.length).toBeLessThan(limits.openSequenceCharsMax * 2);
    screen.write('\r\u001b[2J\u001b[Hseen');
    expect(texts(screen.frame())[0]).toBe('seen');
  });

  it('marks on one letter are cut', () => {
    const { rows } = frameAfter(`e${'\u0301'.repeat(100_000)}a`);
    expect(rows[0]?.text).toBe(`e${'\u0301'.repeat(limits.cellCharsMax - 1)}a`);
  });
});
