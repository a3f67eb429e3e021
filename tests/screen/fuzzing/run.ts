import { corpusNames } from '../recordings.ts';
import type { Finding } from './cases.ts';
import { Bench } from './cases.ts';
import { trackOf } from './track.ts';

/** Cases in a row that share one recording: playing it once takes as long as some dozens of cases. */
export const casesOfTrack = 100;

/**
 * Plays the cases of the seeds from `first` to below `end`. Neighbouring seeds share a recording; a few thousand go through
 * all of the corpus. The same seed is the same case as long as the corpus stays as it is.
 */
export function* runCases(first: number, end: number): Generator<Finding | number> {
  const names = corpusNames();
  const bench = new Bench();
  try {
    for (let block = Math.floor(first / casesOfTrack); block * casesOfTrack < end; block++) {
      // A step that shares no factor with the number of recordings visits all of them.
      const { version, name } = names[(block * 7_919) % names.length] ?? { version: '', name: '' };
      const track = trackOf(version, name);
      const from = Math.max(first, block * casesOfTrack);
      const to = Math.min(end, (block + 1) * casesOfTrack);
      for (let seed = from; seed < to; seed++) {
        const finding = track.snapshots.size === 0 ? undefined : bench.run(track, seed);
        if (finding) yield finding;
      }
      yield to - from;
    }
  } finally {
    bench.dispose();
  }
}
