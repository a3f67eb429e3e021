import { expect, test } from 'vitest';
import { outlookOf } from '../../src/execution/outlook.ts';

/** A list may have a thousand prompts, and whoever asks about them is answered by the daemon that watches all sessions. */
test.each(['a.', 'a/', '1.', '1,', '1 ', '\n', '\r', ' ', '-\n', '1)\n', 'creat', 'then '])(
  'a prompt of %j is looked at in no time',
  (sign) => {
    const prompt = sign.repeat(Math.ceil(100_000 / sign.length));
    const before = process.cpuUsage().user;
    outlookOf(prompt);
    expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(3_000);
  },
);

test.each([
  ['Mend src/app/main.test.ts', 'code'],
  ['Look at notes.md', 'file'],
  ['12.5 × 3,000', 'calculation'],
])('%j is seen as %s', (prompt, kind) => {
  expect(outlookOf(prompt).class).toBe(kind);
});
