import type { Clock } from '../../base/clock.ts';
import type { TaskStand } from '../../execution/advance.ts';
import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { StepRecord } from '../../store/executions.ts';
import { isSame } from './answering.ts';
import type { KeptList } from './keptList.ts';
import type { Hosting } from './ports.ts';
import type { ListTranscript } from './transcript.ts';
import { whyStopped } from './watching.ts';

/** What watching a turn takes. */
export interface TurnWatchParts {
  readonly clock: Clock;
  readonly hosting: Hosting;
  readonly transcript: ListTranscript;
  readonly kept: KeptList;
  readonly redactor: () => Redactor;
}

/** The turn of the task at work: how it stands in the session, how long it has run, and its stop where it goes on for too long. */
export class TurnWatch {
  readonly #parts: TurnWatchParts;
  #lookedMs: number;
  #ranMs = 0;

  constructor(parts: TurnWatchParts) {
    this.#parts = parts;
    this.#lookedMs = parts.clock.monotonicMs();
  }

  /** Another text is about to be typed: its time begins. */
  typing(): void {
    this.#ranMs = 0;
  }

  /** How the task stands in the session that was noted last for a task of the list. */
  standOf(step: StepRecord): TaskStand {
    const { hosting, kept, redactor } = this.#parts;
    const id = step.state === 'judging' ? step.judge : step.task;
    const task = id === undefined ? undefined : hosting.task(kept.record.name, id);
    if (!task || !isSame(task.text, step, redactor())) return { stand: 'absent' };
    switch (task.state) {
      case 'done':
        return { stand: 'done' };
      case 'failed':
      case 'removed':
        return { stand: 'failed', why: task.why ?? `Its task ${task.id} ${task.state}.` };
      default:
        return { stand: 'open' };
    }
  }

  /** Counts the time of the turn, and stops one that goes on for too long or cannot go on. */
  look(): void {
    const { clock, hosting, kept } = this.#parts;
    const nowMs = clock.monotonicMs();
    const { name, held } = kept.record;
    // A late look says that this process slept; it does not say that the turn ran for so long.
    if (held !== 'frozen' && hosting.isBusy(name))
      this.#ranMs += Math.min(nowMs - this.#lookedMs, 2 * limits.transcriptPollMs);
    this.#lookedMs = nowMs;
    const step = kept.current;
    if (!step || held || hosting.stand(name).stand !== 'lives' || this.standOf(step).stand !== 'open') return;
    this.#mind(step);
  }

  #mind(step: StepRecord): void {
    const { hosting, kept, transcript } = this.#parts;
    const { name } = kept.record;
    const isStuck = hosting.isStuck(name);
    const seen = { ranMs: this.#ranMs, turn: transcript.turn, isStuck, trouble: hosting.trouble(name) };
    const stopping = step.stopping ?? whyStopped(step, seen);
    const task = step.state === 'judging' ? step.judge : step.task;
    if (!stopping || task === undefined) return;
    if (!step.stopping) kept.commit([{ ...step, stopping }]);
    // Asked for again where a daemon ended in between; one that is under way is not begun anew.
    if (isStuck) hosting.end(name, 'force');
    else hosting.stopTask(name, task, stopping.why);
  }
}
