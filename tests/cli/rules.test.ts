import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { YamlFile } from '../../src/base/yamlFile.ts';
import type { ExamplesReport, RuleRow } from '../../src/api/rulesEngine.ts';
import { explainEngine } from '../../src/daemon/explainEngine.ts';
import { RulesEngine } from '../../src/daemon/rulesEngine.ts';
import { readRuleFile } from '../../src/policy/ruleFile.ts';
import type { Ran } from './testIo.ts';
import { ran } from './testIo.ts';

let folder: string;
let home: string;
let app: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rules-verbs-')));
  home = join(folder, 'home');
  app = join(folder, 'app');
  mkdirSync(join(home, 'rules'), { recursive: true });
  mkdirSync(join(app, '.pcc'), { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function pcc(...argv: string[]): Promise<Ran> {
  const engines = {
    rules: (request: ConstructorParameters<typeof RulesEngine>[0]) => Promise.resolve(new RulesEngine(request)),
    explain: (pccHome: string) => Promise.resolve(explainEngine(pccHome)),
  };
  return ran({ home, cwd: app, engines }, ...argv);
}

const mine = (text: string): string => {
  const file = join(home, 'rules', 'mine.yaml');
  writeFileSync(file, text);
  return file;
};

const noLint = `rules:
  - id: no-lint
    effect: deny
    match: { program: npm, regex: '^npm run lint' }
    reason: The linter is slow.
    examples:
      - { bash: npm run lint, risk: HIGH }
      - { bash: npm test, risk: LOW }
`;

describe('pcc rules list', () => {
  it("shows a person's own rules first, then those of the project and the shipped, and the order of all", async () => {
    const file = mine(noLint);
    writeFileSync(
      join(app, '.pcc', 'rules.yaml'),
      'rules:\n  - { id: ours, action: escalate, match: { path: db/** }, reason: Ours. }\n',
    );
    const { status, out, err } = await pcc('rules', 'list', '--project');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^ID +CLASS +DOES +FROM +SOURCE +MATCHES$/);
    expect(lines[1]).toMatch(/^ours +LOW +escalate +project +rules\.yaml:2 +path db\/\*\*$/);
    expect(lines[2]).toMatch(/^no-lint +HIGH +deny +user +mine\.yaml:2 +program npm, regex \^npm run lint$/);
    expect(out).toMatch(/^own-control +HIGH +deny +shipped +floor\.yaml:\d+ +program pcc\|perpetualcc$/m);
    expect(out).toMatch(/^path-outside +HIGH +clause +shipped/m);
    expect(out).toMatch(/The gravest that speaks decides/);
    const json = JSON.parse((await pcc('rules', 'list', '--json')).out) as { problems: string[]; rules: RuleRow[] };
    expect(json.problems).toEqual([]);
    expect(json.rules[0]).toEqual({
      id: 'no-lint',
      kind: 'rule',
      risk: 'HIGH',
      does: 'deny',
      origin: 'user',
      matches: 'program npm, regex ^npm run lint',
      reason: 'The linter is slow.',
      source: `${file}:2`,
    });
  });

  it('names what is broken, with line and column', async () => {
    mine('rules:\n  - id: a\n   effect: deny\n');
    const { status, err, out } = await pcc('rules', 'list');
    expect(status).toBe(0);
    expect(err).toMatch(/^Broken: .*mine\.yaml, line 3, column \d+: /);
    expect(out).toMatch(/^user-rules-broken +MEDIUM +ask\+escalate +user/m);
  });

  it('names a folder that is not there', async () => {
    expect(await pcc('rules', 'list', '--project', 'none')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/none' cannot be read \(ENOENT\)/) as string,
    });
  });
});

describe('pcc rules why', () => {
  it('tells reason, match, source, and what the examples get now', async () => {
    const file = mine(noLint.replace('npm test, risk: LOW', 'npm test, risk: MEDIUM'));
    const { status, out } = await pcc('rules', 'why', 'no-lint');
    expect(status).toBe(0);
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      'id       no-lint',
      'class    HIGH',
      'kind     rule, deny, user',
      'reason   The linter is slow.',
      'matches  program npm, regex ^npm run lint',
      `source   ${file}:2`,
      'example  HIGH   escalate  npm run lint',
      'example  LOW    approve   npm test; as stated it is LOW, not MEDIUM (understood)',
      '',
    ]);
  });

  it.each([
    ['secret-env', /^kind +path, shipped$/m],
    ['git-push-force', /^example +HIGH +escalate +git push/m],
    ['git.push--force', /^reason +The option --force of git push goes beyond/m],
    ['git.push', /^class +MEDIUM$/m],
    ['rm -r', /^kind +program, shipped$/m],
    ['npm.other', /^matches +npm …$/m],
    ['project-rules-broken', /^reason +The rules of the project cannot be read/m],
  ])('knows %s', async (id, line) => {
    const { status, out } = await pcc('rules', 'why', id);
    expect(status).toBe(0);
    expect(out).toMatch(line);
  });

  it('has a suggestion for what it does not know', async () => {
    expect(await pcc('rules', 'why', 'secret-enf')).toEqual({
      status: 3,
      out: '',
      err: "pcc: No rule has the id 'secret-enf'; did you mean 'secret-env'?\n",
    });
    expect((await pcc('rules', 'why', 'qqqqqqqqqqqq')).err).toMatch(/`pcc rules list` names all/);
  });

  it('gives JSON', async () => {
    const [story] = JSON.parse((await pcc('rules', 'why', 'secret-env', '--json')).out) as [
      RuleRow & { examples: object[] },
    ];
    expect(story).toMatchObject({ id: 'secret-env', risk: 'HIGH', origin: 'shipped' });
    expect(story.examples.length).toBeGreaterThan(1);
  });
});

