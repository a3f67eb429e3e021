import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { InputRouter } from '../../../src/tui/input/router.ts';
import type { Message } from '../../../src/tui/message.ts';

/** What comes of text that arrives in these portions, and of nothing after it, as one line. */
function check(...portions: string[]): string {
  const router = new InputRouter();
  return [...portions.flatMap((portion) => router.take(portion)), ...router.giveUp()].map(told).join(' ');
}

function told(message: Message): string {
  switch (message.type) {
    case 'key':
      return message.key.name;
    case 'paste':
      return `paste${JSON.stringify(message.text)}`;
    case 'mouse': {
      const { kind, button, x, y, shift, meta, ctrl } = message.mouse;
      return `${kind}:${button}@${x},${y}${shift ? '+S' : ''}${meta ? '+M' : ''}${ctrl ? '+C' : ''}`;
    }
    case 'window':
      return message.focused ? 'in' : 'out';
    case 'burst':
      return message.keys.map(({ name }) => name).join(' ');
    default:
      return message.type;
  }
}

describe('keys', () => {
  it.each([
    ['aZ é日🚀', 'a Z Space é 日 🚀'],
    ['\r\t\u007f\b\u0000', 'Enter Tab Backspace Backspace C-Space'],
    ['\u0001\n\u001a\u001d\u001c', 'C-a C-j C-z C-] C-\\'],
    ['\u001b', 'Esc'],
    ['\u001b\u001b', 'Esc Esc'],
    ['\u001bx\u001bX\u001b \u001b\r\u001b\u007f\u001b\u0001', 'M-x M-X M-Space M-Enter M-Backspace C-M-a'],
    ['\u001b[A\u001b[B\u001b[C\u001b[D\u001b[H\u001b[F', 'Up Down Right Left Home End'],
    ['\u001bOA\u001bOH\u001bOP\u001bOS', 'Up Home F1 F4'],
    ['\u001bOM\u001bOk\u001bOp\u001bOy', 'Enter + 0 9'],
    ['\u001b[1;2A\u001b[1;3B\u001b[1;5C\u001b[1;6D\u001b[1;8F', 'S-Up M-Down C-Right C-S-Left C-M-S-End'],
    ['\u001b[1~\u001b[2~\u001b[3~\u001b[4~\u001b[5~\u001b[6~', 'Home Insert Delete End PageUp PageDown'],
    ['\u001b[3;5~\u001b[15~\u001b[24;2~\u001b[11~', 'C-Delete F5 S-F12 F1'],
    ['\u001b[Z\u001b[1;2R\u001b[1;5P', 'S-Tab S-F3 C-F1'],
    // rxvt
    ['\u001b[a\u001bOa\u001b[7$\u001b[8^\u001b[3@\u001b[7~', 'S-Up C-Up S-Home C-End C-S-Delete Home'],
    // Linux console
    ['\u001b[[A\u001b[[E', 'F1 F5'],
    // Alt as a second escape character
    ['\u001b\u001b[A\u001b\u001bOB\u001b\u001bx', 'M-Up M-Down Esc M-x'],
    // kitty and modifyOtherKeys
    ['\u001b[97;5u\u001b[27u\u001b[13;2u\u001b[27;5;105~\u001b[97;2u\u001b[32u', 'C-a Esc S-Enter C-i A Space'],
    ['\u001b[\u001bO\u001b]\u001bP', 'M-[ M-O M-] M-P'],
    ['\u001b[99~\u001b[5;5X\u001bOz\u0085', 'Unknown Unknown Unknown Unknown'],
  ])('%j is %s', (text, names) => {
    expect(check(text)).toBe(names);
  });

  it('keep their bytes, and text only where they write some', () => {
    const router = new InputRouter();
    const keys = router
      .take('a \u001b[99~\u001bé\u001b[1;5C')
      .flatMap((message) => (message.type === 'key' ? [[message.key.raw, message.key.text]] : []));
    expect(keys).toEqual([
      ['a', 'a'],
      [' ', ' '],
      ['\u001b[99~', ''],
      ['\u001bé', ''],
      ['\u001b[1;5C', ''],
    ]);
  });

  it('wait only where something may follow', () => {
    const waits = (text: string): number | undefined => {
      const router = new InputRouter();
      router.take(text);
      return router.waitMs;
    };
    for (const text of ['\u001b', '\u001b[', '\u001b[1;', '\u001bO', '\u001b\u001b', '\ud83d'])
      expect(waits(text)).toBe(limits.escWaitMs);
    for (const text of ['a', '\u001b[A', '\u001bx', '🚀']) expect(waits(text)).toBeUndefined();
  });
});

