import type { Disposable } from '../../base/disposables.ts';
import type { SessionStand } from '../../execution/advance.ts';
import type { StepResult } from '../../execution/execution.ts';
import type { Task, TaskOrder } from '../../session/task.ts';
import type { ExecutionRecord, StepRecord } from '../../store/executions.ts';

/** What lists of tasks take of the daemon. */

/** Where the CLI of a session keeps what it writes. */
export interface TranscriptPlaces {
  /** The CLI's configuration folder. */
  readonly config: string;
  /** Real path of the folder that the session works in. */
  readonly cwd: string;
  /** The id under which the CLI keeps the transcript now. */
  readonly claudeSessionId: string;
  /** Its conversation had begun before the list did. */
  readonly continued: boolean;
}

/** What the caller of a list gave for its session; nothing secret of it is stored. */
export interface StartGiven {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The sessions in which lists are run, by their ids; each serves one list. */
export interface Hosting {
  /**
   * Starts the session of a list: with what its caller gave, where that is still known, else with what is stored of it.
   *
   * @throws PccError where it cannot be started.
   */
  start(list: ExecutionRecord, given?: StartGiven): Promise<void>;
  stand(session: string): SessionStand;
  /** True for a session that has ended before its CLI was ever started. */
  neverRan(session: string): boolean;
  /** The task with this id, wherever it stands; also of a session that has ended. */
  task(session: string, id: string): Task | undefined;
  /** True for a task whose turns have ended so far, so that only the command is waited for that verifies it. */
  awaitsCommand(session: string, id: string): boolean;
  /** What the session has typed again for a task, or is to type: what its command said. */
  sentBack(session: string, id: string): readonly string[];
  /** The id that the next task gets. */
  next(session: string): string;
  add(session: string, order: TaskOrder): void;
  /** Ends the turn of a task by Esc; the task fails with this sentence. */
  stopTask(session: string, task: string, why: string): void;
  pause(session: string, isPaused: boolean): void;
  /** Ends the session; `force`: with all processes that it has started, at once. */
  end(session: string, how: 'ask' | 'force'): void;
  transcript(session: string): TranscriptPlaces | undefined;
  /** No other session of its folder empties its context now: of two at the same moment nobody could tell which transcript is whose. */
  mayClear(session: string): boolean;
  /** A turn runs there, or a command by which a task is verified. */
  isBusy(session: string): boolean;
  /** It was found to show no sign of life. */
  isStuck(session: string): boolean;
  /** What an error is called that the session has given up on, so that a person is asked. */
  trouble(session: string): string | undefined;
  /** Numbers of what waits for a person there. */
  pending(session: string): number[];
  /** Tells of every step of its life, and of its end. */
  follow(session: string, changed: () => void): Disposable;
}

/** What a hook says before a task begins. */
export interface HookWord {
  /** Why it may not begin. */
  readonly refused?: string;
  /** The prompt to go on with. */
  readonly prompt?: string;
  /** Sentences on what was changed. */
  readonly notes?: readonly string[];
}

/** The hooks that a person has set up. */
export interface HookPort {
  /**
   * Before a task begins; called again where the daemon ended before that was noted. `typed` gives the text that would be typed with a
   * prompt; undefined where none would be.
   */
  before(list: ExecutionRecord, step: StepRecord, typed: (prompt: string) => string | undefined): Promise<HookWord>;
  /** What came of it is known and told after this; called again where the daemon ended meanwhile. */
  after(list: ExecutionRecord, step: StepRecord): Promise<void>;
  /** The list with this id was cancelled: nobody waits for its hooks any more. */
  giveUp(list: string): void;
}

/** What a task changes in the files of its project. */
export interface FilesPort {
  /** Notes how they are, as a text that is kept with the task. */
  before(list: ExecutionRecord, step: StepRecord): Promise<string>;
  /** What has changed since. */
  after(list: ExecutionRecord, step: StepRecord, before: string | undefined): Promise<StepResult['files']>;
}

/** Receipts and responses on the disk. */
export interface ProofPort {
  /** Writes both and gives their paths and hashes; written anew where the daemon ended before they were noted. */
  keep(list: ExecutionRecord, step: StepRecord): Promise<Pick<StepRecord, 'receipt' | 'response' | 'proof'>>;
}

/** Stops the processes of sessions (SIGSTOP), and lets them go on. */
export interface FreezePort {
  /** @throws PccError where the processes of this session cannot be stopped. */
  check(session: string): void;
  /** Once more changes nothing. What hinders it later is told with the session. */
  set(session: string, isFrozen: boolean): void;
}

/** What is asked around a task. */
export interface Around {
  readonly hooks: HookPort;
  readonly files: FilesPort;
  readonly proofs: ProofPort;
  readonly freeze?: FreezePort;
  /** True for a file of the project at `root` that Claude may read unasked: only such may the text of a task mention. */
  readonly mayMention: (path: string, root: string) => boolean;
}

/** Nothing is set up around the tasks of lists. */
export const nothingAround: Around = {
  hooks: { before: () => Promise.resolve({}), after: () => Promise.resolve(), giveUp: () => undefined },
  files: {
    before: () => Promise.resolve(''),
    after: () => Promise.resolve({ created: [], modified: [], deleted: [] }),
  },
  proofs: { keep: () => Promise.resolve({}) },
  mayMention: () => false,
};
