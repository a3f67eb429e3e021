import { killGroup } from '../../claude/processGroup.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { makeIsolatedHome } from '../../claude/lab/isolatedHome.ts';
import { childEnvironment, claudeVersion } from '../../claude/launch.ts';
import { noBrain } from '../../brain/none.ts';
import { limits } from '../../limits.ts';
import { packageVersion } from '../../packageRoot.ts';
import { openStore } from '../../store/store.ts';
import { PtyHost } from '../../terminal/host/ptyHost.ts';
import { connectHost } from '../../terminal/hostClient.ts';
import { loadConfig } from '../config.ts';
import { Consultations } from '../consulting/consultations.ts';
import { homeOf, prepareHome } from '../home.ts';
import { Ledger } from '../ledger.ts';
import { SecretValues } from '../secretValues.ts';
import { Sessions } from '../sessions.ts';
import { readWords } from '../screenWords.ts';
import { defaultWorld } from '../world.ts';
import { shippedRulesFolder } from '../yamlFiles.ts';
import type { CheckPlaces } from './cases.ts';

/** What a bench is made for. */
export interface BenchSpec {
  /** A folder of its own, which everything is kept in. */
  readonly folder: string;
  /** The CLI: path and version. */
  readonly program: string;
  readonly version: string;
  readonly apiUrl: string;
  /** The user's own rules, with which sessions are read. */
  readonly rulesFolder: string;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  readonly clock: Clock;
}

/**
 * A pcc of its own in a throw-away home: the very parts of a live session over a pty host in this process, so that the CLI
 * loses its terminal when this process ends, however it ends.
 */
export class Bench implements Disposable {
  readonly sessions: Sessions;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly places: CheckPlaces;
  readonly #spec: BenchSpec;
  readonly #env: Record<string, string>;
  readonly #owned: Disposables;
  readonly #host: PtyHost;

  private constructor(spec: BenchSpec, made: Omit<Made, 'places'>) {
    this.#spec = spec;
    this.clock = spec.clock;
    this.places = placesIn(spec.folder);
    this.sessions = made.sessions;
    this.ledger = made.ledger;
    this.#owned = made.owned;
    this.#host = made.host;
    const tmp = join(spec.folder, 'tmp');
    mkdirSync(tmp, { recursive: true, mode: 0o700 });
    const env = makeIsolatedHome({
      home: join(spec.folder, 'home'),
      cliVersion: spec.version,
      trustedProjects: [],
      login: 'subscription',
      apiUrl: spec.apiUrl,
    });
    // What the CLI leaves in the folder for temporary files has to go with all the rest.
    this.#env = { ...env, TMPDIR: tmp, CLAUDE_CODE_TMPDIR: tmp };
  }

  /** @throws PccError where the folder cannot be used. */
  static async open(spec: BenchSpec): Promise<Bench> {
    const { clock, folder } = spec;
    const home = homeOf({ PCC_HOME: join(folder, 'pcc') });
    mkdirSync(home.folder, { recursive: true, mode: 0o700 });
    prepareHome(home);
    const host = await PtyHost.start({
      runDir: home.runFolder,
      recordingsDir: home.recordingsFolder,
      version: packageVersion(),
      clock,
      limits: { killInsistAfterMs: limits.cliCheckKillMs, killForceAfterMs: limits.cliCheckKillMs },
      log: () => undefined,
    });
    const owned = new Disposables();
    const client = owned.own(await connectHost(home.hostSocketPath, { clock }));
    const store = owned.own(openStore(home.databaseFile, clock));
    const ledger = new Ledger(store, clock);
    const { config } = loadConfig(home.configFile);
    const words = readWords({ shipped: shippedRulesFolder(), user: spec.rulesFolder });
    const sessions = owned.own(
      new Sessions({
        home,
        config: () => config,
        store,
        ledger,
        host: () => client,
        openHost: () => Promise.resolve(),
        endHost: () => Promise.resolve(),
        world: defaultWorld,
        consultations: owned.own(
          new Consultations({ clock, timeoutMs: () => 0, brainFor: () => noBrain, bug: () => undefined }),
        ),
        secrets: new SecretValues(clock),
        words: () => words,
        clock,
        log: () => undefined,
        bug: () => undefined,
        self: spec.self,
      }),
    );
    owned.own(client.onOutput((output) => sessions.live.get(output.id)?.take(output)));
    owned.own(
      client.onExit(({ id, code, signal }) => {
        const live = sessions.live.get(id);
        if (live) sessions.ended(live, signal === 0 ? code : 128 + signal);
      }),
    );
    return new Bench(spec, { sessions, ledger, owned, host });
  }

  /** Puts the project, and what stands beside it, into place. */
  furnish(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) write(join(this.places.project, path), text);
    write(this.places.outside, 'Nothing secret here.\n');
    const [command, ...args] = this.#spec.self;
    const tracker = { command, args: [...args, '__tracker'] };
    write(this.places.mcpConfig, JSON.stringify({ mcpServers: { tracker } }));
  }

  /** What the program says of its version in the very environment in which it is tried; null when it says none. */
  version(): Promise<string | null> {
    return claudeVersion(this.#spec.program, childEnvironment(this.#env), this.places.project);
  }

  /** Starts the CLI under the name and gives the session's id. @throws PccError. */
  start(name: string, args: readonly string[]): Promise<string> {
    return this.sessions.start({
      path: this.places.project,
      name,
      trust: true,
      brain: 'none',
      args: [...args],
      claude: this.#spec.program,
      env: this.#env,
    });
  }

  /** Ends one session at once. */
  async end(id: string): Promise<void> {
    await this.sessions.live.get(id)?.kill('force');
  }

  /** Ends everything, a bounded time. */
  async close(): Promise<void> {
    this.#host.end('the check is over');
    await this.#host.ended;
    this.#owned.dispose();
  }

  /** Kills at once what still runs: for the end of this process. */
  dispose(): void {
    for (const live of this.sessions.live.values()) {
      const { pid } = live.status([], null);
      if (pid !== null) killGroup(pid);
    }
  }
}

interface Made {
  readonly sessions: Sessions;
  readonly ledger: Ledger;
  readonly owned: Disposables;
  readonly host: PtyHost;
  readonly places: CheckPlaces;
}

function placesIn(folder: string): CheckPlaces {
  return {
    project: join(folder, 'app'),
    outside: join(folder, 'notes', 'plan.txt'),
    mcpConfig: join(folder, 'mcp.json'),
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
