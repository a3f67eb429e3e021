/**
 * The private parts of the emulator, checked when a screen is made: what parses at once instead of in the next turn, how far
 * a sequence has been read (0: none is open), the rows that scroll, and the cursor that the child saved.
 */
export interface Core {
  writeSync(data: string): void;
  /** `savedY` counts from the first line that is kept, of which `ybase` are above the screen. */
  readonly buffer: Readonly<Record<'scrollTop' | 'scrollBottom' | 'savedX' | 'savedY' | 'ybase', number>>;
  readonly _inputHandler: { readonly _parser: { readonly currentState: number } };
  /** Set while something is parsed; when that fails it stays set, and nothing is parsed any more. */
  readonly _writeBuffer: { _isSyncWriting: boolean };
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
    typeof part(part(value, '_writeBuffer'), '_isSyncWriting') === 'boolean'
  );
}

function part(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
