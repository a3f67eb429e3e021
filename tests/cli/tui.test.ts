import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tuiTerminal } from '../../src/cli/verbs/tui.ts';
import { ran, testIo } from './testIo.ts';
import { Tmux } from './tmux.ts';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'src/main.ts');
const loader = pathToFileURL(join(root, 'node_modules/tsx/dist/loader.mjs')).href;

describe('where pcc tui can be', () => {
  it('refuses a pipe, with what needs no terminal', async () => {
    const { status, err } = await ran({ home: '/nowhere' }, 'tui');
    expect(status).toBe(2);
    expect(err).toBe(
      "pcc: 'pcc tui' needs a terminal on standard input and output; 'pcc list' and 'pcc pending' need none.\n",
    );
  });

  it.each([
    ['dumb', "TERM says it is 'dumb'"],
    ['', 'TERM is not set'],
  ])('refuses a terminal that cannot place text (%j)', (TERM, why) => {
    const terminal = { input: process.stdin, output: process.stdout };
    expect(() => tuiTerminal({ ...testIo({ home: '/nowhere', env: { TERM } }), terminal })).toThrow(why);
  });

  it('knows its themes', async () => {
    const { status, err } = await ran({ home: '/nowhere' }, 'tui', '--theme', 'pink');
    expect(status).toBe(2);
    expect(err).toContain('auto, dark, light');
  });
});

describe('pcc tui --demo', () => {
  let folder: string;
  let tmux: Tmux;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcc-tui-'));
    for (const name of ['home', 'tmp', 'bin']) mkdirSync(join(folder, name));
    tmux = new Tmux(120, 40);
  });

  afterEach(() => {
    tmux.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it in the terminal of a person who has no `claude`; its temporary folder is the test's own. */
  async function opened(args: string): Promise<void> {
    const places = `HOME=${folder}/home TMPDIR=${folder}/tmp PATH=${folder}/bin:/usr/bin:/bin LANG=C.UTF-8`;
    tmux.type(
      `clear; env -u PCC_HOME -u PCC_CLAUDE ${places} ${process.execPath} --import ${loader} ${program} ${args}`,
    );
    tmux.type('; echo "status=$?"');
    tmux.keys('Enter');
    await tmux.until((screen) => /danger.*permission/.test(screen), 'the question of a session', 60_000);
  }

  async function expectGone(status: number): Promise<void> {
    await tmux.until((screen) => screen.includes(`status=${status}`), `exit status ${status}`, 30_000);
    expect(tmux.ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag}')).toBe('0 1 0');
    expect(readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('pcc-demo-'))).toEqual([]);
    await tmux.until(() => processesIn(folder).length === 0, 'the end of all processes');
    expect(existsSync(join(folder, 'home', '.perpetualcc'))).toBe(false);
  }

  it('plays four sessions; one is taken and given back, one is denied; nothing is left', {
    timeout: 120_000,
  }, async () => {
    await opened('tui --demo');
    const screen = await tmux.until((shown) => /limit.*resets/.test(shown), 'the limit', 30_000);
    for (const name of ['palette', 'danger', 'question', 'limit']) expect(screen).toContain(name);
    tmux.keys('2');
    await tmux.until((shown) => shown.includes('a approve'), 'the focus on the question');
    tmux.keys('Enter');
    await tmux.until((shown) => shown.includes('HUMAN: keys go to danger'), 'the hold');
    tmux.keys('C-]', 'd');
    await tmux.until((shown) => !shown.includes('HUMAN'), 'the end of the hold');
    // One key counts only for what was on the screen for a moment, and one that came too early begins that moment anew.
    let pressedMs = -Infinity;
    await tmux.until((shown) => {
      if (/danger.*○ idle/.test(shown)) return true;
      if (performance.now() - pressedMs > 2_000) {
        tmux.keys('d');
        pressedMs = performance.now();
      }
      return false;
    }, 'the answer');
    tmux.keys('q');
    await expectGone(0);
  });

  it('is what somebody without claude and without sessions gets; killed, it leaves nothing', {
    timeout: 120_000,
  }, async () => {
    await opened('tui');
    const view = processesIn(folder).find(({ args }) => args.includes('__tui'));
    expect(view).toBeDefined();
    process.kill(view?.pid ?? 0, 'SIGKILL');
    await expectGone(1);
    expect(tmux.screen()).toContain("No 'claude' is on the PATH and there is no session: this is the demo");
    expect(tmux.screen()).toContain('The TUI was ended by SIGKILL; the demo is over.');
  });
});

/** Living processes of this program that were started with a folder in their environment. */
function processesIn(folder: string): { readonly pid: number; readonly args: string }[] {
  const lines = execFileSync('ps', ['axeww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, args = ''] = /^ *(\d+) (.*)$/.exec(line) ?? [];
    return args.includes('main.ts __') && args.includes(folder) ? [{ pid: Number(pid), args }] : [];
  });
}
