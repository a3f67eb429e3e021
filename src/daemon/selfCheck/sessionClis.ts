import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { CliIdentity } from '../../store/cliChecks.ts';
import type { SessionRecord, SessionStore } from '../../store/sessions.ts';
import type { LiveSession } from '../liveSession.ts';
import type { CliChecks, Standing } from './cliChecks.ts';
import { programAt, isSameCli } from './cliIdentity.ts';

/** What is needed to keep sessions told of their CLI. */
export interface SessionClisParts {
  readonly checks: CliChecks;
  readonly store: SessionStore;
  readonly live: () => ReadonlyMap<string, LiveSession>;
  /** Asks the program under a path, in a folder, for its version; null when it says none. */
  readonly version: (path: string, cwd: string) => Promise<string | null>;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
}

/** Tells each living session what is known of the CLI that it runs, now and when that changes. */
export class SessionClis implements Disposable {
  readonly #parts: SessionClisParts;
  readonly #clis = new Map<string, CliIdentity>();
  readonly #listening: readonly Disposable[];

  constructor(parts: SessionClisParts) {
    this.#parts = parts;
    this.#listening = [
      parts.checks.onChange((cli) => {
        for (const [id, own] of this.#clis) if (isSameCli(own, cli)) this.#tell(id, own, parts.checks.standing(own));
      }),
      parts.checks.onDue((cli) => {
        for (const [id, own] of [...this.#clis]) if (isSameCli(own, cli)) this.#met(id, own);
      }),
    ];
  }

  /** The CLI of a session that was just started has said its version, or none: then it is asked again a few times. */
  told(live: LiveSession, path: string, version: string | null, ask?: () => Promise<string | null>): void {
    const cli = programAt(path, version ?? '');
    if (version === null && ask) {
      this.#askAgain(live, cli, ask).catch((error: unknown) => {
        this.#parts.log(`${live.id}: its CLI could not be asked again: ${sentenceOf(error)}`);
      });
    }
    try {
      this.#parts.store.saveCli(live.id, cli);
    } catch (error) {
      this.#parts.log(`${live.id}: its CLI cannot be stored: ${sentenceOf(error)}`);
    }
    this.#met(live.id, cli);
  }

  /** A session of an earlier daemon goes on. What it runs was noted at its start, for the file may be another by now. */
  takenOver(live: LiveSession, { cli, demo, claudeVersion, path }: SessionRecord): void {
    if (demo !== undefined) return;
    // The daemon ended before the version was told. Only the very file that was started can still tell it.
    if (cli?.version === '' && isSameCli(programAt(cli.path, ''), cli)) {
      const ask = (): Promise<string | null> => this.#parts.version(cli.path, path);
      ask()
        .then((version) => {
          if (this.#parts.live().get(live.id) === live) this.told(live, cli.path, version, ask);
        })
        .catch((error: unknown) => {
          this.#parts.log(`${live.id}: its CLI could not be asked: ${sentenceOf(error)}`);
        });
      return;
    }
    this.#met(live.id, cli ?? { version: claudeVersion ?? '', path: '', size: 0, mtimeMs: 0 });
  }

  /** The version and what is known of it; undefined where nobody keeps watch. */
  standing(id: string): Standing | undefined {
    const cli = this.#clis.get(id);
    return cli && this.#parts.checks.standing(cli);
  }

  /** What checks speak for has changed: the table of words, or what the user wants. */
  again(): void {
    for (const [id, cli] of [...this.#clis]) this.#met(id, cli);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#clis.clear();
  }

  /** As long as the session lives and the file is the one that it was started from. */
  async #askAgain(live: LiveSession, cli: CliIdentity, ask: () => Promise<string | null>): Promise<void> {
    const isOpen = (): boolean => this.#parts.live().get(live.id) === live && isSameCli(programAt(cli.path, ''), cli);
    for (let tries = 1; tries < limits.cliVersionTries; tries++) {
      await pause(this.#parts.clock, limits.cliVersionAgainMs);
      const version = isOpen() ? await ask() : null;
      if (!isOpen()) return;
      if (version === null) continue;
      live.changed({ claudeVersion: version });
      this.told(live, cli.path, version);
      return;
    }
  }

  #met(id: string, cli: CliIdentity): void {
    for (const known of this.#clis.keys()) if (!this.#parts.live().has(known)) this.#clis.delete(known);
    this.#clis.set(id, cli);
    this.#tell(id, cli, this.#parts.checks.met(cli));
  }

  #tell(id: string, cli: CliIdentity, standing: Standing): void {
    const actor = this.#parts.live().get(id)?.actor;
    if (!actor) return;
    const sentence = sentences[standing];
    if (cli.version === '' && standing === 'unchecked') actor.note('session', unnamed);
    else if (sentence !== undefined)
      actor.note('session', `claude ${cli.version || 'of an unknown version'} ${sentence}`);
    actor.dispatch({ type: 'cli', standing: isTrusted(standing) ? 'checked' : 'unchecked' });
  }
}

/** True for a CLI that may be answered without a person. */
function isTrusted(standing: Standing): boolean {
  return standing === 'shipped' || standing === 'checked' || standing === 'off';
}

/** Said where there is no version to check. */
const unnamed = 'claude has not told its version, so that you are asked about every permission.';

const sentences: Partial<Record<Standing, string>> = {
  checked: 'passed its check.',
  checking: 'is being checked; until it passes, you are asked about every permission.',
  failed: 'failed its check, so that you are asked about every permission; `pcc doctor --cli` tells more.',
  unchecked: 'is not checked, so that you are asked about every permission; `pcc doctor --cli` checks it.',
};
