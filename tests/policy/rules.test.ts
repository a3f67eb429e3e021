import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { YamlFile } from '../../src/base/yamlFile.ts';
import { limits } from '../../src/limits.ts';
import type { World } from '../../src/policy/judge.ts';
import { judge, judgeInFull } from '../../src/policy/judge.ts';
import { compileRules, readRuleFile } from '../../src/policy/ruleFile.ts';
import type { RuleOrigin } from '../../src/policy/ruleSet.ts';
import type { ToolCall, Verdict } from '../../src/policy/verdict.ts';
import { actions, risks } from '../../src/policy/verdict.ts';
import { project, worldWith } from './world.ts';

const plain = worldWith();

/** The shipped rules with those of one more file. */
function worldOf(
  rules: string | readonly object[],
  origin: RuleOrigin = 'user',
  facts: Partial<World['facts']> = {},
): World {
  const text = typeof rules === 'string' ? rules : JSON.stringify({ rules });
  const file = readRuleFile(new YamlFile(text, 'mine.yaml'), origin);
  return {
    rules: { ...plain.rules, rules: [...plain.rules.rules, ...compileRules([file]).rules] },
    facts: { ...plain.facts, ...facts },
  };
}

const rule = (fields: object): object => ({ id: 'mine', effect: 'deny', reason: 'Mine.', ...fields });

function bash(command: string, world: World, cwd = project): Verdict {
  return judge({ tool: 'Bash', input: { command }, cwd }, world);
}

function outcome(call: ToolCall, world: World): string {
  const { risk, action, rules } = judge(call, world);
  return `${risk} ${action}${rules.includes('mine') ? ' mine' : ''}`;
}

