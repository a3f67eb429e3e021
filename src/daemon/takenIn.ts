import type { SessionEvent } from '../session/session.ts';

type Positions = Readonly<Record<string, number>>;

/**
 * How far the transcripts are taken in by the life of a session. What a witness has told may still wait to be reduced, as while a
 * session is taken over: a daemon that dies meanwhile must not have stored that it was read, since it would never be told again.
 */
export class TakenIn {
  readonly #read: () => Positions;
  /** Where the witness stood when it told last. */
  #told: Positions;
  /** What waits to be reduced, oldest first, with how far the files were read before it. */
  readonly #waiting: { readonly event: SessionEvent; readonly before: Positions }[] = [];

  /** `read`: bytes by file that the witness has read. */
  constructor(read: () => Positions) {
    this.#read = read;
    this.#told = read();
  }

  /** The witness tells something that is to be reduced, which is given back; undefined for what is nothing to the session. */
  told(event: SessionEvent | undefined): SessionEvent | undefined {
    const before = this.#told;
    this.#told = this.#read();
    if (event) this.#waiting.push({ event, before });
    return event;
  }

  /** An event is being reduced; it may be any. */
  reduced(event: SessionEvent): void {
    if (this.#waiting[0]?.event === event) this.#waiting.shift();
  }

  /** Bytes by file of which everything was reduced. */
  positions(): Positions {
    return this.#waiting[0]?.before ?? this.#read();
  }
}
