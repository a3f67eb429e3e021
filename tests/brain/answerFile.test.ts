import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { YamlFile } from '../../src/base/yamlFile.ts';
import { readAnswerFile } from '../../src/brain/answerFile.ts';
import type { AnswerRule, AnswerRules } from '../../src/brain/answerRules.ts';
import type { BrainFacts } from '../../src/brain/brain.ts';
import { advise } from '../../src/brain/rules.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import type { Matter } from '../../src/policy/consulting/matter.ts';
import { screenedPage } from '../../src/policy/consulting/screening.ts';

function read(text: string, origin: 'shipped' | 'user' = 'user'): readonly AnswerRule[] {
  return readAnswerFile(new YamlFile(text, 'answers.yaml'), origin);
}

function one(rule: string): string {
  return `answers:\n  - ${rule}\n`;
}

describe('the shipped answer rules', () => {
  const file = join(shippedRulesFolder(), 'answers.yaml');
  const rules = read(readFileSync(file, 'utf8'), 'shipped');
  // Reading the file tries them; here it is counted that there are some, in both directions.
  test.each(rules)('$id has examples of what it answers and of what it does not', ({ examples }) => {
    const answers = examples.flatMap((example) => ('answer' in example ? [example.answer] : []));
    expect(answers.some((answer) => answer !== null)).toBe(true);
    expect(answers).toContain(null);
  });
  it('approve no call', () => {
    expect(rules.map(({ act }) => act.do)).not.toContain('approve');
  });
});

describe('a broken file', () => {
  test.each<[what: string, rule: string, says: RegExp]>([
    ['no action', '{ id: a, when: {}, reason: r }', /line 2, column 5.*one of choose, recommended/],
    ['two actions', '{ id: a, when: {}, choose: a, person: true, reason: r }', /one of choose/],
    ['an unknown key', '{ id: a, when: { colour: red }, choose: a, reason: r }', /line 2.*colour/],
    ['no reason', '{ id: a, when: {}, choose: a }', /answers\.0\.reason/],
    ['no regular expression', '{ id: a, when: { question: "(" }, choose: a, reason: r }', /line 2, column.*question/],
    ['one that could take long', '{ id: a, when: { question: "(a+)+$" }, choose: a, reason: r }', /take long/],
    ['a label that could take long', '{ id: a, when: {}, choose: "(a|b)*c", reason: r }', /choose.*take long/],
    ['a confidence above one', '{ id: a, when: {}, choose: a, confidence: 2, reason: r }', /confidence/],
    ['a chosen permission', '{ id: a, when: { kind: permission }, choose: a, reason: r }', /approved, not chosen/],
    ['leave without the rules', '{ id: a, when: { kind: permission }, approve: true, reason: r }', /names the rules/],
    [
      'leave to a question',
      '{ id: a, when: { kind: question, rules: [x] }, approve: true, reason: r }',
      /only a rule of the kind/,
    ],
    [
      'an example that fails',
      '{ id: a, when: {}, choose: "^yes", reason: r, examples: [{ question: Go?, options: [Yes, No], answer: No }] }',
      /examples\.0: the rule a answers 'Yes' here, not 'No'/,
    ],
    [
      'an example of a call that fails',
      '{ id: a, when: { rules: [git.commit] }, approve: true, reason: r, examples: [{ bash: git push, rules: [git.push], approve: true }] }',
      /does not approve this/,
    ],
  ])('with %s is refused', (_what, rule, says) => {
    expect(() => read(one(rule))).toThrow(says);
  });
  it('may not hold a name twice', () => {
    const rule = '{ id: a, when: {}, choose: a, reason: r }';
    expect(() => read(`answers:\n  - ${rule}\n  - ${rule}\n`)).toThrow(/line 3.*two rules are called a/);
  });
  it('of the shipped ones may not approve', () => {
    expect(() => read(one('{ id: a, when: { rules: [x] }, approve: true, reason: r }'), 'shipped')).toThrow(/shipped/);
  });
});

