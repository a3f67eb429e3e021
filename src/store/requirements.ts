import type { Json } from '../base/json.ts';
import type { Redactor } from '../policy/redact.ts';
import { shapeRedactor } from '../policy/redact.ts';
import type { Database } from './database.ts';
import { jsonOf, textOf } from './row.ts';
import { sha256 } from './sha256.ts';

/** What is known of a task of a followed file, so that a new daemon neither queues it twice nor forgets it. */
export interface Known {
  /** As it stands in the file; '' for one that holds a secret and was read back from the store. */
  readonly text: string;
  /** SHA-256 of its text, where that could not be stored. */
  readonly digest?: string;
  /** The task of the session that was made of it; absent for what was never queued. */
  readonly id?: string;
  /** Its box was ticked when the file was read last. */
  readonly isTicked: boolean;
  /** Where the task stands once it has ended: the session forgets it after a while. */
  readonly ended?: 'done' | 'failed' | 'removed';
  /** The words that are at work, where its line says others by now. */
  readonly words?: string;
  /** How often its box was ticked by pcc. */
  readonly ticks?: number;
  /** Why it is not queued. */
  readonly refused?: string;
  /** It left the file before its end was seen there; should it come back, it is still the same task. */
  readonly isGone?: true;
}

/** What is known of a file that a session follows. */
export interface FollowedFile {
  readonly tasks: readonly Known[];
  /** SHA-256 of what it says, whichever boxes are ticked; '' before it was read. */
  readonly said: string;
}

/** Which requirements files the sessions follow. */
export class RequirementsStore {
  readonly #database: Database;
  readonly #redactor: () => Redactor;

  constructor(database: Database, redactor: () => Redactor = () => shapeRedactor) {
    this.#database = database;
    this.#redactor = redactor;
  }

  /** Stores what is known of a file, by its real path; a new one joins those that the session follows. */
  save(session: string, file: string, { tasks, said }: FollowedFile): void {
    const redactor = this.#redactor();
    const stored = tasks.map((task) => {
      const redacted = redactor.json(task as unknown as Json) as unknown as Known;
      return redacted.text === task.text
        ? redacted
        : { ...redacted, text: '', digest: task.digest ?? sha256(task.text) };
    });
    this.#database.run(
      `INSERT INTO requirements (session, file, known) VALUES (?, ?, ?)
        ON CONFLICT (session, file) DO UPDATE SET known = excluded.known`,
      session,
      file,
      JSON.stringify({ tasks: stored, said }),
    );
  }

  /** The files that a session follows, in the order in which it began to. */
  of(session: string): readonly (FollowedFile & { readonly file: string })[] {
    return this.#database
      .all('SELECT file, known FROM requirements WHERE session = ? ORDER BY rowid', session)
      .map((row) => ({ file: textOf(row, 'file'), ...(jsonOf(row, 'known') as unknown as FollowedFile) }));
  }
}
