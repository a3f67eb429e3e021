import { existsSync } from 'node:fs';
import type { Disposable } from '../base/disposables.ts';
import { PccError } from '../base/errors.ts';
import { canonicalJson } from '../base/json.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { PendingCall } from '../session/session.ts';
import type { DecidedBy, Decision } from '../session/decision.ts';
import { Database } from './database.ts';
import { migrations } from './migrations.ts';
import { applicationId } from './opening.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeTextOf, numberOf, textOf } from './row.ts';
import { sha256 } from './sha256.ts';

/** A tool call that asked leave, with all that was decided on it. Texts are redacted. */
export interface DecidedCall {
  readonly session: string;
  /** Real path of the project. */
  readonly root: string;
  /** When it was decided on first; milliseconds since the Unix epoch. */
  readonly at: number;
  readonly call: PendingCall;
  /** Names the call as it really was: SHA-256 of the canonical JSON of its input. */
  readonly inputSha256: string;
  /** False when a secret was taken out of the call before it was stored: it is not the one that was judged. */
  readonly isWhole: boolean;
  /** The last verdict of pcc; absent when none was stored. */
  readonly verdict?: Verdict;
  /** Who let it run, if anybody did. */
  readonly approvedBy?: DecidedBy;
  /** What a person answered. `unknown`: asked, and the dialog was answered at the terminal, or left. Absent: nobody was asked. */
  readonly answer?: 'approved' | 'denied' | 'unknown';
}

/**
 * The recorded decisions, to be read beside a running daemon: nothing is changed, and nobody waits for the reader.
 */
export class History implements Disposable {
  readonly #database: Database;

  /**
   * Opens the database at `path`.
   *
   * @throws PccError `not_found` when there is none, `storage` when it cannot be read or is of another version of pcc.
   */
  constructor(path: string) {
    if (!existsSync(path))
      throw new PccError('not_found', `Nothing is recorded yet: '${path}' does not exist; start a session first.`);
    this.#database = Database.openReadonly(path);
    try {
      this.#checkVersion(path);
    } catch (error) {
      this.#database.dispose();
      throw error;
    }
  }

  /** How many decisions on permissions were recorded since a moment; milliseconds since the Unix epoch. */
  count(since: number): number {
    const row = this.#database.one(`SELECT count(*) AS n FROM decisions WHERE at >= ? AND ${isPermission}`, since);
    return row ? numberOf(row, 'n') : 0;
  }

  /** The calls that were decided on since a moment, one by one, with the number of decisions each has had. */
  *calls(since: number): Generator<{ readonly decided: DecidedCall; readonly decisions: number }> {
    const rows = this.#database.each(
      `SELECT d.*, s.path, json_extract(d.decision, '$.call.id') AS call_id FROM decisions d
        JOIN sessions s ON s.id = d.session WHERE d.at >= ? AND ${isPermission}
        ORDER BY s.n, call_id, d.seq`,
      since,
    );
    let about: Row[] = [];
    for (const row of rows) {
      const [first] = about;
      if (first && (first['session'] !== row['session'] || first['call_id'] !== row['call_id'])) {
        yield { decided: decidedCall(about), decisions: about.length };
        about = [];
      }
      about.push(row);
    }
    if (about.length > 0) yield { decided: decidedCall(about), decisions: about.length };
  }

  dispose(): void {
    this.#database.dispose();
  }

  #checkVersion(path: string): void {
    if (this.#database.pragma('application_id') !== applicationId)
      throw new PccError('storage', `'${path}' is no database of pcc; give the right home folder in PCC_HOME.`);
    const version = this.#database.pragma('user_version');
    if (version === migrations.length) return;
    const what = version < migrations.length ? 'start this pcc once, which brings it up to date' : 'use the newer pcc';
    throw new PccError(
      'storage',
      `The database '${path}' is of schema version ${version}, this pcc reads ${migrations.length}; ${what}.`,
    );
  }
}

const isPermission =
  "json_extract(decision, '$.kind') = 'permission' AND json_extract(decision, '$.call.id') IS NOT NULL";

function decidedCall(rows: readonly Row[]): DecidedCall {
  const decisions = rows.map((row) => ({
    decision: jsonOf(row, 'decision') as unknown as Decision,
    outcome: textOf(row, 'outcome'),
  }));
  const last = rows.at(-1) ?? {};
  const call = decisions.at(-1)?.decision.call ?? { id: '', tool: '', input: {} };
  const inputSha256 = maybeTextOf(last, 'input_sha256') ?? '';
  const verdict = decisions.findLast(({ decision }) => decision.by === 'policy' || decision.by === 'brain')?.decision;
  const approved = decisions.findLast(({ decision }) => decision.action === 'approve')?.decision.by;
  const answer = answerIn(decisions);
  return {
    session: textOf(last, 'session'),
    root: textOf(last, 'path'),
    at: Math.min(...rows.map((row) => numberOf(row, 'at'))),
    call,
    inputSha256,
    isWhole: inputSha256 === sha256(canonicalJson(call.input)),
    ...(verdict ? { verdict: verdictOf(verdict) } : {}),
    ...(approved ? { approvedBy: approved } : {}),
    ...(answer ? { answer } : {}),
  };
}

function answerIn(
  decisions: readonly { readonly decision: Decision; readonly outcome: string }[],
): DecidedCall['answer'] {
  const person = decisions.findLast(({ decision }) => decision.by === 'human')?.decision;
  if (person) return person.action === 'deny' ? 'denied' : 'approved';
  const isAsked = decisions.some(({ decision }) => decision.by === 'policy' && decision.action !== 'approve');
  return isAsked ? 'unknown' : undefined;
}

function verdictOf({ risk, action, by, rules, reasons }: Decision): Verdict {
  // What a brain let pass was left to it by the policy.
  const own = action === 'approve' || action === 'ask-brain' ? action : 'escalate';
  return { risk, action: by === 'brain' ? 'ask-brain' : own, rules, reasons };
}
