import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { AnswerRules } from '../../src/brain/answerRules.ts';
import type { BrainFacts, PastAnswer } from '../../src/brain/brain.ts';
import { preferencesIn } from '../../src/brain/preferences.ts';
import { advise, rulesBrain } from '../../src/brain/rules.ts';
import { readAnswers } from '../../src/daemon/answerRules.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import type { Advice } from '../../src/policy/consulting/advice.ts';
import { acceptedAdvice } from '../../src/policy/consulting/advice.ts';
import type { ChoicePage, Matter } from '../../src/policy/consulting/matter.ts';
import { proseQuestion } from '../../src/policy/consulting/prose.ts';
import { screenedPage } from '../../src/policy/consulting/screening.ts';

const shipped: AnswerRules = readAnswers({ shipped: shippedRulesFolder() });

function knowing(lines: readonly string[], past: readonly PastAnswer[] = []): BrainFacts {
  const requirements = `# Shop\n\n## Preferences\n\n${lines.map((line) => `- ${line}\n`).join('')}`;
  return { project: 'shop', requirements, preferences: preferencesIn(requirements), past, screen: [] };
}

function pageOf(question: string, labels: readonly string[], changes: Partial<ChoicePage> = {}): ChoicePage {
  const choices = labels.map((line) => {
    const [label = '', description = ''] = line.split(' | ');
    return { label, description };
  });
  return screenedPage({ question, header: '', multi: false, choices, ...changes });
}

function asking(...pages: ChoicePage[]): Extract<Matter, { pages: unknown }> {
  return { kind: 'question', pages, text: '' };
}

/** What is chosen surely enough by the usual setting; `person` otherwise. */
function told(matter: Matter, advice: Advice): string {
  if (advice.say === 'person' || advice.confidence < 0.8) return 'person';
  if (advice.say === 'approve' || matter.kind === 'permission') return advice.say;
  return advice.picks
    .map((picks, page) => picks.map((pick) => matter.pages[page]?.choices[pick]?.label).join(' + '))
    .join(' / ');
}

function chosen(matter: Matter, facts: BrainFacts, answers: AnswerRules = shipped): string {
  return told(matter, acceptedAdvice(matter, advise(matter, facts, answers)));
}

const databases = ['SQLite', 'PostgreSQL', 'MongoDB'];

