/**
 * The private parts of the emulator, checked when a screen is made: what parses at once instead of in the next turn, how far
 * a sequence has been read (0: none is open), the rows that scroll, and the cursor that the child saved.
 */
export interface Core {
  writeSync(data: string): void;
  /** `savedY` counts from the first line that is kept, of which `ybase` are above the screen. */
  readonly buffer: Readonly<Record<'scrollTop' | 'scrollBottom' | 'savedX' | 'savedY' | 'ybase', number>> & {
    /** From the first line that is kept; those of the screen begin at `ybase`. */
    readonly lines: { get(index: number): RawLine | undefined };
  };
  readonly _inputHandler: { readonly _parser: { readonly currentState: number } };
  /** Set while something is parsed; when that fails it stays set, and nothing is parsed any more. */
  readonly _writeBuffer: { _isSyncWriting: boolean };
}

/** A line of cells as the emulator keeps it: reading it so is a quarter faster than cell by cell. */
export interface RawLine {
  /** Cells. */
  readonly length: number;
  /**
   * Three words a cell. Content: 21 bits of code point, bit 21 when `_combined` has the characters, width from bit 22.
   * Foreground and background: 24 bits of colour, its kind from bit 24 (0 default, 1 and 2 palette, 3 RGB), and flags
   * (foreground: inverse, bold, underline, blink, invisible, strike from bit 26; background: italic, dim, extended).
   */
  readonly _data: Uint32Array;
  readonly _combined: Readonly<Record<number, string>>;
  /** What `extended` tells of: links and underlines of other forms. */
  readonly _extendedAttrs: Readonly<Record<number, { readonly underlineStyle: number } | undefined>>;
}

/** True for what is built as `Core` says. */
export function isCore(value: unknown): value is Core {
  const buffer = part(value, 'buffer');
  return (
    typeof part(value, 'writeSync') === 'function' &&
    ['scrollTop', 'scrollBottom', 'savedX', 'savedY', 'ybase'].every(
      (name) => typeof part(buffer, name) === 'number',
    ) &&
    typeof part(part(part(value, '_inputHandler'), '_parser'), 'currentState') === 'number' &&
    typeof part(part(value, '_writeBuffer'), '_isSyncWriting') === 'boolean' &&
    isRawLine(firstLine(part(buffer, 'lines')))
  );
}

function firstLine(lines: unknown): unknown {
  const get = part(lines, 'get');
  return typeof get === 'function' ? Reflect.apply(get, lines, [0]) : undefined;
}

function isRawLine(value: unknown): value is RawLine {
  return (
    part(value, '_data') instanceof Uint32Array &&
    typeof part(value, '_combined') === 'object' &&
    typeof part(value, '_extendedAttrs') === 'object'
  );
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
