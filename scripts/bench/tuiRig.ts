import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { promisify } from 'node:util';
import type { ApiClient } from '../../src/api/client.ts';
import { connectApi } from '../../src/api/client.ts';
import { pause, systemClock } from '../../src/base/clock.ts';
import { PccError, systemCode } from '../../src/base/errors.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import type { Pty } from '../../src/terminal/nodePty.ts';
import { spawnPty } from '../../src/terminal/nodePty.ts';

/*
 * `pcc tui` and tmux side by side: the same children in panes of both, and a terminal for each that is driven by the same code.
 * Nothing of the real CLI takes part: the children are `cat`, so that what is measured is what stands between them and the eye.
 */

const clock = systemClock();
const run = promisify(execFile);

/** Cells of a terminal. */
export interface Cells {
  readonly cols: number;
  readonly rows: number;
}

/** What the panes hold, and where everything that the benchmark makes may lie. */
export interface RigSpec {
  readonly folder: string;
  /** `dist/pcc.js`. */
  readonly program: string;
  readonly panes: number;
  /** Of the viewer's terminal. */
  readonly window: Cells;
  /** Of the children, where they can be told. */
  readonly pane: Cells;
  /** The viewer keeps a screen of what it is sent. */
  readonly watched?: boolean;
}

/** One of the two programs with its panes and an open terminal. */
export interface Contestant {
  readonly name: 'pcc' | 'tmux';
  readonly viewer: Viewer;
  /** Hands the same bytes to the child of one pane, which writes them as they are. */
  feed(pane: number, bytes: Buffer): void;
  /** The processes of the screen's owner, and those of the human's terminal. */
  processes(): { readonly behind: readonly number[]; readonly viewer: readonly number[] };
  dispose(): Promise<void>;
}

/** A terminal with a program in it; what the program writes is counted and handed on. */
export class Viewer {
  bytes = 0;
  /** Beginnings of synchronized updates: frames of a program that marks them. */
  frames = 0;
  /** Called with the moment at which the output came, `performance.now()`, once it is on the screen. */
  onData: (atMs: number) => void = () => undefined;
  /** What the terminal shows; a blank one where it is not watched. */
  readonly screen: HeadlessScreen;
  readonly #pty: Pty;
  #lastMs = 0;
  #over = false;

