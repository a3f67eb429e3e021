import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScreenState } from '../../src/api/methods.ts';
import type { ApiClientHandle, Handlers } from '../../src/api/server.ts';
import { PccError } from '../../src/base/errors.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { Tmux } from './tmux.ts';

const program = join(import.meta.dirname, '../../src/main.ts');

/** A session whose child echoes keys in brackets; the test writes more to it by `print`. */
class EchoSession {
  readonly typed: string[] = [];
  readonly screen = new HeadlessScreen({ cols: 60, rows: 12 });
  client: ApiClientHandle | undefined;
  attachments = 0;
  detached = 0;

  print(text: string): void {
    const { offset } = this.screen;
    this.screen.write(text);
    this.client?.notify('screen.output', { attachment: this.#current, offset, text });
  }

  end(exitCode: number): void {
    this.client?.notify('screen.ended', { attachment: this.#current, exitCode });
  }

  /** Leaves a gap in the output, as a client sees it that was too slow. */
  printUnheard(text: string): void {
    this.screen.write(text);
  }

  get handlers(): Partial<Handlers> {
    return {
      'session.attach': ({ id, cols, rows }, client) => {
        if (!'app-1'.startsWith(id)) throw new PccError('not_found', `No session is called '${id}'.`);
        this.client = client;
        this.attachments++;
        this.screen.resize(cols, rows);
        return { id: 'app-1', attachment: this.#current, screen: this.#state };
      },
      'session.input': ({ data }) => {
        this.typed.push(data);
        this.print(`[${JSON.stringify(data).slice(1, -1)}]`);
        return {};
      },
      'session.resize': ({ attachment, cols, rows }, client) => {
        this.screen.resize(cols, rows);
        this.print(`<${cols}x${rows}>`);
        client.notify('screen.reset', { attachment, screen: this.#state, why: 'resized' });
        return {};
      },
      'session.detach': () => {
        this.detached++;
        return {};
      },
    };
  }

  get #current(): string {
    return `attachment-${this.attachments}`;
  }

  get #state(): ScreenState {
    return this.screen.snapshot();
  }
}

describe('pcc attach', () => {
  let session: EchoSession;
  let daemon: FakeDaemon;
  let tmux: Tmux;

  beforeEach(async () => {
    session = new EchoSession();
    daemon = await fakeDaemon(session.handlers);
    tmux = new Tmux(60, 12);
  });

  afterEach(async () => {
    tmux.dispose();
    session.screen.dispose();
    await daemon.dispose();
  });

  /** Runs a command in the terminal; afterwards the shell prints its exit status and the line settings. */
  function run(args: string, environment = ''): void {
    const command = `${process.execPath} --import tsx ${program} ${args}`;
    tmux.type(
      `clear; stty -g > ${daemon.home}/before; ${environment} PCC_HOME=${daemon.home} ${command}; echo "status=$?"; stty -g > ${daemon.home}/after`,
    );
    tmux.keys('Enter');
  }

  /** What the child shows first; it also switches on the mouse, bracketed paste and the rest. */
  async function attached(args = 'attach app'): Promise<void> {
    session.print(
      '\u001b[?1049h\u001b[?1003h\u001b[?1006h\u001b[?2004h\u001b[?1h\u001b[H\u001b[1;31mHello from the child\u001b[0m\r\n',
    );
    run(args);
    await tmux.until((screen) => screen.startsWith('Hello from the child'), 'the child’s screen');
  }

  /** The terminal is as it was before: screen, cursor, mouse, pastes, line settings. */
  async function expectRestored(status: number): Promise<void> {
    await tmux.until((screen) => screen.includes(`status=${status}`), `exit status ${status}`);
    await tmux.until(() => filesEqual(), 'the line settings of before');
    expect(tmux.ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_all_flag} #{keypad_cursor_flag}')).toBe(
      '0 1 0 0 0',
    );
  }

  function filesEqual(): boolean {
    const same = execFileSync('sh', [
      '-c',
      `cmp -s ${daemon.home}/before ${daemon.home}/after && test -s ${daemon.home}/after; echo $?`,
    ]);
    return same.toString().trim() === '0';
  }

  function isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  /** Process ids of the guard and of the view behind it. */
  function processes(): { guard: number; view: number } {
    const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    const own = lines.filter((line) => line.includes(program) && line.includes('--import tsx') && !/\bsh\b/.test(line));
    const pid = (line: string | undefined): number => Number(/^\s*(\d+)/.exec(line ?? '')?.[1]);
    return {
      guard: pid(own.find((line) => / attach /.test(line))),
      view: pid(own.find((line) => / __attach /.test(line))),
    };
  }

  it('shows the child’s screen, passes keys untouched, and gives the terminal back on Ctrl-] d', async () => {
    await attached();
    expect(tmux.ask('#{alternate_on} #{mouse_all_flag} #{keypad_cursor_flag}')).toBe('1 1 1');
    expect(tmux.ask('#{pane_title}')).toBe('app-1 · HUMAN');
    expect(tmux.styledScreen()).toMatch(/\u001b\[1m\u001b\[31mHello/);
    tmux.keys('x', 'C-c', 'Up', 'é');
    await tmux.until((screen) => screen.includes('é]'), 'the echo');
    expect(session.typed.join('')).toBe('x\u0003\u001bOAé');
    tmux.keys('C-]', 'C-]');
    await tmux.until((screen) => screen.includes('[\\u001d]'), 'the prefix itself');
    tmux.keys('C-]', 'q', 'C-]', '?');
    await tmux.until((screen) => screen.includes('Ctrl-] d: detach'), 'the help line');
    tmux.keys('y');
    await tmux.until((screen) => screen.includes('[y]') && !screen.includes('detach'), 'the help line gone');
    tmux.keys('C-]', 'd');
    await expectRestored(0);
    expect(tmux.screen()).toContain('Detached from app-1; it goes on.');
    expect(session.typed.join('')).toBe('x\u0003\u001bOAé\u001dy');
    expect(session.detached).toBe(1);
  });

  it('types nothing with --read-only', async () => {
    await attached('attach app-1 --read-only');
    expect(tmux.ask('#{pane_title}')).toBe('app-1 · WATCHING');
    tmux.keys('x', 'y', 'C-]', 'd');
    await expectRestored(0);
    expect(session.typed).toEqual([]);
  });

  it('follows the size of the terminal', async () => {
    await attached();
    tmux.resize(50, 9);
    await tmux.until((screen) => screen.includes('<50x9>'), 'the new size');
    tmux.keys('C-]', 'd');
    await expectRestored(0);
  });

  it('catches up when output was missed', async () => {
    await attached();
    session.printUnheard('unheard, ');
    session.print('heard');
    await tmux.until((screen) => screen.includes('unheard, heard'), 'the missed output');
    expect(session.attachments).toBe(2);
    tmux.keys('z');
    await tmux.until((screen) => screen.includes('[z]'), 'the echo');
  });

  it('lets nothing of the child’s sequences through', async () => {
    await attached();
    session.print('\u001b]0;stolen\u0007\u001b]52;c;c3RvbGVu\u0007\u001b[6n\u001b[c\u001b[21tdone');
    await tmux.until((screen) => screen.includes('done'), 'the text');
    expect(tmux.ask('#{pane_title}')).toBe('app-1 · HUMAN');
    tmux.keys('e');
    await tmux.until((screen) => screen.includes('[e]'), 'the echo');
    expect(session.typed).toEqual(['e']);
  });

  it('gives the terminal back when the session ends', async () => {
    await attached();
    session.end(7);
    await expectRestored(0);
    expect(tmux.screen()).toContain('app-1 ended with exit code 7.');
  });

  it('gives the terminal back when the daemon dies', async () => {
    await attached();
    await daemon.server.close();
    await expectRestored(1);
    expect(tmux.screen()).toContain('pcc: The daemon went away; app-1 goes on');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ] as const)('gives the terminal back on %s to either process', async (signal, status) => {
    await attached();
    process.kill(processes().view, signal);
    await expectRestored(status);
    await attached();
    process.kill(processes().guard, signal);
    await expectRestored(status);
  });

  it('gives the terminal back when the view is killed hard', async () => {
    await attached();
    process.kill(processes().view, 'SIGKILL');
    await expectRestored(1);
    expect(tmux.screen()).toContain('pcc: The attached view was ended by SIGKILL; the session');
  });

  it('gives the terminal back when the guard is killed hard', async () => {
    await attached();
    const { guard, view } = processes();
    process.kill(guard, 'SIGKILL');
    // The shell goes on at once, perhaps still on the view's screen, which the view then takes down.
    await tmux.until(() => tmux.ask('#{alternate_on} #{cursor_flag} #{mouse_all_flag}') === '0 1 0', 'the old screen');
    await tmux.until(() => !isAlive(view), 'the end of the view');
    tmux.type(`clear; echo $((6 * 7)); stty -g > ${daemon.home}/after`);
    tmux.keys('Enter');
    await tmux.until((screen) => screen.startsWith('42'), 'the shell’s answer');
    await tmux.until(() => filesEqual(), 'the line settings of before');
  });

  it('ends when the terminal itself goes away', async () => {
    await attached();
    const { guard, view } = processes();
    tmux.dispose();
    const deadline = Date.now() + 10_000;
    while (isAlive(guard) || isAlive(view)) {
      if (Date.now() > deadline) throw new Error(`guard or view lives on without a terminal`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    tmux = new Tmux(60, 12);
  });

  it('leaves the terminal alone when there is nothing to attach', async () => {
    run('attach nope');
    await expectRestored(3);
    expect(tmux.screen()).toContain("pcc: No session is called 'nope'.");
  });

  it('refuses a terminal that cannot place text, and pipes', async () => {
    run('attach app', 'TERM=dumb');
    await expectRestored(2);
    run('attach app </dev/null');
    await tmux.until((screen) => /needs a terminal on\s+standard input/.test(screen), 'the sentence');
    await expectRestored(2);
  });
});
