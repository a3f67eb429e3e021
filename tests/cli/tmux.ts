import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** A real terminal multiplexer on a socket of its own, as the human's terminal in tests. */
export class Tmux {
  readonly #socket = `pcc-test-${randomBytes(6).toString('hex')}`;

  /** Opens a window of that size with a plain shell. */
  constructor(cols: number, rows: number) {
    this.#run(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-x',
      String(cols),
      '-y',
      String(rows),
      'env',
      '-u',
      'TMUX',
      'PS1=$ ',
      'sh',
    );
  }

  /** Types keys by tmux's names: `C-]`, `Enter`, `d`. */
  keys(...names: string[]): void {
    this.#run('send-keys', ...names);
  }

  /** Types text as it stands. */
  type(text: string): void {
    this.#run('send-keys', '-l', text);
  }

  /** What the screen shows. */
  screen(): string {
    return this.#run('capture-pane', '-p');
  }

  /** The screen with its colours as escape sequences. */
  styledScreen(): string {
    return this.#run('capture-pane', '-p', '-e');
  }

  /** A format of tmux, such as `#{alternate_on}`. */
  ask(format: string): string {
    return this.#run('display-message', '-p', format).trim();
  }

  resize(cols: number, rows: number): void {
    this.#run('resize-window', '-x', String(cols), '-y', String(rows));
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
