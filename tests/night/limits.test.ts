import { afterEach, expect, it } from 'vitest';
import { goOnText } from '../../src/session/goingOn.ts';
import { lastWordsOf } from './fake/plan.ts';
import { Night } from './night.ts';

/**
 * Ten sessions of one account wait for the same reset, half of them in the middle of a turn with tool calls, and the daemon is
 * killed meanwhile: each goes on once, one after the other.
 */

const staggerMs = 500;
const minuteMs = 60_000;
/** From the first task given to the refusals: by then all are at work, since the account of one that is refused is held back. */
const atWorkMs = 12_000;
/** From the refusals to the wake-up: there is time for another daemon before it. */
const asleepMs = 15_000;

let night: Night;

afterEach(async () => {
  await night.strike();
});

it('ten sessions go on after a reset, one after the other, also in mid-turn and with another daemon', {
  timeout: 300_000,
}, async () => {
  night = new Night(`[limits]\nstagger_ms = ${staggerMs}\n`);
  const begun = Date.now();
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
  await night.start(names[0] ?? '');
  await Promise.all(names.slice(1).map((name) => night.start(name)));
  const refusedAt = Date.now() + atWorkMs;
  const resetAt = resetBehind(refusedAt);
  const tasks = names.map((name, index) => {
    const [before, after] = index % 2 === 0 ? [` [ask wc -l a${index}]`, ` [ask wc -l b${index}]`] : ['', ''];
    return { name, after, task: `task of-${name}${before}` };
  });
  const given = await Promise.all(
    tasks.map(async ({ name, after, task }) => {
      const text = `${task} [until ${refusedAt}] [limit ${resetAt}]${after} [work 300]`;
      await night.pcc('send', name, text);
      return text;
    }),
  );
  await night.until('ten that wait', (all) => all.every(({ state }) => state === 'limit'), 60_000);
  await night.kill('daemon', '');
  await night.until('ten that wait still', (all) => all.length === 10 && all.every(isAsleep), 30_000);
  expect(continued()).toEqual([]);
  await night.until(
    'the end of all tasks',
    (all) => all.every(({ queue }) => queue.every(({ state }) => state === 'done')),
    150_000,
  );
  const { said, journal } = night;
  for (const text of given) {
    expect(said.filter((one) => one.by === 'user' && one.text === text)).toHaveLength(1);
    expect(said.filter((one) => one.by === 'assistant' && one.text === lastWordsOf(text))).toHaveLength(1);
  }
  const resets = journal.filter(({ what }) => what === 'limit').map(({ text }) => Date.parse(text));
  const woken = continued();
  expect([resets, woken].map(({ length }) => length)).toEqual([10, 10]);
  expect(woken[0]).toBeGreaterThan(resetAt);
  // Each call before the limit and behind it was allowed once, and none was made a second time.
  const commands = names.flatMap((_, index) => (index % 2 === 0 ? [`wc -l a${index}`, `wc -l b${index}`] : []));
  const allowed = journal.filter(({ what, text }) => what === 'key' && text.includes('wc -l')).map(({ text }) => text);
  expect(allowed.sort()).toEqual(commands.map((command) => `1 for ${command}`).sort());
  expect(journal.filter(({ what }) => what === 'stray' || what === 'interrupt')).toEqual([]);
  const gaps = woken.slice(1).map((at, index) => at - (woken[index] ?? 0));
  // Ten at once would be ten within a second or two; each has its place behind the one before.
  expect((woken.at(-1) ?? 0) - (woken[0] ?? 0)).toBeGreaterThan(8 * staggerMs);
  expect(new Set(resets)).toEqual(new Set([resetAt]));
  process.stdout.write(
    `gaps between ten continuations: ${gaps.join(', ')} ms; refused ${Math.round((refusedAt - begun) / 1_000)} s after the start, reset ${Math.round((resetAt - refusedAt) / 1_000)} s later\n`,
  );
});

/** When the continuations were sent, the earliest first. */
function continued(): number[] {
  return night.journal
    .filter(({ what, text }) => what === 'prompt' && text === goOnText)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}

function isAsleep({
  state,
  queue,
}: {
  readonly state: string;
  readonly queue: readonly { readonly state: string }[];
}): boolean {
  return state === 'limit' && queue.every((task) => task.state === 'running');
}

/**
 * A banner tells the reset by the minute, and pcc waits until the whole of that minute is over. Gives the end of the first minute
 * that is far enough away, less the moment that makes it belong to that minute.
 */
function resetBehind(refusedAt: number): number {
  return Math.ceil((refusedAt + asleepMs) / minuteMs) * minuteMs - 1;
}
