import { PccError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Risk } from '../policy/verdict.ts';
import type { Option } from '../screen/reading.ts';
import type { Dialog } from '../session/session.ts';
import type { Escalation } from '../session/decision.ts';
import type { Database } from './database.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeNumberOf, maybeTextOf, numberOf, textOf } from './row.ts';

/** Something that waits, or waited, for a person. Texts are redacted. */
export interface EscalationRecord {
  /** The number by which people name it; never used again. */
  readonly n: number;
  readonly id: string;
  readonly session: string;
  readonly decisionId: string;
  readonly kind: Dialog['kind'];
  readonly tool: string;
  readonly subject: string;
  readonly question: string;
  readonly options: readonly Option[];
  readonly risk: Risk;
  readonly reasons: readonly string[];
  /** Fingerprint of the dialog it asks about. */
  readonly fingerprint: string;
  /** Milliseconds since the Unix epoch. */
  readonly askedAt: number;
  readonly state: 'open' | 'answered' | 'withdrawn';
  readonly closedAt?: number;
  /** Why it was withdrawn. */
  readonly why?: string;
  /** What the person chose. */
  readonly answer?: string;
}

/** How an escalation ends. */
export type Closing =
  | { readonly state: 'answered'; readonly answer: string }
  | { readonly state: 'withdrawn'; readonly why: string };

/** What waits for people. */
export class EscalationStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#redactor = redactor;
    this.#database = database;
  }

  /** Opens an escalation and gives it its number; the same id again gives the one that stands there. */
  open(session: string, escalation: Escalation, askedAt: number): EscalationRecord {
    const { dialog } = escalation;
    const redactor = this.#redactor();
    return this.#database.transaction(() => {
      const known = this.#database.one('SELECT * FROM escalations WHERE id = ?', escalation.id);
      if (known) return recordOf(known);
      const { lastId } = this.#database.run(
        `INSERT INTO escalations (id, session, decision, kind, tool, subject, question, options, risk, reasons, fingerprint,
          asked_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
        escalation.id,
        session,
        escalation.decisionId,
        dialog.kind,
        dialog.tool,
        redactor.text(dialog.subject),
        redactor.text(dialog.question),
        JSON.stringify(redactor.json(dialog.options as unknown as Json)),
        escalation.risk,
        JSON.stringify(escalation.reasons.map((reason) => redactor.text(reason))),
        redactor.text(dialog.fingerprint),
        askedAt,
      );
      return this.get(lastId);
    });
  }

  /** @throws PccError `not_found`. */
  get(n: number): EscalationRecord {
    const row = this.#database.one('SELECT * FROM escalations WHERE n = ?', n);
    if (!row) throw new PccError('not_found', `Nothing waits under the number ${n}; \`pcc pending\` shows what does.`);
    return recordOf(row);
  }

  byId(id: string): EscalationRecord | undefined {
    const row = this.#database.one('SELECT * FROM escalations WHERE id = ?', id);
    return row && recordOf(row);
  }

  /** Everything that waits, of one session or of all, longest waiting first. */
  listOpen(session?: string): readonly EscalationRecord[] {
    const rows =
      session === undefined
        ? this.#database.all("SELECT * FROM escalations WHERE state = 'open' ORDER BY n")
        : this.#database.all("SELECT * FROM escalations WHERE state = 'open' AND session = ? ORDER BY n", session);
    return rows.map(recordOf);
  }

  /** Ends an escalation. True when it was open, false when it had ended before: then nothing changes. */
  close(id: string, closing: Closing, closedAt: number): boolean {
    const { changes } = this.#database.run(
      "UPDATE escalations SET state = ?, closed_at = ?, why = ?, answer = ? WHERE id = ? AND state = 'open'",
      closing.state,
      closedAt,
      closing.state === 'withdrawn' ? this.#redactor().text(closing.why) : null,
      closing.state === 'answered' ? this.#redactor().text(closing.answer) : null,
      id,
    );
    return changes === 1;
  }
}

function recordOf(row: Row): EscalationRecord {
  const closedAt = maybeNumberOf(row, 'closed_at');
  const why = maybeTextOf(row, 'why');
  const answer = maybeTextOf(row, 'answer');
  return {
    n: numberOf(row, 'n'),
    id: textOf(row, 'id'),
    session: textOf(row, 'session'),
    decisionId: textOf(row, 'decision'),
    kind: textOf(row, 'kind') as Dialog['kind'],
    tool: textOf(row, 'tool'),
    subject: textOf(row, 'subject'),
    question: textOf(row, 'question'),
    options: jsonOf(row, 'options') as unknown as readonly Option[],
    risk: textOf(row, 'risk') as Risk,
    reasons: jsonOf(row, 'reasons') as readonly string[],
    fingerprint: textOf(row, 'fingerprint'),
    askedAt: numberOf(row, 'asked_at'),
    state: textOf(row, 'state') as EscalationRecord['state'],
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(why === undefined ? {} : { why }),
    ...(answer === undefined ? {} : { answer }),
  };
}
