import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainEngine } from '../../src/daemon/explainEngine.ts';
import { readProjectRules } from '../../src/daemon/projectRules.ts';
import type { LiveRules, ProjectRules } from '../../src/daemon/ruleFiles.ts';
import { watchRules } from '../../src/daemon/ruleFiles.ts';
import { shippedRulesFolder } from '../../src/daemon/yamlFiles.ts';
import { limits } from '../../src/limits.ts';
import { judge } from '../../src/policy/judge.ts';
import type { RuleSet } from '../../src/policy/ruleSet.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import { project as exampleProject, worldWith } from '../policy/world.ts';

const deny = (id: string, regex: string): string =>
  `rules:\n  - id: ${id}\n    effect: deny\n    match: { regex: '${regex}' }\n    reason: Not here.\n`;

let folder: string;
let home: string;
let app: string;
let file: string;
let live: LiveRules | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-')));
  home = join(folder, 'home');
  app = join(folder, 'app');
  file = join(app, '.pcc', 'rules.yaml');
  mkdirSync(join(home, 'rules'), { recursive: true });
  mkdirSync(join(app, '.pcc'), { recursive: true });
});

afterEach(() => {
  live?.dispose();
  live = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function watched(): LiveRules {
  live = watchRules({ shipped: shippedRulesFolder(), user: join(home, 'rules') });
  return live;
}

function judged(command: string, rules: RuleSet): Verdict {
  return judge({ tool: 'Bash', input: { command }, cwd: exampleProject }, { ...worldWith(), rules });
}

const riskOf = (command: string, rules: ProjectRules | LiveRules): string => judged(command, rules.current).risk;

/** Waits until a condition holds, asked again after each change, or the deadline passes. */
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

describe('the rules of a project', () => {
  it('hold for its sessions and for no others', () => {
    writeFileSync(file, deny('one', 'npm run lint'));
    mkdirSync(join(folder, 'other'));
    const rules = watched();
    const [own, other] = [rules.forProject(app), rules.forProject(join(folder, 'other'))];
    expect(riskOf('npm run lint', own)).toBe('HIGH');
    expect(riskOf('npm run lint', other)).toBe('LOW');
    expect(riskOf('npm run lint', rules)).toBe('LOW');
    expect(other.current).toBe(rules.current);
  });

  it('are followed; a broken file keeps its last good version and is named with line and column', async () => {
    const rules = watched();
    const own = rules.forProject(app);
    expect(riskOf('npm run lint', own)).toBe('LOW');
    await until(rules, () => {
      writeFileSync(file, deny('one', 'npm run lint'));
      return riskOf('npm run lint', own) === 'HIGH';
    });
    writeFileSync(file, 'rules:\n  - id: one\n    effect: allow\n    match: { program: git }\n    reason: No.\n');
    await until(rules, () => own.problems.length > 0);
    expect(own.problems[0]?.sentence).toMatch(/\.pcc\/rules\.yaml, line 3, column 13: .*only tighten/);
    expect(rules.problems).toEqual(own.problems);
    expect(riskOf('npm run lint', own)).toBe('HIGH');
    expect(judged('npm test', own.current)).toMatchObject({ risk: 'LOW', action: 'approve' });
    writeFileSync(file, deny('two', 'npm run build'));
    await until(rules, () => own.problems.length === 0);
    expect(riskOf('npm run lint', own)).toBe('LOW');
    expect(riskOf('npm run build', own)).toBe('HIGH');
  });

  it('alone are followed: nothing that stands beside them, nor what a link there leads to', async () => {
    const beside = join(folder, 'beside');
    mkdirSync(beside);
    symlinkSync(beside, join(app, '.pcc', 'x'));
    const rules = watched();
    const own = rules.forProject(app);
    await until(rules, () => {
      writeFileSync(file, deny('one', 'npm run lint'));
      return riskOf('npm run lint', own) === 'HIGH';
    });
    let changes = 0;
    rules.onChange(() => changes++);
    for (const place of [beside, join(app, '.pcc'), app]) writeFileSync(join(place, 'other.yaml'), 'x');
    writeFileSync(file, deny('two', 'npm run build'));
    await until(rules, () => riskOf('npm run build', own) === 'HIGH');
    expect(changes).toBe(1);
  });

  it('are followed through everything that may become of their folder', async () => {
    const elsewhere = join(folder, 'elsewhere');
    rmSync(join(app, '.pcc'), { recursive: true });
    const rules = watched();
    const own = rules.forProject(app);
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'rules.yaml'), deny('one', 'npm run lint'));
    symlinkSync(elsewhere, join(app, '.pcc'));
    await until(rules, () => /reached by a link/.test(own.problems[0]?.sentence ?? ''));
    expect(judged('npm test', own.current).rules).toEqual(['project-rules-broken']);
    rmSync(join(app, '.pcc'));
    renameSync(elsewhere, join(app, '.pcc'));
    await until(rules, () => riskOf('npm run lint', own) === 'HIGH');
    expect(own.problems).toEqual([]);
    renameSync(join(app, '.pcc'), elsewhere);
    await until(rules, () => /is gone/.test(own.problems[0]?.sentence ?? ''));
    expect(riskOf('npm run lint', own)).toBe('HIGH');
    mkdirSync(join(app, '.pcc'));
    writeFileSync(file, deny('two', 'npm run build'));
    await until(rules, () => riskOf('npm run build', own) === 'HIGH');
    expect(riskOf('npm run lint', own)).toBe('LOW');
  });

  it('that were never whole have everything asked', async () => {
    writeFileSync(file, 'rules: [\n');
    const rules = watched();
    const own = rules.forProject(app);
    const verdict = judged('npm test', own.current);
    expect(verdict).toMatchObject({ risk: 'MEDIUM', action: 'escalate', rules: ['project-rules-broken'] });
    expect(verdict.reasons[0]).toMatch(/rules\.yaml, line 2, column 1/);
    expect(judged('rm -rf src', own.current).risk).toBe('HIGH');
    expect(judged('npm test', rules.current).action).toBe('approve');
    await until(rules, () => {
      writeFileSync(file, 'rules: []\n');
      return own.problems.length === 0;
    });
    expect(judged('npm test', own.current).action).toBe('approve');
  });

  it('stay in force when their file vanishes, until the last session has ended', async () => {
    writeFileSync(file, deny('one', 'npm run lint'));
    const rules = watched();
    const [first, second] = [rules.forProject(app), rules.forProject(app)];
    rmSync(join(app, '.pcc'), { recursive: true });
    await until(rules, () => rules.problems.length > 0);
    expect(rules.problems[0]?.sentence).toMatch(/is gone; its last version holds/);
    expect(riskOf('npm run lint', first)).toBe('HIGH');
    first.dispose();
    first.dispose();
    const third = rules.forProject(app);
    expect(riskOf('npm run lint', third)).toBe('HIGH');
    second.dispose();
    third.dispose();
    expect(rules.problems).toEqual([]);
    expect(riskOf('npm run lint', rules.forProject(app))).toBe('LOW');
  });

  it('stand beside those of the user, who may still allow what they do not forbid', () => {
    writeFileSync(
      join(home, 'rules', 'mine.yaml'),
      'rules:\n  - { id: npm, effect: allow, match: { program: npm }, reason: Mine. }\n',
    );
    writeFileSync(file, 'rules:\n  - { id: zod, effect: ask, match: { regex: zod }, reason: Asked. }\n');
    const own = watched().forProject(app);
    expect(riskOf('npm install left', own)).toBe('LOW');
    expect(riskOf('npm install zod', own)).toBe('MEDIUM');
  });

  it.each<[string, () => void, RegExp]>([
    ['a link', () => symlinkSync('/etc/hostname', file), /rules\.yaml is a link/],
    ['a folder reached by a link', linkedFolder, /\.pcc is reached by a link/],
    ['a folder', () => mkdirSync(file), /no plain file/],
    ['a pipe, which would never end', () => execFileSync('mkfifo', [file]), /no plain file/],
    [
      'a file that is too large',
      () => writeFileSync(file, `# ${'x'.repeat(limits.projectRuleBytesMax)}`),
      /larger than/,
    ],
    ['a regex that could take long', () => writeFileSync(file, deny('a', '(x+)+y')), /line 4, column \d+/],
  ])('are not read from %s', (_what, make, sentence) => {
    make();
    expect(() => readProjectRules(app)).toThrow(sentence);
    expect(judged('npm test', watched().forProject(app).current).rules).toEqual(['project-rules-broken']);
  });

  function linkedFolder(): void {
    rmSync(join(app, '.pcc'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(app, '.pcc'));
  }

  it('cannot be written by a session without a person', () => {
    for (const command of ['echo x > .pcc/rules.yaml', 'rm .pcc/rules.yaml', 'mv .pcc old', 'cp a .pcc/rules.yaml'])
      expect(judged(command, watched().current).risk).toBe('HIGH');
    const write = { tool: 'Write', input: { file_path: '.pcc/rules.yaml', content: 'rules: []' }, cwd: exampleProject };
    expect(judge(write, worldWith()).risk).toBe('HIGH');
  });
});

describe('pcc explain', () => {
  const explained = (cwd: string): Verdict =>
    explainEngine(home).explainLine(JSON.stringify({ tool: 'Bash', input: { command: 'npm run lint' }, cwd }));

  it('judges by the rules of the project in the folder of each call', () => {
    writeFileSync(file, deny('one', 'npm run lint'));
    const engine = explainEngine(home);
    const line = (cwd: string): string => JSON.stringify({ tool: 'Bash', input: { command: 'npm run lint' }, cwd });
    expect(engine.explainLine(line(app)).rules).toEqual(['one']);
    expect(engine.explainLine(line(folder)).risk).toBe('LOW');
    expect(engine.explainLine(line(app)).rules).toEqual(['one']);
  });

  it('has everything asked where a file is broken, and names line and column', () => {
    writeFileSync(join(home, 'rules', 'mine.yaml'), 'rules:\n  - id: a\n   effect: deny\n');
    const verdict = explained(folder);
    expect(verdict).toMatchObject({ risk: 'MEDIUM', action: 'escalate', rules: ['user-rules-broken'] });
    expect(verdict.reasons[0]).toMatch(/mine\.yaml, line 3, column \d+/);
    writeFileSync(file, 'rules: 5\n');
    expect(explained(app).rules).toEqual(['user-rules-broken', 'project-rules-broken']);
  });
});
