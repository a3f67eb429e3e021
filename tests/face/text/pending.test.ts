import { expect, test } from 'vitest';
import type { PendingItem } from '../../../src/api/methods.ts';
import { pendingLines } from '../../../src/face/text/pending.ts';

/** What waits, as it is shown: with the very command that gives each answer. */

const layout = { ink: (_colour: string, text: string): string => text, width: 80, nowMs: Date.UTC(2025, 0, 1, 0, 5) };

test('a question in words is shown with its replies, and with how to answer in words of one’s own', () => {
  const option = (key: string, label: string, kind: PendingItem['options'][number]['kind'] = 'answer') => ({
    key,
    label,
    kind,
    selected: false,
  });
  const item: PendingItem = {
    n: 3,
    session: 'app-1',
    kind: 'prose',
    subject: 'I renamed the parser.\nThe tests are untouched.',
    question: 'Should I run the tests?',
    options: [
      option('1', 'Yes, run the tests.'),
      option('2', 'No, please do not run the tests.'),
      option('3', 'Type something', 'free-text'),
    ],
    risk: 'MEDIUM',
    reasons: ['No brain is set for this session.'],
    askedAt: '2025-01-01T00:00:00.000Z',
  };
  expect(pendingLines(item, layout).join('\n')).toMatchInlineSnapshot(`
    "#3  app-1  question  MEDIUM risk  asked 5m ago
        I renamed the parser.
        The tests are untouched.
        Should I run the tests?
        why: No brain is set for this session.
        1. Yes, run the tests.               pcc respond 3 1
        2. No, please do not run the tests.  pcc respond 3 2
        3. Type something                    pcc respond 3 --text 'YOUR TEXT'
        no answer needed: pcc respond 3 --dismiss"
  `);
});