describe('a preference', () => {
  const database = 'Which database shall the service use?';
  test.each<[lines: string, question: string, labels: readonly string[], expected: string]>([
    ['Database: SQLite', database, databases, 'SQLite'],
    ['database: sqlite', database, databases, 'SQLite'],
    ['DB: Postgres', database, databases, 'PostgreSQL'],
    ['Database: SQLite (one file)', database, databases, 'SQLite'],
    ['Database: SQLite, because it is simple', database, databases, 'SQLite'],
    ['Database: SQLite', database, ['PostgreSQL', 'SQLite (Recommended)'], 'SQLite (Recommended)'],
    ['Database: SQLite', database, ['PostgreSQL (Recommended)', 'SQLite'], 'SQLite'],
    ['Database: SQLite', database, ['Use PostgreSQL', 'Use SQLite'], 'Use SQLite'],
    ['Database: SQLite', database, ['SQLite in WAL mode', 'PostgreSQL'], 'SQLite in WAL mode'],
    ['Database: SQLite', database, ['SQLite', 'SQLite in WAL mode'], 'SQLite'],
    ['Database: SQLite', database, ['SQLite in WAL mode', 'SQLite in memory'], 'person'],
    ['Database: SQLite or PostgreSQL', database, databases, 'person'],
    ['Database: MySQL', database, databases, 'person'],
    ['Database: SQLite', database, ['No SQLite', 'PostgreSQL'], 'person'],
    ['Database: SQLite', database, ['Migrate away from SQLite', 'PostgreSQL'], 'person'],
    ['Database: SQLite if it is fast enough', database, databases, 'person'],
    ['Database: SQLite; Database: PostgreSQL', database, databases, 'person'],
    ['Prefer SQLite over PostgreSQL', database, databases, 'SQLite'],
    ['Prefer SQLite', database, databases, 'SQLite'],
    ['Use SQLite', database, databases, 'SQLite'],
    ['Always use SQLite', database, databases, 'SQLite'],
    ['Use SQLite for the database', database, databases, 'SQLite'],
    ['SQLite over PostgreSQL', database, databases, 'SQLite'],
    ['Use SQLite instead of MongoDB', database, databases, 'SQLite'],
    ['Never use MongoDB', database, ['MongoDB', 'PostgreSQL'], 'PostgreSQL'],
    ['Do not use MongoDB', database, databases, 'person'],
    ['Use SQLite; Never use SQLite', database, databases, 'person'],
    ['Use SQLite; Use PostgreSQL', database, databases, 'person'],
    ['Use SQLite; Never use MongoDB', database, databases, 'SQLite'],
    ['Colour: red', database, databases, 'person'],
    ['SQLite is nice', database, databases, 'person'],
    ['Database: SQLite', 'Which database driver shall I use?', ['SQLite driver', 'pg'], 'person'],
    ['Language: Go', 'Which language?', ['Go', 'Rust'], 'Go'],
    ['Language: Go', 'How should I go on?', ['Go', 'Stop'], 'person'],
    ['Language: C', 'Which language?', ['C', 'C++', 'C#'], 'C'],
    ['Language: C++', 'Which language?', ['C', 'C++', 'C#'], 'C++'],
    ['Test runner: Vitest', 'Which test runner should the project use?', ['Jest', 'Vitest'], 'Vitest'],
    ['Tests: Vitest', 'Which tests framework?', ['Jest', 'Vitest'], 'Vitest'],
    ['Package manager: pnpm', 'Which package manager do you prefer?', ['npm', 'pnpm', 'yarn'], 'pnpm'],
    ['Port: 3000', 'Which port should the server use?', ['3000', '8080'], '3000'],
    ['Environment: production', 'Which environment?', ['production', 'staging'], 'person'],
    ['Always run the tests before committing', 'Should I run the tests?', ['Yes', 'No'], 'Yes'],
    ['Always write tests', 'Should I add tests?', ['Yes, add tests', 'No'], 'Yes, add tests'],
    ['Do not add comments', 'Should I add comments?', ['Yes', 'No'], 'No'],
    ['No comments in the code', 'Should I add comments?', ['Yes', 'No'], 'No'],
    ['Never remove comments', 'Should I add comments?', ['Yes', 'No'], 'person'],
    ['Never commit without running the linter', 'Should I run the linter first of all?', ['Yes', 'No'], 'person'],
    ['You may commit', 'Should I commit?', ['Yes', 'No'], 'Yes'],
    ['You may commit', 'Should I commit and push?', ['Yes', 'No'], 'person'],
    ['Comments: no', 'Should I add comments?', ['Yes', 'No'], 'No'],
    ['Comments: no', 'Should I remove comments?', ['Yes', 'No'], 'person'],
    ['Comments: in English', 'Should I add comments?', ['Yes', 'No'], 'person'],
    ['Run tests: always', 'Should I run the tests?', ['Yes', 'No'], 'Yes'],
    ['Use SQLite', 'Should I use SQLite?', ['Yes', 'No'], 'Yes'],
    ['Never use SQLite', 'Should I use SQLite?', ['Yes', 'No'], 'No'],
    ['Database driver: pg', 'Which database shall I use?', ['pg', 'SQLite'], 'person'],
    ['Write docs; Do not write docs', 'Should I write docs?', ['Yes', 'No'], 'person'],
    ['Delete old files', 'Should I delete the old files?', ['Yes', 'No'], 'person'],
  ])('%s: %s %j → %s', (lines, question, labels, expected) => {
    expect(chosen(asking(pageOf(question, labels)), knowing(lines.split('; ')))).toBe(expected);
  });

  it('is compared with the header too', () => {
    const page = pageOf('What shall it be?', databases, { header: 'Database' });
    expect(chosen(asking(page), knowing(['Database: SQLite']))).toBe('SQLite');
  });
  it('chooses each that it names where several may be chosen', () => {
    const page = pageOf('Which features shall come first?', ['Login', 'Export', 'Search'], {
      multi: true,
      header: 'Features',
    });
    expect(chosen(asking(page), knowing(['Features: login and export']))).toBe('Login + Export');
    expect(chosen(asking(page), knowing(['Features: login and payment']))).toBe('person');
    expect(chosen(asking(page), knowing(['Use login']))).toBe('person');
  });
  it('is needed for each page', () => {
    const first = pageOf('Which database?', databases);
    const second = pageOf('Which layout shall the page have?', ['Tabs', 'List']);
    expect(chosen(asking(first, second), knowing(['Database: SQLite']))).toBe('person');
    expect(chosen(asking(first, second), knowing(['Database: SQLite', 'Layout: tabs']))).toBe('SQLite / Tabs');
  });
  it('is named in the reason', () => {
    const matter = asking(pageOf('Which database?', databases));
    expect(advise(matter, knowing(['Database: SQLite']), shipped)).toEqual({
      say: 'choose',
      picks: [[0]],
      confidence: 0.95,
      reason: 'The requirements say "Database: SQLite".',
    });
    expect(advise(matter, knowing(['Database: MySQL']), shipped)).toEqual({
      say: 'person',
      reason: 'No option is what the requirements want ("Database: MySQL").',
    });
  });
});

