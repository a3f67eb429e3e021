import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LogLine, PendingItem, Status } from '../../src/api/methods.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { isObject } from '../../src/base/json.ts';
import { installedCli, playedClis } from '../../src/claude/lab/cliVersions.ts';
import { makeIsolatedHome } from '../../src/claude/lab/isolatedHome.ts';
import type { Script } from '../../src/claude/lab/script.ts';
import type { ScriptedApi } from '../../src/claude/lab/scriptedApi.ts';
import { startScriptedApi } from '../../src/claude/lab/scriptedApi.ts';
import { clear } from './clearing.ts';

const program = resolve(import.meta.dirname, '../../dist/pcc.js');

/** What 2.1.329 sends when it goes on by itself after a limit. */
export const itsOwnGoOn =
  'Your claude.ai usage limit has reset. Continue the task you were working on when the limit was reached; do not repeat work that is already complete.';

/** What one run of the program gave. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a stage is set for. */
export interface StageSpec {
  readonly version: string;
  readonly script: Script;
  /** The CLI's trust dialog counts as accepted. */
  readonly trusted?: boolean;
  /** Names of further projects beside the usual one. */
  readonly projects?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One throw-away machine for an end-to-end test: project, homes, scripted API, the real CLI and the built program. */
export class Stage {
  readonly root: string;
  readonly project: string;
  readonly pccHome: string;
  readonly env: Readonly<Record<string, string>>;
  readonly api: ScriptedApi;

  private constructor(root: string, api: ScriptedApi, spec: StageSpec) {
    this.root = root;
    this.api = api;
    this.project = join(root, 'app');
    this.pccHome = join(root, 'pcc');
    const home = join(root, 'home');
    const env = makeIsolatedHome({
      home,
      cliVersion: spec.version,
      trustedProjects: spec.trusted ? [this.project, ...(spec.projects ?? []).map((name) => join(root, name))] : [],
      login: 'subscription',
      apiUrl: api.url,
    });
    this.env = { ...env, PCC_HOME: this.pccHome, PCC_CLAUDE: installedCli(spec.version), ...spec.env };
  }

  static async set(spec: StageSpec): Promise<Stage> {
    // What is not installed beforehand cannot be had in a namespace without a network.
    if (!playedClis.includes(spec.version)) throw new Error(`${spec.version} is none of the lab's versions`);
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-e2e-')));
    const stage = new Stage(root, await startScriptedApi(spec.script), spec);
    for (const name of ['app', ...(spec.projects ?? [])]) {
      stage.write(`../${name}/src/index.ts`, 'export const answer = 41;\n');
      stage.write(`../${name}/package.json`, '{ "name": "app", "scripts": { "test": "node -e 0" } }\n');
    }
    return stage;
  }

