import type { LogLine } from '../api/methods.ts';
import { Emitter } from '../base/emitter.ts';
import { sentenceOf } from '../base/errors.ts';
import type { Ledger } from './ledger.ts';

/** What the notes of a session need. */
export interface SessionNotesPorts {
  readonly session: string;
  readonly ledger: Pick<Ledger, 'note' | 'decisionLine'>;
  readonly log: (sentence: string) => void;
}

/** The lines of one session's log, and the warnings among them that its status shows. */
export class SessionNotes {
  readonly #ports: SessionNotesPorts;
  readonly #lines = new Emitter<LogLine>();
  #warnings: readonly string[] = [];

  /** New lines. */
  readonly onLine = this.#lines.event;

  constructor(ports: SessionNotesPorts) {
    this.#ports = ports;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** A line that is stored already. */
  told(line: LogLine): void {
    this.#lines.fire(line);
  }

  /** Stores a line; where that fails it is written to the daemon's log. */
  add(type: 'warning' | 'session' | 'human' | 'note', sentence: string): void {
    const { session, ledger, log } = this.#ports;
    if (type === 'warning') this.warn(sentence);
    try {
      this.#lines.fire(ledger.note(session, type, sentence));
    } catch (error) {
      log(`${session}: ${sentence} (not stored: ${sentenceOf(error)})`);
    }
  }

  /** A decision whose end is known is told again to those who follow. */
  retell(decisionId: string): void {
    const line = this.#ports.ledger.decisionLine(this.#ports.session, decisionId);
    if (line) this.#lines.fire(line);
  }

  warn(sentence: string): void {
    this.#warnings = [...this.#warnings.filter((known) => known !== sentence), sentence].slice(-warningsKept);
    this.#ports.log(`${this.#ports.session}: ${sentence}`);
  }
}

/** Warnings that `status` shows; older ones are in the log. */
const warningsKept = 5;
