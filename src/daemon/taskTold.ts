import type { ErrandRole, Task, TaskState } from '../session/task.ts';
import { isListed, replyMark } from '../session/task.ts';

/** What became of a task, as the log tells it: ids are only those that people give to verbs. */
export function taskTold(task: Task): string {
  const why = task.why === undefined || task.why === '' ? '' : ` (${task.why})`;
  return `${nameOf(task)} ${stateWords(task)}: ${firstLine(task.text)}${why}`;
}

/** The beginning of a text, for a line that only says which one is meant. */
export function firstLine(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

const errands: Readonly<Record<ErrandRole, string>> = {
  clear: 'The command that empties the context',
  compact: 'The command that sums up the context',
  summary: 'The request for a summary',
  'go-on': 'The continuation',
  feedback: 'The report on its command',
};

/** Errands and replies have ids that no verb takes. */
function nameOf({ id, role, of }: Task): string {
  if (isListed({ id, ...(role === undefined ? {} : { role }) })) return `Task ${id}`;
  if (role === undefined) return id.endsWith(replyMark) ? 'The reply' : 'The word about the refusal';
  return of === undefined ? errands[role] : `${errands[role]} (for task ${of})`;
}

const words: Readonly<Record<Exclude<TaskState, 'queued'>, string>> = {
  typing: 'is being typed',
  running: 'is running',
  verifying: 'is being verified',
  done: 'is done',
  failed: 'failed',
  removed: 'was removed',
};

function stateWords({ state, why }: Task): string {
  if (state !== 'queued') return words[state];
  return why === undefined ? 'waits' : 'cannot go';
}
