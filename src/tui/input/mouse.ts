import type { Mouse } from '../key.ts';

const buttons = ['left', 'middle', 'right', 'none'] as const;

/** A report in the SGR form: `CSI < b ; x ; y M`, or `m` for a release. Undefined: a button or wheel that nothing is done with. */
export function mouseOf(report: string): Mouse | undefined {
  const [, b = '', x = '', y = '', final = ''] = /<(\d+);(\d+);(\d+)([Mm])$/.exec(report) ?? [];
  return b === '' ? undefined : mouse(Number(b), Number(x), Number(y), final === 'm');
}

/** A report of three characters, each 32 higher than what it means, from terminals without the SGR form. */
export function oldMouseOf(report: string): Mouse | undefined {
  const [b = 0, x = 0, y = 0] = Array.from(report.slice(-3), (char) => char.charCodeAt(0) - 32);
  // Which button was let go is not told.
  return mouse(b, x, y, (b & 3) === 3 && (b & 96) === 0);
}

/** Source: xterm's control sequences, "Mouse Tracking": 2 bits of button, shift 4, meta 8, ctrl 16, motion 32, wheel 64. */
function mouse(b: number, x: number, y: number, isRelease: boolean): Mouse | undefined {
  const button = buttons[b & 3] ?? 'none';
  const place = {
    x: Math.max(0, x - 1),
    y: Math.max(0, y - 1),
    shift: (b & 4) !== 0,
    meta: (b & 8) !== 0,
    ctrl: (b & 16) !== 0,
  };
  if (b >= 128) return undefined;
  if ((b & 64) !== 0) {
    if ((b & 2) !== 0) return undefined;
    return { kind: (b & 1) === 0 ? 'wheel-up' : 'wheel-down', button: 'none', ...place };
  }
  if (isRelease) return { kind: 'release', button, ...place };
  if ((b & 32) !== 0) return { kind: button === 'none' ? 'move' : 'drag', button, ...place };
  return { kind: 'press', button, ...place };
}
