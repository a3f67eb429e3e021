import type { Size } from '../../src/claude/lab/scenario.ts';
import type { Outcome, Task } from './task.ts';

/** One row of the table at the end of a recording: what became of a scenario at a size. */
export interface Played {
  readonly task: Task;
  readonly outcome: Outcome;
}

/**
 * The table of scenarios and sizes: seconds where one was recorded, `failed` where not, `-` where it was not asked for. Below
 * it why each failed, in its first line, and which scenarios the version does not offer.
 */
export function tableOf(played: readonly Played[], notOffered: readonly string[]): string {
  const sizes = unique(played.map(({ task }) => nameOf(task.size))).sort((a, b) => parseInt(a) - parseInt(b));
  const names = unique(played.map(({ task }) => task.scenario));
  const width = Math.max(...names.map((name) => name.length), 8);
  const row = (first: string, cells: readonly string[]): string =>
    `${first.padEnd(width)}${cells.map((cell) => cell.padStart(9)).join('')}`;
  const cellOf = (name: string, size: string): string => {
    const one = played.find(({ task }) => task.scenario === name && nameOf(task.size) === size);
    if (!one) return '-';
    return one.outcome.failed === undefined ? `${one.outcome.seconds.toFixed(1)} s` : 'failed';
  };
  const failed = played.flatMap(({ task, outcome }) =>
    outcome.failed === undefined
      ? []
      : [`${task.scenario} ${nameOf(task.size)} could not be played: ${outcome.failed.split('\n')[0] ?? ''}`],
  );
  return [
    row('scenario', sizes),
    ...names.map((name) =>
      row(
        name,
        sizes.map((size) => cellOf(name, size)),
      ),
    ),
    ...failed,
    ...notOffered.map((name) => `${name} is nothing that this version offers.`),
    `${played.length - failed.length} recorded, ${failed.length} failed.`,
  ].join('\n');
}

/** A size as it stands in file names. */
export function nameOf({ cols, rows }: Size): string {
  return `${cols}x${rows}`;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
