import { opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';

/** A path as a person types it: `~` stands for the home folder. */
export function typedPath(typed: string, env: Io['env']): string {
  if (typed !== '~' && !typed.startsWith('~/')) return typed;
  return join(env.HOME ?? homedir(), typed.slice(1));
}

/**
 * The folders that a typed path could mean, as it would go on being typed, each ending in `/`, sorted. Hidden ones only when a
 * dot was typed. A folder that cannot be read has none. Bounded, also in a folder of a million files.
 */
export async function foldersFor(typed: string, io: Pick<Io, 'env' | 'cwd'>): Promise<string[]> {
  if (typed === '~') return ['~/'];
  const from = typed.slice(0, typed.lastIndexOf('/') + 1);
  const begun = typed.slice(from.length);
  const whole = resolve(io.cwd, typedPath(typed, io.env));
  const folder = typed === '' || typed.endsWith('/') ? whole : dirname(whole);
  const found: string[] = [];
  try {
    let looked = 0;
    for await (const entry of await opendir(folder)) {
      if (++looked > limits.tuiPathEntriesMax || found.length >= limits.tuiPathsMax) break;
      const { name } = entry;
      if (!name.startsWith(begun) || (name.startsWith('.') && !begun.startsWith('.'))) continue;
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderAt(join(folder, name))));
      if (isFolder) found.push(`${from}${name}/`);
    }
  } catch {
    // What cannot be read offers nothing.
  }
  return found.sort();
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
