import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Emitter } from '../../base/emitter.ts';
import { sentenceOf } from '../../base/errors.ts';
import { releasedVersions } from '../../claude/releasedVersions.ts';
import { limits } from '../../limits.ts';
import type { CliCheckRecord, CliCheckStore, CliIdentity, FamilyResult } from '../../store/cliChecks.ts';
import type { Config } from '../settings.ts';
import { programAt, isSameCli } from './cliIdentity.ts';
import type { CheckProcess, CheckResult, WorkerSpec } from './workerProcess.ts';

/**
 * What is known of a program of the CLI. `shipped`: this release was recorded with its version; `checked`: it passed the check
 * on this machine; `checking`: its check waits or runs; `failed`: its check failed; `unchecked`: nobody knows; `off`: the user
 * wants no version to be checked, and all to be answered.
 */
export type Standing = 'shipped' | 'checked' | 'checking' | 'failed' | 'unchecked' | 'off';

/** What can be told of a program's check. */
export interface CheckReport {
  readonly standing: Standing;
  /** A check of it waits or runs; `families` is what that one has found so far. */
  readonly running: boolean;
  readonly families: readonly FamilyResult[];
  /** Absent before the first check has ended. */
  readonly passed?: boolean;
  readonly problem?: string;
  /** Milliseconds. */
  readonly tookMs?: number;
}

/** What the checks need of the daemon. */
export interface CliChecksParts {
  readonly store: CliCheckStore;
  readonly clock: Clock;
  readonly config: () => Pick<Config, 'check.unknown_versions' | 'check.shipped_versions'>;
  /** Version of pcc. */
  readonly pcc: string;
  /** Digest of the table of words in force. */
  readonly words: () => string;
  readonly log: (sentence: string) => void;
  /** Starts a check. */
  readonly start: (spec: Pick<WorkerSpec, 'cli' | 'progress'>) => CheckProcess;
}

/** A check that waits or runs. */
interface Job {
  readonly cli: CliIdentity;
  families: readonly FamilyResult[];
  process?: CheckProcess;
  /** The table of words was changed while it ran. */
  outdated: boolean;
}

/** What is remembered of a check that has ended. `tries`: how often in a row it could not be carried through. */
interface Kept {
  readonly record: CliCheckRecord;
  readonly tries: number;
}

/** Which programs of the CLI may be answered without a person: keeps what is known, and checks what is not, one at a time. */
export class CliChecks implements Disposable {
  readonly #parts: CliChecksParts;
  readonly #changed = new Emitter<CliIdentity>();
  readonly #due = new Emitter<CliIdentity>();
  /** By program and words: a database that fails for a moment, and a call of status, must not need it. */
  readonly #kept = new Map<string, Kept>();
  readonly #waits = new Set<Disposable>();
  #jobs: Job[] = [];
  #disposed = false;

  /** The standing of a program may be another now. */
  readonly onChange = this.#changed.event;

  /** A check that could not be carried through may be tried again by now, where a session still needs it. */
  readonly onDue = this.#due.event;

  constructor(parts: CliChecksParts) {
    this.#parts = parts;
  }