describe('pcc rules test', () => {
  it('tries the examples of everything in force', async () => {
    mine(noLint);
    const { status, out, err } = await pcc('rules', 'test');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^(\d{3}) of \1 examples are as stated\.\n$/);
  });

  it.each([
    ['deny', '{ id: mine, effect: deny, match: { program: npm }, reason: No npm. }'],
    ['allow', '{ id: mine, effect: allow, match: { program: git }, reason: Any git. }'],
  ])('a rule of your own that does its work (%s) makes no shipped example fail', async (_does, rule) => {
    mine(`rules:\n  - ${rule}\n`);
    const { status, out } = await pcc('rules', 'test');
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/^(\d+) of \1 examples/) as string });
  });

  it('examples of your own are tried against all of your rules', async () => {
    mine(`${noLint}  - { id: no-npm, effect: deny, match: { program: npm }, reason: No npm. }\n`);
    const { status, out } = await pcc('rules', 'test');
    expect(status).toBe(1);
    expect(out).toMatch(/no-lint: `npm test` is HIGH, not LOW \(no-npm\)\.\n\d+ of \d+ examples/);
  });

  it('fails with file and line for an example that is not as stated, and for a broken file', async () => {
    const file = mine(noLint.replace('npm run lint, risk: HIGH', 'npm run lint, risk: LOW'));
    const report = await pcc('rules', 'test');
    expect(report.status).toBe(1);
    expect(report.out).toContain(`${file}:2: no-lint: \`npm run lint\` is HIGH, not LOW (no-lint).\n`);
    mine('rules: [');
    const broken = await pcc('rules', 'test');
    expect(broken.status).toBe(1);
    expect(broken.err).toMatch(/mine\.yaml, line 1, column \d+/);
  });

  it('tries a file that is not in force yet, and only its examples', async () => {
    const candidate = join(app, 'candidate.yaml');
    writeFileSync(candidate, noLint);
    const report = JSON.parse((await pcc('rules', 'test', 'candidate.yaml', '--json')).out) as ExamplesReport;
    expect(report).toEqual({ tried: 2, failures: [], problems: [] });
    writeFileSync(candidate, noLint.replace("'^npm run lint'", "'(a+)+'"));
    expect(await pcc('rules', 'test', 'candidate.yaml')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/candidate\.yaml, line 4, column \d+.*repeats a group/) as string,
    });
    expect(await pcc('rules', 'test', 'none.yaml')).toMatchObject({
      status: 2,
      err: `pcc: '${join(app, 'none.yaml')}' cannot be read (ENOENT); give a file of rules.\n`,
    });
  });

  it('holds a rule that forbids to its examples: another rule must not stand in for it', async () => {
    mine(noLint.replace('npm run lint, risk: HIGH', 'rm -rf /, risk: HIGH'));
    expect((await pcc('rules', 'test')).out).toMatch(/`rm -rf \/` is HIGH, but not by no-lint/);
  });
});

describe('answer rules', () => {
  const own = `answers:
  - id: small-database
    when: { question: 'which database' }
    choose: '^sqlite$'
    reason: It is small.
    examples:
      - { question: Which database?, options: [SQLite, PostgreSQL], answer: SQLite }
`;
  const answers = (text: string): string => {
    const file = join(home, 'rules', 'answers.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('are listed and told, the shipped ones too', async () => {
    const file = answers(own);
    const { out } = await pcc('rules', 'list');
    expect(out).toMatch(
      /^small-database +- +answer: choose +user +answers\.yaml:2 +kind question\|prose, question which database, choose/m,
    );
    expect(out).toMatch(/^looks-good +- +answer: choose +shipped/m);
    expect((await pcc('rules', 'why', 'small-database')).out.split('\n').map((line) => line.trimEnd())).toEqual([
      'id       small-database',
      'kind     answer, choose, user',
      'reason   It is small.',
      'matches  kind question|prose, question which database, choose ^sqlite$',
      `source   ${file}:2`,
      'example  Which database? (SQLite | PostgreSQL): SQLite',
      '',
    ]);
    expect((await pcc('rules', 'why', 'looks-good')).status).toBe(0);
    expect((await pcc('rules', 'why', 'looks-god')).err).toContain("did you mean 'looks-good'?");
  });

  it('are tried with the others, and by themselves before they are in force', async () => {
    const tried = async (...args: string[]): Promise<number> =>
      (JSON.parse((await pcc('rules', 'test', '--json', ...args)).out) as ExamplesReport).tried;
    const before = await tried();
    const file = answers(own);
    expect(await tried()).toBe(before + 1);
    expect(await tried(file)).toBe(1);
    answers(own.replace('answer: SQLite', 'answer: PostgreSQL'));
    expect(await pcc('rules', 'test', file)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/answers\.yaml, line 7, column \d+.*answers 'SQLite' here/) as string,
    });
  });

  it.each([
    ['list', 0],
    ['test', 1],
    ['why', 0],
  ] as const)('a broken file is told by `rules %s`', async (verb, status) => {
    answers('answers: 3');
    const ran = await pcc('rules', verb, ...(verb === 'why' ? ['looks-good'] : []));
    expect(ran.status).toBe(status);
    expect(ran.err).toMatch(/^Broken: .*answers\.yaml, line 1, column \d+: /);
  });
});