describe('a question in words that ends a turn', () => {
  test.each<[lines: readonly string[], text: string, expected: string]>([
    [[], 'The plan is ready. Should I proceed?', 'Yes, please proceed.'],
    [
      [],
      'Two ways:\n\n1. SQLite\n2. PostgreSQL\n\nShould I proceed with the first one?',
      'Yes, proceed with the first one: SQLite.',
    ],
    [[], 'All is written. Shall I run the tests?', 'Yes, run the tests.'],
    [[], 'I will delete the old database now. Should I proceed?', 'person'],
    [[], 'Then I deploy to production. Continue?', 'person'],
    [[], '```\ngit checkout .\n```\n\nShould I proceed?', 'person'],
    [[], 'I will run `dropdb app && createdb app`. Shall I go ahead?', 'person'],
    [[], 'I ran `npm test` and all is green. Should I proceed?', 'Yes, please proceed.'],
    [['Always proceed'], 'The tests are green. Should I proceed?', 'Yes, please proceed.'],
    [['Always proceed'], 'Next I drop the users table. Should I proceed?', 'person'],
    [[], 'Should I use tabs or spaces?', 'person'],
    [['Indentation: spaces'], 'Should I use tabs or spaces?', 'person'],
    [['Use spaces over tabs'], 'Should I use tabs or spaces?', 'Spaces.'],
    [['Database: SQLite'], 'Which database do you want?\n\n1. PostgreSQL\n2. SQLite', 'Go with option 2: SQLite.'],
    [['Prefer SQLite'], 'Would you prefer SQLite or PostgreSQL?', 'SQLite, please.'],
    [[], 'Which approach do you prefer?\n1. Refactor (recommended)\n2. Patch', 'Go with option 1: Refactor.'],
    [[], 'Which approach do you prefer?\n1. Refactor\n2. Patch', 'person'],
    [[], 'Here is a summary of the changes. Does this look good?', 'person'],
    [[], 'I would add an index. Does this look good?', 'Yes, please proceed.'],
  ])('%j %j → %s', (lines, text, expected) => {
    const page = proseQuestion(text);
    if (!page) throw new Error('no question was found');
    expect(chosen({ kind: 'prose', pages: [screenedPage(page)], text }, knowing(lines))).toBe(expected);
  });
});