describe('what a rule matches', () => {
  const forbids = (match: object, command: string): boolean =>
    bash(command, worldOf([rule({ match })])).rules.includes('mine');

  it.each([
    [{ program: 'kubectl' }, 'kubectl get pods', true],
    [{ program: 'kubectl' }, 'timeout 5 env A=b kubectl get pods', true],
    [{ program: 'kubectl' }, 'echo "$(kubectl get pods)"', true],
    [{ program: 'kubectl' }, '/usr/bin/kubectl get pods', true],
    [{ program: 'kubectl' }, 'echo kubectl', false],
    [{ program: 'git|hg' }, 'hg status', true],
    [{ program: 'deploy.sh' }, './scripts/deploy.sh now', true],
    [{ program: './scripts/*' }, './scripts/deploy.sh now', true],
    [{ path: 'config/**' }, 'cat config/a.json', true],
    [{ path: 'config/**' }, 'cd config && cat a.json', true],
    [{ path: 'config/**' }, 'cat src/../config/a.json', true],
    [{ path: 'config/**' }, 'echo x > config/a.json', true],
    [{ path: 'config/**' }, 'cat src/config.ts', false],
    [{ path: 'config/**' }, 'cp -r config src/x', true],
    [{ path: 'config/prod.json' }, 'cat config/*.json', true],
    [{ path: 'config/prod.json' }, 'cat config/p*', true],
    [{ path: 'config/prod.json' }, 'cat config/dev*', false],
    [{ path: 'config/prod.json' }, 'cat src/*.json', false],
    [{ path: 'config/prod*.json' }, 'cat config/*.js', false],
    [{ path: 'db/**' }, 'cat db/*/a.sql', true],
    [{ path: '/home/dev/app/db/*.sql' }, 'cat db/a*', true],
    [{ path: '~/notes/**' }, 'cat ~/notes/a.md', true],
    [{ path: '/home/dev/app/src/a.ts' }, 'cat src/a.ts', true],
    [{ host: 'example.com' }, 'curl https://api.example.com/x', true],
    [{ host: 'example.com' }, 'curl https://example.com.evil.org/x', false],
    [{ host: 'example.com' }, 'git clone git@example.com:a/b.git', true],
    [{ host: 'example.com' }, 'npm install --registry=https://npm.example.com/', true],
    [{ host: 'example.com' }, 'git commit -m "see https://example.com"', false],
    [{ regex: '^npm run lint' }, 'npm run lint', true],
    [{ regex: '^npm run lint' }, 'n"p"m  run li\\nt', true],
    [{ regex: '^npm run lint' }, 'true && npm run lint', true],
    [{ regex: '^npm run lint' }, 'echo npm run lint', false],
    [{ program: 'curl', host: 'example.com' }, 'curl https://example.com/x', true],
    [{ program: 'wget', host: 'example.com' }, 'curl https://example.com/x', false],
    [{ tool: 'Bash', regex: 'lint' }, 'npm run lint', true],
    [{ tool: 'Write', regex: 'lint' }, 'npm run lint', false],
    [{ tool: 'Bash' }, 'ls', true],
    [{ project: '~/app' }, 'ls', true],
    [{ project: '~/**' }, 'ls', true],
    [{ project: 'app' }, 'ls', true],
    [{ project: '/srv/**' }, 'ls', false],
  ])('%j in `%s`: %s', (match, command, expected) => {
    expect(forbids(match, command)).toBe(expected);
  });

  it('looks at the input of other tools', () => {
    const speaks = (match: object, tool: string, input: ToolCall['input']): boolean =>
      judge({ tool, input, cwd: project }, worldOf([rule({ match })])).rules.includes('mine');
    expect(speaks({ path: 'docs/*' }, 'Write', { file_path: `${project}/docs/a.md`, content: 'x' })).toBe(true);
    expect(speaks({ path: 'docs/*' }, 'Write', { file_path: `${project}/src/../docs/a.md`, content: 'x' })).toBe(true);
    expect(speaks({ path: 'docs/*' }, 'Grep', { pattern: 'x', path: 'docs/a.md' })).toBe(true);
    expect(speaks({ host: 'example.com' }, 'WebFetch', { url: 'https://docs.example.com/', prompt: 'x' })).toBe(true);
    expect(speaks({ tool: 'mcp__github__*' }, 'mcp__github__list_issues', {})).toBe(true);
    expect(speaks({ tool: 'mcp__github__*' }, 'mcp__gitlab__list_issues', {})).toBe(false);
    expect(speaks({ regex: 'password' }, 'Write', { file_path: `${project}/src/a.ts`, content: 'password' })).toBe(
      true,
    );
  });

  it('compares the folder of the session, not that of the shell', () => {
    const world = worldOf([rule({ match: { project: '~/app' } })]);
    expect(bash('ls', world, `${project}/sub`).rules).not.toContain('mine');
    expect(bash('ls', { ...world, root: project }, `${project}/sub`).rules).toContain('mine');
  });
});

describe('what a rule does', () => {
  const call = (command: string): ToolCall => ({ tool: 'Bash', input: { command }, cwd: project });

  it.each([
    [{ effect: 'deny' }, 'npm test', 'HIGH escalate mine'],
    [{ effect: 'ask' }, 'npm test', 'MEDIUM ask-brain mine'],
    [{ effect: 'ask' }, 'git push -f', 'HIGH escalate'],
    [{ effect: 'ask', action: 'escalate' }, 'npm test', 'MEDIUM escalate mine'],
    [{ effect: undefined, action: 'escalate' }, 'npm test', 'LOW escalate mine'],
    [{ effect: undefined, action: 'escalate' }, 'npm install zod', 'MEDIUM escalate mine'],
    [{ effect: 'allow' }, 'npm install zod', 'LOW approve mine'],
    [{ effect: 'allow' }, 'npm publish', 'HIGH escalate'],
  ])('%j on `%s`: %s', (fields, command, expected) => {
    expect(outcome(call(command), worldOf([rule({ match: { program: 'npm' }, ...fields })]))).toBe(expected);
  });

  it('names the rule that has a person asked first', () => {
    const judged = judgeInFull(
      call('npm install zod'),
      worldOf([rule({ effect: undefined, action: 'escalate', match: { program: 'npm' } })]),
    );
    expect(judged.rules[0]).toBe('mine');
    expect(judged.remedy[0]).toMatch(/The rule mine has a person asked/);
  });

  it('lets deny and ask stand against allow, whichever comes first', () => {
    const allow = rule({ id: 'allow', effect: 'allow', match: { program: 'npm' } });
    for (const effect of ['deny', 'ask'] as const) {
      const other = rule({ effect, match: { regex: '^npm install' } });
      for (const rules of [
        [allow, other],
        [other, allow],
      ])
        expect(bash('npm install zod', worldOf(rules))).toMatchObject({ risk: effect === 'deny' ? 'HIGH' : 'MEDIUM' });
    }
  });

  it('never lifts what the shipped rules ask about by themselves', () => {
    const file = readRuleFile(
      new YamlFile(JSON.stringify({ rules: [rule({ effect: 'ask', match: { program: 'npm' } })] }), 'p'),
      'project',
    );
    const world = worldOf([rule({ id: 'allow', effect: 'allow', match: { program: 'npm' } })]);
    const both: World = { ...world, rules: { ...world.rules, rules: [...world.rules.rules, ...file.rules] } };
    expect(bash('npm install zod', world).risk).toBe('LOW');
    expect(bash('npm install zod', both).risk).toBe('MEDIUM');
  });
});

