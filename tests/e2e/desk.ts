import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { connectApi } from '../../src/api/client.ts';
import type { MethodName, Params, PendingItem, Result, Status } from '../../src/api/methods.ts';
import { limits } from '../../src/limits.ts';
import type { Frame } from '../../src/screen/frame.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { Tmux } from '../cli/tmux.ts';
import type { Rect } from './cells.ts';
import { cellsIn, lowestRow } from './cells.ts';

const program = join(import.meta.dirname, '../../dist/pcc.js');

/** What a desk stands in: a throw-away machine. */
export interface Machine {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * How a pane shows its child. `part`: a tile that nobody holds; the lowest rows that hold something, without a cursor. `whole`:
 * the child has exactly the size of the pane, and the terminal's cursor stands where the child's does. `held`: the same, but the
 * child has at least 80×24, and rows of it may be out of sight.
 */
export type Shown = 'part' | 'whole' | 'held';

/** How a desk's terminal is set up. */
export interface DeskOptions {
  /** The program knows that it runs inside tmux. */
  readonly inTmux?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A human's terminal with `pcc tui` in it, and a second way to the same daemon that tells what is true. */
export class Desk {
  readonly terminal: Tmux;
  readonly cols: number;
  readonly rows: number;
  readonly #machine: Machine;
  readonly #script: string;

