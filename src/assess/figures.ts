/** Figures of a run under load, and how they are made of what was measured. */

/** How a number of durations lie; milliseconds. */
export interface Spread {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly mostMs: number;
}

/** What came of a run under load. */
export interface StressFigures {
  readonly lists: number;
  /** Of each list. */
  readonly tasks: number;
  readonly clients: number;
  /** From the first list that was added to the end of the last. */
  readonly tookMs: number;
  readonly tasksPerMinute: number;
  readonly latencies: {
    /** From adding a list to the moment at which its first task is told as begun. */
    readonly addedToBegun: Spread | null;
    /** The same until its prompt is at the API: the CLI starts in between. */
    readonly addedToPrompt: Spread | null;
    /** From the end of a turn to the next prompt at the API. */
    readonly turnToNextPrompt: Spread | null;
    /** From what the CLI writes down to the client that has it; without the slow one. */
    readonly writtenToRead: Spread | null;
  };
  /** The most that each process held at once, bytes; null where the system does not tell. */
  readonly peakBytes: { readonly daemon: number | null; readonly host: number | null; readonly server: number | null };
  /** Output of all lists together, and of what the clients got. */
  readonly outputBytes: number;
  readonly clientBytes: number;
  /** Clients that got every byte of their list in order; the slow one among them. */
  readonly clientsWhole: number;
  /** By the requests that reached the API. */
  readonly proof: {
    readonly lost: number;
    readonly repeated: number;
    readonly disordered: number;
    readonly shared: number;
  };
  /** A sentence for each thing that went wrong. */
  readonly faults: readonly string[];
}

/** Median, 95th percentile (nearest rank) and largest of some durations; null for none. */
export function spreadOf(durationsMs: readonly number[]): Spread | null {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
  if (sorted.length === 0) return null;
  return { count: sorted.length, medianMs: round(at(0.5)), p95Ms: round(at(0.95)), mostMs: round(at(1)) };
}

/** How many a minute that is, to a tenth. */
export function perMinute(count: number, tookMs: number): number {
  return tookMs > 0 ? Math.round((count * 600_000) / tookMs) / 10 : 0;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** Milliseconds for people: `42 ms`, `3.4 s`, `2 min 5 s`. */
export function msText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes for people: `900 B`, `12.3 KB`, `84.1 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The rows of a table of the figures: what, and how much. */
export function figureRows(figures: StressFigures): readonly (readonly [what: string, text: string])[] {
  const { lists, tasks, clients, latencies, peakBytes, proof } = figures;
  const all = lists * tasks;
  return [
    ['tasks', `${all} (${lists} ${lists === 1 ? 'list' : 'lists'} of ${tasks}) in ${msText(figures.tookMs)}`],
    ['tasks per minute', figures.tasksPerMinute.toFixed(1)],
    ['added to begun', spreadText(latencies.addedToBegun)],
    ['added to first prompt at the API', spreadText(latencies.addedToPrompt)],
    ['end of turn to next prompt', spreadText(latencies.turnToNextPrompt)],
    ['output written to read by clients', spreadText(latencies.writtenToRead)],
    ['peak memory of the daemon', peakText(peakBytes.daemon)],
    ['peak memory of the pty host', peakText(peakBytes.host)],
    ['peak memory of the server', peakText(peakBytes.server)],
    ['output of the lists', bytesText(figures.outputBytes)],
    ['clients that got all of it', `${figures.clientsWhole} of ${clients} (${bytesText(figures.clientBytes)})`],
    ['tasks lost', String(proof.lost)],
    ['tasks repeated', String(proof.repeated)],
    ['tasks out of order', String(proof.disordered)],
    ['contexts shared', String(proof.shared)],
  ];
}

function spreadText(spread: Spread | null): string {
  if (spread === null) return 'not measured';
  const { medianMs, p95Ms, mostMs, count } = spread;
  return `median ${msText(medianMs)}, 95 % within ${msText(p95Ms)}, at most ${msText(mostMs)} (${count})`;
}

function peakText(bytes: number | null): string {
  return bytes === null ? 'not told by this system' : bytesText(bytes);
}