describe('an allow rule lifts a whole call and nothing beside it', () => {
  const lifted = (match: object, call: Partial<ToolCall> & Pick<ToolCall, 'input'>): boolean =>
    judge({ tool: 'Bash', cwd: project, ...call }, worldOf([rule({ effect: 'allow', match })])).risk === 'LOW';
  const cmd = (command: string, more: object = {}): Pick<ToolCall, 'input'> => ({ input: { command, ...more } });

  it.each([
    ['as it is written', { program: 'kubectl' }, 'kubectl get pods', true],
    ['but not behind a wrapper', { program: 'kubectl' }, 'timeout 5 kubectl get pods', false],
    ['nor by the wrapper', { program: 'timeout|env' }, 'timeout 5 kubectl get pods', false],
    ['nor behind a variable', { program: 'kubectl' }, 'A=b kubectl get pods', false],
    ['nor by another path', { program: 'kubectl' }, './kubectl get pods', false],
    ['nor in a chain', { program: 'kubectl' }, 'kubectl get pods && ls', false],
    ['nor in a substitution', { program: 'kubectl|echo' }, 'echo "$(kubectl get pods)"', false],
    ['nor with a redirection', { program: 'kubectl' }, 'kubectl get pods > package.json', false],
    ['a regex from the first word on', { regex: 'kubectl get' }, 'kubectl get pods', true],
    ['not from the middle', { regex: 'get pods' }, 'kubectl get pods', false],
    ['to the end of a word', { regex: 'npm install' }, 'npm install-test', false],
    ['and what follows it', { regex: 'npm install' }, 'npm install zod', true],
    ['to its end where it says so', { regex: 'npm install zod$' }, 'npm install zod evil', false],
    ['each alternative from the first word on', { regex: 'foo|get pods' }, 'kubectl get pods', false],
    ['all paths', { program: 'chmod', path: 'bin/*' }, 'chmod 644 bin/a', true],
    ['not by its paths alone', { path: 'bin/*' }, 'chmod 644 bin/a', false],
    ['not one of two', { program: 'cp', path: 'bin/*' }, 'cp bin/a package.json', false],
    ['all hosts', { program: 'curl', host: 'example.com' }, 'curl https://example.com/a', true],
    [
      'not one of two',
      { program: 'curl', host: 'example.com' },
      'curl https://example.com/a https://evil.org/a',
      false,
    ],
  ])('%s', (_name, match, command, expected) => {
    expect(lifted(match, cmd(command))).toBe(expected);
  });

  it('leaves alone what the call says of itself', () => {
    expect(lifted({ program: 'npm' }, cmd('npm install zod', { description: 'Install zod' }))).toBe(true);
    expect(lifted({ program: 'npm' }, cmd('npm test', { description: 'Delete the production database' }))).toBe(false);
  });

  it('speaks of other tools by their name, their input whole, their paths below the project', () => {
    const write = (file_path: string, content = 'x'): { tool: string; input: ToolCall['input'] } => ({
      tool: 'Write',
      input: { file_path, content },
    });
    expect(lifted({ path: 'package.json' }, write(`${project}/package.json`))).toBe(true);
    expect(lifted({ path: 'package.json' }, write('package.json'))).toBe(true);
    expect(lifted({ path: 'package.json' }, write(`${project}/sub/package.json`))).toBe(false);
    expect(lifted({ path: 'docs/../package.json' }, write(`${project}/package.json`))).toBe(false);
    expect(lifted({ path: 'a/**' }, write(`${project}/a/../package.json`))).toBe(false);
    expect(lifted({ path: 'package.json' }, write('package.json', `AKIA${'A'.repeat(16)}`))).toBe(false);
    expect(lifted({ regex: '.*kubectl' }, write('package.json', 'kubectl'))).toBe(false);
    expect(lifted({ tool: 'Write', regex: '.*kubectl' }, write('package.json', 'kubectl get'))).toBe(false);
    expect(lifted({ tool: 'mcp__db__query' }, { tool: 'mcp__db__query', input: { sql: 'select 1' } })).toBe(true);
    expect(
      lifted(
        { tool: 'mcp__db__query', regex: '\\{"sql":"select \\w*"\\}' },
        { tool: 'mcp__db__query', input: { sql: 'select 1' } },
      ),
    ).toBe(true);
    expect(
      lifted(
        { tool: 'mcp__db__query', regex: '\\{"sql":"select \\w*' },
        { tool: 'mcp__db__query', input: { sql: 'select 1; drop' } },
      ),
    ).toBe(false);
  });

  it('follows links: the path that is meant must be allowed too', () => {
    const rules = [rule({ effect: 'allow', match: { path: 'a.json' } })];
    const linked = worldOf(rules, 'user', {
      realPathOf: (path) => (path.endsWith('/a.json') ? `${project}/package.json` : path),
    });
    const call = { tool: 'Write', input: { file_path: 'a.json', content: 'x' }, cwd: project };
    expect(judge(call, worldOf(rules)).risk).toBe('LOW');
    expect(judge(call, linked).risk).toBe('MEDIUM');
  });
});

