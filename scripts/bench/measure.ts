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
  const [medianMs, p99Ms] = [quantile(runsMs, 0.5), quantile(runsMs, 0.99)];
  return { what, medianMs, p99Ms, runs: runsMs.length, ...(beside ? { beside } : {}) };
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
  return aligned([head, ...cells]);
}

/** Rows of cells as lines with straight columns. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_title, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The value that a share of the values does not exceed; 0 for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How many of the values a claim holds for, in per cent. */
export function shareOf(values: readonly number[], holds: (value: number) => boolean): string {
  return `${((values.filter(holds).length / values.length) * 100).toFixed(1)} %`;
}

/** Milliseconds in the unit that suits them. */
export function inUnits(ms: number): string {
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${(ms * 1_000).toFixed(1)} µs`;
}
