import type { Clock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** What answers take that are kept for a while. */
export interface Keeping {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly ms: number;
}

/** An answer that was asked for. */
interface Asked<Answer> {
  readonly answer: Promise<Answer>;
  /** Once it was given. */
  untilMs?: number;
}

/**
 * Answers that cost much, worked on one after the other, however many ask. Who asks what somebody is waiting for already shares the
 * answer: while the work on it has not begun, so that it is never older than the question, or where answers are kept also after that.
 */
export class SlowAnswers<Answer> {
  readonly #what: string;
  readonly #keeping: Keeping | undefined;
  readonly #asked = new Map<string, Asked<Answer>>();
  #line: Promise<unknown> = Promise.resolve();
  /** Who asked for those that are not given yet. */
  readonly #open: (number | undefined)[] = [];

  /** @param what the question, as it is named where too many wait */
  constructor(what: string, keeping?: Keeping) {
    this.#what = what;
    this.#keeping = keeping;
  }

  /**
   * The answer to the question that is named by `key`; `by` is the client that asks: one alone has half of the places, for the server is
   * one, with all who are behind it.
   *
   * @throws PccError `unavailable` where too many wait
   */
  ask(key: string, work: () => Promise<Answer>, by?: number): Promise<Answer> {
    this.#forget();
    const known = this.#asked.get(key);
    if (known) return known.answer;
    const own = by === undefined ? 0 : this.#open.filter((one) => one === by).length;
    if (this.#open.length >= limits.slowAnswersMax || own >= limits.slowAnswersMax / 2)
      throw new PccError('unavailable', `${this.#open.length} calls of ${this.#what} wait already; ask again later.`);
    this.#open.push(by);
    const answer = this.#line.then(() => {
      if (!this.#keeping) this.#asked.delete(key);
      return work();
    });
    const asked: Asked<Answer> = { answer };
    this.#asked.set(key, asked);
    this.#line = answer.then(
      () => {
        this.#given(by);
        if (this.#keeping) asked.untilMs = this.#keeping.clock.monotonicMs() + this.#keeping.ms;
      },
      () => {
        this.#given(by);
        if (this.#asked.get(key) === asked) this.#asked.delete(key);
      },
    );
    return answer;
  }

  #given(by: number | undefined): void {
    this.#open.splice(this.#open.indexOf(by), 1);
  }

  #forget(): void {
    if (!this.#keeping) return;
    const nowMs = this.#keeping.clock.monotonicMs();
    for (const [key, { untilMs = nowMs }] of this.#asked) if (untilMs < nowMs) this.#asked.delete(key);
  }
}
