import type { Status } from '../api/methods.ts';
import { Emitter } from '../base/emitter.ts';
import type { TranscriptEvent } from '../claude/transcript/line.ts';
import { limits } from '../limits.ts';

type Usage = NonNullable<Status['usage']>;
type Told = Extract<TranscriptEvent, { type: 'usage' }>;

/**
 * Counts the tokens of a session by its transcript. The CLI writes one line for each block of a message and repeats the
 * message's usage on each of them, with more output on a later one: of one message the last word counts.
 */
export class TokenCount {
  readonly #counted = new Emitter<void>();
  /** What was counted for the messages told last: the lines of one may stand between those of a sub-agent's. */
  readonly #recent = new Map<string, Told>();
  #sum: Usage | undefined;

  /** There is another sum. */
  readonly onCounted = this.#counted.event;

  /** Undefined until something was counted. */
  get sum(): Usage | undefined {
    return this.#sum;
  }

  /** Takes in what a line tells. */
  take(told: Told): void {
    const { input, output, cacheRead, cacheWrite, message } = told;
    const context = input + cacheRead + cacheWrite;
    // The CLI's own messages, on an error say, cost nothing and tell nothing of the context.
    if (context + output === 0) return;
    const before = this.#recent.get(message) ?? nothing;
    const sum = this.#sum ?? { ...nothing, context: 0 };
    this.#sum = {
      input: sum.input + input - before.input,
      output: sum.output + output - before.output,
      cacheRead: sum.cacheRead + cacheRead - before.cacheRead,
      cacheWrite: sum.cacheWrite + cacheWrite - before.cacheWrite,
      context: told.agent === undefined ? context : sum.context,
    };
    this.#recent.delete(message);
    this.#recent.set(message, told);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= limits.usageMessagesKept) break;
      this.#recent.delete(oldest);
    }
    this.#counted.fire();
  }
}

const nothing = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
