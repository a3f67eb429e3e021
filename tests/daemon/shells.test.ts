import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CommandRun } from '../../src/daemon/queue/commandRun.ts';
import type { CommandEnd } from '../../src/daemon/queue/commandRun.ts';
import { checkShell, findShell, preferredShell, shellWarning, withShell } from '../../src/daemon/shells.ts';
import { afterTest, clock, tempFolder } from '../terminal/harness.ts';
import { makeRig, startPuppet } from './rig.ts';

/** The shell that a person prefers. */

/** A PATH with a shell of that name, which says that it ran. */
function pathWith(name: string): string {
  const folder = join(tempFolder(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, name), '#!/bin/sh\necho "odd $*"\n');
  chmodSync(join(folder, name), 0o700);
  return folder;
}

describe('the preferred shell', () => {
  test('is found in the folders of the system before PATH', () => {
    const PATH = pathWith('bash');
    expect(findShell('bash', { PATH })).toBe(existsSync('/bin/bash') ? '/bin/bash' : join(PATH, 'bash'));
    const odd = pathWith('oddsh');
    expect(findShell('oddsh', { PATH: `relative:${odd}` })).toBe(join(odd, 'oddsh'));
    expect(findShell('oddsh', { PATH: 'relative' })).toBeUndefined();
  });

  test('becomes SHELL, and the default leaves it alone', () => {
    const env = { PATH: pathWith('zsh'), SHELL: '/bin/fish' };
    expect(withShell(env, { 'shell.preferred': 'default' })).toBe(env);
    expect(preferredShell({ 'shell.preferred': 'default' }, env)).toBeUndefined();
    expect(withShell(env, { 'shell.preferred': 'zsh' })['SHELL']).toMatch(/\/zsh$/);
  });

  test('that is not installed is refused when it is set, and told when it is there', () => {
    if (findShell('zsh', {}) !== undefined) return;
    expect(() => {
      checkShell('zsh', {});
    }).toThrow(/'zsh' is not installed.*or choose default/);
    expect(shellWarning({ 'shell.preferred': 'zsh' }, {})).toContain('so the default is used');
    expect(withShell({ SHELL: '/bin/fish' }, { 'shell.preferred': 'zsh' })['SHELL']).toBe('/bin/fish');
    expect(shellWarning({ 'shell.preferred': 'default' }, {})).toBeUndefined();
    expect(() => {
      checkShell('default', {});
    }).not.toThrow();
  });

  test('runs commands that verify', async () => {
    const shell = join(pathWith('oddsh'), 'oddsh');
    const end = await new Promise<CommandEnd>((done) => {
      const run = new CommandRun({ command: 'x y', shell, cwd: '/', env: {}, timeMaxMs: 30_000, clock }, done);
      afterTest(() => {
        run.dispose();
      });
    });
    expect(end).toMatchObject({ ok: true, output: 'odd -c x y\n' });
  });

  test('is the SHELL of a session', async () => {
    if (findShell('bash', {}) === undefined) return;
    const rig = await makeRig({ config: { 'shell.preferred': 'bash' } });
    const { id } = await startPuppet(rig);
    expect(rig.store.sessions.get(id)?.launch?.env['SHELL']).toMatch(/\/bash$/);
    expect(() => {
      rig.lasting.checkSetting('shell.preferred', 'bash');
    }).not.toThrow();
  });
});
