import type { StressFigures } from '../../src/assess/figures.ts';

/** Those of a good run. */
export const goodFigures: StressFigures = {
  lists: 2,
  tasks: 3,
  clients: 4,
  tookMs: 30_000,
  tasksPerMinute: 12,
  latencies: {
    addedToBegun: { count: 2, medianMs: 900, p95Ms: 1_200, mostMs: 1_200 },
    addedToPrompt: { count: 2, medianMs: 2_900, p95Ms: 3_200, mostMs: 3_200 },
    turnToNextPrompt: null,
    writtenToRead: { count: 24, medianMs: 40, p95Ms: 90, mostMs: 120 },
  },
  peakBytes: { daemon: 100_000_000, host: 60_000_000, server: null },
  outputBytes: 24_000,
  clientBytes: 48_000,
  clientsWhole: 4,
  proof: { lost: 0, repeated: 0, disordered: 0, shared: 0 },
  faults: [],
};
