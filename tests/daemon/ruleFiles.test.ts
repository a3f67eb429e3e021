import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveRules } from '../../src/daemon/ruleFiles.ts';
import { readRules, watchRules } from '../../src/daemon/ruleFiles.ts';
import { keptContents, keptRulesFile, shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import { YamlFile } from '../../src/base/yamlFile.ts';
import { judgeInFull } from '../../src/policy/judge.ts';
import { readRuleFile } from '../../src/policy/ruleFile.ts';
import type { RuleSet } from '../../src/policy/ruleSet.ts';
import { project, worldWith } from '../policy/world.ts';

const deny = (id: string, regex: string): string =>
  `rules:\n  - id: ${id}\n    effect: deny\n    match: { regex: '${regex}' }\n    reason: Not here.\n`;

function riskOf(command: string, rules: RuleSet): string {
  return judgeInFull({ tool: 'Bash', input: { command }, cwd: project }, { ...worldWith(), rules }).risk;
}

let home: string;
let live: LiveRules | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rules-'));
});

afterEach(() => {
  live?.dispose();
  live = undefined;
  rmSync(home, { recursive: true, force: true });
});

/** Waits until the rules in force satisfy a condition, or the deadline passes. */
async function until(rules: LiveRules, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('the rules did not change in time');
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        heard.dispose();
        resolve();
      };
      const timer = setTimeout(wake, 200);
      const heard = rules.onChange(wake);
    });
  }
}

describe('what the build keeps of the shipped rules', () => {
  const shipped = (): string => join(home, 'rules');
  const write = (text: string): void => {
    writeFileSync(join(shipped(), 'a.yaml'), text);
  };
  const keep = (text: string): void => {
    writeFileSync(join(home, 'dist', keptRulesFile), text);
  };

  beforeEach(() => {
    mkdirSync(shipped());
    mkdirSync(join(home, 'dist'));
    write(deny('a', 'one'));
  });

  const regexes = (): (string | undefined)[] =>
    readRules({ shipped: shipped() }).rules.map(({ match }) => match.text?.form.source);

  it('stands for a text that is still the same', () => {
    // A digest with other content behind it shows that the YAML is not read.
    const [digest = ''] = Object.keys(keptContents(shipped()));
    keep(
      JSON.stringify({ [digest]: { rules: [{ id: 'b', effect: 'deny', match: { regex: 'two' }, reason: 'Kept.' }] } }),
    );
    expect(regexes()).toEqual(['two']);
  });

  it('gives way to a text that has changed', () => {
    keep(JSON.stringify(keptContents(shipped())));
    write(deny('a', 'three'));
    expect(regexes()).toEqual(['three']);
  });

  it.each(['', '{', '[]', 'null', '5'])('may be damaged: %j', (text) => {
    keep(text);
    expect(regexes()).toEqual(['one']);
  });

  it('still knows the line of each rule', () => {
    keep(JSON.stringify(keptContents(shipped())));
    expect(readRules({ shipped: shipped() }).rules.map(({ source }) => source)).toEqual([
      `${join(shipped(), 'a.yaml')}:2`,
    ]);
  });

  it('holds the very rules that the YAML holds', () => {
    const folder = shippedRulesFolder();
    expect(Object.keys(keptContents(folder)).length).toBeGreaterThan(5);
    for (const content of Object.values(keptContents(folder)))
      expect(JSON.parse(JSON.stringify(content))).toEqual(content);
  });
});

