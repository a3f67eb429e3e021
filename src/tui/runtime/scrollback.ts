import type { ScreenState } from '../../api/methods.ts';
import { limits } from '../../limits.ts';
import type { Row } from '../../screen/frame.ts';
import { HeadlessScreen } from '../../terminal/headlessScreen.ts';

/** The rows of a screen and the lines above it, oldest first; `top` is the index of the screen's first row. */
export function rowsOf(state: ScreenState): { readonly rows: readonly Row[]; readonly top: number } {
  const screen = new HeadlessScreen({ cols: state.cols, rows: state.rows, scrollback: limits.scrollbackLines });
  try {
    screen.restore(state);
    const above = screen.scrolledOff(limits.scrollbackLines);
    return { rows: [...above, ...screen.frame().rows], top: above.length };
  } finally {
    screen.dispose();
  }
}