describe('what is no key', () => {
  it.each([
    ['\u001b[I\u001b[O', 'in out'],
    ['\u001b[<0;1;1M\u001b[<0;5;3m', 'press:left@0,0 release:left@4,2'],
    ['\u001b[<2;300;90M\u001b[<32;2;2M\u001b[<35;2;2M', 'press:right@299,89 drag:left@1,1 move:none@1,1'],
    ['\u001b[<64;4;5M\u001b[<65;4;5M', 'wheel-up:none@3,4 wheel-down:none@3,4'],
    ['\u001b[<28;1;1M', 'press:left@0,0+S+M+C'],
    ['\u001b[<66;1;1M\u001b[<128;1;1M', ''],
    ['\u001b[M !!a', 'press:left@0,0 a'],
    // Answers to questions that somebody asked.
    ['\u001b[?62;22c\u001b[>0;1;0c\u001b[5;7R\u001b[0n\u001b[?2026;2$y\u001b[8;24;80t', ''],
    ['\u001b]11;rgb:00/00/00\u0007\u001b]10;rgb:0/0/0\u001b\\x\u001bP>|xterm\u001b\\\u001b_Gi=1;OK\u001b\\y', 'x y'],
  ])('%j gives %s', (text, names) => {
    expect(check(text)).toBe(names);
  });

  it('is a paste, whatever stands in it', () => {
    expect(check('\u001b[200~q\u001b[A\u0003\r\u001b[200~\u001b[201~q')).toBe(
      'paste"q\\u001b[A\\u0003\\r\\u001b[200~" q',
    );
    expect(check('\u001b[200~ab', 'c\u001b', '[20', '1', '~d')).toBe('paste"abc" d');
    expect(check('\u001b[20', '0~\u001b[201~')).toBe('paste""');
  });

  it('is a paste whose end was lost: what comes next is its rest, until nothing came for a second', () => {
    const router = new InputRouter();
    expect([...router.take('\u001b[200~abc\u001b[20'), router.waitMs]).toEqual([limits.pasteEndWaitMs]);
    expect(router.giveUp().map(told)).toEqual(['paste"abc"']);
    // Hours may pass.
    expect(router.waitMs).toBeUndefined();
    expect(router.take('yada\r').map(told)).toEqual(['told']);
    expect([...router.take('q'), router.waitMs]).toEqual([limits.pasteRestMs]);
    expect([...router.giveUp(), router.waitMs]).toEqual([undefined]);
    expect(router.take('q').map(told)).toEqual(['q']);
  });

  it('is the rest of a paste up to its end, wherever that is cut', () => {
    const rest = 'yada\r\u001b[201~q';
    for (let cut = 0; cut <= rest.length; cut++) {
      const router = new InputRouter();
      router.take('\u001b[200~hello ');
      const messages = [...router.giveUp(), ...router.take(rest.slice(0, cut)), ...router.take(rest.slice(cut))];
      expect(messages.map(told), `cut at ${cut}`).toEqual(['paste"hello "', 'told', 'q']);
    }
    const whole = new InputRouter();
    whole.take('\u001b[200~hello \u001b[201');
    expect([...whole.giveUp(), ...whole.take('~q')].map(told)).toEqual(['paste"hello "', 'told', 'q']);
  });

  it('is a paste although the mark of its beginning came in pieces on a slow line', () => {
    for (let cut = '\u001b[2'.length; cut < '\u001b[200~'.length; cut++) {
      const router = new InputRouter();
      router.take('\u001b[200~'.slice(0, cut));
      expect(router.waitMs, `cut at ${cut}`).toBe(limits.pasteRestMs);
      expect(router.take(`${'\u001b[200~'.slice(cut)}add\r\u001b[201~`).map(told)).toEqual(['paste"add\\r"']);
    }
    expect(check('\u001b[2~\u001b[20~')).toBe('Insert F9');
  });

  it('is a paste that is too long, cut and told', () => {
    const long = 'x'.repeat(limits.pasteCharsMax - 1);
    const router = new InputRouter();
    const messages = [`\u001b[200~${long}`, 'y', 'zz\u001b[201~q'].flatMap((text) => router.take(text));
    expect(messages.map(({ type }) => type)).toEqual(['paste', 'told', 'key']);
    expect(messages[0]).toEqual({ type: 'paste', text: `${long}y` });
  });
});