describe('an earlier answer of a person', () => {
  const page = pageOf('Which database?', databases);
  const before = (changes: Partial<PastAnswer> = {}): PastAnswer => ({
    kind: 'question',
    asked: 'Which database?',
    chosen: 'PostgreSQL',
    choices: databases,
    at: '2026-03-01T10:00:00.000Z',
    ...changes,
  });
  it('is given again to the very same question', () => {
    const matter = asking(page);
    expect(chosen(matter, knowing([], [before()]))).toBe('PostgreSQL');
    expect(advise(matter, knowing([], [before(), before()]), shipped)).toMatchObject({
      confidence: 0.85,
      reason: "A person answered this question with 'PostgreSQL' 2 times before, last on 2026-03-01.",
    });
  });
  test.each<[string, readonly PastAnswer[]]>([
    ['to other choices', [before({ choices: ['PostgreSQL', 'Oracle'] })]],
    ['to nobody knows which choices', [before({ choices: [] })]],
    ['to another question', [before({ asked: 'Which database driver?' })]],
    ['that differs between times', [before(), before({ chosen: 'SQLite' })]],
    ['that cannot be given now', [before({ chosen: 'MySQL' })]],
    ['to another kind of question', [before({ kind: 'prose' })]],
  ])('is not given when it was %s', (_what, past) => {
    expect(chosen(asking(page), knowing([], past))).toBe('person');
  });
  it('stands behind the requirements', () => {
    expect(chosen(asking(page), knowing(['Database: SQLite'], [before()]))).toBe('SQLite');
  });
  it('is no leave for what a person must choose', () => {
    const risky = pageOf('Which database?', ['Drop the database', 'SQLite']);
    expect(chosen(asking(risky), knowing([], [before({ chosen: 'Drop the database' })]))).toBe('person');
  });
  it('says nothing to a question of the tool that names nothing', () => {
    const same = 'Should I proceed?';
    const matter = asking(pageOf(same, ['Yes', 'No']));
    expect(chosen(matter, knowing([]))).toBe('person');
    expect(chosen(matter, knowing(['Always proceed']))).toBe('person');
    expect(chosen(matter, knowing([], [before({ asked: same, chosen: 'Yes' })]))).toBe('person');
    const named = 'Should I add a changelog?';
    const past = [before({ asked: named, chosen: 'Yes', choices: ['Yes', 'No'] })];
    expect(chosen(asking(pageOf(named, ['Yes', 'No'])), knowing([], past))).toBe('Yes');
    expect(chosen(asking(pageOf('Should I run the tests?', ['Yes', 'No'])), knowing([]))).toBe('Yes');
  });
  it('to go on counts only where nothing dangerous is said', () => {
    const asked = 'Shall I format the sources?';
    const go = pageOf(asked, ['Yes', 'No']);
    const past = [before({ kind: 'prose', asked, chosen: 'Yes', choices: ['Yes', 'No'] })];
    expect(chosen({ kind: 'prose', pages: [go], text: `It is done. ${asked}` }, knowing([], past))).toBe('Yes');
    expect(chosen({ kind: 'prose', pages: [go], text: `I delete all data then. ${asked}` }, knowing([], past))).toBe(
      'person',
    );
  });
  it.each([
    'Shall I do that?',
    'Does this work for you?',
    'Ready?',
    'Which option should I take?',
    'Shall we go with it?',
  ])('says nothing about %j, which is another question each time', (asked) => {
    const go = pageOf(asked, ['Yes', 'No']);
    const past = [before({ kind: 'prose', asked, chosen: 'Yes', choices: ['Yes', 'No'] })];
    expect(chosen({ kind: 'prose', pages: [go], text: asked }, knowing([], past))).toBe('person');
  });
});

