import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import { acceptedAdvice } from '../../src/policy/consulting/advice.ts';
import type { ChoicePage, Matter } from '../../src/policy/consulting/matter.ts';
import type { Action, Risk } from '../../src/policy/verdict.ts';
import { actions, risks } from '../../src/policy/verdict.ts';

const page: ChoicePage = {
  question: 'Which database?',
  header: 'Database',
  multi: false,
  choices: [
    { label: 'SQLite', description: '' },
    { label: 'PostgreSQL', description: '' },
    { label: 'Drop it', description: '', closed: 'it deletes' },
  ],
};
const one: Matter = { kind: 'question', pages: [page], text: '' };
const several: Matter = { kind: 'question', pages: [{ ...page, multi: true }], text: '' };
const two: Matter = { kind: 'question', pages: [page, page], text: '' };

function call(risk: Risk, action: Action): Matter {
  return {
    kind: 'permission',
    call: { tool: 'Bash', input: {}, cwd: '/a' },
    verdict: { risk, action, rules: [], reasons: [] },
  };
}

function choose(...picks: (readonly number[])[]): Advice {
  return { say: 'choose', picks, confidence: 0.9, reason: 'because' };
}
const approve: Advice = { say: 'approve', confidence: 0.9, reason: 'because' };

describe('an advice', () => {
  test.each<[string, Matter, Advice]>([
    ['an open choice', one, choose([1])],
    ['several where several may be chosen', several, choose([0, 1])],
    ['a choice for each page', two, choose([0], [1])],
    ['leave for what is left to it', call('MEDIUM', 'ask-brain'), approve],
    ['a person', one, { say: 'person', reason: 'unsure' }],
  ])('that is %s is kept', (_what, matter, advice) => {
    expect(acceptedAdvice(matter, advice)).toBe(advice);
  });

  test.each<[string, Matter, Advice]>([
    ['a closed choice', one, choose([2])],
    ['a closed one among others', several, choose([0, 2])],
    ['what is not there', one, choose([3])],
    ['a place before the first', one, choose([-1])],
    ['half a place', one, choose([0.5])],
    ['no number', one, choose([Number.NaN])],
    ['several where one may be chosen', one, choose([0, 1])],
    ['the same twice', several, choose([0, 0])],
    ['nothing', one, choose([])],
    ['no page', one, choose()],
    ['too few pages', two, choose([0])],
    ['too many pages', one, choose([0], [0])],
    ['leave for a question', one, approve],
    ['a choice for a call', call('MEDIUM', 'ask-brain'), choose([0])],
    ['too sure', one, { say: 'choose', picks: [[0]], confidence: 1.1, reason: '' }],
    ['sure of nothing', one, { say: 'choose', picks: [[0]], confidence: Number.NaN, reason: '' }],
    ['leave for HIGH', call('HIGH', 'escalate'), approve],
    ['leave for HIGH that claims to be left to it', call('HIGH', 'ask-brain'), approve],
    ['leave for what a person was to be asked', call('MEDIUM', 'escalate'), approve],
  ])('that is %s goes to a person', (_what, matter, advice) => {
    expect(acceptedAdvice(matter, advice)).toMatchObject({ say: 'person' });
  });

  it('of any kind lets nothing closed through, nor anything but MEDIUM', () => {
    const choice = fc.record({ label: fc.string(), description: fc.string() });
    const choices = fc.array(
      fc.oneof(
        choice,
        choice.map((open) => ({ ...open, closed: 'no' })),
      ),
      { maxLength: 4 },
    );
    const pages = fc.array(fc.record({ question: fc.string(), header: fc.string(), multi: fc.boolean(), choices }), {
      maxLength: 3,
    });
    const verdict = fc.record({ risk: fc.constantFrom(...risks), action: fc.constantFrom(...actions) });
    const matters = fc.oneof(
      pages.map((made): Matter => ({ kind: 'question', pages: made, text: '' })),
      verdict.map(({ risk, action }) => call(risk, action)),
    );
    const confidence = fc.double();
    const advices = fc.oneof(
      fc.record({ say: fc.constant('approve' as const), confidence, reason: fc.string() }),
      fc.record({
        say: fc.constant('choose' as const),
        picks: fc.array(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 4 }), { maxLength: 3 }),
        confidence,
        reason: fc.string(),
      }),
    );
    fc.assert(
      fc.property(matters, advices, (matter, advice) => {
        const accepted = acceptedAdvice(matter, advice);
        if (accepted.say === 'person') return;
        expect(accepted.confidence).toBeGreaterThanOrEqual(0);
        if (accepted.say === 'approve') {
          expect(matter).toMatchObject({ verdict: { risk: 'MEDIUM', action: 'ask-brain' } });
          return;
        }
        if (matter.kind === 'permission') throw new Error('a choice for a call was accepted');
        expect(accepted.picks).toHaveLength(matter.pages.length);
        for (const [index, picks] of accepted.picks.entries())
          for (const pick of picks) {
            const chosen = matter.pages[index]?.choices[pick];
            expect(chosen).toBeDefined();
            expect(chosen).not.toHaveProperty('closed');
          }
      }),
      { numRuns: 2_000 },
    );
  });
});