describe('rule files that are refused', () => {
  const refusal =
    (fields: object, origin: RuleOrigin = 'user'): (() => unknown) =>
    () =>
      readRuleFile(
        new YamlFile(JSON.stringify({ rules: [rule({ match: { program: 'x' }, ...fields })] }), 'mine.yaml'),
        origin,
      );

  it.each([
    ['neither effect nor action', { effect: undefined }, /needs an effect/],
    ['another action', { action: 'approve' }, /line 1, column \d+: rules\.0\.action/],
    ['an allow rule that has a person asked', { effect: 'allow', action: 'escalate' }, /needs no person/],
    ['an allow rule for a whole project', { effect: 'allow', match: { project: 'app' } }, /everything in a project/],
    [
      'a regex that repeats a group',
      { match: { regex: '(a+)+$' } },
      /line 1, column \d+: rules\.0\.match\.regex: it repeats a group/,
    ],
    ['a regex with many open parts', { match: { regex: 'a.*b.*c.*d.*' } }, /open part/],
    ['a regex that refers back', { match: { regex: '(a)\\1' } }, /refers back/],
    ['a long regex', { match: { regex: 'a'.repeat(300) } }, /longer than 200/],
    ['a glob with many wildcards', { match: { path: '*/*/*/*/*/*/*' } }, /more than 6 wildcards/],
    ['a glob with many wildcards in a name', { match: { path: 'a/*b*c*' } }, /more than 2 wildcards in one name/],
    ['a glob with many folders at will', { match: { path: '**/a/**/b/**' } }, /more than 2 times/],
    ['a name with many wildcards', { match: { program: '*a*b*c*' } }, /open parts/],
    ['a reason of two lines', { reason: 'a\nb' }, /one line/],
  ])('%s', (_name, fields, sentence) => {
    expect(refusal(fields)).toThrow(sentence);
    if (!('effect' in fields)) expect(refusal(fields, 'project')).toThrow(sentence);
  });

  it('what a person may write and a project may not: a second open part', () => {
    expect(() => worldOf([rule({ match: { regex: 'a.*b' } })])).not.toThrow();
    expect(() => worldOf([rule({ match: { regex: 'a.*b' } })], 'project')).toThrow(/more than 1 open part;/);
  });

  it.each(['user', 'project'] as const)('more rules than a file of a %s holds', (origin) => {
    const many = Array.from({ length: limits.rulesPerFileMax + 1 }, (_, at) =>
      rule({ id: `r${at}`, match: { tool: 'X' } }),
    );
    expect(() => worldOf(many, origin)).toThrow(/rules\.200: a file holds at most 200 rules/);
    expect(() => worldOf(many.slice(1), origin)).not.toThrow();
  });

  it('two rules of one name', () => {
    const twice = JSON.stringify({ rules: [rule({ match: { program: 'x' } }), rule({ match: { program: 'y' } })] });
    expect(() => readRuleFile(new YamlFile(twice, 'mine.yaml'), 'user')).toThrow(
      /two rules of this file are called mine/,
    );
  });
});