describe('leave for a call', () => {
  const call = (command: string, rules: readonly string[]): Extract<Matter, { kind: 'permission' }> => ({
    kind: 'permission',
    call: { tool: 'Bash', input: { command }, cwd: '/srv/shop' },
    verdict: { risk: 'MEDIUM', action: 'ask-brain', rules, reasons: ['It has effects.'] },
  });
  const commit = call('git commit -m x', ['git.commit']);
  const both = call('git add -A && git commit -m x', ['git.add', 'git.commit']);
  const push = call('git push', ['git.push']);
  const install = call('npm install zod', ['npm.install']);

  test.each<[lines: string, matter: Matter]>([
    ['You may commit', commit],
    ['You may commit.', both],
    ['Commit after every step', both],
    ['Always commit your work after each task', commit],
    ['Please commit often', commit],
    ['Commit: yes', commit],
    ['Commits: after every step', commit],
    ['You may commit and push', push],
    ['You may commit and push', call('git commit -am x && git push', ['git.commit', 'git.push'])],
    ['You may push to origin', push],
    ['You may push', call('git push -u origin HEAD', ['git.push'])],
    ['You may pull', call('cd sub && git pull origin main', ['git.pull'])],
    ['Install packages you need', call('npm install @types/node@20 zod@^3', ['npm.install'])],
    ['Install packages you need', call('cd packages/a && npm i npm-run-all@npm:npm-run-all2', ['npm.i'])],
    ['Install packages you need', call('go get github.com/google/uuid@latest', ['go.get'])],
    ['Install packages you need', install],
    ['You may install dependencies', install],
    ['Feel free to add packages as needed', call('cargo add serde', ['cargo.add'])],
  ])('is given by: %s', (lines, matter) => {
    expect(chosen(matter, knowing(lines.split('; ')))).toBe('approve');
  });

  test.each<[lines: string, matter: Matter]>([
    ['', commit],
    ['You may commit', push],
    ['You may commit', call('git commit -m x && git push', ['git.commit', 'git.push'])],
    ['You may commit', call('git commit --amend', ['git.commit'])],
    ['You may commit', call('git commit -anm x', ['git.commit'])],
    ['You may push', call('git push -uf origin main', ['git.push'])],
    ['You may push', call('git push https://example.com/x.git', ['git.push'])],
    ['You may commit', call('git commit -m x && curl x', ['git.commit', 'curl'])],
    ['You may commit', call('git commit -m x', ['git.commit', 'something-new'])],
    ['You may commit', call('git commit -m x', [])],
    ['Commit only when I say so', commit],
    ['Never commit', commit],
    ['You may commit; Ask before committing', commit],
    ['You may commit; Never commit to main', commit],
    ['Commit messages in English', commit],
    ['Use conventional commits', commit],
    ['Commit when the tests pass', commit],
    ['You may not commit', commit],
    ['Nobody may commit', commit],
    ['Commits: no', commit],
    ['You may push to feature branches', push],
    ['You may push', call('git push --tags', ['git.push'])],
    ['You may push', call('git push evil main', ['git.push'])],
    ['You may push', call('git push -u evil HEAD', ['git.push'])],
    ['You may push', call('git commit -m x && git push "evil"', ['git.commit', 'git.push'])],
    ['You may push', call('git push --repo=evil', ['git.push'])],
    ['You may pull', call('git pull evil main', ['git.pull'])],
    ['You may push', call('git push origin :main', ['git.push'])],
    ['You may push', call('git push origin +main', ['git.push'])],
    ['Install packages you need', call('npm install -g zod', ['npm.install'])],
    ['Install packages you need', call('npm install https://example.com/a.tgz', ['npm.install'])],
    ['Install packages you need', call('pip install -r ../x.txt', ['pip.install'])],
    ['Install packages you need', call('npm publish', ['npm.publish'])],
    ['Packages: only those of the list', install],
    ['Install packages you need', call('npm i owner/name', ['npm.i'])],
    ['Install packages you need', call('npm i zod owner/name#main', ['npm.i'])],
    ['Install packages you need', call('npm i zod@owner/name', ['npm.i'])],
    ['Install packages you need', call('npm i @scope/x@owner/name', ['npm.i'])],
    ['Install packages you need', call('npm i github:owner/name', ['npm.i'])],
    ['Install packages you need', call('npm i gist:1234', ['npm.i'])],
    ['Install packages you need', call("npm i 'owner/name'", ['npm.i'])],
    ['Install packages you need', call('npm i x.tgz', ['npm.i'])],
    ['Install packages you need', call('pip install x.whl', ['pip.install'])],
    ['Install packages you need', call('cargo add x --path y', ['cargo.add'])],
    ['Install packages you need', call('go get example.com/x', ['go.get'])],
  ])('is not given by: %s', (lines, matter) => {
    expect(chosen(matter, knowing(lines.split('; ')))).toBe('person');
  });

  it('is never given above MEDIUM', () => {
    const high: Matter = { ...commit, verdict: { ...commit.verdict, risk: 'HIGH', action: 'escalate' } };
    expect(advise(high, knowing(['You may commit']), shipped).say).toBe('person');
  });
});

