import { expect, test } from 'vitest';
import type { QueueTask } from '../../src/api/methods.ts';
import { boundedStatuses, boundedTasks } from '../../src/daemon/boundedTasks.ts';
import { shownStatus } from '../../src/daemon/shownStatus.ts';
import { limits } from '../../src/limits.ts';
import { shapeRedactor } from '../../src/policy/redact.ts';
import { statusSample } from '../api/samples.ts';

const task = (text: string, more: Partial<QueueTask> = {}) => ({ id: 'a.1', state: 'done' as const, text, ...more });
const shown = shownStatus({
  home: { rulesFolder: '/r' },
  secrets: { current: () => shapeRedactor },
  problems: () => [],
});

test('short tasks stay as they are, and the long ones among them share what is left', () => {
  const few = [task('one'), task('two', { verify: 'npm test' })];
  expect(boundedTasks(few, 100)).toEqual(few);
  const told = boundedTasks([task('short'), task('x'.repeat(500)), task('y', { result: 'z'.repeat(500) })], 106);
  expect(told.map(({ text, result, cut }) => [text.length, result?.length, cut])).toEqual([
    [5, undefined, undefined],
    [51, undefined, true],
    [1, 51, true],
  ]);
  expect(boundedTasks([task('😀'.repeat(50))], 11)[0]?.text).toBe(`${'😀'.repeat(5)}…`);
});

test.each(['live', 'ended'] as const)(
  'the status of a session that is %s goes into one message, and says what is cut',
  (phase) => {
    const long = 'word '.repeat(200_000);
    const queue = Array.from({ length: 100 }, () => task(long, { verify: 'true '.repeat(2_000), why: long }));
    const told = shown(statusSample({ phase, queue }));
    expect(JSON.stringify(told).length).toBeLessThan(2 * limits.statusTextCharsMax);
    expect(told.queue.map(({ cut }) => cut)).toEqual(queue.map(() => true));
    expect(shown(statusSample({ phase, queue: [task('short')] })).queue).toEqual([task('short')]);
  },
);

test('no half of a secret is left where a text is cut', () => {
  const secret = `token=${'s3cr3t'.repeat(20)}`;
  for (let before = 300; before < 420; before += 7) {
    const queue = Array.from({ length: 150 }, () => task(`${'x '.repeat(before / 2)}${secret} ${'y '.repeat(30_000)}`));
    expect(JSON.stringify(shown(statusSample({ queue })))).not.toContain('s3cr3t');
  }
});

test('the statuses of very many sessions go into one message', () => {
  const queue = Array.from({ length: 100 }, () => task('x'.repeat(600)));
  const many = Array.from({ length: 500 }, () => shown(statusSample({ phase: 'ended', queue })));
  expect(JSON.stringify(many).length).toBeGreaterThan(limits.messageBytesMax);
  expect(JSON.stringify(boundedStatuses(many)).length).toBeLessThan(limits.messageBytesMax);
  expect(boundedStatuses(many.slice(0, 3))).toEqual(many.slice(0, 3));
});
