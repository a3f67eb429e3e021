import type { BrokenRow } from './audit.ts';
import { Audit } from './audit.ts';
import type { Database } from './database.ts';
import { DecisionStore } from './decisions.ts';

/** A place in the chain of the audit. */
export interface ChainPlace {
  readonly seq: number;
  readonly hash: string;
}

/** What binds the receipts of tasks to the audit: each holds where the chain stood, and the chain holds the hash of each. */
export class ReceiptStore {
  readonly #audit: Audit;
  readonly #decisions: DecisionStore;

  constructor(database: Database) {
    this.#audit = new Audit(database);
    this.#decisions = new DecisionStore(database);
  }

  /** Where the chain stands now; undefined while nothing was ever decided. */
  chain(): ChainPlace | undefined {
    const last = this.#audit.last();
    return last && { seq: last.seq, hash: last.hash };
  }

  /** The hash of the chain at this place. */
  hashAt(seq: number): string | undefined {
    return this.#audit.row(seq)?.hash;
  }

  /** Puts the hash of a receipt into the chain. `sha256` is that of its canonical JSON. */
  seal(session: string, task: string, sha256: string, at: number): void {
    this.#audit.append({ at, session, decision: task, type: 'receipt', body: { sha256 } });
  }

  /** The hash of the last receipt of a task, as the chain holds it. */
  sealOf(task: string): string | undefined {
    const body = this.#audit.of(task).findLast(({ type }) => type === 'receipt')?.body;
    const hash = typeof body === 'object' && body !== null && 'sha256' in body ? body['sha256'] : undefined;
    return typeof hash === 'string' ? hash : undefined;
  }

  /** How a decision stood when the chain had come to a place: the number of its row, and its outcome. */
  decisionAt(id: string, seq: number): { readonly seq: number; readonly outcome: string } | undefined {
    const rows = this.#audit.of(id).filter((row) => row.seq <= seq);
    const made = rows.find(({ type }) => type === 'decision');
    const outcome = rows.findLast(({ type }) => type === 'outcome')?.body ?? 'pending';
    return made && typeof outcome === 'string' ? { seq: made.seq, outcome } : undefined;
  }

  /** The first row of the audit, or the first decision, that does not stand as it was written. */
  firstBroken(): BrokenRow | undefined {
    return this.#decisions.verifyChain();
  }
}