describe('a plan', () => {
  const rows = ['Yes, and auto-accept edits', 'Yes, and manually approve edits', 'No, keep planning'];
  const plan: Matter = { kind: 'plan', pages: [pageOf('Go on from this plan?', rows)], text: 'Add a test.' };
  test.each([
    ['Plans may proceed', 'Yes, and manually approve edits'],
    ['You may proceed with plans', 'Yes, and manually approve edits'],
    ['Plan approval: yes', 'Yes, and manually approve edits'],
    ['Plans may proceed; Show me plans before you start', 'person'],
    ['Plans may proceed only after my review', 'person'],
    ['Write plans', 'person'],
    ['', 'person'],
  ])('%s → %s', (lines, expected) => {
    expect(chosen(plan, knowing(lines.split('; ')))).toBe(expected);
  });
});

it('understands the example of the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const example = /```markdown\n(## Preferences\n[^`]*)```/.exec(readme)?.[1] ?? '';
  const facts: BrainFacts = { ...knowing([]), preferences: preferencesIn(example) };
  const choice = (question: string, labels: readonly string[]): string =>
    chosen(asking(pageOf(question, labels)), facts);
  expect(choice('Which database shall I use?', databases)).toBe('SQLite');
  expect(choice('Which package manager?', ['npm', 'pnpm'])).toBe('pnpm');
  expect(choice('Which store for the log?', ['MongoDB', 'Files'])).toBe('Files');
  expect(choice('Should I add tests?', ['Yes', 'No'])).toBe('Yes');
});

it('answers at once and is always there', async () => {
  const brain = rulesBrain(() => shipped);
  const { signal } = new AbortController();
  const matter = asking(pageOf('Which database?', databases));
  expect(await brain.consult(matter, knowing(['Database: SQLite']), signal)).toMatchObject({
    say: 'choose',
    picks: [[0]],
  });
  expect(await brain.check(signal)).toEqual({ ok: true, detail: expect.stringContaining('shipped') as string });
});

describe('whatever the requirements say', () => {
  const word = fc.constantFrom(
    'Use',
    'Never use',
    'Prefer',
    'over',
    'SQLite',
    'PostgreSQL',
    'Drop',
    'everything',
    'Database:',
    'Yes',
    'You may',
    'delete',
    'push',
    'commit',
    'all',
    'data',
    'production',
    'and',
    'Plans may proceed',
    'Deploy',
  );
  const line = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
  );
  const label = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      'SQLite',
      'Drop everything',
      'Yes',
      'Yes, delete all data',
      'No',
      'Deploy (Recommended)',
      'production',
      'Postgres (Recommended)',
    ),
  );
  const question = fc.constantFrom(
    'Which database?',
    'Should I proceed?',
    'Which approach?',
    'Should I delete all data?',
    'Should I commit?',
  );

  it('nothing closed is chosen, and every advice is accepted', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 6 }),
        fc.array(
          fc.record({ question, labels: fc.array(label, { minLength: 1, maxLength: 4 }), multi: fc.boolean() }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.constantFrom('question' as const, 'plan' as const, 'prose' as const),
        fc.array(fc.record({ asked: question, chosen: label }), { maxLength: 2 }),
        (lines, asked, kind, past) => {
          const pages = asked.map((page) => pageOf(page.question, page.labels, { multi: page.multi }));
          const matter: Matter = { kind, pages, text: lines.join('\n') };
          const facts = knowing(
            lines,
            past.map((answer) => ({ kind, at: '2026-03-01T10:00:00.000Z', ...answer })),
          );
          const advice = advise(matter, facts, shipped);
          expect(acceptedAdvice(matter, advice)).toEqual(advice);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('nothing that is not MEDIUM is approved', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('LOW' as const, 'HIGH' as const), (lines, risk) => {
        const verdict = { risk, action: 'ask-brain', rules: ['git.commit'], reasons: [] } as const;
        const matter: Matter = {
          kind: 'permission',
          call: { tool: 'Bash', input: { command: 'git commit' }, cwd: '/a' },
          verdict,
        };
        expect(advise(matter, knowing([...lines, 'You may commit']), shipped).say).toBe('person');
      }),
    );
  });
});
