import { expect, test } from 'vitest';
import type { LogLine } from '../../../src/api/methods.ts';
import { logLine } from '../../../src/face/text/log.ts';

/** One event as one line. */

const layout = { ink: (_colour: string, text: string) => text, width: 200, nowMs: 0 };

function told(line: Partial<LogLine>): string {
  const whole = { seq: 1, session: 'app', at: '2026-03-01T10:00:00.000Z', type: 'decision', ...line } as const;
  return logLine(whole, layout).slice('2026-03-01 10:00:00  '.length);
}

test('a dialog tells who answered it, with which keys, and what came of it', () => {
  expect(
    told({
      ...{ kind: 'permission', tool: 'Bash', subject: 'npm test', risk: 'LOW', action: 'approve', by: 'policy' },
      ...{ keys: '1', answer: 'Yes', outcome: 'confirmed', reasons: ['It only tests.'] },
    }),
  ).toBe('decision  approve LOW Bash npm test → Yes (by policy, keys 1, confirmed): It only tests.');
});

test('a step that the loop does by itself has neither risk nor keys', () => {
  const step = {
    kind: 'agent',
    tool: '',
    risk: 'LOW',
    by: 'agent',
    keys: '',
    answer: '',
    outcome: 'confirmed',
  } as const;
  expect(told({ ...step, action: 'next', subject: 'write it', reasons: ['It stands first.'] })).toBe(
    'decision  next write it: It stands first.',
  );
  expect(told({ ...step, action: 'finish', subject: 'All tasks are done.', reasons: ['2 tasks are done.'] })).toBe(
    'decision  finish All tasks are done: 2 tasks are done.',
  );
});