describe("a rule of the user's own", () => {
  const facts: BrainFacts = {
    project: 'shop',
    requirements: '',
    preferences: [{ topic: 'Database', wish: 'PostgreSQL' }],
    past: [],
    screen: [],
  };
  const page = screenedPage({
    question: 'Which database?',
    header: 'Database',
    multi: false,
    choices: ['SQLite', 'PostgreSQL', 'Drop everything'].map((label) => ({ label, description: '' })),
  });
  const question: Matter = { kind: 'question', pages: [page], text: '' };
  const commit: Matter = {
    kind: 'permission',
    call: { tool: 'Bash', input: { command: 'git commit -m x' }, cwd: '/srv/shop' },
    verdict: { risk: 'MEDIUM', action: 'ask-brain', rules: ['git.commit'], reasons: [] },
  };
  const with_ = (rule: string): AnswerRules => ({ user: read(one(rule)), shipped: [] });
  const said = (rule: string, matter: Matter): unknown => {
    const advice = advise(matter, facts, with_(rule));
    return advice.say === 'choose' ? advice.picks : advice.say;
  };

  test.each<[rule: string, picks: unknown]>([
    ['{ id: a, when: { question: database }, choose: "^sqlite$", reason: r }', [[0]]],
    ['{ id: a, when: { header: "^database$" }, choose: sqlite, reason: r }', [[0]]],
    ['{ id: a, when: { project: shop }, choose: sqlite, reason: r }', [[0]]],
    ['{ id: a, when: { project: "s*" }, choose: sqlite, reason: r }', [[0]]],
    ['{ id: a, when: { project: "x|shop" }, choose: sqlite, reason: r }', [[0]]],
    ['{ id: a, when: { question: database }, person: true, reason: r }', 'person'],
    // What does not fit, or fits several, leaves it to the requirements.
    ['{ id: a, when: { project: other }, choose: sqlite, reason: r }', [[1]]],
    ['{ id: a, when: { kind: plan }, choose: sqlite, reason: r }', [[1]]],
    ['{ id: a, when: {}, choose: sql, reason: r }', [[1]]],
    ['{ id: a, when: {}, choose: drop, reason: r }', [[1]]],
    ['{ id: a, when: {}, recommended: true, reason: r }', [[1]]],
  ])('%s → %j', (rule, picks) => {
    expect(said(rule, question)).toEqual(picks);
  });

  test.each<[rule: string, say: string]>([
    ['{ id: a, when: { rules: [git.commit] }, approve: true, reason: r }', 'approve'],
    ['{ id: a, when: { rules: [git.commit, git.add], tool: Bash }, approve: true, reason: r }', 'approve'],
    ['{ id: a, when: { rules: [git.commit], command: "^git commit -m" }, approve: true, reason: r }', 'approve'],
    ['{ id: a, when: { rules: [git.commit], command: "^git push" }, approve: true, reason: r }', 'person'],
    ['{ id: a, when: { rules: [git.push] }, approve: true, reason: r }', 'person'],
    ['{ id: a, when: { rules: [git.commit], tool: Write }, approve: true, reason: r }', 'person'],
    ['{ id: a, when: { rules: [git.commit], project: other }, approve: true, reason: r }', 'person'],
    ['{ id: a, when: { kind: permission }, person: true, reason: r }', 'person'],
  ])('%s → %s', (rule, say) => {
    expect(said(rule, commit)).toBe(say);
  });

  it('is named with its reason and its line', () => {
    const answers = with_('{ id: store, when: {}, choose: "^sqlite$", confidence: 0.97, reason: One file is enough. }');
    expect(advise(question, facts, answers)).toMatchObject({
      confidence: 0.97,
      reason: 'The answer rule store says: One file is enough.',
    });
    expect(answers.user[0]?.source).toBe('answers.yaml:2');
  });
});
