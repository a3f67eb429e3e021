/** Names of keys by what terminals send for them, see `Key.name`. Sources: xterm's control sequences, rxvt's and Linux' manuals. */

/** Finals of `CSI … X` and `SS3 X`. */
export const byFinal: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  F: 'End',
  H: 'Home',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
  Z: 'S-Tab',
  // rxvt: with Shift behind CSI, with Ctrl behind SS3.
  a: 'S-Up',
  b: 'S-Down',
  c: 'S-Right',
  d: 'S-Left',
};

/** What a keypad in application mode sends behind `SS3`. */
export const byKeypad: Readonly<Record<string, string>> = {
  M: 'Enter',
  X: '=',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  ...Object.fromEntries(Array.from('0123456789', (digit, index) => [String.fromCharCode(0x70 + index), digit])),
};

/** Numbers of `CSI n ~`. */
export const byNumber: Readonly<Record<string, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};

/** Finals of `CSI [ X` on the Linux console. */
export const byConsole: Readonly<Record<string, string>> = { A: 'F1', B: 'F2', C: 'F3', D: 'F4', E: 'F5' };

/** Code points of the kitty protocol that are no characters. */
export const byCode: Readonly<Record<number, string>> = {
  9: 'Tab',
  13: 'Enter',
  27: 'Esc',
  32: 'Space',
  127: 'Backspace',
  57414: 'Enter',
};

/** What a terminal sends as one unit above 1. */
export interface Modifiers {
  readonly shift: boolean;
  readonly meta: boolean;
  readonly ctrl: boolean;
}

/** The modifiers of a parameter: 1 and shift 1, alt 2, ctrl 4, super 8, hyper 16, meta 32. */
export function modifiersOf(parameter: number): Modifiers {
  const bits = Math.max(0, parameter - 1);
  return { shift: (bits & 1) !== 0, meta: (bits & 2) !== 0 || (bits & 32) !== 0, ctrl: (bits & 4) !== 0 };
}

/** A name with modifiers before it, in the order of `Key.name`; those it has already stay. */
export function modified(name: string, { shift, meta, ctrl }: Modifiers): string {
  const [, had = '', bare = name] = /^((?:[CMS]-)*)(.+)$/su.exec(name) ?? [];
  const mark = (letter: string, wanted: boolean): string => (wanted || had.includes(`${letter}-`) ? `${letter}-` : '');
  return `${mark('C', ctrl)}${mark('M', meta)}${mark('S', shift)}${bare}`;
}
