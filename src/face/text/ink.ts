import type { Io, Output } from '../io.ts';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Colour = keyof typeof codes;

/** Colours a text that is already padded, or leaves it alone where colours are not wanted. */
export type Ink = (colour: Colour, text: string) => string;

/** Colours only for a terminal that can show them and a user who did not refuse them (see no-color.org). */
export function wantsColour(output: Output, env: Io['env']): boolean {
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Terminals that draw 24-bit colours say so. Source: the convention of COLORTERM. */
export function hasTrueColour({ env }: Pick<Io, 'env'>): boolean {
  return /^(truecolor|24bit)$/.test(env.COLORTERM ?? '') || /-direct$/.test(env.TERM ?? '');
}

function inkFor(output: Output, env: Io['env']): Ink {
  return wantsColour(output, env) ? (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m` : (_, text) => text;
}

/** Width to lay out for: the terminal's, or wide enough for a file that nobody cuts. */
function widthOf(output: Output): number {
  return output.isTTY === true ? Math.max(40, output.columns ?? 80) : 200;
}

/** How text for people is laid out. */
export interface Layout {
  readonly ink: Ink;
  /** Cells of a line. */
  readonly width: number;
  /** Wall-clock milliseconds. */
  readonly nowMs: number;
}

/** How text on the standard output of `io`, or another one, is laid out now. */
export function layoutFor(io: Io, output: Output = io.stdout): Layout {
  return { ink: inkFor(output, io.env), width: widthOf(output), nowMs: io.clock.wallMs() };
}
