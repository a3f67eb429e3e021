import type { Execution, PendingItem } from '../../api/methods.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { Io } from '../../face/io.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { pendingLines } from '../../face/text/pending.ts';
import { limits } from '../../limits.ts';
import { progressLines, stepLine } from './progress.ts';

/** Of a terminal, for the bar, the count of what is hidden, and the cursor. */
const rowsAround = 3;

/**
 * Shows on the standard error how a list goes on: on a terminal a block that is drawn anew in its place, with times that run; else a
 * line for each change. What is said in between stands above the block.
 */
export class LiveView implements Disposable {
  readonly #io: Io;
  readonly #isTerminal: boolean;
  readonly #states = new Map<number, string>();
  #execution: Execution | undefined;
  /** Lines of the block that stands on the screen now. */
  #shown = 0;
  #timer: Disposable | undefined;
  #held = false;

  constructor(io: Io) {
    this.#io = io;
    this.#isTerminal = io.stderr.isTTY === true && io.env.TERM !== 'dumb';
  }

  /** The list stands so now. */
  changed(execution: Execution): void {
    this.#execution = execution;
    if (this.#isTerminal) this.#paint();
    else this.#tellChanges(execution);
  }

  /** These wait for a person now. */
  waiting(items: readonly PendingItem[]): void {
    const layout = layoutFor(this.#io, this.#io.stderr);
    for (const item of items) this.say(['', ...pendingLines(item, layout), ''].join('\n'));
  }

  /** Says something that stays. */
  say(text: string): void {
    this.#clear();
    this.#io.stderr.write(`${text}\n`);
    if (this.#isTerminal) this.#paint();
  }

  /** Draws nothing while the person is asked something. */
  hold(isHeld: boolean): void {
    this.#held = isHeld;
    // What is asked stands below the block, which is drawn anew below that.
    if (isHeld) this.#shown = 0;
    else if (this.#isTerminal) this.#paint();
  }

  /** Ends it; the block stays as it was drawn last. */
  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#held = true;
  }

  #tellChanges({ steps }: Execution): void {
    const layout = layoutFor(this.#io, this.#io.stderr);
    for (const step of steps) {
      if (step.state === (this.#states.get(step.n) ?? 'waiting')) continue;
      this.#states.set(step.n, step.state);
      this.#io.stderr.write(`${stepLine(step, steps.length, layout)}\n`);
    }
  }

  #paint(): void {
    if (this.#held || !this.#execution) return;
    // What is higher than the terminal cannot be drawn anew in its place.
    const rowsMax = (this.#io.terminal?.output.rows ?? Infinity) - rowsAround;
    const lines = progressLines(this.#execution, layoutFor(this.#io, this.#io.stderr), rowsMax);
    this.#io.stderr.write(`${this.#upwards()}${lines.join('\n')}\n`);
    this.#shown = lines.length;
    this.#timer?.dispose();
    this.#timer =
      this.#execution.endedAt === undefined
        ? this.#io.clock.after(limits.progressTickMs, () => {
            this.#paint();
          })
        : undefined;
  }

  #clear(): void {
    if (this.#shown > 0) this.#io.stderr.write(this.#upwards());
    this.#shown = 0;
  }

  /** To the first line of the block, with everything from there on wiped. */
  #upwards(): string {
    return this.#shown === 0 ? '' : `\r\u001b[${this.#shown}A\u001b[J`;
  }
}
