import type { Status } from '../api/methods.ts';
import { limits } from '../limits.ts';

/** What tasks say that may be long. */
interface TaskTexts {
  readonly text: string;
  readonly verify?: string | undefined;
  readonly why?: string | undefined;
  readonly result?: string | undefined;
  readonly source?: { readonly file: string; readonly text: string } | undefined;
  readonly cut?: true | undefined;
}

/**
 * Tasks that say at most so many characters in all: the longest of their texts are cut to the same length, which those tasks say. It is
 * done with what was redacted before: half of a secret is not known for one.
 */
export function boundedTasks<T extends TaskTexts>(tasks: readonly T[], charsMax: number): T[] {
  const lengths = tasks.flatMap(({ text, verify = '', why = '', result = '', source }) =>
    [text, verify, why, result, source?.text ?? ''].map(({ length }) => length),
  );
  if (lengths.reduce((sum, length) => sum + length, 0) <= charsMax) return [...tasks];
  const most = longestOf(lengths, charsMax);
  const short = (text: string): string =>
    text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
  return tasks.map((task) => {
    const { text, verify, why, result, source } = task;
    if (![text, verify, why, result, source?.text].some((one) => (one?.length ?? 0) > most)) return task;
    return {
      ...task,
      text: short(text),
      ...(verify === undefined ? {} : { verify: short(verify) }),
      ...(why === undefined ? {} : { why: short(why) }),
      ...(result === undefined ? {} : { result: short(result) }),
      ...(source === undefined ? {} : { source: { ...source, text: short(source.text) } }),
      cut: true,
    };
  });
}

/** Statuses of many sessions, whose tasks together go into one message. */
export function boundedStatuses(statuses: readonly Status[]): Status[] {
  const most = Math.floor(limits.toldTextCharsMax / Math.max(1, statuses.length));
  if (most >= limits.statusTextCharsMax) return [...statuses];
  return statuses.map((status) => ({ ...status, queue: boundedTasks(status.queue, most) }));
}

/** How long texts may be so that all of them have so much room: what short ones leave is shared by the others. */
function longestOf(lengths: readonly number[], room: number): number {
  const rising = [...lengths].sort((a, b) => a - b);
  let left = room;
  for (const [done, length] of rising.entries()) {
    const share = Math.floor(left / (rising.length - done));
    if (length > share) return share;
    left -= length;
  }
  return Infinity;
}