describe('whatever rules a file holds', () => {
  const calls: ToolCall[] = ['risk-examples.jsonl', 'own-examples.jsonl', 'reviewed-examples.jsonl'].flatMap((name) =>
    readFileSync(new URL(`../fixtures/policy/${name}`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ToolCall),
  );
  const words = fc.constantFrom(
    'git',
    'npm',
    'rm',
    'curl',
    'src',
    'package.json',
    'install',
    'push',
    '*',
    'a',
    'docs',
    'kubectl',
    'docker',
  );
  const text = fc.oneof(
    words,
    fc.tuple(words, words).map(([a, b]) => `${a}/${b}`),
    fc.constantFrom('**', 'src/**', '*.json', '.*', '^.*', '~/**'),
  );
  const match = fc
    .record(
      {
        tool: fc.constantFrom('Bash', 'Write', 'WebFetch', '*', 'mcp__*'),
        program: words,
        path: text,
        host: fc.constantFrom('example.com', 'com', 'org'),
        regex: fc.constantFrom('^.*', '^git', 'install', 'push', 'a'),
        project: fc.constantFrom('app', '~/**', '/srv/**'),
      },
      { requiredKeys: [] },
    )
    .filter((found) => Object.keys(found).length > 0);
  const ruleOf = (effects: readonly (string | undefined)[]): fc.Arbitrary<object> =>
    fc
      .record({ effect: fc.constantFrom(...effects), action: fc.constantFrom('escalate', undefined), match })
      .filter(
        ({ effect, action, match: of }) =>
          (effect !== undefined || action !== undefined) &&
          (effect !== 'allow' || (action === undefined && Object.keys(of).some((key) => key !== 'project'))),
      );
  const files = (effects: readonly (string | undefined)[]): fc.Arbitrary<object[]> =>
    fc
      .array(ruleOf(effects), { minLength: 1, maxLength: 6 })
      .map((rules) => rules.map((one, index) => rule({ ...one, id: `r${index}` })));

  it('those of a project lower no verdict, neither its class nor what is done', () => {
    fc.assert(
      fc.property(
        files(['deny', 'ask', undefined]),
        fc.array(fc.constantFrom(...calls), { minLength: 20, maxLength: 20 }),
        (rules, some) => {
          const world = worldOf(rules, 'project');
          return some.every((call) => {
            const [before, after] = [judge(call, plain), judge(call, world)];
            return (
              risks.indexOf(after.risk) >= risks.indexOf(before.risk) &&
              actions.indexOf(after.action) >= actions.indexOf(before.action)
            );
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('those of a user lift no HIGH, and nothing that another rule asks about', () => {
    fc.assert(
      fc.property(
        files(['allow', 'allow', 'deny', 'ask', undefined]),
        fc.array(fc.constantFrom(...calls), { minLength: 20, maxLength: 20 }),
        (rules, some) => {
          const world = worldOf(rules);
          const strict = worldOf(rules.filter((one) => !('effect' in one && one.effect === 'allow')));
          return some.every((call) => {
            const [before, without, after] = [judge(call, plain), judge(call, strict), judge(call, world)];
            if (before.risk === 'HIGH') return after.risk === 'HIGH' && after.action === 'escalate';
            const tightened =
              without.risk !== before.risk ||
              without.action !== before.action ||
              without.rules.length > before.rules.length;
            return !tightened || (after.risk === without.risk && after.action === without.action);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('allow rules do lift something, so that the test above can fail', () => {
    const world = worldOf([rule({ effect: 'allow', match: { regex: '.*' } })]);
    const liftedCount = calls.filter(
      (call) => judge(call, plain).risk === 'MEDIUM' && judge(call, world).risk === 'LOW',
    ).length;
    expect(liftedCount).toBeGreaterThan(100);
  });
});

describe('long inputs', () => {
  const world = worldOf([
    rule({ id: 'text', match: { regex: 'a.*b' } }),
    rule({ id: 'path', match: { path: '**/*a*c/**/x' } }),
    rule({ id: 'lift', effect: 'allow', match: { tool: 'Write', path: '**/*a*c' } }),
  ]);
  const timed = (input: ToolCall['input']): { verdict: Verdict; cpuMs: number } => {
    const before = process.cpuUsage();
    const verdict = judge({ tool: 'Write', input, cwd: project }, world);
    return { verdict, cpuMs: process.cpuUsage(before).user / 1_000 };
  };

  it('hold no rule up', () => {
    expect(timed({ file_path: 'src/x.ts', content: 'a'.repeat(300_000) }).cpuMs).toBeLessThan(4_000);
    expect(timed({ file_path: `src/${'a'.repeat(4_000)}`, content: 'x' }).cpuMs).toBeLessThan(1_000);
    expect(timed({ file_path: `src/${'a/'.repeat(2_000)}x`, content: 'x' }).cpuMs).toBeLessThan(1_000);
    expect(timed({ file_path: `src/${'a'.repeat(300_000)}`, content: 'x' }).cpuMs).toBeLessThan(1_000);
  });

  /** The worst that is taken of a project, each with a text that keeps it busy. */
  it.each([
    ['[^q]Q', 'x'],
    ['xxxxxxxxxxxxxxQ', 'x'],
    ['(?:a|b|x|d)x?x?x?x?Q', 'x'],
    ['^.*x?x?x?Q', 'x'],
    ['^[^q]*Q', 'x;'],
    ['.{999}Q', 'x'],
    ['x', 'x;'],
  ])('hold no judge up with 200 times %s in a project', (form, unit) => {
    const rules = Array.from({ length: limits.rulesPerFileMax }, (_, at) =>
      rule({ id: `r${at}`, effect: 'ask', match: { regex: form.replace('Q', `Q${at}`) } }),
    );
    const busy = worldOf(rules, 'project');
    const input = { file_path: 'src/x.ts', content: unit.repeat(200_000 / unit.length) };
    for (const call of [
      { tool: 'Write', input, cwd: project },
      { tool: 'Bash', input: { command: `echo ${unit.repeat(15_900 / unit.length)}` }, cwd: project },
    ]) {
      const timeOf = (world: World): number => {
        const before = process.cpuUsage();
        judge(call, world);
        return process.cpuUsage(before).user / 1_000;
      };
      expect(timeOf(busy) - timeOf(plain)).toBeLessThan(400);
    }
  });

  it('that are too long to be compared with a rule count as what it forbids, never as what it allows', () => {
    const content = 'x'.repeat(200_000);
    const call = { tool: 'Write', input: { file_path: 'package.json', content }, cwd: project };
    const asked = judge(call, worldOf([rule({ effect: 'ask', match: { regex: '[xy]z?z?z?z?q' } })]));
    expect(asked.rules).toContain('mine');
    expect(asked.reasons.join(' ')).toMatch(/too long to be compared/);
    const short = { ...call, input: { ...call.input, content: 'xx' } };
    expect(judge(short, worldOf([rule({ effect: 'ask', match: { regex: '[xy]z?z?z?z?q' } })])).rules).not.toContain(
      'mine',
    );
  });

  it('are looked at all over', () => {
    const filler = 'x'.repeat(50_123);
    expect(timed({ file_path: 'src/x.ts', content: `${filler}acb${filler}` }).verdict.rules).toContain('text');
    expect(timed({ file_path: `src/${'y'.repeat(5_000)}`, content: 'x' }).verdict.rules).toContain('path');
  });
});
