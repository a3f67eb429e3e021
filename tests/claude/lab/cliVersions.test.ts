import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedCli } from '../../../src/claude/lab/cliVersions.ts';

/** A stand-in for npm: what it installs is a script as older CLIs are. */
const makesCli = 'mkdir -p node_modules/.bin && printf "#!/bin/sh\\n" > node_modules/.bin/claude';

describe('CLIs on demand', () => {
  let folder: string;
  let before: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcc-cache-'));
    before = { ...process.env };
    process.env.PCC_LAB_CACHE = join(folder, 'cache');
  });
  afterEach(() => {
    process.env = before;
    rmSync(folder, { recursive: true });
  });

  /** Puts a stand-in for npm first on the search path. */
  const npmDoes = (commands: string): void => {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${commands}\n`);
    chmodSync(join(bin, 'npm'), 0o755);
    process.env.PATH = `${bin}${delimiter}${before.PATH ?? ''}`;
  };
  const cache = (): string[] => readdirSync(join(folder, 'cache'));

  it('installs a missing version once', () => {
    npmDoes(`${makesCli}; echo again >> ${folder}/runs`);
    const program = installedCli('1.2.3');
    expect(program).toBe(join(folder, 'cache', '1.2.3', 'node_modules', '.bin', 'claude'));
    expect(existsSync(program)).toBe(true);
    npmDoes('exit 1');
    expect(installedCli('1.2.3')).toBe(program);
    expect(cache()).toEqual(['1.2.3']);
  });

  it('prefers the native program of newer versions to the stub beside it', () => {
    const native = `node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}`;
    npmDoes(`${makesCli}; mkdir -p ${native}; echo > ${native}/claude`);
    expect(installedCli('2.1.329')).toBe(join(folder, 'cache', '2.1.329', native, 'claude'));
  });

  it('takes the installation of another process that was faster', () => {
    npmDoes(`${makesCli}; cp -r "$PWD" ${folder}/cache/1.2.3`);
    expect(installedCli('1.2.3')).toContain(join('1.2.3', 'node_modules'));
    expect(cache()).toEqual(['1.2.3']);
  });

  it('makes room where a broken installation lies', () => {
    mkdirSync(join(folder, 'cache', '1.2.3', 'node_modules'), { recursive: true });
    npmDoes(makesCli);
    expect(existsSync(installedCli('1.2.3'))).toBe(true);
  });

  it('leaves nothing behind when the installation fails, and says why', () => {
    npmDoes('echo "no such version" >&2; exit 1');
    expect(() => installedCli('9.9.9')).toThrow(/9\.9\.9.*no such version/s);
    expect(cache()).toEqual([]);
  });

  it.each(['latest', '2.1', '../../2.0.0', '2.0.0 --global'])('refuses %s, which is no version', (version) => {
    expect(() => installedCli(version)).toThrow(/no version of the CLI/);
  });
});
