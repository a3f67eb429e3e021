import { execFileSync } from 'node:child_process';
import { appendFileSync, closeSync, constants, mkdirSync, openSync, readFileSync, write, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { Brain } from '../../src/brain/brain.ts';
import { noBrain } from '../../src/brain/none.ts';
import { claudeVersion } from '../../src/claude/launch.ts';
import { projectName } from '../../src/claude/transcript/places.ts';
import type { Home } from '../../src/daemon/home.ts';
import { homeOf, prepareHome } from '../../src/daemon/home.ts';
import { loadConfig } from '../../src/daemon/config.ts';
import { Consultations } from '../../src/daemon/consulting/consultations.ts';
import { KillSwitch } from '../../src/daemon/killSwitch.ts';
import { Lasting } from '../../src/daemon/lasting/lasting.ts';
import { Ledger } from '../../src/daemon/ledger.ts';
import type { LiveSession } from '../../src/daemon/liveSession.ts';
import { SecretValues } from '../../src/daemon/secretValues.ts';
import type { CliChecksParts } from '../../src/daemon/selfCheck/cliChecks.ts';
import { CliChecks } from '../../src/daemon/selfCheck/cliChecks.ts';
import { SessionClis } from '../../src/daemon/selfCheck/sessionClis.ts';
import type { CheckResult } from '../../src/daemon/selfCheck/workerProcess.ts';
import { Sessions } from '../../src/daemon/sessions.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import type { Config } from '../../src/daemon/settings.ts';
import type { LiveRules } from '../../src/daemon/ruleFiles.ts';
import { defaultWorld } from '../../src/daemon/world.ts';
import type { BrainName } from '../../src/policy/consulting/advice.ts';
import type { Words } from '../../src/screen/words.ts';
import type { Decision } from '../../src/session/decision.ts';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../../src/store/store.ts';
import type { HostClient } from '../../src/terminal/hostClient.ts';
import { afterTest, clock as systemTime, connectTo, startTestHost, tempFolder, until } from '../terminal/harness.ts';
import type { TestHost } from '../terminal/harness.ts';
import { withoutReplies } from './recorded.ts';

/** The daemon's working parts over a real pty host in this process. */
export interface Rig {
  readonly folder: string;
  readonly home: Home;
  readonly host: TestHost;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly secrets: SecretValues;
  readonly checks: CliChecks;
  readonly clis: SessionClis;
  readonly killSwitch: KillSwitch;
  readonly lasting: Lasting;
  readonly consultations: Consultations;
  readonly brainFor: (name: BrainName) => Brain;
  /** The settings in force; `config set` puts others in their place. */
  readonly config: { current: Config };
  readonly log: string[];
  /** Connection in use; a test may put another in its place. */
  client: HostClient;
}

export interface RigOptions {
  readonly config?: Partial<Config>;
  /** The store as the working parts see it. */
  readonly seen?: (store: Store) => Store;
  readonly clock?: Clock;
  /** The rules of each project count as well, followed live. */
  readonly rules?: LiveRules;
  /** The wordings in force; the shipped ones when absent. */
  readonly words?: () => Words;
  /** The folder of an earlier rig, to go on in its home. */
  readonly folder?: string;
  readonly host?: TestHost;
  /** Stands for the start of a lost host. */
  readonly openHost?: () => Promise<void>;
  readonly endHost?: () => Promise<void>;
  /** The brains; one that is missing asks a person. */
  readonly brains?: readonly Brain[];
  /** The daemon's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stands for the process that checks a CLI. */
  readonly startCheck?: CliChecksParts['start'];
}

export async function makeRig(options: RigOptions = {}): Promise<Rig> {
  const { folder = tempFolder(), clock = systemTime } = options;
  const home = homeOf({ PCC_HOME: join(folder, 'pcc') });
  prepareHome(home);
  const host = options.host ?? (await startTestHost({}, home.folder));
  const secrets = new SecretValues(clock);
  const real = openStore(home.databaseFile, clock, () => secrets.current());
  afterTest(() => {
    real.dispose();
  });
  const store = options.seen?.(real) ?? real;
  const ledger = new Ledger(store, clock);
  const config = {
    current: { ...loadConfig(home.configFile).config, 'session.restart': 'never' as const, ...options.config },
  };
  const log: string[] = [];
  const parts = { home, store, ledger, clock };
  const settings = (): Config => config.current;
  const nothing: CheckResult = { passed: false, families: [], problem: 'nothing is checked here' };
  const checks = new CliChecks({
    clock,
    config: settings,
    store: store.cliChecks,
    pcc: '0.0.0-test',
    words: () => '',
    log: (sentence) => log.push(sentence),
    start: options.startCheck ?? (() => ({ over: Promise.resolve(nothing), dispose: () => undefined })),
  });
  const version = (path: string): Promise<string | null> => claudeVersion(path, {});
  const clis = new SessionClis({
    checks,
    store: store.sessions,
    live: () => sessions.live,
    version,
    clock,
    log: (sentence) => log.push(sentence),
  });
  const killSwitch = new KillSwitch({ file: home.stopFile, clock, log: (sentence) => log.push(sentence) });
  const brainFor = (name: BrainName): Brain => options.brains?.find((brain) => brain.name === name) ?? noBrain;
  const consultations = new Consultations({
    clock,
    timeoutMs: () => config.current['brain.timeout_ms'],
    brainFor,
    bug: (sentence, error) => log.push(`${sentence} ${String(error)}`),
  });
  afterTest(() => {
    consultations.dispose();
    killSwitch.dispose();
  });
  const lasting: Lasting = new Lasting({
    ...parts,
    config: settings,
    env: {},
    self: ['/bin/false'],
    host: () => rig.client,
    brainCalls: () => consultations.calls(),
    secrets,
    sessions: () => sessions,
    log: (sentence) => log.push(sentence),
    bug: (sentence, error) => log.push(`${sentence} ${String(error)}`),
    fleet: () => ({ limitsChanged: () => undefined, schedulesChanged: () => undefined }),
  });
  afterTest(() => {
    lasting.dispose();
  });
  const sessions: Sessions = new Sessions({
    ...(options.env ? { env: options.env } : {}),
    ...parts,
    clis,
    killSwitch,
    consultations,
    secrets,
    config: settings,
    host: () => rig.client,
    openHost: () => options.openHost?.() ?? Promise.resolve(),
    endHost: () => options.endHost?.() ?? rig.client.shutdown(true),
    world: defaultWorld,
    ...(options.rules ? { projectRules: options.rules.forProject.bind(options.rules) } : {}),
    words: options.words ?? shippedWords,
    opened: (live) => {
      lasting.opened(live);
    },
    lasting: (id, effect) => {
      if (effect.type !== 'launch') lasting.perform(id, effect);
    },
    log: (sentence) => log.push(sentence),
    bug: (sentence, error) => log.push(`${sentence} ${String(error)}`),
    self: ['/bin/false'],
  });
  const rig: Rig = {
    folder,
    home,
    host,
    store,
    ledger,
    sessions,
    secrets,
    checks,
    clis,
    killSwitch,
    lasting,
    consultations,
    brainFor,
    config,
    log,
    client: await connectTo(host),
  };
  listen(rig, rig.client);
  afterTest(() => {
    sessions.dispose();
  });
  return rig;
}

/** Brings what a connection announces to the sessions, as the daemon does. */
export function listen({ sessions, log }: Rig, client: HostClient): void {
  client.onOutput((output) => sessions.live.get(output.id)?.take(output));
  client.onWarning(({ id, sentence }) => sessions.live.get(id)?.warned(sentence));
  client.onExit(({ id, code, signal }) => {
    const live = sessions.live.get(id);
    if (live) sessions.ended(live, signal === 0 ? code : 128 + signal);
  });
  client.onDetached(({ id }) => {
    sessions.resync(id).catch((error: unknown) => log.push(String(error)));
  });
}

/** A session whose child shows what the test says and notes what is typed. */
export interface Puppet {
  readonly id: string;
  readonly live: LiveSession;
  readonly project: string;
  readonly claudeSessionId: string;
  /** Draws on its terminal. */
  show(text: string): Promise<void>;
  /** What was typed so far, without the terminal's own answers. */
  typed(): string;
  /** Everything that reached the child, answers of the terminal included. */
  heard(): string;
  /** Adds to the transcript. */
  tell(...lines: object[]): void;
  /** Tells of a call of Bash that waits. */
  calls(callId: string, command: string): void;
  /** Tells that a call is done. */
  done(callId: string): void;
}

export interface PuppetOptions {
  readonly trust?: boolean;
  readonly task?: string;
  readonly cols?: number;
  readonly rows?: number;
}

export async function startPuppet(rig: Rig, options: PuppetOptions = {}): Promise<Puppet> {
  const project = join(rig.folder, 'app');
  mkdirSync(project, { recursive: true });
  const screen = join(rig.folder, `screen-${rig.sessions.live.size}`);
  const keys = join(rig.folder, `keys-${rig.sessions.live.size}`);
  execFileSync('mkfifo', [screen]);
  writeFileSync(keys, '');
  // Opened for both ways, neither side waits for the other and the child never sees an end.
  const pipe = openSync(screen, constants.O_RDWR);
  afterTest(() => {
    closeSync(pipe);
  });
  const config = join(rig.folder, 'claude');
  const { cols = 80, rows = 24, trust = false } = options;
  const id = await rig.sessions.start({
    path: project,
    trust,
    args: [],
    claude: resolve(import.meta.dirname, 'programs/puppet.sh'),
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      TZ: 'UTC',
      CLAUDE_CONFIG_DIR: config,
      PUPPET_SCREEN: screen,
      PUPPET_KEYS: keys,
    },
    cols,
    rows,
    ...(options.task === undefined ? {} : { task: options.task }),
  });
  const live = rig.sessions.find(id);
  const { claudeSessionId } = rig.sessions.status(id);
  const transcript = join(config, 'projects', projectName(live.status([], null).path), `${claudeSessionId}.jsonl`);
  mkdirSync(join(transcript, '..'), { recursive: true });
  const tell = (...lines: object[]): void => {
    const own = lines.map((line) => `${JSON.stringify({ sessionId: claudeSessionId, ...line })}\n`);
    appendFileSync(transcript, own.join(''));
  };
  return {
    id,
    live,
    project,
    claudeSessionId,
    show: (text) => writeWhole(pipe, text),
    typed: () => withoutReplies(readFileSync(keys, 'utf8')),
    heard: () => readFileSync(keys, 'utf8'),
    tell,
    calls: (callId, command) => {
      const content = [{ type: 'tool_use', id: callId, name: 'Bash', input: { command } }];
      tell({ type: 'assistant', message: { role: 'assistant', content, stop_reason: 'tool_use' } });
    },
    done: (callId) => {
      const content = [{ type: 'tool_result', tool_use_id: callId, content: 'done', is_error: false }];
      tell({ type: 'user', message: { role: 'user', content } });
    },
  };
}

