import type { Clock } from '../../base/clock.ts';
import type { TaskStand } from '../../execution/advance.ts';
import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { StepRecord } from '../../store/executions.ts';
import { isSame } from './answering.ts';
import type { KeptList } from './keptList.ts';
import type { Hosting } from './ports.ts';
import type { ListTranscript } from './transcript.ts';
import { isSamePlace } from './transcript.ts';
import { whyStopped } from './watching.ts';

/** What watching a turn takes. */
export interface TurnWatchParts {
  readonly clock: Clock;
  readonly hosting: Hosting;
  readonly transcript: ListTranscript;
  readonly kept: KeptList;
  readonly redactor: () => Redactor;
}

/**
 * The turns of the task at work: how it stands in the session, how long they have run, and their stop where they go on for too long.
 * What they have run is stored with the task now and then, so that it counts on under the next daemon.
 */
export class TurnWatch {
  readonly #parts: TurnWatchParts;
  #lookedMs: number;
  /** The task that its session had taken and not ended at the last look, and whether its turn ran when something happened last. */
  #open: string | undefined;
  #isRunning = false;
  /** What has run since it was stored last, and of which task. */
  #unsaved = { of: '', ms: 0 };

  constructor(parts: TurnWatchParts) {
    this.#parts = parts;
    this.#lookedMs = parts.clock.monotonicMs();
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
        return {
          stand: 'failed',
          why: task.why ?? `Its task ${task.id} ${task.state === 'removed' ? 'was removed' : 'failed'}.`,
        };
      default:
        return { stand: 'open' };
    }
  }

  /** Something has happened in its session: what has run up to now is counted. A turn may be shorter than the time between two looks. */
  happened(): void {
    const { clock, kept } = this.#parts;
    const nowMs = clock.monotonicMs();
    // A late look says that this process slept; it does not say that the turn ran for so long.
    const passedMs = Math.min(nowMs - this.#lookedMs, 2 * limits.transcriptPollMs);
    this.#lookedMs = nowMs;
    const of = kept.current?.uuid;
    if (of === undefined) return;
    if (this.#unsaved.of !== of) this.#unsaved = { of, ms: 0 };
    if (this.#open !== of) return;
    if (this.#isRunning) this.#unsaved.ms += passedMs;
    this.#isRunning = this.#isBusy();
  }

  /** Before the transcripts are read: what its session types once more for the task is of its turn. */
  expect(): void {
    const { hosting, kept, transcript } = this.#parts;
    const { task, verify } = kept.current ?? {};
    if (task !== undefined && verify !== undefined) transcript.expect(hosting.sentBack(kept.record.name, task));
  }

  /** Stores the time of the turn now and then, and its end where a command runs behind it, and stops one that goes on for too long or cannot go on. */
  look(): void {
    const { hosting, kept, transcript } = this.#parts;
    const { name, held } = kept.record;
    const step = kept.current;
    const isOpen = step !== undefined && hosting.stand(name).stand === 'lives' && this.standOf(step).stand === 'open';
    this.happened();
    this.#open = isOpen ? step.uuid : undefined;
    this.#isRunning = isOpen && this.#isBusy();
    if (!step) return;
    const ranMs = (step.ranMs ?? 0) + this.#unsaved.ms;
    const isDue = isOpen ? this.#unsaved.ms >= limits.spentEveryMs : this.#unsaved.ms > 0;
    const until = isOpen && this.#awaitsCommand(step) ? transcript.end() : step.until;
    const seen: StepRecord = {
      ...step,
      ...(isDue ? { ranMs: Math.round(ranMs) } : {}),
      ...(until === undefined ? {} : { until }),
    };
    if (isDue || !isSamePlace(until, step.until)) kept.commit([seen]);
    if (isDue) this.#unsaved.ms = 0;
    if (isOpen && !held) this.#mind(seen, ranMs);
  }

  /** What a person types into its session meanwhile is not of the task. */
  #awaitsCommand({ state, task, verify }: StepRecord): boolean {
    const { hosting, kept } = this.#parts;
    const isVerified = state === 'running' && task !== undefined && verify !== undefined;
    return isVerified && hosting.awaitsCommand(kept.record.name, task);
  }

  #isBusy(): boolean {
    const { hosting, kept } = this.#parts;
    return kept.record.held !== 'frozen' && hosting.isBusy(kept.record.name);
  }

  #mind(step: StepRecord, ranMs: number): void {
    const { hosting, kept, transcript } = this.#parts;
    const { name } = kept.record;
    const isStuck = hosting.isStuck(name);
    const seen = { ranMs, turn: transcript.turn, isStuck, trouble: hosting.trouble(name) };
    const stopping = step.stopping ?? whyStopped(step, seen);
    const task = step.state === 'judging' ? step.judge : step.task;
    if (!stopping || task === undefined) return;
    if (!step.stopping) kept.commit([{ ...step, stopping }]);
    // Asked for again where a daemon ended in between; one that is under way is not begun anew.
    if (isStuck) hosting.end(name, 'force');
    else hosting.stopTask(name, task, stopping.why);
  }
}
