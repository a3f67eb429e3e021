import { PccError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { canonicalJson, isObject } from '../base/json.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Option } from '../screen/reading.ts';
import { pagesOf } from '../session/pages.ts';
import type { Decision, Outcome } from '../session/decision.ts';
import { Audit, type BrokenRow } from './audit.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeTextOf, numberOf, textOf } from './row.ts';
import { sha256 } from './sha256.ts';

/** A decision as it was committed, with what became of it. Texts are redacted. */
export interface DecisionRecord {
  /** Grows over all sessions, in the order of the commits. */
  readonly seq: number;
  readonly session: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly decision: Decision;
  /** SHA-256 of the canonical JSON of the call's input as it really was, when there is a call. */
  readonly inputSha256?: string;
  /** What was typed, made readable; '' when nothing was. */
  readonly keys: string;
  readonly outcome: Outcome;
}

/** A decision that is to be committed. */
export interface NewDecision {
  readonly session: string;
  readonly at: number;
  readonly decision: Decision;
  /** '' when they are not known yet. */
  readonly keys: string;
}

/** How a person answered something before. Texts are redacted. */
export interface HumanAnswer {
  readonly kind: 'permission' | 'question' | 'plan' | 'prose';
  /** What was asked: the questions, or tool and subject. */
  readonly asked: string;
  /** The label that was chosen. */
  readonly chosen: string;
  /** What could be chosen, where that is known: the options of a question, the replies to one in words. */
  readonly choices: readonly string[];
  /** ISO-8601 UTC. */
  readonly at: string;
}

/** The decisions. Each change is also a row of the audit, committed together with it. */
export class DecisionStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;
  readonly #audit: Audit;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#redactor = redactor;
    this.#database = database;
    this.#audit = new Audit(database);
  }

  /**
   * Commits a decision; it is on the disk when this returns. Its outcome is `pending`.
   *
   * @throws PccError `conflict` when a decision with this id was committed before, `storage` when the disk refuses.
   */
  record(made: NewDecision): DecisionRecord {
    const { session, at } = made;
    const redactor = this.#redactor();
    const id = made.decision.id;
    const decision = redactor.json(made.decision as unknown as Json) as unknown as Decision;
    const call = made.decision.call;
    const inputSha256 = call && sha256(canonicalJson(call.input));
    const keys = redactor.text(made.keys);
    const body: JsonObject = {
      decision: decision as unknown as Json,
      keys,
      ...(inputSha256 === undefined ? {} : { inputSha256 }),
    };
    const seq = this.#database.transaction(() => {
      if (this.get(id)) throw new PccError('conflict', `The decision '${id}' was committed before.`);
      const next = this.#audit.append({ at, session, decision: id, type: 'decision', body });
      this.#database.run(
        'INSERT INTO decisions (seq, id, session, at, decision, input_sha256, keys, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        next,
        id,
        session,
        at,
        canonicalJson(decision as unknown as Json),
        inputSha256 ?? null,
        keys,
        'pending',
      );
      return next;
    });
    return {
      seq,
      session,
      at,
      decision,
      ...(inputSha256 === undefined ? {} : { inputSha256 }),
      keys,
      outcome: 'pending',
    };
  }

  /** Notes which keys are typed for a decision. @throws PccError `not_found`. */
  setKeys(id: string, keys: string, at: number): void {
    this.#change(id, 'keys', this.#redactor().text(keys), at);
  }

  /** Notes what became of a decision. @throws PccError `not_found`. */
  setOutcome(id: string, outcome: Outcome, at: number): void {
    this.#change(id, 'outcome', outcome, at);
  }

  get(id: string): DecisionRecord | undefined {
    const row = this.#database.one('SELECT * FROM decisions WHERE id = ?', id);
    return row && recordOf(row);
  }

  /** The newest decisions of a session, oldest of them first. */
  list(session: string, limit: number): readonly DecisionRecord[] {
    return this.#database
      .all('SELECT * FROM decisions WHERE session = ? ORDER BY seq DESC LIMIT ?', session, limit)
      .map(recordOf)
      .reverse();
  }

  /** The decisions of a session whose end is not known yet: after a crash each of them is in doubt. */
  unsettled(session: string): readonly DecisionRecord[] {
    return this.#database
      .all("SELECT * FROM decisions WHERE session = ? AND outcome IN ('pending', 'typed') ORDER BY seq", session)
      .map(recordOf);
  }

  /** What people answered in the sessions of a project folder, newest first; answers that were never typed do not count. */
  pastAnswers(path: string, limit: number): readonly HumanAnswer[] {
    const rows = this.#database.all(
      `SELECT d.at, d.decision, asked.question, asked.options
        FROM sessions s CROSS JOIN decisions d ON d.session = s.id
        LEFT JOIN escalations asked ON asked.n = (SELECT e.n FROM escalations e WHERE e.session = d.session
          AND CASE json_extract(d.decision, '$.kind')
            WHEN 'prose' THEN e.kind = 'prose' AND e.question = json_extract(d.decision, '$.subject') AND e.asked_at <= d.at
            ELSE e.fingerprint = json_extract(d.decision, '$.fingerprint') END
          ORDER BY e.n DESC LIMIT 1)
        WHERE s.path = ? AND json_extract(d.decision, '$.by') = 'human' AND d.outcome NOT IN ('not-typed', 'no-effect')
          AND json_extract(d.decision, '$.kind') IN ('permission', 'question', 'plan', 'prose')
        ORDER BY d.seq DESC LIMIT ?`,
      path,
      limit,
    );
    return rows.map((row) => {
      const decision = jsonOf(row, 'decision') as unknown as Decision;
      return {
        kind: decision.kind as HumanAnswer['kind'],
        asked: askedBy(decision, maybeTextOf(row, 'question') ?? ''),
        chosen: decision.label,
        choices: choicesOf(decision, row),
        at: new Date(numberOf(row, 'at')).toISOString(),
      };
    });
  }

  /** The first row of the audit, or the first decision, that does not stand as it was written. */
  verifyChain(): BrokenRow | undefined {
    return this.#audit.firstBroken() ?? this.#firstUnlikeAudit();
  }

  #change(id: string, column: 'keys' | 'outcome', value: string, at: number): void {
    this.#database.transaction(() => {
      const record = this.get(id);
      if (!record) throw new PccError('not_found', `No decision is called '${id}'.`);
      if (record[column] === value) return;
      this.#audit.append({ at, session: record.session, decision: id, type: column, body: value });
      this.#database.run(`UPDATE decisions SET ${column} = ? WHERE id = ?`, value, id);
    });
  }

  /** Plays the audit and compares: the decisions must be exactly what it tells. */
  #firstUnlikeAudit(): BrokenRow | undefined {
    const told = new Map<
      string,
      { seq: number; at: number; session: string; text: string; keys: Json; outcome: Json }
    >();
    for (const { seq, at, session, decision: id, type, body } of this.#audit.rows()) {
      const known = told.get(id);
      if (type !== 'decision') {
        if (known && type !== 'receipt') known[type] = body;
        continue;
      }
      if (!isObject(body)) return { seq, why: 'the row tells no decision' };
      const text = sha256(canonicalJson([body['decision'] ?? null, body['inputSha256'] ?? null]));
      told.set(id, { seq, at, session, text, keys: body['keys'] ?? '', outcome: 'pending' });
    }
    for (const row of this.#database.each('SELECT * FROM decisions ORDER BY seq')) {
      const seq = numberOf(row, 'seq');
      const known = told.get(textOf(row, 'id'));
      const text = sha256(canonicalJson([jsonOf(row, 'decision'), maybeTextOf(row, 'input_sha256') ?? null]));
      const same =
        known?.seq === seq &&
        known.at === numberOf(row, 'at') &&
        known.session === textOf(row, 'session') &&
        known.text === text &&
        known.keys === textOf(row, 'keys') &&
        known.outcome === textOf(row, 'outcome');
      if (!same) return { seq, why: 'the decision is not as its audit rows tell' };
      told.delete(textOf(row, 'id'));
    }
    for (const { seq } of told.values()) return { seq, why: 'the decision of this audit row is missing' };
    return undefined;
  }
}

