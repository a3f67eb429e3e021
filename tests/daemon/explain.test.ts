import { describe, expect, it } from 'vitest';
import { describeJudgement, explainLine } from '../../src/daemon/explain.ts';
import { judgeInFull } from '../../src/policy/judge.ts';
import { project, worldWith } from '../policy/world.ts';

const world = worldWith();
const line = (tool: string, input: object): string => JSON.stringify({ tool, input, cwd: project });

describe('explainLine', () => {
  it('gives the class, what is done, the rules and the reasons', () => {
    expect(explainLine(line('Bash', { command: 'npm test' }), () => world)).toEqual({
      risk: 'LOW',
      action: 'approve',
      rules: ['understood'],
      reasons: ['Everything in this call is understood and stays inside the project.'],
    });
    expect(explainLine(line('Bash', { command: 'git push' }), () => world)).toMatchObject({
      risk: 'MEDIUM',
      action: 'ask-brain',
      rules: ['git.push'],
    });
    expect(explainLine(line('Bash', { command: 'git push --force' }), () => world)).toMatchObject({
      risk: 'HIGH',
      action: 'escalate',
      rules: ['git.push--force', 'git.push'],
    });
  });

  it.each([
    '',
    'x',
    '[]',
    'null',
    '{}',
    '{"tool":"Bash"}',
    '{"tool":"Bash","input":[],"cwd":"/x"}',
    '{"tool":"","input":{},"cwd":"/x"}',
    '{"tool":"Bash","input":{"command":"ls"}}',
    '{"tool":"Bash","input":{"command":"ls"},"cwd":"relative"}',
    '{"tool":5,"input":{},"cwd":"/x"}',
  ])('takes %j for malformed: HIGH', (text) => {
    expect(explainLine(text, () => world)).toMatchObject({
      risk: 'HIGH',
      action: 'escalate',
      rules: ['malformed-input'],
    });
  });

  it('takes what is nested without end for malformed', () => {
    const text = `{"tool":"Task","input":{"prompt":${'['.repeat(100_000)}${']'.repeat(100_000)}},"cwd":"/x"}`;
    expect(explainLine(text, () => world)).toMatchObject({
      risk: 'HIGH',
      reasons: ['The line is nested more deeply than 200 levels.'],
    });
  });
});

describe('describeJudgement', () => {
  it('names the sub-command that decided, every finding, and what would make it pass', () => {
    const judgement = judgeInFull({ tool: 'Bash', input: { command: 'npm test && git push -f' }, cwd: project }, world);
    expect(judgement.decidedBy).toBe('git push -f');
    expect(describeJudgement(judgement).join('\n')).toBe(
      [
        'HIGH: escalate',
        'decided by: git push -f',
        'HIGH   git.push -f: The option -f of git push goes beyond what is harmless. [git push -f]',
        'MEDIUM git.push: Commits are sent to a remote repository. [git push -f]',
        'to make it pass: Nothing lifts this: a person is asked whether it may run this once.',
        '  Split off `git push -f`: the other parts pass by themselves.',
      ].join('\n'),
    );
  });

  it('says so when nothing was found', () => {
    const judgement = judgeInFull({ tool: 'Bash', input: { command: 'ls' }, cwd: project }, world);
    expect(describeJudgement(judgement)[1]).toMatch(/understood/);
  });
});
