import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { releasedVersions } from '../../src/claude/releasedVersions.ts';

test('the versions that count as known are those whose recordings are tested', () => {
  const folders = readdirSync(resolve(import.meta.dirname, '../fixtures')).filter((name) => /^\d/.test(name));
  expect([...releasedVersions].sort()).toEqual(folders.sort());
});
