import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import type { CliIdentity } from '../../store/cliChecks.ts';
import { wordsFileName } from '../screenWords.ts';
import type { RuleFolders } from '../yamlFiles.ts';

/**
 * Which program stands under a path at this moment. `version` is what it says of itself, '' where it said nothing: shims of
 * version managers stay the same file while what they run changes, so that the file alone does not tell.
 */
export function programAt(path: string, version: string): CliIdentity {
  const stat = statSync(path, { throwIfNoEntry: false });
  return { version, path, size: stat?.size ?? 0, mtimeMs: stat?.mtimeMs ?? 0 };
}

/** Tells whether two are one and the same program. */
export function isSameCli(a: CliIdentity, b: CliIdentity): boolean {
  return a.version === b.version && a.path === b.path && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

/** Digest of the table of words as it stands in the shipped file and the user's own. */
export function wordsDigest({ shipped, user }: RuleFolders): string {
  const hash = createHash('sha256');
  for (const folder of [shipped, user])
    hash.update(folder === undefined ? '' : textOf(join(folder, wordsFileName))).update('\0');
  return hash.digest('hex');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return '';
  }
}
