/** One key, or what a terminal sends as one. */
export interface Key {
  /**
   * Its name: a printable character as it is (`a`, `A`, `/`, `é`), or `Space`, `Enter`, `Tab`, `Esc`, `Backspace`, `Delete`,
   * `Insert`, `Up`, `Down`, `Left`, `Right`, `Home`, `End`, `PageUp`, `PageDown`, `F1` … `F12`, with `C-`, `M-`, `S-` before it
   * in this order (`C-]`, `M-x`, `S-Tab`, `C-S-Left`). `Unknown` for a sequence without a name.
   */
  readonly name: string;
  /** What it writes into a form: the character, or ''. */
  readonly text: string;
  /** The bytes as the terminal sent them. */
  readonly raw: string;
}

/** A mouse event on the terminal. */
export interface Mouse {
  readonly kind: 'press' | 'release' | 'move' | 'drag' | 'wheel-up' | 'wheel-down';
  readonly button: 'left' | 'middle' | 'right' | 'none';
  /** Cell of the terminal, 0-based. */
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
  readonly meta: boolean;
  readonly ctrl: boolean;
  /** The picture it is over, and the cell of the child's own screen, 0-based. */
  readonly over?: { readonly session: string; readonly x: number; readonly y: number };
}
