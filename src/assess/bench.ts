import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ApiClient } from '../api/client.ts';
import { connectApi } from '../api/client.ts';
import type { Execution } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import { makeIsolatedHome } from '../claude/lab/isolatedHome.ts';
import { claudeVersion } from '../claude/launch.ts';
import { clientHome } from '../face/home.ts';
import { Lab } from './lab.ts';
import type { Ran } from './programs.ts';
import { Programs } from './programs.ts';
import type { ServerAccess } from './httpAsking.ts';

/** What a bench is made for. */
export interface BenchSpec {
  /** A folder of its own, which everything is kept in. */
  readonly folder: string;
  /** The CLI. */
  readonly program: string;
  /** Program and first arguments with which this very pcc is started. */
  readonly self: readonly [string, ...string[]];
  /** How many projects there are to be. */
  readonly projects: number;
  readonly clock: Clock;
}

/**
 * A machine of its own for this very program as it is installed: home, projects, the scripted API on loopback, and the real CLI, which
 * knows nothing but these. Everything goes through the program's own faces.
 */
export class Bench {
  readonly lab: Lab;
  readonly clock: Clock;
  /** What the CLI says of its version here. */
  readonly claude: string;
  /** Folders, each with a file or two; trusted. */
  readonly projects: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly programs: Programs;
  #server: Promise<ServerAccess> | undefined;
  #lists = 0;

  private constructor(
    spec: BenchSpec,
    made: { lab: Lab; env: Record<string, string>; claude: string; projects: string[] },
  ) {
    this.folder = spec.folder;
    this.clock = spec.clock;
    this.lab = made.lab;
    this.env = made.env;
    this.claude = made.claude;
    this.projects = made.projects;
    this.programs = new Programs(spec.self, { cwd: spec.folder, env: made.env });
  }

  /** @throws PccError `unavailable` where the CLI does not run in a home of its own. */
  static async open(spec: BenchSpec): Promise<Bench> {
    const { folder, program, clock } = spec;
    const lab = await Lab.open(clock);
    const projects = Array.from({ length: spec.projects }, (_, index) => join(folder, `app${index + 1}`));
    for (const project of projects) {
      put(join(project, 'src/index.ts'), 'export const answer = 41;\n');
      put(join(project, 'package.json'), '{ "name": "app", "scripts": { "test": "node -e 0" } }\n');
    }
    const tmp = join(folder, 'tmp');
    mkdirSync(tmp, { recursive: true, mode: 0o700 });
    const home = { home: join(folder, 'home'), trustedProjects: projects, apiUrl: lab.url };
    const isolated = { ...makeIsolatedHome({ ...home, cliVersion: '0.0.0', login: 'subscription' }) };
    const claude = await claudeVersion(program, { ...isolated, TMPDIR: tmp }, projects[0]);
    if (claude === null) {
      await lab.close();
      throw new PccError(
        'unavailable',
        `'${program}' says no version in a home of its own; name the program itself with --claude instead of a version manager's shim.`,
      );
    }
    const env = {
      ...makeIsolatedHome({ ...home, cliVersion: claude, login: 'subscription' }),
      // What the CLI leaves in the folder for temporary files has to go with all the rest.
      ...{ TMPDIR: tmp, CLAUDE_CODE_TMPDIR: tmp },
      ...{ PCC_HOME: join(folder, 'pcc'), PCC_CLAUDE: program },
    };
    mkdirSync(env.PCC_HOME, { mode: 0o700 });
    // A version that is not known would be tried in the background all the while.
    put(join(env.PCC_HOME, 'config.toml'), '[check]\nunknown_versions = "trust"\n');
    return new Bench(spec, { lab, env, claude, projects });
  }

  /** Path of the first project. */
  get project(): string {
    return this.projects[0] ?? this.folder;
  }

  /** Puts a file where it is named, relative to the folder of all. */
  put(path: string, text: string, mode = 0o600): string {
    return put(join(this.folder, path), text, mode);
  }

  /** Runs a verb to its end. */
  pcc(...args: readonly string[]): Promise<Ran> {
    return this.programs.run(args);
  }

  /** What a verb prints with `--json`. @throws PccError `failed` with its own sentence. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const ran = await this.pcc(...args, '--json');
    const value = parseJson(ran.stdout);
    if (ran.code !== 0 || value === undefined) {
      const said = ran.stderr.trim() || ran.stdout.trim().slice(0, 200);
      throw new PccError('failed', `'pcc ${args.join(' ')}' ended with ${ran.code}: ${said}`);
    }
    return value as T;
  }

  /** Runs a list through the CLI. */
  async exec(tasks: readonly unknown[]): Promise<Execution> {
    const file = this.put(`lists/${++this.#lists}.json`, JSON.stringify(tasks));
    return await this.json<Execution>('exec', file, '--project', this.project);
  }

  /** The server for programs, started once. */
  server(): Promise<ServerAccess> {
    return (this.#server ??= this.#startServer());
  }

  /** A connection to the daemon of its own, which has to run. */
  async daemon(): Promise<ApiClient> {
    const home = clientHome({ env: this.env, cwd: this.folder });
    const token = readFileSync(home.token, 'utf8').trim();
    return await connectApi({ socketPath: home.socket, token, client: 'assess', clock: this.clock });
  }

  /** Ends what runs in good order, a bounded time; what is left is killed with the folder. Gives a sentence for what went wrong. */
  async close(): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const verb of [
      ['server', 'stop'],
      ['daemon', 'stop', '--sessions'],
    ]) {
      const ran = await this.pcc(...verb);
      if (ran.code !== 0) faults.push(`'pcc ${verb.join(' ')}' ended with ${ran.code}: ${ran.stderr.trim()}`);
    }
    await this.lab.close();
    return faults;
  }

  async #startServer(): Promise<ServerAccess> {
    const told = await this.json<unknown>('server', 'start', '--port', '0');
    if (!isObject(told) || typeof told.url !== 'string' || typeof told.tokenFile !== 'string')
      throw new PccError('failed', "'pcc server start --json' does not tell where the server is.");
    return { url: told.url, pid: Number(told.pid), token: readFileSync(told.tokenFile, 'utf8').trim() };
  }
}

function put(path: string, text: string, mode = 0o600): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode });
  return path;
}
