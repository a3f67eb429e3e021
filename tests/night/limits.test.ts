import { afterEach, expect, it } from 'vitest';
import { goOnText } from '../../src/session/goingOn.ts';
import { limits } from '../../src/limits.ts';
import { lastWordsOf } from './fake/plan.ts';
import { Night } from './night.ts';

/** Ten sessions of one account wait for the same reset, and the daemon is killed meanwhile: each goes on once, one after the other. */

let night: Night;

afterEach(async () => {
  await night.strike();
});

it('ten sessions go on after a reset, one after the other, also with another daemon', {
  timeout: 400_000,
}, async () => {
  night = new Night();
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
  const tasks = new Map<string, string>();
  // All are at work before the first is refused, since its account is then held back, and are refused within one minute.
  for (const name of names) await night.start(name);
  await new Promise((done) => setTimeout(done, 60_000 - (Date.now() % 60_000)));
  for (const name of names) {
    const text = `task of-${name} [work 20000] [limit 90] [work 300]`;
    tasks.set(name, text);
    await night.pcc('send', name, text);
  }
  await night.until('ten that wait', (all) => all.every(({ state }) => state === 'limit'), 60_000);
  await night.kill('daemon', '');
  await night.until(
    'the end of all tasks',
    (all) => all.length === 10 && all.every(({ queue }) => queue.every(({ state }) => state === 'done')),
    300_000,
  );
  const { said, journal } = night;
  for (const task of tasks.values()) {
    expect(said.filter(({ by, text }) => by === 'user' && text === task)).toHaveLength(1);
    expect(said.filter(({ by, text }) => by === 'assistant' && text === lastWordsOf(task))).toHaveLength(1);
  }
  const resets = journal.filter(({ what }) => what === 'limit').map(({ text }) => Date.parse(text));
  const woken = journal
    .filter(({ what, text }) => what === 'prompt' && text === goOnText)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  expect(woken).toHaveLength(10);
  expect(woken[0]).toBeGreaterThanOrEqual(Math.min(...resets));
  const gaps = woken.slice(1).map((at, index) => at - (woken[index] ?? 0));
  // Ten at once would be ten within a second or two; each has its place behind the one before.
  expect((woken.at(-1) ?? 0) - (woken[0] ?? 0)).toBeGreaterThan(5 * limits.wakeStaggerMs);
  process.stdout.write(`gaps between ten continuations: ${gaps.join(', ')} ms\n`);
});
