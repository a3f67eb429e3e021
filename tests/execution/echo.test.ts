import { expect, test } from 'vitest';
import { readAnswer } from '../../src/execution/answer.ts';
import { stepOf, uuid } from './steps.ts';

test.each(['*', '* ', '"', '`_', '> *'])('lines of %j take no long time, however many signs stand on each', (signs) => {
  const line = signs.repeat(Math.floor(199 / signs.length));
  const before = process.cpuUsage().user;
  for (const end of ['', '*'.repeat(9)]) readAnswer(stepOf(), `${`${line.slice(end.length)}${end}\n`.repeat(10)}Done.`);
  expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(200);
});

test.each([
  `3. The task's uuid is ${uuid}`,
  `2) execution_uuid: ${uuid}`,
  `pseudouuid: ${uuid}`,
  `uuid ${uuid} and more`,
  `${uuid} ${uuid}`,
])('a line that says more than the uuid and its name stays in the text: %s', (line) => {
  const text = `Done.\n${line}`;
  expect(readAnswer(stepOf(), text)).toEqual({ ok: true, text, echoed: true });
});