  constructor(machine: Machine, cols: number, rows: number, options: DeskOptions = {}) {
    this.#machine = machine;
    this.terminal = new Tmux(cols, rows);
    this.cols = cols;
    this.rows = rows;
    this.#script = join(machine.root, 'p');
    const env = { TERM: 'xterm-256color', ...machine.env, COLORTERM: 'truecolor', ...options.env };
    const assigned = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const tmux = options.inTmux === true ? ' TMUX="$TMUX"' : '';
    writeFileSync(this.#script, `exec env -i ${assigned.join(' ')}${tmux} ${process.execPath} ${program} "$@"\n`);
  }

  /** Opens the TUI and waits until it shows the session. */
  async open(id: string, ...args: string[]): Promise<void> {
    this.start(...args);
    await this.terminal.until((screen) => this.isOpen && screen.includes(id), `the pane of ${id}`, 30_000);
  }

  /** Types the command of the TUI into the shell. */
  start(...args: string[]): void {
    this.terminal.line(`clear; stty -g > ${this.#script}.stty; sh ${this.#script} ${['tui', ...args].join(' ')}`);
  }

  /** The alternate screen is on. */
  get isOpen(): boolean {
    return this.terminal.ask('#{alternate_on}') === '1';
  }

  /** Leaves by a key, and sees that the terminal is given back. */
  async leave(): Promise<void> {
    this.terminal.keys('q');
    await this.untilGivenBack();
  }

  /** Takes the pane in focus, that of a session, and waits until both sides say so. */
  async take(id: string): Promise<void> {
    this.terminal.keys('Enter');
    await this.terminal.until((screen) => screen.includes('HUMAN'), 'the mark of the held pane');
    await this.untilStatus(id, 'the human', ({ humans }) => humans === 1);
  }

  /** Gives the held pane back, and waits until both sides say so. */
  async giveBack(id: string): Promise<void> {
    this.terminal.keys('C-]', 'd');
    await this.terminal.until((screen) => !screen.includes('HUMAN'), 'the pane given back');
    await this.untilStatus(id, 'nobody at the keyboard', ({ humans }) => humans === 0);
  }

  /** Behind a hold that ended by itself keys are commands only after a pause from the first one, which goes nowhere. */
  async pauseTyping(): Promise<void> {
    this.terminal.type('q');
    await this.terminal.until((screen) => screen.includes('keyboard is not held any more'), 'the word of a lost key');
    await this.stands(limits.deafAfterHoldMs + 300, (screen) =>
      String(screen.includes('keyboard is not held any more')),
    );
  }

  /** Waits for a terminal that is as it was: the shell's prompt, its settings, no mouse, a cursor, the plain screen. */
  async untilGivenBack(): Promise<void> {
    const command = (): string => this.terminal.ask('#{pane_current_command}');
    await this.terminal.until(() => !this.isOpen && command() === 'sh', 'the end of the TUI', 20_000);
    // A shell whose job was killed has written its prompt onto the screen that has just gone.
    this.terminal.keys('Enter');
    await this.terminal.until((screen) => /^\$ *$/m.test(screen), 'the shell');
    this.terminal.line(`clear; stty -g | cmp - ${this.#script}.stty && echo as-it-was`);
    await this.terminal.until((screen) => /^as-it-was$/m.test(screen), 'the settings of before');
    expect(
      this.terminal.ask(
        'alternate #{alternate_on} mouse #{mouse_any_flag} cursor #{cursor_flag} keys #{keypad_cursor_flag}',
      ),
    ).toBe('alternate 0 mouse 0 cursor 1 keys 0');
    this.terminal.paste('echo not-bracketed');
    this.terminal.keys('Enter');
    await this.terminal.until((screen) => /^not-bracketed$/m.test(screen), 'a plain paste');
  }

  /** Processes of the TUI itself, the guard first. */
  pids(): number[] {
    const shell = Number(this.terminal.ask('#{pane_pid}'));
    const [guard] = childrenOf(shell);
    return guard === undefined ? [] : [guard, ...childrenOf(guard)];
  }

  /** Everything below the title row and above the status line: where a single or zoomed pane stands. */
  get inner(): Rect {
    return { x: 0, y: 1, cols: this.cols, rows: this.rows - 2 };
  }

  /** Calls the daemon past the TUI. */
  async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    const run = join(this.#machine.env['PCC_HOME'] ?? '', 'run');
    const token = readFileSync(join(run, 'token'), 'utf8').trim();
    const api = await connectApi({ socketPath: join(run, 'daemon.sock'), token, client: 'test' });
    try {
      return await api.call(method, params);
    } finally {
      api.close();
    }
  }

  status(id: string): Promise<Status> {
    return this.call('session.status', { id });
  }

  /** Waits until something holds; what was seen last and the screen are in the error. */
  async until<T>(what: string, look: () => Promise<T> | T, holds: (seen: T) => boolean, withinMs = 20_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const seen = await look();
      if (holds(seen)) return seen;
      if (Date.now() > deadline) {
        const last = JSON.stringify(seen, null, 1);
        throw new Error(`${what} was not seen; last: ${last}; the screen shows:\n${this.terminal.screen()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /**
   * Waits until this part of the screen has been the same for so long (milliseconds). What keys do goes by how long something was in
   * sight.
   */
  async stands(forMs: number, partOf = withoutTime): Promise<void> {
    let [seen, sinceMs] = ['', performance.now()];
    await this.until(
      `a screen that stands for ${forMs} ms`,
      () => {
        const now = partOf(this.terminal.screen());
        if (now !== seen) [seen, sinceMs] = [now, performance.now()];
        return performance.now() - sinceMs;
      },
      (stoodMs) => stoodMs >= forMs,
    );
  }

  /** Waits until a key, also that which was pressed last, counts for what is on the screen now. */
  canBeRead(): Promise<void> {
    return this.stands(Math.max(limits.answerSeenMs, limits.keyRepeatMs) + 100);
  }

  untilStatus(id: string, what: string, holds: (status: Status) => boolean, withinMs = 40_000): Promise<Status> {
    return this.until(what, () => this.status(id), holds, withinMs);
  }

  untilPending(id: string): Promise<PendingItem> {
    return this.until(
      `something that waits in ${id}`,
      async () => (await this.status(id)).pending[0],
      (item) => item !== undefined,
      40_000,
    ).then((item) => item as PendingItem);
  }

  /** The session's own screen. */
  async screenOf(id: string): Promise<Frame> {
    const state = await this.call('session.screen', { id, scrollback: 0 });
    const screen = new HeadlessScreen({ cols: state.cols, rows: state.rows });
    try {
      screen.restore(state);
      return screen.frame();
    } finally {
      screen.dispose();
    }
  }

  /**
   * Waits until the rectangle of the terminal equals the session's own screen, cell for cell; how it shows it, see `Shown`.
   */
  async untilShows(id: string, rect: Rect, how: Shown = 'whole', withinMs = 15_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const before = await this.screenOf(id);
      const shown = this.terminal.frame();
      const child = await this.screenOf(id);
      const over = Date.now() > deadline;
      if (before.offset === child.offset || over) {
        const seen = { cells: cellsIn(shown, rect), cursor: cursorAt(shown, rect) };
        const possible = wantedOf(child, rect, how);
        const same = possible.some((wanted) => JSON.stringify(wanted) === JSON.stringify(seen));
        if (same && hasSize(child, rect, how)) return;
        if (over)
          expect({ ...seen, size: sizeOf(child) }).toEqual({ ...possible[0], size: sizeWanted(child, rect, how) });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Keeps what the terminal shows now for people to look at, where `PCC_SHOTS` names a folder. */
  shot(name: string): void {
    const folder = process.env['PCC_SHOTS'];
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.ansi`), this.terminal.styledScreen());
    writeFileSync(join(folder, `${name}.txt`), this.terminal.screen());
  }

  dispose(): void {
    this.terminal.dispose();
  }
}

/** What stands between title and status line; the CLI lets the mark of a running call blink. */
function withoutTime(screen: string): string {
  return screen.replaceAll('●', ' ').split('\n').slice(1, -1).join('\n').trimEnd();
}

/** What a tile of this size shows of a child's screen: the lowest rows that hold something. */
export function partOf(child: Frame, { cols, rows }: Pick<Rect, 'cols' | 'rows'>): string[] {
  return cellsIn(child, { x: 0, y: Math.max(0, lowestRow(child) + 1 - rows), cols, rows });
}

/** What a rectangle may show of a child's screen. */
function wantedOf(child: Frame, rect: Rect, how: Shown): { cells: string[]; cursor: unknown }[] {
  const below = Math.max(0, child.rows.length - rect.rows);
  const lowest = Math.max(0, lowestRow(child) + 1 - rect.rows);
  const tops = { whole: [0], part: [lowest], held: Array.from({ length: below + 1 }, (_, top) => top) }[how];
  return tops.map((y) => ({
    cells: cellsIn(child, { ...rect, x: 0, y }),
    cursor: how === 'part' ? 'hidden' : cursorAt(child, { x: 0, y }),
  }));
}

interface Size {
  readonly cols: number;
  readonly rows: number;
}

function sizeOf(child: Frame): Size {
  return { cols: child.cols, rows: child.rows.length };
}

function sizeWanted(child: Frame, { cols, rows }: Rect, how: Shown): Size {
  if (how === 'part') return sizeOf(child);
  return how === 'whole' ? { cols, rows } : { cols: Math.max(80, cols), rows: Math.max(24, rows) };
}

function hasSize(child: Frame, rect: Rect, how: Shown): boolean {
  const [is, wanted] = [sizeOf(child), sizeWanted(child, rect, how)];
  return is.cols === wanted.cols && is.rows === wanted.rows;
}

/** Where a cursor that is not shown stands is nobody's business. */
function cursorAt({ cursor }: Frame, { x, y }: Pick<Rect, 'x' | 'y'>): unknown {
  return cursor.visible ? { x: cursor.x - x, y: cursor.y - y } : 'hidden';
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .map((line) => Number(line.trim()))
      .filter((child) => child > 0);
  } catch {
    // Without children `ps` finds nothing and says so by its status.
    return [];
  }
}
