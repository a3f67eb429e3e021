import type { Disposable } from '../../base/disposables.ts';
import type { ScreenModes } from '../../terminal/headlessScreen.ts';
import { oneLine } from '../text/text.ts';
import type { Terminal } from '../io.ts';

/** Takes the screen: alternate buffer, title kept, blank. Source: xterm's control sequences. */
const enterText = '\u001b[?1049h\u001b[22;0t\u001b[0m\u001b[2J\u001b[H';

/** Undoes everything that an attached view may have switched on, whatever of it is in force. */
export const leaveText =
  '\u001b[?2026l\u001b[0m\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?1004l\u001b[?2004l\u001b[?1l' +
  '\u001b[?7h\u001b[?25h\u001b[?1049l\u001b[23;0t';

/** The modes of the child that need the terminal's help, each with the private mode that switches it. */
const plainModes: readonly (readonly [keyof ScreenModes, number])[] = [
  ['applicationCursor', 1],
  ['bracketedPaste', 2004],
  ['focusEvents', 1004],
];
const mouseModes = { none: undefined, x10: 1000, vt200: 1000, drag: 1002, any: 1003 } as const;

/** What goes to the terminal beside its own writes, which wait: both have to keep one order. */
export interface OuterWriter {
  write(text: string): unknown;
  /** Gives up what was not written yet; gives what has to be written before anything else. */
  abandon(): string;
}

/** The human's own terminal while it shows a session. */
export class OuterTerminal implements Disposable {
  readonly #terminal: Terminal;
  readonly #writer: OuterWriter | undefined;
  #modes: ScreenModes = { applicationCursor: false, bracketedPaste: false, focusEvents: false, mouse: 'none' };
  #entered = false;

  /** `writer`: what writes without waiting, where the view has one. */
  constructor(terminal: Terminal, writer?: OuterWriter) {
    this.#terminal = terminal;
    this.#writer = writer;
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#terminal.output.columns, rows: this.#terminal.output.rows };
  }

  /** The terminal shows this view; while it does not, for example between a stop and going on, nothing may be drawn. */
  get isTaken(): boolean {
    return this.#entered;
  }

  /** Takes the terminal over, also again after it was stopped and continued. */
  enter(): void {
    this.#entered = true;
    this.#terminal.input.setRawMode(true);
    this.#writeNow(enterText);
    const modes = this.#modes;
    this.#modes = { applicationCursor: false, bracketedPaste: false, focusEvents: false, mouse: 'none' };
    this.mirror(modes);
  }

  /** Gives the terminal back as it was. Works at any moment, even while the process ends. */
  dispose(): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#writeNow(leaveText);
    try {
      this.#terminal.input.setRawMode(false);
    } catch {
      // The terminal itself is gone; there is nothing left to restore.
    }
  }

  write(text: string): void {
    if (text !== '') (this.#writer ?? this.#terminal.output).write(text);
  }

  /** Writes before the call is over, whatever waits: it may be the last that this process does. */
  #writeNow(text: string): void {
    this.#terminal.output.write((this.#writer?.abandon() ?? '') + text);
  }

  /** Names the window. */
  title(text: string): void {
    this.write(`\u001b]0;${oneLine(text)}\u0007`);
  }

  /** Switches the terminal to the modes of the child, so that keys, pastes and clicks arrive in the form it asked for. */
  mirror(modes: ScreenModes): void {
    let text = '';
    for (const [name, number] of plainModes) {
      if (modes[name] !== this.#modes[name]) text += `\u001b[?${number}${modes[name] === true ? 'h' : 'l'}`;
    }
    if (modes.mouse !== this.#modes.mouse) text += mouseSwitch(this.#modes.mouse, modes.mouse);
    this.#modes = modes;
    this.write(text);
  }
}

/** Mouse reports always in the SGR form: the older ones cannot name columns above 223. */
function mouseSwitch(from: ScreenModes['mouse'], to: ScreenModes['mouse']): string {
  const [old, wanted] = [mouseModes[from], mouseModes[to]];
  const off = old === undefined ? '' : `\u001b[?${old}l`;
  return wanted === undefined ? `${off}\u001b[?1006l` : `${off}\u001b[?${wanted}h\u001b[?1006h`;
}
