import type { Key } from '../key.ts';
import { byCode, byConsole, byFinal, byKeypad, byNumber, modified, modifiersOf } from './names.ts';

const none = { shift: false, meta: false, ctrl: false } as const;

/** A sequence that has no name here: the child of a held pane gets it as it is. */
export function unknownKey(raw: string): Key {
  return { name: 'Unknown', text: '', raw };
}

/** A key that is one character: printable, or a control. */
export function characterKey(char: string, raw = char): Key {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x20) return { name: 'Space', text: ' ', raw };
  if (code === 0x7f || code === 0x08) return { name: 'Backspace', text: '', raw };
  if ((code >= 0x80 && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) return unknownKey(raw);
  return code < 0x20 ? { name: controlName(code), text: '', raw } : { name: char, text: char, raw };
}

function controlName(code: number): string {
  if (code === 0) return 'C-Space';
  if (code === 9) return 'Tab';
  if (code === 13) return 'Enter';
  if (code === 27) return 'Esc';
  const letter = String.fromCharCode(code + 0x40);
  return `C-${letter.toLowerCase()}`;
}

/** A key with Alt: what it is without, after an escape character. */
export function withMeta(key: Key): Key {
  if (key.name === 'Unknown') return unknownKey(`\u001b${key.raw}`);
  return { name: modified(key.name, { ...none, meta: true }), text: '', raw: `\u001b${key.raw}` };
}

/** The key of `SS3`: a digit is a modifier, as old terminals send it. */
export function ss3Key(raw: string): Key {
  const [, digits = '', final = ''] = /O(\d*)(.)$/su.exec(raw) ?? [];
  const name = /[a-d]/.test(final) ? (byFinal[final.toUpperCase()] ?? '') : (byFinal[final] ?? byKeypad[final] ?? '');
  if (name === '') return unknownKey(raw);
  const bare = /[a-d]/.test(final) ? modified(name, { ...none, ctrl: true }) : name;
  const named = modified(bare, digits === '' ? none : modifiersOf(Number(digits)));
  return { name: named, text: named.length === 1 ? named : '', raw };
}

/** The key of `CSI`; undefined for what no key sends: answers of the terminal to questions. */
export function csiKey(raw: string): Key | undefined {
  const linux = /\[\[([A-E])$/.exec(raw)?.[1];
  if (linux !== undefined) return { name: byConsole[linux] ?? 'Unknown', text: '', raw };
  // rxvt ends its sequences by the modifier.
  const shifted = /\[(\d+)\$$/.exec(raw)?.[1];
  if (shifted !== undefined) return numbered(Number(shifted), '$', 1, raw);
  const [, parameters = '', between = '', final = ''] = /\[([0-?]*)([ -/]*)([@-~])$/.exec(raw) ?? [];
  if (/^[<=>?]/.test(parameters) || isAnswer(parameters, between, final)) return undefined;
  const numbers = parameters.split(';').map((parameter) => Number(parameter.split(':')[0]));
  const [first = 0, second = 1, third = 0] = numbers;
  if (between !== '') return unknownKey(raw);
  if (final === '~' && first === 27) return coded(third, second, raw);
  if (/[~^@]/.test(final)) return numbered(first, final, second, raw);
  if (final === 'u') return coded(first, second, raw);
  const name = byFinal[final];
  if (name === undefined) return unknownKey(raw);
  return { name: modified(name, modifiersOf(second)), text: '', raw };
}

/** Cursor positions, device attributes, reports of modes and of the window. A modified F3 looks like a cursor in the first row. */
function isAnswer(parameters: string, between: string, final: string): boolean {
  if (final === 'R') return /^\d+;\d+$/.test(parameters) && !/^1;(?:[2-9]|1[0-6])$/.test(parameters);
  if (final === 'y' && between === '$') return true;
  return /^\d/.test(parameters) && (final === 'c' || final === 'n' || final === 't');
}

function numbered(number: number, final: string, parameter: number, raw: string): Key {
  const name = byNumber[number];
  if (name === undefined) return unknownKey(raw);
  const { shift, meta, ctrl } = modifiersOf(parameter);
  const isShift = shift || final === '$' || final === '@';
  const isCtrl = ctrl || final === '^' || final === '@';
  return { name: modified(name, { shift: isShift, meta, ctrl: isCtrl }), text: '', raw };
}

/** A key told by its code point: the kitty protocol, and xterm's `modifyOtherKeys`. */
function coded(code: number, parameter: number, raw: string): Key {
  const modifiers = modifiersOf(parameter);
  const special = byCode[code];
  const isCharacter =
    code > 0x20 && code < 0x110000 && (code < 0x7f || code > 0x9f) && !(code >= 0xe000 && code < 0xf900);
  if (special === undefined && (!isCharacter || (code >= 0xd800 && code < 0xe000))) return unknownKey(raw);
  if (special !== undefined) {
    const isText = special === 'Space' && !modifiers.meta && !modifiers.ctrl;
    return { name: modified(special, isText ? none : modifiers), text: isText ? ' ' : '', raw };
  }
  const char = String.fromCodePoint(code);
  const isPlain = !modifiers.meta && !modifiers.ctrl;
  // A shifted letter is named as it is written.
  const shown = modifiers.shift && isPlain ? char.toUpperCase() : char;
  return { name: modified(shown, isPlain ? none : modifiers), text: isPlain ? shown : '', raw };
}
