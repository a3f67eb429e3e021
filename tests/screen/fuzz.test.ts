import { expect, it } from 'vitest';
import { Bench } from './fuzzing/cases.ts';
import { runCases } from './fuzzing/run.ts';
import { trackOf } from './fuzzing/track.ts';

/** `npm run fuzz` plays a million of the same cases, these first. */
const casesHere = 10_000;

it('damaged, cut and resized stretches of the corpus ask nothing that was not asked, and whole ones read the same in any pieces', () => {
  let played = 0;
  for (const report of runCases(0, casesHere)) {
    if (typeof report === 'number') played += report;
    else expect.fail(`seed ${report.seed}: ${report.sentence}`);
  }
  expect(played).toBe(casesHere);
}, 300_000);

it('a question out of nothing, a yes that is none and another reading are found', () => {
  const track = trackOf('2.1.329', 'bash-simple-80x24');
  const found = (forged: typeof track): string =>
    Array.from({ length: 200 }, (_, seed) => bench.run(forged, seed)?.sentence ?? '').join('\n');
  const bench = new Bench();
  expect(found(track).trim()).toBe('');
  expect(found({ ...track, asked: [] })).toMatch(/it asks \(permission/);
  const noYes = track.asked.map(
    (asked) => asked && { ...asked, options: asked.options.map((option) => ({ ...option, key: '9' })) },
  );
  expect(found({ ...track, asked: noYes })).toMatch(/its yes is 1\. Yes/);
  bench.dispose();
});
