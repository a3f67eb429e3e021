import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeKeys, encodeMouse, encodePaste } from '../../../src/tui/input/encode.ts';
import { InputRouter } from '../../../src/tui/input/router.ts';
import type { Mouse } from '../../../src/tui/key.ts';

describe('keys for a child', () => {
  it.each([
    ['\u001b[A', true, '\u001bOA'],
    ['\u001bOA', false, '\u001b[A'],
    ['\u001b[H', true, '\u001bOH'],
    ['\u001b\u001b[D', true, '\u001b\u001bOD'],
    ['\u001b[1;5A', true, '\u001b[1;5A'],
    ['\u001bOP', false, '\u001bOP'],
    ['x', true, 'x'],
  ])('%j in application mode %s is %j', (raw, applicationCursor, sent) => {
    expect(encodeKeys(raw, { applicationCursor })).toBe(sent);
  });
});

describe('a paste for a child', () => {
  it('stands between brackets where they were asked for, and cannot end them', () => {
    expect(encodePaste('a\nb', { bracketedPaste: true })).toBe('\u001b[200~a\nb\u001b[201~');
    const nasty = fc.array(fc.constantFrom('\u001b', '[', '2', '0', '1', '~', '\u001b[201~', '\u009b', 'rm\r'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(nasty, (pieces) => {
        const sent = encodePaste(pieces.join(''), { bracketedPaste: true });
        const messages = new InputRouter().take(sent);
        expect(messages.map(({ type }) => type)).toEqual(['paste']);
        expect(sent.indexOf('\u009b201~')).toBe(-1);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is typed where they were not, without controls', () => {
    expect(encodePaste('a\r\nb\nc\u001b[A\u0003\td', { bracketedPaste: false })).toBe('a\rb\rc[A\td');
  });
});

describe('the mouse for a child', () => {
  const mouse: Mouse = { kind: 'press', button: 'left', x: 9, y: 9, shift: false, meta: false, ctrl: false };
  const over = { session: 's', x: 4, y: 2 };

  it.each([
    [{ ...mouse, over }, 'vt200', '\u001b[<0;5;3M'],
    [{ ...mouse, over, kind: 'release' }, 'vt200', '\u001b[<0;5;3m'],
    [{ ...mouse, over, kind: 'drag' }, 'vt200', ''],
    [{ ...mouse, over, kind: 'drag', ctrl: true }, 'drag', '\u001b[<48;5;3M'],
    [{ ...mouse, over, kind: 'move', button: 'none' }, 'drag', ''],
    [{ ...mouse, over, kind: 'move', button: 'none' }, 'any', '\u001b[<35;5;3M'],
    [{ ...mouse, over, kind: 'wheel-down', button: 'none' }, 'vt200', '\u001b[<65;5;3M'],
    [{ ...mouse, over, kind: 'wheel-down', button: 'none' }, 'x10', ''],
    [{ ...mouse, over }, 'none', ''],
    [mouse, 'any', ''],
  ] as const)('%j in mode %s is %j', (event, mode, sent) => {
    expect(encodeMouse(event, { mouse: mode })).toBe(sent);
  });

  it('reads back what was sent', () => {
    for (const kind of ['press', 'release', 'drag', 'wheel-up', 'wheel-down'] as const) {
      const button = kind.startsWith('wheel') ? 'none' : 'right';
      const event = { ...mouse, kind, button, shift: true, over } as const;
      const [message] = new InputRouter().take(encodeMouse(event, { mouse: 'any' }));
      expect(message).toEqual({
        type: 'mouse',
        mouse: { kind, button, x: 4, y: 2, shift: true, meta: false, ctrl: false },
      });
    }
  });
});