  /** Puts a file into the project. */
  write(path: string, text: string): void {
    const target = join(this.project, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  has(path: string): boolean {
    return existsSync(join(this.project, path));
  }

  read(path: string): string {
    return readFileSync(join(this.project, path), 'utf8');
  }

  /** Runs `pcc` with these arguments to its end. */
  pcc(...args: string[]): Promise<Ran> {
    return new Promise((done) => {
      execFile(
        process.execPath,
        [program, ...args],
        { cwd: this.root, env: this.env, timeout: 180_000 },
        (error, stdout, stderr) => {
          const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
          done({ code, stdout, stderr });
        },
      );
    });
  }

  /** The words of the command, for a terminal that types it. */
  get command(): string {
    const assigned = Object.entries(this.env).map(([name, value]) => `${name}='${value}'`);
    return `env -i ${assigned.join(' ')} ${process.execPath} ${program}`;
  }

  async json<T>(...args: string[]): Promise<T> {
    const ran = await this.pcc(...args, '--json');
    if (ran.code !== 0) throw new Error(`pcc ${args.join(' ')}: ${ran.stderr}`);
    return JSON.parse(ran.stdout) as T;
  }

  status(id: string): Promise<Status> {
    return this.json<Status>('status', id);
  }

  pending(): Promise<PendingItem[]> {
    return this.json<PendingItem[]>('pending');
  }

  async logs(id: string): Promise<LogLine[]> {
    const { stdout } = await this.pcc('logs', id, '--json');
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  async decisions(id: string): Promise<LogLine[]> {
    return (await this.logs(id)).filter((line) => line.type === 'decision');
  }

  /** The answers among them: not what pcc does by itself to keep a session going, nor those whose key met a redrawn dialog. */
  async answers(id: string): Promise<LogLine[]> {
    return (await this.decisions(id)).filter(({ by, outcome }) => by !== 'agent' && outcome !== 'not-typed');
  }

  async daemonPid(): Promise<number> {
    return (await this.json<{ daemon: { pid: number } }>('daemon', 'status')).daemon.pid;
  }

  /** Starts a session in the project and gives its id. */
  async start(...args: string[]): Promise<string> {
    const ran = await this.pcc('start', './app', '--detach', '--json', ...args);
    if (ran.code !== 0) throw new Error(ran.stderr);
    return (JSON.parse(ran.stdout) as { id: string }).id;
  }

  /** Waits until something holds, a bounded time; what was seen last is in the error. */
  async until<T>(what: string, look: () => Promise<T>, holds: (seen: T) => boolean, withinMs = 40_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    let seen = await look();
    while (!holds(seen)) {
      if (Date.now() > deadline)
        throw new Error(`${what} was not seen within ${withinMs} ms; last: ${JSON.stringify(seen, null, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      seen = await look();
    }
    return seen;
  }

  untilStatus(id: string, what: string, holds: (status: Status) => boolean): Promise<Status> {
    return this.until(what, () => this.status(id), holds);
  }

  untilPending(count = 1): Promise<PendingItem[]> {
    return this.until(
      `${count} pending`,
      () => this.pending(),
      (items) => items.length >= count,
    );
  }

  /** Waits until every task of the session is done and its input box is free. */
  untilDone(id: string): Promise<Status> {
    return this.untilStatus(
      id,
      'the end of all tasks',
      (status) => status.state === 'idle' && status.queue.every((task) => task.state === 'done'),
    );
  }

  /** The results of tool calls that reached the API, each once, in order. */
  toolResults(): { id: string; text: string; isError: boolean }[] {
    const results = new Map<string, { id: string; text: string; isError: boolean }>();
    for (const request of this.api.requests) {
      if (!isObject(request.body)) continue;
      for (const block of userBlocks(request.body)) {
        if (block.type !== 'tool_result' || typeof block.tool_use_id !== 'string') continue;
        results.set(block.tool_use_id, {
          id: block.tool_use_id,
          text: JSON.stringify(block.content ?? ''),
          isError: block.is_error === true,
        });
      }
    }
    return [...results.values()];
  }

  /**
   * How often the user's own prompt with this text stands in the longest conversation that reached the API. A prompt that was lost
   * behind its request counts here: where something is killed, `promptsKept` is asked as well.
   */
  promptsSent(text: string): number {
    return Math.max(0, ...this.api.requests.map(({ body }) => promptsIn(body, text)));
  }

  /** How often it stands in the conversation as its last request told it, for one session whose context is never cleared. */
  promptsKept(text: string): number {
    return promptsIn(this.api.requests.findLast(({ place }) => place !== undefined)?.body, text);
  }

  /**
   * How often exactly this text is a prompt in the longest conversation that reached the API, with the case named or any: what the
   * CLI adds by itself (reminders, environment) is none.
   */
  sent(text: string, caseName?: string): number {
    const counts = this.api.requests
      .filter(({ place }) => caseName === undefined || place?.caseName === caseName)
      .map(({ body }) =>
        isObject(body)
          ? userBlocks(body).filter((block) => typeof block.text === 'string' && block.text.trim() === text).length
          : 0,
      );
    return Math.max(0, ...counts);
  }

  /**
   * Ends all that runs here and removes the folder, in any case.
   *
   * @throws Error when the daemon could not be stopped, or left something behind that had to be killed.
   */
  async strike(): Promise<void> {
    const stopped = existsSync(this.pccHome) ? await this.pcc('daemon', 'stop', '--sessions') : undefined;
    const killed = await clear(this.root).finally(() => this.api.close());
    if (stopped && stopped.code !== 0)
      throw new Error(`pcc daemon stop --sessions ended with ${stopped.code}: ${stopped.stderr}`);
    if (killed.length > 0) throw new Error(`pcc daemon stop --sessions left behind: ${killed.join('; ')}`);
  }
}

function promptsIn(body: Json | undefined, text: string): number {
  const blocks = isObject(body) ? userBlocks(body) : [];
  return blocks.filter((block) => block.type === 'text' && typeof block.text === 'string' && block.text.includes(text))
    .length;
}

function userBlocks(body: JsonObject): JsonObject[] {
  const messages = Array.isArray(body['messages']) ? (body['messages'] as unknown[]) : [];
  return messages.flatMap((message) => {
    if (!isObject(message) || message['role'] !== 'user') return [];
    const content = message['content'];
    if (typeof content === 'string') return [{ type: 'text', text: content }];
    return Array.isArray(content) ? (content as unknown[]).filter(isObject) : [];
  });
}
