import type { LogLine } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Effect, Session } from '../session/session.ts';
import type { Entry } from './ledger.ts';

/** What the storing of steps needs of its surroundings. */
export interface StepStorePorts {
  /** Commits a step; throws when it cannot be stored. */
  readonly commit: (entry: Omit<Entry, 'positions'>) => LogLine[];
  readonly clock: Clock;
  readonly line: (line: LogLine) => void;
  /** Told once when storing begins to fail. */
  readonly failed: (sentence: string) => void;
  /** Told when everything is stored again, with the effects that waited for it. */
  readonly recovered: (held: readonly Effect[]) => void;
}

/**
 * Stores each step of a session before its effects reach the outside. While the disk takes nothing, steps are kept together
 * and what they wanted to do is held back, until all of it can be stored at once.
 */
export class StepStore implements Disposable {
  readonly #ports: StepStorePorts;
  /** Steps that could not be stored, as one. */
  #unsaved: { readonly before: Session; readonly after: Session; readonly effects: readonly Effect[] } | undefined;
  #held: Effect[] = [];
  #retry: Disposable | undefined;

  constructor(ports: StepStorePorts) {
    this.#ports = ports;
  }

  /** Stores a step and gives those of its effects that may be performed now, in their order. */
  commit(before: Session, after: Session, effects: readonly Effect[]): readonly Effect[] {
    const unsaved = this.#unsaved;
    const step = unsaved
      ? { before: unsaved.before, after, effects: [...unsaved.effects, ...effects] }
      : { before, after, effects };
    if (this.#store(step)) return effects;
    this.#held.push(...effects.filter((effect) => !isHarmless(effect)));
    return effects.filter(isHarmless);
  }

  dispose(): void {
    this.#retry?.dispose();
  }

  #store(step: Omit<Entry, 'positions'>): boolean {
    const failedBefore = this.#unsaved !== undefined;
    try {
      const lines = this.#ports.commit(step);
      this.#unsaved = undefined;
      for (const line of lines) this.#ports.line(line);
    } catch (error) {
      this.#unsaved = step;
      if (!failedBefore)
        this.#ports.failed(`What happens cannot be stored (${sentenceOf(error)}); nothing is typed until it can.`);
      this.#tryAgain();
      return false;
    }
    if (failedBefore) this.#ports.recovered(this.#held.splice(0));
    return true;
  }

  #tryAgain(): void {
    this.#retry?.dispose();
    this.#retry = this.#ports.clock.after(limits.diskRetryMs, () => {
      if (this.#unsaved) this.#store(this.#unsaved);
    });
  }
}

/** Effects that leave no trace at the terminal, and the end of the child, which must not depend on a disk. */
function isHarmless(effect: Effect): boolean {
  switch (effect.type) {
    case 'judge':
    case 'consult':
    case 'cancel-deadline':
    case 'kill':
      return true;
    case 'deadline':
      // These two begin with a key that was typed.
      return effect.name !== 'answer' && effect.name !== 'typing';
    default:
      return false;
  }
}