  constructor(argv: readonly string[], env: Readonly<Record<string, string>>, spec: RigSpec) {
    this.screen = new HeadlessScreen(spec.window);
    const decoder = new StringDecoder('utf8');
    this.#pty = spawnPty({ file: '/usr/bin/env', args: argv, cwd: '/', env, ...spec.window }, clock);
    this.#pty.onData((bytes) => {
      const atMs = performance.now();
      this.bytes += bytes.length;
      if (bytes.includes('\u001b[?2026h')) this.frames++;
      this.#lastMs = clock.monotonicMs();
      if (spec.watched === true) this.screen.write(decoder.write(bytes));
      this.onData(atMs);
    });
    this.#pty.onExit(() => {
      this.#over = true;
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  type(text: string): void {
    this.#pty.write(Buffer.from(text));
  }

  /** Waits until nothing has come for a while, as long as that takes but no longer than ten seconds. */
  async quiet(quietMs: number): Promise<void> {
    const deadlineMs = clock.monotonicMs() + 10_000;
    do await pause(clock, 20);
    while (clock.monotonicMs() < Math.min(deadlineMs, this.#lastMs + quietMs));
  }

  async end(): Promise<void> {
    try {
      if (!this.#over) process.kill(this.#pty.pid, 'SIGTERM');
    } catch (error) {
      // It has ended, and the report of it is on its way.
      if (systemCode(error) !== 'ESRCH') throw error;
    }
    await until('the end of the viewer', () => this.#over);
    this.screen.dispose();
  }
}

/** Waits until something holds. @throws PccError `timeout` after twenty seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = clock.monotonicMs() + 20_000;
  while (!(await holds())) {
    if (clock.monotonicMs() > deadlineMs) throw new PccError('timeout', `The benchmark waited in vain for ${what}.`);
    await pause(clock, 5);
  }
}

/** Waits. */
export function wait(ms: number): Promise<void> {
  return pause(clock, ms);
}

const bareEnv: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
};

/** What the children run: raw bytes from a pipe of their folder, or from their own keyboard. */
export type Child = 'fed' | 'echo';

/** Puts the program of the children and a folder for each into place. */
function makeChildren(spec: RigSpec, child: Child): { script: string; folders: string[] } {
  const script = join(spec.folder, `child-${child}`);
  const source = child === 'fed' ? 'feed' : '';
  // Asked for its version it is one that pcc knows, so that nothing is checked in the background.
  const version = `case "$1" in --version) echo '2.1.329 (Claude Code)'; exit;; esac`;
  writeFileSync(script, `#!/bin/sh\n${version}\nstty raw -echo\nexec cat ${source}\n`);
  chmodSync(script, 0o755);
  const folders = Array.from({ length: spec.panes }, (_, index) => join(spec.folder, `pane-${index}`));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    execFileSync('sh', ['-c', '[ -p "$0" ] || mkfifo "$0"', join(folder, 'feed')]);
  }
  return { script, folders };
}

/** Ends of the pipes that are fed, one for each pane. */
class Feeds {
  readonly #ends: number[];

  constructor(folders: readonly string[]) {
    this.#ends = folders.map((folder) => openSync(join(folder, 'feed'), constants.O_RDWR));
  }

  write(pane: number, bytes: Buffer): void {
    const end = this.#ends[pane];
    if (end !== undefined) for (let at = 0; at < bytes.length; ) at += writeSync(end, bytes, at);
  }

  dispose(): void {
    for (const end of this.#ends) closeSync(end);
  }
}

/** `pcc tui` with its daemon and host in a home of its own. */
export async function openPcc(spec: RigSpec, child: Child): Promise<Contestant> {
  const { script, folders } = makeChildren(spec, child);
  const feeds = new Feeds(folders);
  const home = join(spec.folder, 'home');
  const env = { ...bareEnv, HOME: spec.folder, PCC_HOME: home, PCC_CLAUDE: script };
  const pcc = (...args: string[]): Promise<unknown> => run(process.execPath, [spec.program, ...args], { env });
  await pcc('daemon', 'status');
  const api = await connected(home);
  for (const path of folders) {
    await api.call('session.start', { path, trust: true, args: [], claude: script, env, ...spec.pane });
  }
  await until('the sessions', async () => (await api.call('session.list', {})).every(({ pid }) => pid !== null));
  const { daemon, host } = await api.call('daemon.status', {});
  const viewer = new Viewer([process.execPath, spec.program, 'tui'], env, spec);
  await until('the first frame of pcc', () => viewer.bytes > 0);
  await viewer.quiet(500);
  return {
    name: 'pcc',
    viewer,
    feed: (pane, bytes) => feeds.write(pane, bytes),
    processes: () => ({
      behind: [daemon.pid, ...(host.pid === null ? [] : [host.pid])],
      viewer: [viewer.pid, ...childrenOf(viewer.pid)],
    }),
    async dispose() {
      await viewer.end();
      api.close();
      await pcc('daemon', 'stop', '--sessions');
      feeds.dispose();
    },
  };
}

async function connected(home: string): Promise<ApiClient> {
  const token = readFileSync(join(home, 'run', 'token'), 'utf8').trim();
  return connectApi({ socketPath: join(home, 'run', 'daemon.sock'), token, client: 'bench' });
}

/** tmux without anybody's configuration, its panes tiled and with a title line each, as in pcc. */
export async function openTmux(spec: RigSpec, child: Child): Promise<Contestant> {
  const { script, folders } = makeChildren(spec, child);
  const feeds = new Feeds(folders);
  const socket = `pcc-bench-${randomBytes(6).toString('hex')}`;
  const tmux = async (...args: string[]): Promise<string> =>
    (await run('tmux', ['-L', socket, '-f', '/dev/null', ...args], { env: bareEnv })).stdout;
  const [first = '/', ...others] = folders;
  const size = ['-x', String(spec.window.cols), '-y', String(spec.window.rows)];
  await tmux('new-session', '-d', ...size, '-c', first, script);
  await tmux('set-option', '-g', 'pane-border-status', 'top');
  await tmux('set-option', '-s', 'escape-time', '0');
  await tmux('select-layout', 'tiled');
  for (const folder of others) {
    await tmux('split-window', '-c', folder, script);
    await tmux('select-layout', 'tiled');
  }
  const viewer = new Viewer(['tmux', '-L', socket, 'attach'], bareEnv, spec);
  await until('the first frame of tmux', () => viewer.bytes > 0);
  await viewer.quiet(500);
  const server = Number(await tmux('display-message', '-p', '#{pid}'));
  return {
    name: 'tmux',
    viewer,
    feed: (pane, bytes) => feeds.write(pane, bytes),
    processes: () => ({ behind: [server], viewer: [viewer.pid] }),
    async dispose() {
      await tmux('kill-server');
      await viewer.end();
      feeds.dispose();
    },
  };
}

/** The child alone in a terminal, with nothing in between: the floor. */
export function openBare(spec: RigSpec): Viewer {
  const { script, folders } = makeChildren(spec, 'echo');
  return new Viewer(['-C', folders[0] ?? '/', script], bareEnv, spec);
}

function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children
      .trim()
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/** Processor time that processes have used, milliseconds, over all their threads. Source: proc(5), `schedstat` in nanoseconds. */
export function cpuMs(pids: readonly number[]): number {
  const ofThread = (path: string): number => Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6;
  const threads = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}/schedstat`),
  );
  return threads.reduce((sum, path) => sum + ofThread(path), 0);
}

/** Memory of processes in MB: what each has in memory, and the same with shared pages counted once over all that share them. */
export function memoryMb(pids: readonly number[]): { rss: number; pss: number } {
  const sum = (word: string): number =>
    pids.reduce((total, pid) => {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return total + Number(new RegExp(`^${word}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1_024;
    }, 0);
  return { rss: sum('Rss'), pss: sum('Pss') };
}
