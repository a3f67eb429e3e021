import { ManualClock } from '../../src/base/clock.ts';
import type { SettleTimes } from '../../src/daemon/settle.ts';
import { defaultSettleTimes } from '../../src/daemon/settle.ts';
import { dialogOf, WatchedScreen } from '../../src/daemon/watchedScreen.ts';
import type { Recorded } from './corpus.ts';
import { apply, corpus } from './corpus.ts';
import { aligned, quantile } from './measure.ts';

/** Quiet time alone, whatever the screen says about itself. */
const withoutEvidence: SettleTimes = {
  ...defaultSettleTimes,
  likelyMs: defaultSettleTimes.quietMs,
  wholeMs: defaultSettleTimes.quietMs,
  filledMs: defaultSettleTimes.quietMs,
};

const rules = [
  ['quiet time alone', withoutEvidence],
  ['with evidence', defaultSettleTimes],
] as const;

/**
 * How long after a dialog stood complete on the screen it was told, over the corpus on the recordings' own clocks, by version:
 * what waiting for the screen to rest adds before anything is decided.
 */
export async function settlingTable(fixtures: string): Promise<string> {
  const delays = new Map<string, number[][]>();
  for await (const recorded of corpus(fixtures)) {
    const ofThis = delaysIn(recorded);
    for (const key of [recorded.version, 'all']) {
      const lists = delays.get(key) ?? rules.map(() => []);
      delays.set(key, lists);
      lists.forEach((list, index) => list.push(...(ofThis[index] ?? [])));
    }
  }
  const head = ['dialogs told after', 'number', ...rules.flatMap(([name]) => [`${name}: median`, 'p95', 'worst'])];
  const versions = [...delays].sort(([a], [b]) => Number(a === 'all') - Number(b === 'all'));
  const rows = versions.map(([version, lists]) => [
    version,
    String(lists[0]?.length ?? 0),
    ...lists.flatMap((list) => [0.5, 0.95, 1].map((share) => `${quantile(list, share).toFixed(0)} ms`)),
  ]);
  return aligned([head, ...rows]);
}

/** For each rule and each dialog that is told: milliseconds since it has been standing there unchanged. */
function delaysIn({ header, events }: Recorded): number[][] {
  const clock = new ManualClock();
  const size = { cols: header.width, rows: header.height, zone: 'UTC' };
  const onlooker = new WatchedScreen(new ManualClock(), defaultSettleTimes, size);
  let standing: { dialog: string | undefined; sinceMs: number } = { dialog: undefined, sinceMs: 0 };
  const watchers = rules.map(([, times]) => {
    const watched = new WatchedScreen(clock, times, size);
    const delays: number[] = [];
    let told: string | undefined;
    watched.onSettled((reading) => {
      const dialog = dialogOf(reading)?.fingerprint;
      if (dialog !== undefined && dialog !== told) delays.push(clock.monotonicMs() - standing.sinceMs);
      told = dialog;
    });
    return { watched, delays };
  });
  const screens = [onlooker, ...watchers.map(({ watched }) => watched)];
  for (const event of events) {
    clock.advance(Math.max(0, event.atS * 1_000 - clock.monotonicMs()));
    for (const screen of screens) apply(screen, event);
    const dialog = dialogOf(onlooker.readNow())?.fingerprint;
    if (dialog !== standing.dialog) standing = { dialog, sinceMs: clock.monotonicMs() };
  }
  clock.advance(2_000);
  for (const screen of screens) screen.dispose();
  return watchers.map(({ delays }) => delays);
}
