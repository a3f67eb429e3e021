/** One line of the table: what was measured, and what it is to be compared with, from the same run on the same machine. */
export interface Measured {
  readonly what: string;
  /** Median of one run, milliseconds. */
  readonly medianMs: number;
  /** The slowest of a hundred, milliseconds. */
  readonly p99Ms: number;
  readonly runs: number;
  readonly beside?: { readonly what: string; readonly medianMs: number };
}

/** Runs in milliseconds, boiled down. */
export function summed(what: string, runsMs: readonly number[], beside?: Measured['beside']): Measured {
  const sorted = [...runsMs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { what, medianMs: at(0.5), p99Ms: at(0.99), runs: sorted.length, ...(beside ? { beside } : {}) };
}

/** How long each of `runs` calls takes, milliseconds; some before them warm the compiler up. */
export async function timed(runs: number, run: (index: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  const warmUp = Math.ceil(runs / 10);
  for (let index = -warmUp; index < runs; index++) {
    const beganMs = performance.now();
    await run(index);
    if (index >= 0) times.push(performance.now() - beganMs);
  }
  return times;
}

/** The table, one line a measurement. */
export function table(rows: readonly Measured[]): string {
  const head = ['what', 'median', 'p99', 'per second', 'beside', 'median', 'ratio'];
  const cells = rows.map(({ what, medianMs, p99Ms, beside }) => [
    what,
    inUnits(medianMs),
    inUnits(p99Ms),
    Math.round(1_000 / medianMs).toString(),
    beside?.what ?? '',
    beside ? inUnits(beside.medianMs) : '',
    beside ? (medianMs / beside.medianMs).toFixed(2) : '',
  ]);
  const all = [head, ...cells];
  const widths = head.map((_title, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function inUnits(ms: number): string {
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${(ms * 1_000).toFixed(1)} µs`;
}
