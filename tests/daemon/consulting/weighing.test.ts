import { describe, expect, test } from 'vitest';
import { consultationLine, weighed } from '../../../src/daemon/consulting/weighing.ts';
import type { Advice } from '../../../src/policy/consulting/advice.ts';
import type { Choice, Matter } from '../../../src/policy/consulting/matter.ts';

/** What becomes of a brain's advice: threshold, shadow, and the line in the log. */

const choice = (label: string, closed?: string): Choice => ({
  label,
  description: '',
  ...(closed === undefined ? {} : { closed }),
});
const question: Matter = {
  kind: 'question',
  text: '',
  pages: [
    {
      question: 'Which database?',
      header: 'Database',
      multi: false,
      choices: [choice('SQLite'), choice('Drop', 'it drops')],
    },
    { question: 'Which features?', header: 'Features', multi: true, choices: [choice('Login'), choice('Search')] },
  ],
};
const permission: Matter = {
  kind: 'permission',
  call: { tool: 'Bash', input: { command: 'git commit' }, cwd: '/srv/app' },
  verdict: { risk: 'MEDIUM', action: 'ask-brain', rules: ['git.commit'], reasons: ['It commits.'] },
};
const scales = { brain: 'ollama', confidenceMinPercent: 80, shadow: false } as const;
const picks = (confidence: number, ...pages: number[][]): Advice => ({
  say: 'choose',
  picks: pages,
  confidence,
  reason: 'As preferred.',
});
const leave = (confidence: number): Advice => ({ say: 'approve', confidence, reason: 'Commits are welcome.' });

describe('an advice', () => {
  test('that is sure enough stays as it is', () => {
    for (const advice of [picks(0.8, [0], [0, 1]), picks(1, [0], [1])])
      expect(weighed(question, advice, scales)).toBe(advice);
    const advice = leave(0.8);
    expect(weighed(permission, advice, scales)).toBe(advice);
    expect(weighed(permission, leave(0), { ...scales, confidenceMinPercent: 0 })).toEqual(leave(0));
  });

  test.each([0.7999, 0.65, 0])('of confidence %d goes to a person with the figure told', (confidence) => {
    expect(weighed(permission, leave(confidence), scales)).toEqual({
      say: 'person',
      reason: `The brain 'ollama' would approve this but is only ${Math.floor(confidence * 100)} % sure (brain.confidence_min_percent is 80): Commits are welcome.`,
    });
    const told = weighed(question, picks(confidence, [0], [0, 1]), scales);
    expect(told.say).toBe('person');
    expect(told.reason).toContain("would choose 'SQLite', 'Login' and 'Search' but is only");
  });

  test.each([Number.NaN, 99, -1, Number.POSITIVE_INFINITY])('of confidence %d is none', (confidence) => {
    expect(weighed(permission, leave(confidence), scales)).toMatchObject({ say: 'person' });
  });

  test('that goes beyond what is open goes to a person, also in shadow mode', () => {
    for (const shadow of [false, true]) {
      const closed = weighed(question, picks(1, [1], [0]), { ...scales, shadow });
      expect(closed.reason).toContain("Only a person may choose 'Drop': it drops");
      const high: Matter = { ...permission, verdict: { ...permission.verdict, risk: 'HIGH', action: 'escalate' } };
      expect(weighed(high, leave(1), { ...scales, shadow }).reason).toContain('does not leave this call to a brain');
    }
  });

  test('is only told in shadow mode', () => {
    const shadow = { ...scales, shadow: true };
    expect(weighed(permission, leave(0.9), shadow)).toEqual({
      say: 'person',
      reason: "Shadow mode: the brain 'ollama' would have approved this (90 % sure): Commits are welcome.",
    });
    expect(weighed(question, picks(1, [0], [1]), shadow).reason).toBe(
      "Shadow mode: the brain 'ollama' would have chosen 'SQLite', 'Search' (100 % sure): As preferred.",
    );
    const asks: Advice = { say: 'person', reason: 'Who knows.' };
    expect(weighed(permission, asks, shadow)).toBe(asks);
  });
});

test('the log says who was asked, about what, for how long, and what was said', () => {
  const told = (matter: Matter, advice: Advice): string =>
    consultationLine(matter, { brain: 'rules', tookMs: 12.4, advice });
  expect(told(permission, leave(0.9))).toBe(
    "The brain 'rules' was asked about a call of Bash and said after 12 ms: approve (90 % sure): Commits are welcome.",
  );
  expect(told(question, picks(0.85, [0], [0, 1]))).toBe(
    "The brain 'rules' was asked about 2 questions and said after 12 ms: choose 'SQLite', 'Login' and 'Search' (85 % sure): As preferred.",
  );
  expect(told({ kind: 'plan', text: '', pages: [] }, { say: 'person', reason: 'Plans are yours.' })).toBe(
    "The brain 'rules' was asked about a plan and said after 12 ms: ask a person: Plans are yours.",
  );
});
