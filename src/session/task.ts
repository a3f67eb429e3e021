/**
 * Where a task stands. `queued` waits; `typing` stands partly in the input box; `running` has left it; `verifying` its turn has
 * ended and its command runs; `done` it ended as it should; `failed` needs a person; `removed` a person took it out.
 */
export const taskStates = ['queued', 'typing', 'running', 'verifying', 'done', 'failed', 'removed'] as const;
export type TaskState = (typeof taskStates)[number];

/**
 * A text that serves a task and is none of a person's list: `clear` empties the context before it, `compact` and `summary` make
 * room, `go-on` continues what was cut off, `feedback` tells what its verification said.
 */
export type ErrandRole = 'clear' | 'compact' | 'summary' | 'go-on' | 'feedback';

/** Where a task was read. */
export interface TaskSource {
  /** Absolute path of the requirements file. */
  readonly file: string;
  /** The task as it stands there, by which its line is found again. */
  readonly text: string;
}

/** What a person asks for: a text to be typed, and how. */
export interface TaskOrder {
  readonly id: string;
  readonly text: string;
  /** The context is emptied before it is typed. */
  readonly fresh?: true;
  /** Id of a task that must be done before. */
  readonly after?: string;
  /** Shell command that has to succeed in the project's folder before the task counts as done. A person gave it, never a file. */
  readonly verify?: string;
  /** Higher goes first; 0 where nothing is said. */
  readonly priority?: number;
  readonly source?: TaskSource;
  /** Tokens and milliseconds that its turns may take. */
  readonly tokensMax?: number;
  readonly timeMaxMs?: number;
}

/** A text that waits to be typed into the input box, or was typed. */
export interface Task extends TaskOrder {
  readonly state: TaskState;
  /** Set for a text that serves another task, or a turn of nobody's list. */
  readonly role?: ErrandRole;
  /** Id of the task that an errand serves. */
  readonly of?: string;
  /** How often its verification failed since it was typed. */
  readonly rounds?: number;
  /** Why it failed, or why it waits. */
  readonly why?: string;
  /** What is typed before its text: the summary of the context that was emptied for it. */
  readonly preface?: string;
  /** Tokens of the session when it was typed, and milliseconds that its turns have run since. */
  readonly taken?: { readonly tokensAt: number; readonly ms: number };
  /** A person let it go on without its budget. */
  readonly unbounded?: true;
  /** Since it was typed, the transcript has shown its prompt or the work of its turn. */
  readonly sent?: true;
}

/** True for the errands that only make room in the context. */
export function makesRoom(role: ErrandRole | undefined): boolean {
  return role === 'clear' || role === 'compact' || role === 'summary';
}

/** True for a task of a person's list: no errand of another one, no reply to a question in words, no words behind a refusal. */
export function isListed({ id, role }: Pick<Task, 'id' | 'role'>): boolean {
  return role === undefined && !id.endsWith(replyMark) && !id.endsWith(messageMark);
}

/** The end of the id of a reply to a question in words. */
export const replyMark = ':reply';

/** The end of the id of the words behind a refusal. */
export const messageMark = ':message';

/** Everything that is typed for a task. */
export function wordsOf({ preface, text }: Pick<Task, 'preface' | 'text'>): string {
  return preface === undefined ? text : `${preface}\n\n${text}`;
}