describe('an id that a shipped rule has', () => {
  const taken = 'rules:\n  - { id: secret-env, effect: deny, match: { program: npm }, reason: Mine. }\n';
  const sentence = /line 2, column \d+: rules\.0\.id: the id secret-env is that of a shipped rule; choose another/;

  it.each(['user', 'project'] as const)('is refused to a file of a %s', async (origin) => {
    if (origin === 'user') mine(taken);
    else writeFileSync(join(app, '.pcc', 'rules.yaml'), taken);
    const listed = await pcc('rules', 'list', '--project');
    expect(listed.err).toMatch(sentence);
    expect((await pcc('explain', 'npm test')).out).toMatch(/^MEDIUM: escalate\n/);
  });

  it('is refused to a candidate', async () => {
    const candidate = join(folder, 'new.yaml');
    writeFileSync(candidate, taken);
    expect((await pcc('rules', 'test', candidate)).err).toMatch(sentence);
  });

  it('is no hint for a word that has nothing of it', async () => {
    expect((await pcc('rules', 'why', 'a')).err).toMatch(/No rule has the id 'a'; `pcc rules list` names all\./);
    expect((await pcc('rules', 'why', 'secret-emv')).err).toMatch(/did you mean 'secret-env'\?/);
  });
});

describe('pcc rules init', () => {
  it('writes a sample that holds no rule yet and overwrites nothing', async () => {
    const file = join(home, 'rules', 'rules.yaml');
    expect(await pcc('rules', 'init')).toEqual({ status: 0, out: `${file}\n`, err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await pcc('rules', 'init')).toMatchObject({ status: 1, err: `pcc: '${file}' is there already; edit it.\n` });
    expect((await pcc('rules', 'test')).status).toBe(0);
  });

  it('writes that of a project', async () => {
    rmSync(join(app, '.pcc'), { recursive: true });
    const file = join(app, '.pcc', 'rules.yaml');
    expect(await pcc('rules', 'init', '--project')).toEqual({ status: 0, out: `${file}\n`, err: '' });
    expect(existsSync(file)).toBe(true);
    expect((await pcc('rules', 'test', '--project', '.')).status).toBe(0);
  });

  it.each(['user', 'project'] as const)(
    'the sample rules of a %s hold once the marks are taken away',
    async (origin) => {
      const args = origin === 'user' ? [] : ['--project'];
      const file = (await pcc('rules', 'init', ...args)).out.trim();
      const [head = '', rules = ''] = readFileSync(file, 'utf8').split(/(?<=\nrules:\n)/);
      const text = head + rules.replace(/^#/gm, '');
      expect(readRuleFile(new YamlFile(text, file), origin).rules.length).toBeGreaterThan(1);
      writeFileSync(file, text);
      expect(await pcc('rules', 'test', ...args)).toMatchObject({ status: 0, err: '' });
    },
  );
});

describe('pcc explain', () => {
  it('shows the very rule that would make a call pass, and it does', async () => {
    const before = await pcc('explain', 'git push origin main');
    expect(before.out).toMatch(/^MEDIUM: ask-brain\ndecided by: git push origin main\n/);
    const rule = before.out.slice(before.out.indexOf('  rules:\n'));
    mine(rule.replace(/^ {2}/gm, ''));
    expect((await pcc('explain', 'git push origin main')).out).toMatch(/^LOW: approve\n/);
    expect((await pcc('explain', 'git push origin main2')).out).toMatch(/^MEDIUM/);
  });

  it('refuses a folder that is not there', async () => {
    const gone = await pcc('explain', 'ls', '--cwd', join(folder, 'gone'));
    expect(gone).toMatchObject({ status: 2, out: '' });
    expect(gone.err).toMatch(/gone' is no folder; give the folder of the session that makes the call\./);
    expect((await pcc('explain', 'ls', '--cwd', '.')).status).toBe(0);
  });

  it('says which part of a compound to split off', async () => {
    const { out } = await pcc('explain', 'npm test && git push -f');
    expect(out).toMatch(/Nothing lifts this: a person is asked/);
    expect(out).toMatch(/Split off `git push -f`: the other parts pass by themselves\./);
  });
});