describe('rule files', () => {
  it('knows at least 150 programs', () => {
    expect(readRules({ shipped: shippedRulesFolder() }).programs.size).toBeGreaterThan(150);
  });

  it('takes a missing folder of the user for one without rules', () => {
    expect(() => readRules({ shipped: shippedRulesFolder(), user: join(home, 'none') })).not.toThrow();
  });

  it('refuses a folder without shipped rules', () => {
    expect(() => readRules({ shipped: home })).toThrow(/holds no rule files/);
  });

  it('applies the rules of the user: deny raises, allow lifts MEDIUM and never HIGH', () => {
    writeFileSync(
      join(home, 'mine.yaml'),
      `${deny('no-lint', 'npm run lint')}  - id: pods\n    effect: allow\n    match: { program: kubectl, regex: '^kubectl get pods' }\n    reason: Fine here.\n  - id: rm\n    effect: allow\n    match: { program: rm }\n    reason: Never mind.\n`,
    );
    const rules = readRules({ shipped: shippedRulesFolder(), user: home });
    expect(riskOf('npm run lint', rules)).toBe('HIGH');
    expect(riskOf('npm test', rules)).toBe('LOW');
    expect(riskOf('kubectl get pods', rules)).toBe('LOW');
    expect(riskOf('kubectl get pods; kubectl get nodes', rules)).toBe('MEDIUM');
    expect(riskOf('kubectl get pods -n "$NS"', rules)).toBe('MEDIUM');
    expect(riskOf('kubectl get secrets', rules)).toBe('HIGH');
    expect(riskOf('rm -rf src', rules)).toBe('HIGH');
  });

  it.each([
    ['a broken file', 'rules:\n  - id: a\n   effect: deny\n', /line 3, column \d+/],
    [
      'an unknown field',
      'rules:\n  - id: a\n    effect: deny\n    match: { program: x }\n    reason: r\n    colour: red\n',
      /line 2, column 5.*colour/,
    ],
    [
      'an unknown effect',
      'rules:\n  - id: a\n    effect: maybe\n    match: { program: x }\n    reason: r\n',
      /line 3, column 13: rules\.0\.effect/,
    ],
    [
      'a broken regular expression',
      'rules:\n  - id: a\n    effect: deny\n    match: { regex: "(" }\n    reason: r\n',
      /line 4, column 21/,
    ],
    [
      'a rule that matches nothing',
      'rules:\n  - id: a\n    effect: deny\n    match: {}\n    reason: r\n',
      /at least one thing to match/,
    ],
    ['a grammar', 'programs:\n  rm: { risk: LOW }\n', /line 2.*shipped rules only/],
    ['a key twice', 'rules: []\nrules: []\n', /line 2/],
  ])('names line and column of %s', (_name, text, sentence) => {
    expect(() => readRuleFile(new YamlFile(text, 'mine.yaml'), 'user')).toThrow(sentence);
  });

  it('lets the rules of a project only tighten', () => {
    const allow = 'rules:\n  - id: a\n    effect: allow\n    match: { program: x }\n    reason: r\n';
    expect(() => readRuleFile(new YamlFile(allow, 'rules.yaml'), 'project')).toThrow(/line 3.*only tighten/);
    expect(() => readRuleFile(new YamlFile(allow, 'rules.yaml'), 'user')).not.toThrow();
  });
});

describe('live rules', () => {
  it('follows a file, keeps the last good version of a broken one, and forgets a removed one', async () => {
    const file = join(home, 'mine.yaml');
    writeFileSync(file, deny('one', 'npm run lint'));
    live = watchRules({ shipped: shippedRulesFolder(), user: home });
    const rules = live;
    expect(riskOf('npm run lint', rules.current)).toBe('HIGH');

    await until(rules, () => {
      writeFileSync(file, deny('two', 'npm run build'));
      return riskOf('npm run build', rules.current) === 'HIGH';
    });
    expect(riskOf('npm run lint', rules.current)).toBe('LOW');

    writeFileSync(file, 'rules:\n  - id: [\n');
    await until(rules, () => rules.problems.length > 0);
    expect(rules.problems[0]?.sentence).toMatch(/mine\.yaml, line \d+, column \d+/);
    expect(riskOf('npm run build', rules.current)).toBe('HIGH');

    rmSync(file);
    await until(rules, () => riskOf('npm run build', rules.current) === 'LOW');
    expect(rules.problems).toEqual([]);
  });

  it.each([
    ['an alias of nothing', 'rules: [*Yes]\n', /mine\.yaml, line 1, column 9: Unresolved alias/],
    ['aliases without end', `a: &a [1]\nb: [${'*a,'.repeat(300)}]\n`, /mine\.yaml, line 2, column 5: Excessive alias/],
    ['a depth without end', '['.repeat(100_000), /mine\.yaml, line 1, column 42: the file is nested more than 40/],
  ])('%s is a problem of its file, also at the start', async (_what, text, sentence) => {
    const file = join(home, 'mine.yaml');
    live = watchRules({ shipped: shippedRulesFolder(), user: home });
    const rules = live;
    await until(rules, () => {
      writeFileSync(file, deny('one', 'npm run lint'));
      return riskOf('npm run lint', rules.current) === 'HIGH';
    });
    writeFileSync(file, text);
    await until(rules, () => rules.problems.length > 0);
    expect(rules.problems[0]?.sentence).toMatch(sentence);
    expect(riskOf('npm run lint', rules.current)).toBe('HIGH');
    const next = watchRules({ shipped: shippedRulesFolder(), user: home });
    next.dispose();
    expect(next.problems[0]?.sentence).toMatch(sentence);
  });

  it('sees a folder that is made later', async () => {
    const folder = join(home, 'rules');
    live = watchRules({ shipped: shippedRulesFolder(), user: folder });
    const rules = live;
    mkdirSync(folder);
    await until(rules, () => {
      writeFileSync(join(folder, 'a.yaml'), deny('one', 'npm run lint'));
      return riskOf('npm run lint', rules.current) === 'HIGH';
    });
  });
});
