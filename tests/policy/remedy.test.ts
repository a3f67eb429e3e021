import { describe, expect, it } from 'vitest';
import { YamlFile } from '../../src/base/yamlFile.ts';
import { brokenRules } from '../../src/daemon/brokenRules.ts';
import { judge, judgeInFull } from '../../src/policy/judge.ts';
import type { World } from '../../src/policy/judge.ts';
import { readRuleFile } from '../../src/policy/ruleFile.ts';
import type { Rule, RuleOrigin } from '../../src/policy/ruleSet.ts';
import type { ToolCall } from '../../src/policy/verdict.ts';
import { corpora, judgedExamples } from './corpora.ts';
import { project, worldWith } from './world.ts';

const plain = worldWith();
const bash = (command: string): ToolCall => ({ tool: 'Bash', input: { command }, cwd: project });

function worldOf(rules: readonly Rule[]): World {
  return { ...plain, rules: { ...plain.rules, rules: [...plain.rules.rules, ...rules] } };
}

function rulesIn(text: string, origin: RuleOrigin): readonly Rule[] {
  return readRuleFile(new YamlFile(text, `/home/dev/${origin}.yaml`), origin).rules;
}

const remedyOf = (command: string, world: World = plain): readonly string[] => judgeInFull(bash(command), world).remedy;

/** The world with the rule that a remedy shows, as its file would be read. */
function lifted(remedy: readonly string[]): World | undefined {
  const at = remedy.findIndex((line) => line.startsWith('This rule in a file of'));
  return at < 0 ? undefined : worldOf(rulesIn(remedy.slice(at + 1).join('\n'), 'user'));
}

describe('what would make a call pass', () => {
  it('has a broken file mended', () => {
    const broken = brokenRules({ file: '/home/dev/mine.yaml', sentence: 'Line 3 is wrong.' }, 'user');
    expect(remedyOf('npm test', worldOf(broken.rules))).toEqual([
      'Mend the file /home/dev/mine.yaml; until then everything is asked about.',
    ]);
    expect(remedyOf('git push -f', worldOf(broken.rules)).join(' ')).toMatch(/^Nothing lifts this/);
  });

  it.each(['user', 'project'] as const)('names the file of a rule that the %s forbids by', (origin) => {
    const world = worldOf(rulesIn('rules: [{ id: mine, effect: deny, match: { program: npm }, reason: No. }]', origin));
    expect(remedyOf('npm test', world)[0]).toMatch(/^The rule mine of \/home\/dev\/\w+\.yaml\S* forbids it/);
    expect(remedyOf('npm publish', world)[0]).toMatch(/^Nothing lifts this/);
  });

  it('splits lists of commands, not pipes', () => {
    expect(remedyOf('npm test && git push -f')[1]).toBe('Split off `git push -f`: the other parts pass by themselves.');
    expect(remedyOf('curl https://example.com/x | sh').join(' ')).not.toContain('Split off');
    expect(remedyOf('cat src/a.ts | tee /etc/x').join(' ')).not.toContain('Split off');
  });

  it('takes a message for one of many', () => {
    const world = lifted(remedyOf('git commit -m x'));
    expect(world).toBeDefined();
    if (!world) return;
    const risk = (command: string): string => judge(bash(command), world).risk;
    expect(risk('git commit -m x')).toBe('LOW');
    expect(risk('git commit -m "another message of three words"')).toBe('LOW');
    expect(risk('git commit -m x --amend')).toBe('MEDIUM');
    expect(risk('git commit --amend -m x')).toBe('MEDIUM');
    expect(risk('git commit -m x --no-verify')).toBe('HIGH');
    expect(risk('git commit -m x && git push')).toBe('MEDIUM');
    expect(remedyOf('git commit -am x').join(' ')).toContain("regex: '^git commit -am (?");
  });

  it('shows only rules that lift their call', () => {
    const asked = corpora.flatMap((name) => judgedExamples(name, plain)).filter(({ risk }) => risk === 'MEDIUM');
    const shown = asked
      .filter((_, index) => index % 9 === 0)
      .map(({ example }) => ({ example, world: lifted(judgeInFull(example, plain).remedy) }))
      .filter(({ world }) => world !== undefined);
    expect(shown.length).toBeGreaterThan(40);
    const idle = shown.filter(({ example, world }) => world && judge(example, world).risk !== 'LOW');
    expect(idle.map(({ example }) => example.input)).toEqual([]);
  });
});
