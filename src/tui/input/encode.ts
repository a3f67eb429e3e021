import type { ScreenModes } from '../../terminal/headlessScreen.ts';
import type { Mouse } from '../key.ts';

/** How what a human does is written for a child that is in certain modes; '' for what it did not ask for. */
export const encoding = { keys: encodeKeys, paste: encodePaste, mouse: encodeMouse } as const;

/**
 * A key as the terminal sent it, in the form the child asked for: arrows, Home and End have one of their own in application
 * mode. With modifiers they are the same in both. Source: xterm's control sequences, DECCKM.
 */
export function encodeKeys(raw: string, { applicationCursor }: Pick<ScreenModes, 'applicationCursor'>): string {
  const key = /^(\u001b?)\u001b[[O]([ABCDHF])$/.exec(raw);
  return key ? `${key[1] ?? ''}\u001b${applicationCursor ? 'O' : '['}${key[2] ?? ''}` : raw;
}

/** The end of a paste, also with the single character that stands for `ESC [`. */
const endOfPaste = /(?:\u001b\[|\u009b)201~/g;

/**
 * A paste for the child: between brackets where it asked for them, so that nothing of it is taken for keys, and it cannot end
 * its brackets itself. Without them a line break is the Enter key, and no other control goes along.
 */
export function encodePaste(text: string, { bracketedPaste }: Pick<ScreenModes, 'bracketedPaste'>): string {
  if (!bracketedPaste)
    return text.replace(/\r\n?|\n/g, '\r').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '');
  let inner = text;
  // What is left may be one again.
  for (let before = ''; before !== inner; ) {
    before = inner;
    inner = inner.replace(endOfPaste, '');
  }
  return `\u001b[200~${inner}\u001b[201~`;
}

const buttonCodes = { left: 0, middle: 1, right: 2, none: 3 } as const;

/** What each mode reports. Source: xterm's control sequences, "Mouse Tracking". */
const reported: Readonly<Record<ScreenModes['mouse'], readonly Mouse['kind'][]>> = {
  none: [],
  x10: ['press'],
  vt200: ['press', 'release', 'wheel-up', 'wheel-down'],
  drag: ['press', 'release', 'wheel-up', 'wheel-down', 'drag'],
  any: ['press', 'release', 'wheel-up', 'wheel-down', 'drag', 'move'],
};

/** A mouse event over the child's picture as a report in the SGR form, at the cell of its own screen. */
export function encodeMouse(mouse: Mouse, modes: Pick<ScreenModes, 'mouse'>): string {
  if (!mouse.over || !reported[modes.mouse].includes(mouse.kind)) return '';
  const modifiers = (mouse.shift ? 4 : 0) + (mouse.meta ? 8 : 0) + (mouse.ctrl ? 16 : 0);
  const code = codeOf(mouse) + (modes.mouse === 'x10' ? 0 : modifiers);
  return `\u001b[<${code};${mouse.over.x + 1};${mouse.over.y + 1}${mouse.kind === 'release' ? 'm' : 'M'}`;
}

function codeOf({ kind, button }: Mouse): number {
  if (kind === 'wheel-up') return 64;
  if (kind === 'wheel-down') return 65;
  return buttonCodes[button] + (kind === 'drag' || kind === 'move' ? 32 : 0);
}