function writeWhole(pipe: number, text: string): Promise<void> {
  return new Promise((done, failed) => {
    write(pipe, text, (error) => {
      if (error) failed(error);
      else done();
    });
  });
}

/** Waits until the session reads as this state. */
export async function untilState({ live }: Pick<Puppet, 'live'>, state: string): Promise<void> {
  await until(`state ${state}`, () => live.actor.session.state === state, 30_000);
}

/** Waits until this was typed, and nothing else. */
export async function untilTyped(puppet: Puppet, keys: string): Promise<void> {
  await until(`typed ${JSON.stringify(keys)}`, () => puppet.typed() === keys, 30_000);
}

/** Gives everything that is under way the time in which a wrong key would come. */
export async function quietly(ms: number): Promise<void> {
  await new Promise((done) => setTimeout(done, ms));
}

/** The decisions of a session with what was typed and how they ended, oldest first. */
export function decisionsOf(rig: Rig, id: string): (Pick<Decision, 'tool' | 'action' | 'by'> & { outcome: string })[] {
  return rig.ledger
    .lines(id, undefined, 10_000)
    .filter((line) => line.type === 'decision')
    .map((line) => ({
      tool: line.tool ?? '',
      action: line.action as Decision['action'],
      by: line.by as Decision['by'],
      outcome: line.outcome ?? '',
    }));
}
