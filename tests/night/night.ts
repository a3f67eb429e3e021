import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Status } from '../../src/api/methods.ts';
import { isObject } from '../../src/base/json.ts';
import { buildFakeClaude } from './fake/build.ts';
import type { JournalLine } from './fake/journal.ts';
import { journalOf } from './fake/journal.ts';
import { linesOf } from './fake/transcript.ts';

const program = resolve(import.meta.dirname, '../../dist/pcc.js');

/** What is killed at one of the moments. */
export const victims = ['daemon', 'host', 'both', 'cli'] as const;
export type Victim = (typeof victims)[number];

/** What a kill has done. */
interface Killed {
  /** What was killed, or that there was nothing, in words. */
  readonly what: string;
  /** The CLIs that went with it: who is at work again has another. */
  readonly gone: readonly (number | null)[];
}

/** A person's prompt or an answer, as a transcript holds it. */
interface Said {
  readonly by: 'user' | 'assistant';
  readonly text: string;
}

/** A throw-away machine with the built program and fake CLIs, for many sessions and many kills. */
export class Night {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-night-')));
  readonly env: Readonly<Record<string, string>>;
  readonly #fakes = join(this.root, 'fakes');

  constructor(config = '') {
    const home = join(this.root, 'home');
    for (const folder of [home, this.#fakes, join(this.root, 'pcc')]) mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(this.root, 'pcc/config.toml'), config, { mode: 0o600 });
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'xterm-256color',
      PCC_HOME: join(this.root, 'pcc'),
      PCC_CLAUDE: buildFakeClaude(this.#fakes),
    };
  }

  /** Runs `pcc` to its end and gives what it printed. */
  pcc(...args: string[]): Promise<string> {
    return new Promise((done, failed) => {
      const options = { cwd: this.root, env: this.env, timeout: 60_000 };
      execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
        if (error) failed(new Error(`pcc ${args.join(' ')}: ${stderr}${stdout}`));
        else done(stdout.trim());
      });
    });
  }

  /** Starts a session in a project of its own. */
  async start(name: string): Promise<string> {
    mkdirSync(join(this.root, name, 'src'), { recursive: true });
    return this.pcc('start', `./${name}`, '--detach', '--trust', '--name', name);
  }

  async list(): Promise<Status[]> {
    return JSON.parse(await this.pcc('list', '--all', '--json')) as Status[];
  }

  /** Kills what is told with SIGKILL. */
  async kill(victim: Victim, session: string): Promise<Killed> {
    const { daemon, host } = JSON.parse(await this.pcc('daemon', 'status', '--json')) as {
      daemon: { pid: number };
      host: { pid: number | null };
    };
    const sessions = await this.list();
    const cli = sessions.find(({ id }) => id === session)?.pid ?? null;
    const pids = { daemon: [daemon.pid], host: [host.pid], both: [daemon.pid, host.pid], cli: [cli] }[victim];
    const killed = pids.filter((pid) => pid !== null && isKilled(pid));
    const withHost = host.pid !== null && killed.includes(host.pid);
    return {
      what: `${victim}${victim === 'cli' ? ` of ${session}` : ''}${killed.length === 0 ? ' (was gone)' : ''}`,
      gone: withHost ? sessions.map(({ pid }) => pid) : victim === 'cli' ? [cli] : [],
    };
  }

  /** Waits until all sessions hold to something; gives how long it took, milliseconds. */
  async until(what: string, holds: (sessions: readonly Status[]) => boolean, withinMs: number): Promise<number> {
    const begun = performance.now();
    for (;;) {
      const sessions = await this.list();
      const tookMs = performance.now() - begun;
      if (holds(sessions)) return tookMs;
      if (tookMs > withinMs) {
        const stories = await Promise.all(
          sessions.filter((session) => !holds([session])).map((session) => this.#story(session)),
        );
        throw new Error(`${what} was not seen within ${withinMs} ms:\n${stories.join('\n')}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  /** What is known of a session, for whoever looks for what went wrong. */
  async #story({ id, claudeSessionId, phase, state, why, queue, pending }: Status): Promise<string> {
    const open = queue.filter((task) => task.state !== 'done');
    const log = (await this.pcc('logs', id)).split('\n').slice(-25);
    const journal = this.journal.filter(({ session }) => session === claudeSessionId).slice(-15);
    const lines = [
      ...log,
      ...journal.map((line) => `${new Date(line.at).toISOString()} ${line.pid} ${line.what} ${line.text}`),
    ];
    return `${JSON.stringify({ id, phase, state, why, pending, open }, null, 1)}\n${lines.join('\n')}`;
  }

  get journal(): readonly JournalLine[] {
    return journalOf(this.#fakes);
  }

  /** All that was said in all transcripts. */
  get said(): readonly Said[] {
    const projects = join(this.env.HOME ?? '', '.claude/projects');
    return readdirSync(projects)
      .flatMap((project) => readdirSync(join(projects, project)).map((file) => join(projects, project, file)))
      .flatMap((path) => linesOf(path))
      .flatMap(({ type, message }): Said[] => {
        const content = isObject(message) ? message.content : undefined;
        if (type === 'user' && typeof content === 'string') return [{ by: 'user', text: content }];
        const [block] = Array.isArray(content) ? (content as readonly unknown[]) : [];
        if (type !== 'assistant' || !isObject(block) || typeof block.text !== 'string') return [];
        return [{ by: 'assistant', text: block.text }];
      });
  }

  /** The logs of the daemon and the host, for whoever looks for what went wrong. */
  get logs(): string {
    const folder = join(this.root, 'pcc/logs');
    return readdirSync(folder)
      .map((file) => `--- ${file}\n${readFileSync(join(folder, file), 'utf8').slice(-6_000)}`)
      .join('\n');
  }

  /**
   * Ends everything and takes the folder away, in any case. What does not end as it should is killed.
   *
   * @throws Error that tells what had to be killed, or why the daemon did not stop.
   */
  async strike(): Promise<void> {
    const wrong: string[] = [];
    try {
      await this.pcc('daemon', 'stop', '--sessions').catch((error: unknown) => wrong.push(String(error)));
      const left = await this.#left();
      for (const { pid, name } of left) if (isKilled(pid)) wrong.push(`left behind and killed: ${pid} ${name}`);
    } finally {
      rmSync(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
    if (wrong.length > 0) throw new Error(`The night did not end as it should: ${wrong.join('; ')}`);
  }

  /** The processes of this night that are still there when they have had time to go. */
  async #left(): Promise<readonly Running[]> {
    const deadlineMs = performance.now() + 5_000;
    for (;;) {
      const left = processesOf(this.root);
      if (left.length === 0 || performance.now() > deadlineMs) return left;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

interface Running {
  readonly pid: number;
  readonly name: string;
}

/** The processes with the home of this folder in their environment or their arguments: daemon, host, CLIs and what those ran. */
function processesOf(root: string): readonly Running[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => [`/proc/${pid}/environ`, `/proc/${pid}/cmdline`].some((file) => textOf(file).includes(root)))
    .map((pid) => ({ pid: Number(pid), name: textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

/** What stands in a file of a process; nothing where that has ended or is somebody else's. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isKilled(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** True while nothing keeps a session from its work: it works, answers, waits for a reset, or has nothing to do. */
export function isAtWork({ phase, state, queue }: Status): boolean {
  if (phase !== 'live') return false;
  if (state === 'busy' || state === 'permission' || state === 'limit') return true;
  const open = queue.some((task) => ['queued', 'typing', 'running', 'verifying'].includes(task.state));
  return state === 'idle' && !open;
}

/** Random numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(at ^ (at >>> 15), at | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
