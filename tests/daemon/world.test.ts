import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realPathOf } from '../../src/daemon/world.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'world-')));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'file'), '');
  symlinkSync('app', join(folder, 'link'));
  symlinkSync('/nowhere/at/all', join(folder, 'app', 'dangling'));
  symlinkSync('made-later', join(folder, 'app', 'beside'));
  symlinkSync('two', join(folder, 'app', 'one'));
  symlinkSync('one', join(folder, 'app', 'two'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the real path', () => {
  it.each([
    ['what exists', 'app/file', 'app/file'],
    ['what is reached by a link', 'link/file', 'app/file'],
    ['what does not exist yet, behind a link', 'link/new/file', 'app/new/file'],
    ['a link whose target is not there yet', 'link/beside', 'app/made-later'],
    ['a link to itself', 'app/one', 'app/one'],
    ['what lies below a file', 'app/file/x', 'app/file/x'],
    ['a name that is too long', `app/${'x'.repeat(5_000)}`, `app/${'x'.repeat(5_000)}`],
    ['a name with a NUL', 'app/\0', 'app/\0'],
  ])('of %s', (_what, path, real) => {
    expect(realPathOf(join(folder, path))).toBe(join(folder, real));
  });

  it('of a link out of the project whose target is not there yet is that target', () => {
    expect(realPathOf(join(folder, 'link', 'dangling'))).toBe('/nowhere/at/all');
    expect(realPathOf(join(folder, 'link', 'dangling', 'x'))).toBe('/nowhere/at/all/x');
  });

  it('of the root is the root', () => {
    expect(realPathOf('/')).toBe('/');
  });
});