  /** What is known of a program. */
  standing(cli: CliIdentity): Standing {
    const config = this.#parts.config();
    if (config['check.shipped_versions'] === 'trust' && releasedVersions.includes(cli.version)) return 'shipped';
    if (config['check.unknown_versions'] === 'trust') return 'off';
    const known = this.#record(cli);
    if (known?.passed === true) return 'checked';
    if (this.#job(cli)) return 'checking';
    return known ? 'failed' : 'unchecked';
  }

  /**
   * A session runs a program: where nothing speaks for it yet, its check begins. A program of which neither version nor file is
   * known cannot be checked. Gives its standing then.
   */
  met(cli: CliIdentity): Standing {
    const standing = this.standing(cli);
    const isNew = standing === 'unchecked' || (standing === 'failed' && this.#mayRetry(cli));
    if (!isNew || cli.version === '' || cli.path === '' || this.#parts.config()['check.unknown_versions'] !== 'check')
      return standing;
    this.demand(cli);
    return this.standing(cli);
  }

  /** Begins a check whatever is known; one that waits or runs already is enough. */
  demand(cli: CliIdentity): void {
    if (this.#job(cli) || this.#disposed) return;
    this.#jobs.push({ cli, families: [], outdated: false });
    if (this.#jobs.length === 1) void this.#work();
  }

  report(cli: CliIdentity): CheckReport {
    const job = this.#job(cli);
    const standing = this.standing(cli);
    if (job) return { standing, running: true, families: job.families };
    const known = this.#record(cli);
    if (!known) return { standing, running: false, families: [] };
    const { families, passed, problem, startedAt, endedAt } = known;
    const tookMs = endedAt - startedAt;
    return { standing, running: false, families, passed, tookMs, ...(problem === undefined ? {} : { problem }) };
  }

  dispose(): void {
    this.#disposed = true;
    for (const job of this.#jobs) job.process?.dispose();
    for (const wait of this.#waits) wait.dispose();
    this.#waits.clear();
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs[0]; job; job = this.#jobs[0]) {
      const { cli } = job;
      try {
        await this.#check(job);
      } catch (error) {
        this.#parts.log(`The check of ${nameOf(cli)} came to nothing: ${sentenceOf(error)}`);
      }
      // What was found with words that are in force no longer is tried anew with those that are.
      if (job.outdated) job.outdated = false;
      else this.#jobs = this.#jobs.filter((other) => other !== job);
      if (this.#isDisposed()) return;
      this.#announce(this.#changed, cli);
    }
  }

  /** What goes wrong where it is heard must not keep the next check from its turn. */
  #announce(emitter: Emitter<CliIdentity>, cli: CliIdentity): void {
    try {
      emitter.fire(cli);
    } catch (error) {
      this.#parts.log(`The sessions could not be told of ${nameOf(cli)}: ${sentenceOf(error)}`);
    }
  }

  async #check(job: Job): Promise<void> {
    const { clock, log, start } = this.#parts;
    const { cli } = job;
    const startedAt = clock.wallMs();
    const words = this.#parts.words();
    log(`The check of ${nameOf(cli)} begins.`);
    const result = await this.#result(job, start);
    // What is killed with the daemon says nothing about the CLI; the next daemon begins anew.
    if (this.#isDisposed()) return;
    job.outdated = this.#parts.words() !== words;
    if (job.outdated) return;
    const endedAt = clock.wallMs();
    this.#keep({ cli, pcc: this.#parts.pcc, words, startedAt, endedAt, ...result });
    const seconds = Math.round((endedAt - startedAt) / 1_000);
    log(`The check of ${nameOf(cli)} ${result.passed ? 'passed' : `failed (${whyOf(result)})`} after ${seconds} s.`);
  }

  async #result(job: Job, start: CliChecksParts['start']): Promise<CheckResult> {
    const { cli } = job;
    const replaced: CheckResult = { passed: false, families: [], problem: 'the program was replaced meanwhile' };
    if (!isSameCli(programAt(cli.path, cli.version), cli)) return replaced;
    job.process = start({
      cli,
      progress: (families) => {
        job.families = families;
      },
    });
    const result = await job.process.over;
    return isSameCli(programAt(cli.path, cli.version), cli) ? result : replaced;
  }

  /** What came of a check that was carried through is stored; a failure of the machine says nothing about the CLI. */
  #keep(record: CliCheckRecord): void {
    const { cli } = record;
    const key = keyOf(cli, record.words);
    const tries = record.problem === undefined ? 0 : (this.#kept.get(key)?.tries ?? 0) + 1;
    this.#kept.set(key, { record, tries });
    if (tries === 0) {
      try {
        this.#parts.store.save(record);
      } catch (error) {
        this.#parts.log(`What the check of ${nameOf(cli)} found cannot be stored: ${sentenceOf(error)}`);
      }
    } else if (tries < limits.cliCheckTriesMax) {
      const wait = this.#parts.clock.after(limits.cliCheckAgainMs, () => {
        this.#waits.delete(wait);
        this.#announce(this.#due, cli);
      });
      this.#waits.add(wait);
    }
  }

  #isDisposed(): boolean {
    return this.#disposed;
  }

  #job(cli: CliIdentity): Job | undefined {
    return this.#jobs.find((job) => isSameCli(job.cli, cli));
  }

  #record(cli: CliIdentity): CliCheckRecord | undefined {
    const { store, pcc, log } = this.#parts;
    const words = this.#parts.words();
    const key = keyOf(cli, words);
    const kept = this.#kept.get(key);
    if (kept) return kept.record;
    try {
      const record = store.find({ cli, pcc, words });
      if (record) this.#kept.set(key, { record, tries: 0 });
      return record;
    } catch (error) {
      log(`What is known of ${nameOf(cli)} cannot be read: ${sentenceOf(error)}`);
      return undefined;
    }
  }

  #mayRetry(cli: CliIdentity): boolean {
    const kept = this.#kept.get(keyOf(cli, this.#parts.words()));
    if (!kept) return true;
    const isShort = kept.tries > 0 && kept.tries < limits.cliCheckTriesMax;
    const waitMs = isShort ? limits.cliCheckAgainMs : limits.cliCheckRetryMs;
    return this.#parts.clock.wallMs() - kept.record.endedAt >= waitMs;
  }
}

/** What is wrong, in one sentence's worth of words. */
function whyOf({ problem, families }: CheckResult): string {
  const wrong = families.filter(({ result }) => result === 'wrong').map(({ family, note }) => `${family}: ${note}`);
  return (
    [...(problem === undefined ? [] : [problem]), ...wrong].join('; ') || 'something that every version has was missing'
  );
}

function keyOf({ version, path, size, mtimeMs }: CliIdentity, words: string): string {
  return JSON.stringify([version, path, size, mtimeMs, words]);
}

function nameOf({ version, path }: CliIdentity): string {
  return `claude ${version} (${path})`;
}
