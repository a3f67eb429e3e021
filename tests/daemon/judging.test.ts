import { describe, expect, it } from 'vitest';
import { judgeCall, shadowOf } from '../../src/daemon/judging.ts';
import { defaultWorld } from '../../src/daemon/world.ts';
import type { World } from '../../src/policy/judge.ts';

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
