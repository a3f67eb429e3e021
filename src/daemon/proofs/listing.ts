import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { filesOfGit } from './git.ts';

/** The files of a project. */
export interface Listing {
  /** Below the folder. */
  readonly paths: readonly string[];
  /** Where they are known from: what git ignores is not in its list. */
  readonly by: 'git' | 'scan';
  /** There are more. */
  readonly isCut: boolean;
}

/** What a look at a project takes. */
export interface LookParts {
  readonly env: Readonly<Record<string, string>>;
  /** True when it has taken long enough. */
  readonly isLate: () => boolean;
}

/** Folders that hold what is installed or belongs to git. */
const skipped = new Set(['node_modules', '.git']);

/** Lists the files of a project: as git knows them, where it is a repository, else by walking. Links are not followed. */
export async function filesIn(folder: string, parts: LookParts): Promise<Listing> {
  const known = await filesOfGit(folder, parts.env);
  const paths: string[] = [];
  if (!known) return { paths, by: 'scan', isCut: await walk(folder, '', paths, parts.isLate) };
  let isCut = false;
  for (const path of known) {
    if (paths.length >= limits.projectFilesMax) return { paths, by: 'git', isCut: true };
    // Another repository within this one: git tells nothing of what is in it.
    if (path.endsWith('/')) isCut = (await walk(folder, path.slice(0, -1), paths, parts.isLate)) || isCut;
    else if (isProper(path)) paths.push(path);
    else isCut = true;
  }
  return { paths, by: 'git', isCut };
}

/** Adds the files below a folder of the project; true where not all of them. */
export async function walk(root: string, from: string, paths: string[], isLate: () => boolean): Promise<boolean> {
  const folders = [from];
  let isCut = false;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (paths.length >= limits.projectFilesMax || isLate()) return true;
    try {
      for await (const entry of await opendir(join(root, folder), { bufferSize: 256 })) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (skipped.has(entry.name)) continue;
        if (paths.length >= limits.projectFilesMax) return true;
        if (!isProper(path)) isCut = true;
        else if (entry.isDirectory()) folders.push(path);
        else paths.push(path);
      }
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      // It went meanwhile, or may not be read.
      if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') isCut = true;
    }
  }
  return isCut;
}

/** False for a name that is no UTF-8, and so cannot be told, and for what would lead out of the folder. */
function isProper(path: string): boolean {
  return !path.includes('\ufffd') && !path.startsWith('/') && !path.split('/').includes('..');
}
