import type { Result } from '../api/methods.ts';
import type { ApiServer } from '../api/server.ts';
import { listenUnix } from '../api/server.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import type { Brain } from '../brain/brain.ts';
import { rulesBrain } from '../brain/rules.ts';
import { limits } from '../limits.ts';
import { packageVersion } from '../packageRoot.ts';
import type { BrainName } from '../policy/consulting/advice.ts';
import type { World } from '../policy/judge.ts';
import type { Redactor } from '../policy/redact.ts';
import { takeLock } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { openStore } from '../store/store.ts';
import type { LiveAnswers } from './answerRules.ts';
import { watchAnswers } from './answerRules.ts';
import { Attachments } from './attachments/attachments.ts';
import { keepBackups } from './backups.ts';
import { brainsOf } from './brains.ts';
import { loadConfig } from './config.ts';
import { Consultations } from './consulting/consultations.ts';
import { daemonFacts } from './daemonFacts.ts';
import type { DaemonSpec } from './daemonSpec.ts';
import { Fleet } from './fleet/fleet.ts';
import { handlersOf } from './handlers.ts';
import { ensureToken } from './home.ts';
import { followHost } from './hostEvents.ts';
import { HostLink } from './hostLink.ts';
import { KillSwitch } from './killSwitch.ts';
import { Lasting } from './lasting/lasting.ts';
import { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import { openLog } from './log.ts';
import type { LiveRules } from './ruleFiles.ts';
import { watchRules } from './ruleFiles.ts';
import type { LiveWords } from './screenWords.ts';
import { watchWords } from './screenWords.ts';
import { SecretValues } from './secretValues.ts';
import { shownStatus } from './shownStatus.ts';
import { Sessions } from './sessions.ts';
import type { CliChecks } from './selfCheck/cliChecks.ts';
import type { SessionClis } from './selfCheck/sessionClis.ts';
import { watchClis } from './selfCheck/watchClis.ts';
import type { Config } from './settings.ts';
import { machineFacts } from './world.ts';
import type { FileProblem } from './yamlFiles.ts';
import { shippedRulesFolder } from './yamlFiles.ts';

/** Thrown when another daemon holds the lock of the home: no failure, the other one answers. */
export class AlreadyRunning extends PccError {}

/** The one daemon of a home: it brings store, rules, pty host, sessions and API together and owns them all. */
export class Daemon implements Disposable {
  readonly #spec: DaemonSpec;
  readonly #owned = new Disposables();
  readonly #startedMs: number;
  readonly #link: HostLink;
  readonly #log: Log;
  readonly #secrets: SecretValues;
  readonly #sessions: Sessions;
  readonly #fleet: Fleet;
  readonly #lasting: Lasting;
  readonly #store: Store;
  readonly #rules: LiveRules;
  readonly #words: LiveWords;
  readonly #answers: LiveAnswers;
  readonly #killSwitch: KillSwitch;
  readonly #brainFor: (name: BrainName) => Brain;
  readonly #consultations: Consultations;
  readonly #checks: CliChecks;
  readonly #clis: SessionClis;
  readonly #clisWords: () => void;
  readonly #config: { current: Config };
  readonly #configWarnings: readonly string[];
  #server: ApiServer | undefined;
  #over: () => void = () => undefined;
  /** Resolves when the daemon was told to end. */
  readonly over: Promise<void>;

  /** Takes the lock and opens the store. @throws AlreadyRunning, PccError. */
  constructor(spec: DaemonSpec) {
    this.#spec = spec;
    const { home, clock } = spec;
    const lock = takeLock(home.lockFile);
    if (!lock) throw new AlreadyRunning('conflict', `Another daemon runs in '${home.folder}'.`);
    this.#owned.own(lock);
    this.over = new Promise((resolve) => {
      this.#over = resolve;
    });
    try {
      const { config, warnings } = loadConfig(home.configFile);
      this.#config = { current: config };
      this.#configWarnings = warnings;
      this.#secrets = new SecretValues(clock);
      this.#secrets.learnEnvironment(spec.env);
      const redactor = (): Redactor => this.#secrets.current();
      this.#log = openLog(`${home.logsFolder}/daemon.log`, config['log.level'], redactor, spec.echo);
      this.#store = this.#owned.own(openStore(home.databaseFile, clock, redactor));
      for (const { path } of this.#store.sessions.list({ all: false })) this.#secrets.learnProject(path);
      const folders = { shipped: shippedRulesFolder(), user: home.rulesFolder };
      this.#rules = this.#owned.own(watchRules(folders, clock));
      this.#words = this.#owned.own(watchWords(folders));
      this.#answers = this.#owned.own(watchAnswers(folders));
      this.#killSwitch = this.#owned.own(new KillSwitch({ file: home.stopFile, clock, log: this.#warn }));
      this.#brainFor = brainsOf({
        config: () => this.#config.current,
        env: spec.env,
        clock,
        rules: rulesBrain(() => this.#answers.current),
      });
      this.#consultations = this.#owned.own(this.#makeConsultations());
      this.#startedMs = clock.monotonicMs();
      this.#link = this.#owned.own(
        new HostLink({
          hostLimits: () => ({
            hostIdleExitMs: config['host.idle_exit_ms'],
            recordingSessionBytesMax: config['recording.session_bytes_max'],
            recordingTotalBytesMax: config['recording.total_bytes_max'],
          }),
          home,
          clock,
          self: spec.self,
          env: spec.env,
          log: this.#warn,
        }),
      );
      const watch = watchClis({
        ...spec,
        store: this.#store,
        config: () => this.#config.current,
        live: () => this.#sessions.live,
        log: (sentence) => {
          this.#log.info(sentence);
        },
      });
      this.#checks = this.#owned.own(watch.checks);
      this.#clis = this.#owned.own(watch.clis);
      this.#clisWords = watch.wordsChanged;
      this.#fleet = this.#owned.own(this.#makeFleet());
      this.#lasting = this.#owned.own(this.#makeLasting());
      this.#sessions = this.#owned.own(this.#makeSessions(clock));
    } catch (error) {
      this.#owned.dispose();
      throw error;
    }
    for (const warning of [...this.#configWarnings, ...this.#store.warnings]) this.#log.warn(warning);
    this.#owned.own(followHost(this.#link, this.#sessions, this.#notTakenUp));
    this.#followWords();
  }

  /** Takes over what lives, then opens the API: who connects finds everything in place. */
  async start(): Promise<void> {
    const { home, clock } = this.#spec;
    await this.#link.open();
    await this.#sessions.recover();
    this.#lasting.start();
    for (const warning of this.#lasting.warnings()) this.#log.warn(warning);
    const attachments = new Attachments(clock, () => this.#config.current['human.lease_idle_ms']);
    const handlers = handlersOf({
      home,
      store: this.#store,
      ledger: new Ledger(this.#store, clock),
      sessions: this.#sessions,
      secrets: this.#secrets,
      killSwitch: this.#killSwitch,
      checks: this.#checks,
      clis: this.#clis,
      attachments,
      fleet: this.#fleet,
      lasting: this.#lasting,
      clock,
      config: this.#config,
      brainFor: this.#brainFor,
      problems: () => this.#problems(),
      status: () => this.#status(),
      stop: (sessions) => this.stop(sessions),
    });
    this.#server = await listenUnix({
      socketPath: home.socketPath,
      token: ensureToken(home),
      version: packageVersion(),
      handlers,
      onBug: (method, error) => {
        this.#log.error(`A defect behind '${method}'.`, error);
      },
    });
    const backupFailed = (sentence: string): void => {
      this.#log.error(sentence);
    };
    this.#owned.own(keepBackups(this.#store, clock, backupFailed));
    // Who was attached to the daemon before this one has come back by then, or does not.
    this.#owned.own(
      clock.after(limits.reattachMs, () => {
        attachments.fitAll(this.#sessions.live.values());
      }),
    );
    this.#log.info(`The daemon answers on ${home.socketPath}.`);
  }

  /** Writes a defect to the log. */
  readonly bug = (sentence: string, error: unknown): void => {
    this.#log.error(sentence, error);
  };

  readonly #warn = (sentence: string): void => {
    this.#log.warn(sentence);
  };

  /** Ends the API and this process's hold on everything; sessions live on in the host. */
  async close(): Promise<void> {
    await this.#server?.close();
    this.dispose();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #makeConsultations(): Consultations {
    return new Consultations({
      clock: this.#spec.clock,
      timeoutMs: () => this.#config.current['brain.timeout_ms'],
      brainFor: this.#brainFor,
      bug: this.bug,
    });
  }

  #makeFleet(): Fleet {
    const shown = shownStatus({ home: this.#spec.home, secrets: this.#secrets, problems: () => this.#problems() });
    return new Fleet({
      clock: this.#spec.clock,
      status: (id) => shown(this.#sessions.status(id)),
      daemon: () => this.#status(),
      limits: () => this.#lasting.wakeups.limits(),
      schedules: () => this.#lasting.schedules.list(),
      lines: (limit) => new Ledger(this.#store, this.#spec.clock).newest(limit),
      bug: this.bug,
    });
  }

  #makeLasting(): Lasting {
    return new Lasting({
      ...this.#spec,
      store: this.#store,
      config: () => this.#config.current,
      secrets: this.#secrets,
      sessions: () => this.#sessions,
      host: () => this.#link.client,
      brainCalls: () => this.#consultations.calls(),
      log: this.#warn,
      bug: this.bug,
      fleet: () => this.#fleet,
    });
  }

  #makeSessions(clock: Clock): Sessions {
    const { home, self, env } = this.#spec;
    const world = (): World => ({ rules: this.#rules.current, facts: machineFacts(home.folder) });
    return new Sessions({
      home,
      config: () => this.#config.current,
      store: this.#store,
      ledger: new Ledger(this.#store, clock),
      host: () => this.#link.client,
      openHost: async (wanted) => {
        await this.#link.open(wanted);
        // What the lost host owned is told apart first from what is started now.
        await this.#sessions.takenUp;
      },
      endHost: () => this.#link.shutdown(),
      world,
      projectRules: (folder) => this.#rules.forProject(folder),
      consultations: this.#consultations,
      secrets: this.#secrets,
      killSwitch: this.#killSwitch,
      words: () => this.#words.current,
      clis: this.#clis,
      opened: (live) => {
        this.#fleet.follow(live);
        this.#lasting.opened(live);
      },
      lasting: (id, effect) => {
        if (effect.type !== 'launch') this.#lasting.perform(id, effect);
      },
      clock,
      log: this.#warn,
      bug: this.bug,
      self,
      env,
    });
  }

  #followWords(): void {
    this.#owned.own(
      this.#words.onChange(() => {
        this.#sessions.rereadScreens();
        this.#clisWords();
      }),
    );
  }

  readonly #notTakenUp = (error: unknown): void => {
    this.#log.error(`Sessions could not be taken up again: ${sentenceOf(error)}`, error);
  };

  #status(): Result<'daemon.status'> {
    return daemonFacts({
      ...this.#spec,
      startedMs: this.#startedMs,
      link: this.#link,
      killSwitch: this.#killSwitch,
      config: () => this.#config.current,
      sessions: () => this.#sessions.live.size,
      warnings: () => [
        ...this.#configWarnings,
        ...this.#store.warnings,
        ...this.#problems().map((problem) => problem.sentence),
        ...this.#lasting.warnings(),
      ],
    });
  }

  #problems(): readonly FileProblem[] {
    return [...this.#rules.problems, ...this.#words.problems, ...this.#answers.problems];
  }

  /** Ends the daemon, and all sessions with it where that is wanted. */
  async stop(sessions: boolean): Promise<Result<'daemon.stop'>> {
    const count = this.#sessions.live.size;
    if (sessions) await this.#sessions.endAll();
    this.#log.info(sessions ? 'Asked to end, with all sessions.' : 'Asked to end; the sessions go on.');
    // The answer leaves before the conversation ends.
    this.#spec.clock.after(limits.clientPollMs, this.#over);
    return { pid: process.pid, sessions: count };
  }
}
