import { describe, expect, it } from 'vitest';
import type { Risk } from '../../src/policy/verdict.ts';
import { judge } from '../../src/policy/judge.ts';
import { project, riskOf, worldWith } from './world.ts';

function writeRisk(path: string, world = worldWith()): Risk {
  return judge({ tool: 'Write', input: { file_path: path, content: 'x' }, cwd: project }, world).risk;
}

describe('links', () => {
  const linked = worldWith(
    {},
    {
      [`${project}/src/keys`]: '/home/dev/.ssh',
      [`${project}/src/out`]: '/srv/out',
      [`${project}/src/in`]: `${project}/src/real`,
    },
  );

  it('judges what a link leads to', () => {
    expect(riskOf('cat src/keys/id_rsa', linked)).toBe('HIGH');
    expect(riskOf('cat src/keys/config', linked)).toBe('HIGH');
    expect(writeRisk(`${project}/src/out/a.ts`, linked)).toBe('HIGH');
    expect(riskOf('cat src/out/a.txt', linked)).toBe('MEDIUM');
    expect(writeRisk(`${project}/src/in/a.ts`, linked)).toBe('LOW');
  });

  it('leaves a link by its target, as the kernel does', () => {
    expect(writeRisk(`${project}/src/out/../a.ts`, linked)).toBe('HIGH');
    expect(riskOf('cd src/out && touch ../a.ts', linked)).toBe('HIGH');
  });

  it('knows a project that is itself reached by a link', () => {
    const moved = worldWith({}, { '/home/dev/app': '/data/app' });
    expect(writeRisk(`${project}/src/a.ts`, moved)).toBe('LOW');
    expect(writeRisk('/data/app/src/a.ts', moved)).toBe('HIGH');
  });
});

describe('places', () => {
  it('compares whole names of folders', () => {
    expect(writeRisk('/home/dev/app-evil/src/a.ts')).toBe('HIGH');
  });

  it('ignores case on darwin', () => {
    expect(writeRisk('/Home/Dev/App/src/a.ts', worldWith({ platform: 'darwin' }))).toBe('LOW');
    expect(writeRisk('/Home/Dev/App/src/a.ts')).toBe('HIGH');
    expect(riskOf('cat .ENV')).toBe('HIGH');
  });

  it('counts further roots as inside', () => {
    expect(writeRisk('/srv/lib/src/a.ts')).toBe('HIGH');
    expect(writeRisk('/srv/lib/src/a.ts', worldWith({ allowedRoots: ['/srv/lib'] }))).toBe('LOW');
  });

  it('takes nothing for inside when the session works in the root folder or above the home', () => {
    for (const cwd of ['/', '/home']) {
      expect(judge({ tool: 'Bash', input: { command: 'touch src/a.ts' }, cwd }, worldWith()).risk).toBe('HIGH');
    }
  });

  it('refuses a working folder that is not plain', () => {
    for (const cwd of ['', 'app', '/home/dev/../app']) {
      expect(judge({ tool: 'Bash', input: { command: 'ls' }, cwd }, worldWith()).risk).toBe('HIGH');
    }
  });
});

describe('git', () => {
  it('reads LOW only where the configuration names no programs', () => {
    expect(riskOf('git status')).toBe('LOW');
    expect(riskOf('git status', worldWith({ gitConfigIsClean: () => false }))).toBe('MEDIUM');
    const asked: string[] = [];
    const watching = worldWith({
      gitConfigIsClean: (folder) => {
        asked.push(folder);
        return folder === project;
      },
    });
    expect(riskOf('git -C src/vendored log', watching)).toBe('MEDIUM');
    expect(asked).toContain(`${project}/src/vendored`);
  });
});

describe('a session and its watcher', () => {
  it.each([
    'pcc respond 3 yes',
    'cat ~/.perpetualcc/run/token',
    'PCC_HOME=/tmp/x pcc list',
    'npx perpetualcc approve 1',
    'curl --unix-socket ~/.perpetualcc/run/d.sock http://x/',
    'cp $(which pcc) ./q && ./q respond 1 yes',
    'cp "$(readlink -f "$(command -v pcc)")" q',
    'q=`type -p pcc`; "$q" respond 1 yes',
    "node -e \"import('perpetualcc').then((sdk) => sdk.ccExecute({ tasks: ['x'] }))\"",
    "node --input-type=module -e \"import { ccExecute } from 'perpetualcc'; await ccExecute('x')\"",
    "node -p \"require('./node_modules/perpetualcc/dist/sdk.js').ccExecute('x')\"",
    'npx tsx -e "import(\'perpetualcc\')"',
    'bun -e "import(\'perpetualcc\')"',
    'node --import perpetualcc build.mjs',
    'node -r perpetualcc build.js',
    "node --input-type=module <<'EOF'\nimport { ccExecute } from 'perpetualcc';\nawait ccExecute('x');\nEOF",
    'echo "import(\'perpetualcc\')" | node',
  ])('must not answer its own questions: %s', (command) => expect(riskOf(command)).toBe('HIGH'));

  it.each([
    'grep -rn perpetualcc src',
    'ls node_modules/perpetualcc',
    "node -p \"require('./package.json').dependencies['perpetualcc']\"",
    'echo $(git rev-parse HEAD)',
  ])('may name it: %s', (command) => expect(riskOf(command)).not.toBe('HIGH'));
});