describe('keys that come all at once', () => {
  const types = (...reads: string[]): string[] => {
    const router = new InputRouter();
    return reads.flatMap((read) => router.take(read)).map(({ type }) => type);
  };

  it('are one message, with every key of the read', () => {
    const [message, ...others] = new InputRouter().take('deny all\rq\u001b[A');
    expect(others).toEqual([]);
    expect(message?.type === 'burst' && message.keys.map(({ raw }) => raw).join('')).toBe('deny all\rq\u001b[A');
    expect(types('abcdefgh\u001b[Iabcdefgh')).toEqual(['burst', 'window', 'burst']);
  });

  it('are keys when they are few, or one that is held down, or come in several reads', () => {
    expect(types('abcdefg')).toEqual(Array<string>(7).fill('key'));
    expect(types('j'.repeat(40))).toEqual(Array<string>(40).fill('key'));
    expect(types('\u001b[A'.repeat(40))).toEqual(Array<string>(40).fill('key'));
    expect(types(...Array.from('a quick typist'))).toEqual(Array<string>(14).fill('key'));
  });
});

/** Messages with the keys of bursts one by one: what comes in one read is another one where the text is cut. */
function single(messages: readonly Message[]): Message[] {
  return messages.flatMap((message) =>
    message.type === 'burst' ? message.keys.map((key) => ({ type: 'key', key }) as const) : [message],
  );
}

const soup = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('\u001b', '[', 'O', ']', 'P', '_', '<', '?', '$', ';', '~', 'M', 'm', 'u', 'R', '\\'),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom('0', '1', '2', '27', '200', '201', '5', '35', 'A', 'a', 'Z', 'I', 'x', ' ', '\u0007'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom('\u001b[200~', '\u001b[201~', '\u001b[<0;4;5M', '\u001b[1;5A', '\u001b]11;x\u001b\\'),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '🚀',
        '日',
        '\ud83d',
        '\u009b',
        `\u001b[${'1;'.repeat(600)}`,
        `\u001b]0${'y'.repeat(1_100)}`,
      ),
    },
  ),
  { maxLength: 30 },
);

describe('InputRouter', () => {
  it('says the same however the text is cut', () => {
    fc.assert(
      fc.property(soup, fc.array(fc.nat(60), { maxLength: 12 }), (pieces, cuts) => {
        const text = pieces.join('');
        const places = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
        const portions = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        const whole = new InputRouter();
        const cut = new InputRouter();
        const units = new InputRouter();
        const expected = single([...whole.take(text), ...whole.giveUp()]);
        expect(single([...portions.flatMap((portion) => cut.take(portion)), ...cut.giveUp()])).toEqual(expected);
        expect([...text.split('').flatMap((unit) => units.take(unit)), ...units.giveUp()]).toEqual(expected);
      }),
      { numRuns: 10_000 },
    );
  });

  it('gives the child of a held pane every byte of every key, in order', () => {
    const keysOnly = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 3 }),
        fc.constantFrom('\u001b[A', '\u001bx', '\u001b[99~', '\u001bOP', '\r'),
      ),
    );
    fc.assert(
      fc.property(keysOnly, (pieces) => {
        const router = new InputRouter();
        const messages = single([...router.take(pieces.join('')), ...router.giveUp()]);
        expect(messages.map((message) => (message.type === 'key' ? message.key.raw : '?')).join('')).toBe(
          pieces.join(''),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
