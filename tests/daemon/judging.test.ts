import { describe, expect, it } from 'vitest';
import { YamlFile } from '../../src/base/yamlFile.ts';
import { judgeCall, shadowOf } from '../../src/daemon/judging.ts';
import { defaultWorld } from '../../src/daemon/world.ts';
import type { World } from '../../src/policy/judge.ts';
import { readRuleFile } from '../../src/policy/ruleFile.ts';
import type { Verdict } from '../../src/policy/verdict.ts';

const root = '/home/dev/app';

/** The shipped rules on a machine where only `vendor/evil` has a git configuration that runs programs. */
const world: World = {
  ...defaultWorld(),
  facts: {
    home: '/home/dev',
    platform: 'linux',
    allowedRoots: [],
    realPathOf: (path) => path,
    gitConfigIsClean: (folder) => !folder.startsWith(`${root}/vendor/evil`),
  },
};

function riskOf(command: string, cwd?: string): string {
  return judgeCall({ id: 'c', tool: 'Bash', input: { command }, ...(cwd === undefined ? {} : { cwd }) }, root, world)
    .risk;
}

describe('a call', () => {
  it('is judged from where the shell stands', () => {
    expect(riskOf('git log > src/log.txt')).toBe('LOW');
    expect(riskOf('git log > src/log.txt', `${root}/packages/a`)).toBe('LOW');
    expect(riskOf('git log > src/log.txt', `${root}/vendor/evil`)).toBe('MEDIUM');
  });

  it('is never less grave than from the root', () => {
    expect(riskOf('rm -rf dist', `${root}/web`)).toBe('HIGH');
    expect(riskOf('git push', `${root}/web`)).toBe('MEDIUM');
    expect(riskOf('cat ../../.ssh/id_rsa', `${root}/web`)).toBe('HIGH');
  });

  it('is not harmless where the shell has left the project', () => {
    expect(riskOf('npm test', '/home/dev/other')).toBe('MEDIUM');
    expect(riskOf('npm test', `${root}-evil`)).toBe('MEDIUM');
    expect(riskOf('npm test', `${root}/web`)).toBe('LOW');
  });
});

describe('rules of rule files', () => {
  const withRules = (...rules: object[]): World => {
    const file = readRuleFile(new YamlFile(JSON.stringify({ rules }), 'mine.yaml'), 'user');
    return { ...world, rules: { ...world.rules, rules: [...world.rules.rules, ...file.rules] } };
  };
  const rule = { id: 'mine', reason: 'Mine.' };
  const judged = (command: string, cwd: string, own: World): Verdict =>
    judgeCall({ id: 'c', tool: 'Bash', input: { command }, cwd }, root, own);

  it('know the project of the session wherever its shell stands', () => {
    const own = withRules({ ...rule, effect: 'deny', match: { project: root } });
    expect(judged('npm test', `${root}/web`, own)).toMatchObject({ risk: 'HIGH', rules: ['mine'] });
  });

  it('have a person asked although the call is graver from where the shell stands', () => {
    const own = withRules({ ...rule, action: 'escalate', match: { path: `${root}/a.txt` } });
    const verdict = judged('cat a.txt ../b.txt', `${root}/web`, own);
    expect(verdict.action).toBe('escalate');
    expect(judged('cat a.txt', root, own)).toMatchObject({ risk: 'LOW', action: 'escalate', rules: ['mine'] });
    expect(judged('cat a.txt', `${root}/web`, own)).toMatchObject({ action: 'escalate' });
  });

  it('allow only what is allowed from both', () => {
    const own = withRules({ ...rule, effect: 'allow', match: { program: 'chmod', path: 'bin/*' } });
    expect(judged('chmod 644 bin/a', root, own).risk).toBe('LOW');
    expect(judged('chmod 644 bin/a', `${root}/web`, own).risk).toBe('MEDIUM');
  });
});

describe('shadow mode', () => {
  it('asks a person where it would have approved, and changes nothing else', () => {
    const low = judgeCall({ id: 'c', tool: 'Bash', input: { command: 'npm test' } }, root, world);
    expect(shadowOf(low)).toMatchObject({ risk: 'LOW', action: 'escalate' });
    expect(shadowOf(low).rules).toEqual(['shadow', ...low.rules]);
    expect(shadowOf(low).reasons[0]).toContain('would have approved');
    const high = judgeCall({ id: 'c', tool: 'Bash', input: { command: 'rm -rf /' } }, root, world);
    expect(shadowOf(high)).toBe(high);
  });
});
