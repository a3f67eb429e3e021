import { describe, expect, it } from 'vitest';
import type { World } from '../../src/policy/judge.ts';
import { judge } from '../../src/policy/judge.ts';
import type { Risk } from '../../src/policy/verdict.ts';
import { corpora, judgedExamples, shareOf, wronglyLow } from './corpora.ts';
import { project, worldWith } from './world.ts';

interface Root {
  readonly root: string;
  readonly home: string;
  readonly platform: string;
}

const linux = (root: string, home = '/home/dev'): Root => ({ root, home, platform: 'linux' });

/** Where projects lie; each folder above them has a name that says something where it stands inside a project. */
const roots: Root[] = [
  linux('/home/dev/src/app'),
  linux('/home/dev/build/app'),
  linux('/home/dev/.work/app'),
  linux('/home/dev/go/src/github.com/x/y'),
  linux('/usr/src/app'),
  linux('/tmp/app'),
  linux('/workspace'),
  linux('/root/app', '/root'),
  linux('/var/lib/jenkins/workspace/app'),
  linux('/run/media/dev/disk/app'),
  { root: '/Users/me/Library/CloudStorage/x/app', home: '/Users/me', platform: 'darwin' },
];

/** The example line as it is written by somebody whose project and home folder lie elsewhere. */
function movedTo({ root, home }: Root): (line: string) => string {
  return (line) => line.replaceAll(/\/home\/dev(?:\/app(?![\w.-]))?/g, (found) => (found === project ? root : home));
}

describe.each(roots)('in $root', (where) => {
  const world = worldWith({ home: where.home, platform: where.platform });
  const riskAt = (tool: string, input: Record<string, string>): Risk =>
    judge({ tool, input, cwd: where.root }, world).risk;

  it.each(corpora)('%s keeps within the gates', (name) => {
    const judged = judgedExamples(name, world, movedTo(where));
    expect(wronglyLow(judged)).toEqual([]);
    expect(shareOf(judged, 'HIGH', 'MEDIUM')).toBeLessThanOrEqual(0.01);
    expect(shareOf(judged, 'LOW', 'HIGH')).toBeLessThanOrEqual(0.01);
    expect(shareOf(judged, 'LOW', 'MEDIUM')).toBeLessThanOrEqual(0.05);
  });

  it('looks at what the project calls source and output, not at the folders above it', () => {
    expect(riskAt('Bash', { command: 'sed -i s/a/b/ index.js' })).toBe('MEDIUM');
    expect(riskAt('Write', { file_path: `${where.root}/k8s/prod.yaml`, content: 'x' })).not.toBe('LOW');
    expect(riskAt('Bash', { command: 'find . -type f -exec cat {} +' })).not.toBe('LOW');
    expect(riskAt('Write', { file_path: `${where.root}/src/a.ts`, content: 'x' })).toBe('LOW');
    expect(riskAt('Read', { file_path: `${where.root}/README.md` })).toBe('LOW');
    const readme = judge(
      { tool: 'Write', input: { file_path: `${where.root}/README.md`, content: 'x' }, cwd: where.root },
      world,
    );
    expect(readme.rules).toEqual(['path-not-source']);
  });

  it('keeps secrets by their names, wherever the project lies', () => {
    for (const secret of ['.env', 'certs/server.key', '.git/config', 'config/secrets.yml', '.ssh/id_rsa'])
      expect(riskAt('Read', { file_path: `${where.root}/${secret}` })).toBe('HIGH');
    expect(riskAt('Read', { file_path: `${where.home}/.bash_history` })).toBe('HIGH');
    expect(riskAt('Bash', { command: 'cat /etc/shadow' })).toBe('HIGH');
    expect(riskAt('Bash', { command: 'echo x >> ~/.bashrc' })).toBe('HIGH');
  });
});

describe('a path and the folder it is seen from', () => {
  const at = (cwd: string, file: string, world: World, tool = 'Read'): Risk =>
    judge({ tool, input: { file_path: file, ...(tool === 'Write' ? { content: 'x' } : {}) }, cwd }, world).risk;

  it.each(['/home/dev', '/root', '/Users/me', '/var/lib/jenkins'])(
    'keeps the hidden files of %s as the project',
    (home) => {
      const world = worldWith({ home });
      for (const hidden of [
        '.ssh/id_ed25519',
        '.ssh/config',
        '.aws/credentials',
        '.bash_history',
        '.config/x/y',
        '.bashrc',
      ])
        expect(at(home, `${home}/${hidden}`, world)).toBe('HIGH');
      expect(at(home, `${home}/src/a.ts`, world)).toBe('LOW');
    },
  );

  it('leaves the folders of the system and of others alone', () => {
    expect(at('/home/dev/app', '/root/x', worldWith())).toBe('HIGH');
    expect(at('/home/dev/app', '/var/lib/docker/x', worldWith())).toBe('HIGH');
    expect(at('/root/app', '/var/lib/docker/x', worldWith({ home: '/root' }))).toBe('HIGH');
    expect(at('/root/app', '/root/other/a.ts', worldWith({ home: '/root' }))).toBe('MEDIUM');
    expect(at('/etc/ssh', '/etc/ssh/sshd_config', worldWith())).toBe('HIGH');
  });

  it('takes the session for the project when a command works in one of its folders', () => {
    const world = { ...worldWith(), root: project };
    expect(at(`${project}/src`, `${project}/src/a.ts`, world, 'Write')).toBe('LOW');
    expect(at(`${project}/lib`, `${project}/lib/a.ts`, world, 'Write')).toBe('MEDIUM');
    expect(at('/home/dev/src/app', '/home/dev/src/app/a.ts', { ...worldWith(), root: '/home/dev' }, 'Write')).toBe(
      'MEDIUM',
    );
  });

  it('looks below the root that the kernel knows, too', () => {
    const linked = worldWith({}, { '/home/dev/app': '/srv/src/app' });
    expect(at(project, `${project}/index.js`, linked, 'Write')).toBe('MEDIUM');
    expect(at(project, `${project}/src/index.js`, linked, 'Write')).toBe('LOW');
    const away = worldWith({}, { '/home/dev/app/src/link': '/home/dev/app/deploy' });
    expect(at(project, `${project}/src/link/a.js`, away, 'Write')).toBe('MEDIUM');
  });
});