/** What a decision is about, in words; `question` is what stood on the screen. */
function askedBy({ kind, tool, subject, call }: Decision, question: string): string {
  const pages = call ? pagesOf(call).map((page) => page.question) : [];
  if (pages.length > 0) return pages.join(' / ');
  const command = call?.input['command'];
  if (kind === 'permission') return `${tool}: ${typeof command === 'string' ? command : subject}`;
  return question === '' ? subject : question;
}

function choicesOf({ kind, call }: Decision, row: Row): readonly string[] {
  const [page, ...more] = call ? pagesOf(call) : [];
  if (page) return more.length > 0 ? [] : page.options.map(({ label }) => label);
  if (kind !== 'prose' || maybeTextOf(row, 'options') === undefined) return [];
  const options = jsonOf(row, 'options') as unknown as readonly Option[];
  return options.filter((option) => option.kind === 'answer').map(({ label }) => label);
}

function recordOf(row: Row): DecisionRecord {
  const inputSha256 = maybeTextOf(row, 'input_sha256');
  return {
    seq: numberOf(row, 'seq'),
    session: textOf(row, 'session'),
    at: numberOf(row, 'at'),
    decision: jsonOf(row, 'decision') as unknown as Decision,
    ...(inputSha256 === undefined ? {} : { inputSha256 }),
    keys: textOf(row, 'keys'),
    outcome: textOf(row, 'outcome') as Outcome,
  };
}
