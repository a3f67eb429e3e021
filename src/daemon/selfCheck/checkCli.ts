import type { Clock } from '../../base/clock.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { ScriptedApi } from '../../claude/lab/scriptedApi.ts';
import { startScriptedApi } from '../../claude/lab/scriptedApi.ts';
import { replyAt } from '../../claude/lab/script.ts';
import type { LiveSession } from '../liveSession.ts';
import { ApiWatch } from './apiWatch.ts';
import { Bench } from './bench.ts';
import type { CheckCase, CheckSession, CheckSet } from './cases.ts';
import { checkSet } from './cases.ts';
import type { Finding } from './findings.ts';
import { findingOf } from './findings.ts';
import { playCase, untilFree } from './play.ts';

/** What a check is made of. */
export interface CheckSpec {
  /** The CLI: path and version. */
  readonly program: string;
  readonly version: string;
  /** A folder of its own. */
  readonly folder: string;
  /** The user's own rules, with which sessions are read. */
  readonly rulesFolder: string;
  readonly self: readonly [string, ...string[]];
  readonly clock: Clock;
  /** Told each finding as soon as there is one. */
  readonly found: (finding: Finding & { readonly family: string }) => void;
}

/** A check under way. */
export interface RunningCheck {
  /** Resolves when everything was tried and every process of it is gone. */
  readonly over: Promise<void>;
  /** Kills at once all that it started. */
  kill(): void;
}

/** CLIs at the same time; more would only wait for each other on a small machine. */
const atOnce = 2;

/**
 * Has the CLI do everything that pcc must read and answer, with pcc's own parts, against an API on loopback.
 *
 * @throws PccError where the folder cannot be used.
 */
export async function checkCli(spec: CheckSpec): Promise<RunningCheck> {
  const nowS = spec.clock.wallMs() / 1_000;
  // The tool that starts a sub-agent was renamed; requests tell which one a version has.
  const setFor = (agentTool: string): CheckSet => checkSet(bench.places, agentTool, nowS);
  const api = await startScriptedApi((place) =>
    replyAt(setFor(calls.offers('Agent') ? 'Agent' : 'Task').replies, place),
  );
  const calls = new ApiWatch(api.requests);
  const bench = await Bench.open({ ...spec, apiUrl: api.url });
  const { sessions, files } = setFor('Task');
  bench.furnish(files);
  return {
    over: new Check(spec, bench, api, calls).play(sessions),
    kill: () => {
      bench.dispose();
    },
  };
}

class Check {
  readonly #spec: CheckSpec;
  readonly #bench: Bench;
  readonly #api: ScriptedApi;
  readonly #calls: ApiWatch;
  #toldStart = false;
  #isDead = false;

  constructor(spec: CheckSpec, bench: Bench, api: ScriptedApi, calls: ApiWatch) {
    this.#spec = spec;
    this.#bench = bench;
    this.#api = api;
    this.#calls = calls;
  }

  async play(sessions: readonly CheckSession[]): Promise<void> {
    const waiting = [...sessions];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.#session(next);
    };
    try {
      await this.#mustBeTheOne();
      await Promise.all(Array.from({ length: atOnce }, worker));
    } finally {
      await this.#bench.close();
      await this.#api.close();
    }
  }

  /** The shim of a version manager may choose another program in the check's own home than in the session's. */
  async #mustBeTheOne(): Promise<void> {
    const { program, version } = this.#spec;
    const said = await this.#bench.version();
    if (said === version) return;
    throw new PccError(
      'unavailable',
      `'${program}' is claude ${version} for the session, but ${said ?? 'says no version'} in the check's own home; name the program itself with PCC_CLAUDE or claude.command instead of a version manager's shim`,
    );
  }

  async #session({ name, args, cases }: CheckSession): Promise<void> {
    let id: string | undefined;
    try {
      id = await this.#bench.start(name, args);
      const live = this.#bench.sessions.find(id);
      await this.#cases(live, cases);
    } catch (error) {
      for (const one of cases) this.#tell(one, { result: 'wrong', note: sentenceOf(error) });
    } finally {
      if (id !== undefined) await this.#bench.end(id).catch(() => undefined);
    }
  }

  async #cases(live: LiveSession, cases: readonly CheckCase[]): Promise<void> {
    const { clock } = this.#spec;
    const parts = {
      live,
      ledger: this.#bench.ledger,
      send: (text: string) => this.#bench.sessions.send(live.id, text),
      api: this.#api,
      calls: this.#calls,
      clock,
      stopped: () => this.#isDead,
    };
    for (const [index, one] of cases.entries()) {
      if (this.#isDead || !(await untilFree(parts))) {
        this.#notTried(live, cases.slice(index));
        return;
      }
      if (index === 0) this.#started(live);
      const seen = await playCase(one, parts);
      this.#tell(one, findingOf(one, seen));
      if (seen.late) {
        this.#notTried(live, cases.slice(index + 1));
        return;
      }
    }
  }

  /** A session that does not go on: nothing that was to come in it can be tried. */
  #notTried(live: LiveSession, cases: readonly CheckCase[]): void {
    // Where not even the first input box was seen, further starts would show the same.
    this.#isDead ||= !this.#toldStart;
    const note = `not tried, because the input box was not free: read as ${live.actor.session.state}`;
    for (const one of cases) this.#tell(one, { result: 'wrong', note });
  }

  /** The first session that comes up met the trust dialog, since the folder is new. */
  #started(live: LiveSession): void {
    if (this.#toldStart) return;
    this.#toldStart = true;
    const lines = this.#bench.ledger.lines(live.id, undefined, 1_000);
    const trust = lines.find((line) => line.kind === 'trust');
    this.#spec.found({ family: 'start', result: 'ok', note: '' });
    if (!trust) this.#spec.found({ family: 'trust', result: 'absent', note: 'not asked' });
    else if (trust.by === 'flag' && trust.outcome === 'confirmed')
      this.#spec.found({ family: 'trust', result: 'ok', note: '' });
    else
      this.#spec.found({
        family: 'trust',
        result: 'wrong',
        note: `its answer did not arrive (${trust.outcome ?? ''})`,
      });
  }

  #tell(one: CheckCase, finding: Finding): void {
    this.#spec.found({ family: one.family, ...finding });
  }
}
