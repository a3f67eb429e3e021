import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { programIn } from '../../src/sdk/world.ts';

/** A folder with these files in it, which are empty. */
function folderWith(...files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-sdk-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

test('the program of the package is the built one', () => {
  const folder = folderWith('dist/pcc.js', 'src/main.ts');
  expect(programIn(folder)).toBe(join(folder, 'dist/pcc.js'));
});

test.each([
  ['a checkout that nobody built', ['src/main.ts'], 'run `npm run build` in'],
  ['a package that lost it', ['dist/sdk.js'], "install the package 'perpetualcc' anew."],
])('%s is told what to do', (_, files, cure) => {
  const folder = folderWith(...files);
  expect(() => programIn(folder)).toThrow(cure);
});
