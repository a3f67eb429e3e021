import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Frame } from '../../src/screen/frame.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';

/** A real terminal multiplexer on a socket of its own, as the human's terminal in tests. */
export class Tmux {
  readonly #socket = `pcc-test-${randomBytes(6).toString('hex')}`;

  /**
   * Opens a window of that size with a plain shell. Programs in it may set the clipboard. `status` false leaves tmux's own
   * line out, so that a client sees the window and nothing else.
   */
  constructor(cols: number, rows: number, options: { readonly status?: boolean } = {}) {
    const size = ['-x', String(cols), '-y', String(rows)];
    this.#run('-f', '/dev/null', 'new-session', '-d', ...size, 'env', '-u', 'TMUX', 'PS1=$ ', 'sh');
    this.#run('set-option', '-s', 'set-clipboard', 'on');
    this.#run('set-option', '-s', 'escape-time', '0');
    if (options.status === false) this.#run('set-option', '-g', 'status', 'off');
  }

  /** Types keys by tmux's names: `C-]`, `Enter`, `d`. */
  keys(...names: string[]): void {
    this.#run('send-keys', ...names);
  }

  /** Types text as it stands. */
  type(text: string): void {
    this.#run('send-keys', '-l', text);
  }

  /** Types a line into the shell. */
  line(text: string): void {
    this.type(text);
    this.keys('Enter');
  }

  /** What a terminal sends that has no name as a key, such as a report of its mouse. */
  bytes(text: string): void {
    this.#run('send-keys', '-H', ...[...Buffer.from(text, 'utf8')].map((byte) => byte.toString(16)));
  }

  /** Presses and lets go of the left button over a cell, 0-based. Source: xterm's SGR mouse reports. */
  click(x: number, y: number): void {
    this.bytes(`\u001b[<0;${x + 1};${y + 1}M\u001b[<0;${x + 1};${y + 1}m`);
  }

  /** Pastes text, in the marks of a bracketed paste where the program asked for them. */
  paste(text: string): void {
    this.#run('set-buffer', '-b', 'pasted', '--', text);
    this.#run('paste-buffer', '-p', '-d', '-b', 'pasted');
  }

  /** What was copied last; '' when nothing was. */
  buffer(): string {
    return this.#run('list-buffers') === '' ? '' : this.#run('show-buffer');
  }

  /** What the screen shows. */
  screen(): string {
    return this.#run('capture-pane', '-p');
  }

  /** The screen with its colours as escape sequences. */
  styledScreen(): string {
    return this.#run('capture-pane', '-p', '-e', '-N');
  }

  /** The screen as cells with their attributes. */
  frame(): Frame {
    const [cols = 0, rows = 0, x = 0, y = 0, visible = 0] = this.ask(
      '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag}',
    )
      .split(' ')
      .map(Number);
    const screen = new HeadlessScreen({ cols, rows });
    try {
      // Without the wrap a full line stays one row; the attributes of a line's end go on in the next.
      screen.write(
        `\u001b[?7l${this.#run('capture-pane', '-p', '-e', '-N').replace(/\n$/, '').replaceAll('\n', '\r\n')}`,
      );
      return { ...screen.frame(), cursor: { x, y, visible: visible === 1 } };
    } finally {
      screen.dispose();
    }
  }

  /** A format of tmux, such as `#{alternate_on}`. */
  ask(format: string): string {
    return this.#run('display-message', '-p', format).trim();
  }

  resize(cols: number, rows: number): void {
    this.#run('resize-window', '-x', String(cols), '-y', String(rows));
  }

  /** The command that shows this window in another terminal. */
  get client(): string {
    return `tmux -L ${this.#socket} attach`;
  }

  /** Waits until `claim` holds for the screen. */
  async until(claim: (screen: string) => boolean, what: string, withinMs = 15_000): Promise<string> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const screen = this.screen();
      if (claim(screen)) return screen;
      if (Date.now() > deadline) throw new Error(`${what} did not come; the screen shows:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  dispose(): void {
    this.#run('kill-server');
  }

  #run(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8' });
  }
}
