import type { StepAtWork } from '../execution/advance.ts';
import type { Execution, ExecutionState } from '../execution/execution.ts';
import type { Row } from './row.ts';
import { jsonOf, maybeNumberOf, maybeTextOf, numberOf, textOf } from './row.ts';
import type { StoredLaunch } from './storedLaunch.ts';

/** Where in the transcripts something begins: bytes of a file. */
export interface TranscriptPlace {
  readonly path: string;
  readonly at: number;
}

/** What is kept of a task of a list. Times in milliseconds since the Unix epoch. */
export interface StepRecord extends StepAtWork {
  readonly class: string;
  readonly complexity: string;
  /** A person typed its prompt, which may mention any file. */
  readonly mentions?: true;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** From its beginning to its end, with all waits. */
  readonly tookMs?: number;
  /** How long its turns themselves ran, those of its judge among them: without limits, pauses and what waited for people. */
  readonly ranMs?: number;
  /** How much of that had run when its judge began, who has a time of their own. */
  readonly ranBeforeJudgeMs?: number;
  readonly receipt?: string;
  readonly response?: string;
  /** SHA-256 of these two files. */
  readonly proof?: { readonly receipt: string; readonly response: string };
  /** Where the transcripts stood when what is typed for it was noted last. */
  readonly mark?: TranscriptPlace;
  /** Where they stood when its turn was found to have ended: what a person types after that is not of it. */
  readonly until?: TranscriptPlace;
  /** What was noted of the project's files before it. */
  readonly before?: string;
}

/** What a list is run with, beside its tasks. */
export interface ExecutionOptions {
  readonly stopOnFailure: boolean;
  readonly amend: boolean;
  readonly tooLong: 'refuse' | 'cut';
  /** Its session lives on when it has ended. */
  readonly keep: boolean;
  readonly trust: boolean;
  readonly brain?: 'none' | 'rules' | 'ollama' | 'gemini';
  readonly claude?: string;
  /** A hash of what it was asked for, by which the same order is known again. */
  readonly asked: string;
}

/** What is kept of a list; of its tasks see `StepRecord`. */
export interface ExecutionRecord extends Omit<Execution, 'steps' | 'session'>, ExecutionOptions {
  /** The id of its session, also before that is there. */
  readonly name: string;
  readonly steps: readonly StepRecord[];
  /** What its session is started with, until it is there. */
  readonly launch?: Pick<StoredLaunch, 'args' | 'env' | 'secretNames' | 'secretMarks'>;
  readonly closed: boolean;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Transcripts that were read so far, the oldest first, and how far. */
  readonly sources: readonly TranscriptPlace[];
}

/** A list without its tasks, and how many of them there are. */
export interface ExecutionHead extends Omit<ExecutionRecord, 'steps' | 'launch'> {
  readonly counts: { readonly all: number; readonly done: number; readonly failed: number };
  /** The task that is at work. */
  readonly step?: number;
}

/** The fields of a list that change. `null` takes the value away. */
export interface ExecutionChange {
  readonly state?: ExecutionState;
  readonly held?: 'paused' | 'frozen' | null;
  readonly why?: string;
  readonly name?: string;
  readonly launch?: null;
  readonly closed?: boolean;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly sources?: readonly TranscriptPlace[];
}

/** How long the turns of a task ran that is done, and what it was. */
export interface Taken {
  readonly class: string;
  readonly complexity: string;
  readonly ranMs: number;
}

/** A task of a list that began, with what its list is. */
export interface PastStep {
  readonly step: StepRecord;
  readonly execution: string;
  readonly path: string;
  readonly session: string;
}

/** A task from its row. */
export function stepOf(row: Row): StepRecord {
  return jsonOf(row, 'step') as unknown as StepRecord;
}

/** A list from its row. */
export function headOf(row: Row): Omit<ExecutionHead, 'counts' | 'step'> {
  const held = maybeTextOf(row, 'held');
  const why = maybeTextOf(row, 'why');
  const startedAt = maybeNumberOf(row, 'started_at');
  const endedAt = maybeNumberOf(row, 'ended_at');
  return {
    id: textOf(row, 'id'),
    state: textOf(row, 'state') as ExecutionState,
    path: textOf(row, 'path'),
    name: textOf(row, 'name'),
    ...(jsonOf(row, 'options') as unknown as ExecutionOptions),
    ...(held === undefined ? {} : { held: held as 'paused' | 'frozen' }),
    ...(why === undefined ? {} : { why }),
    closed: numberOf(row, 'closed') === 1,
    createdAt: numberOf(row, 'created_at'),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    sources: jsonOf(row, 'sources') as unknown as TranscriptPlace[],
  };
}
