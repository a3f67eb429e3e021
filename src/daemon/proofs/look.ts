import type { Clock } from '../../base/clock.ts';
import { limits } from '../../limits.ts';
import { committedFiles } from './git.ts';
import type { Listing } from './listing.ts';
import { filesIn, walk } from './listing.ts';
import type { Mark } from './marks.ts';
import { executableBits, hashOfFile, isFolder, markOf } from './marks.ts';

/** All files of a project as they stood at a moment. */
export interface Look {
  readonly by: Listing['by'];
  /** There were more files, or more to do than time. */
  readonly isCut: boolean;
  readonly marks: ReadonlyMap<string, Mark>;
}

/** What looking at a project takes. */
export interface LookingParts {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string>>;
}

/** Files that were made, written and removed between two moments, in the order of their names. */
export interface Changes {
  readonly created: readonly string[];
  readonly modified: readonly string[];
  readonly deleted: readonly string[];
  /** Not everything was looked at. */
  readonly isCut: boolean;
}

/** Looks at all files of a project. `reads`: what small ones hold is read too, so that one that is written anew as it was shows as such. */
export async function lookAt(folder: string, reads: boolean, { clock, env }: LookingParts): Promise<Look> {
  const begunMs = clock.monotonicMs();
  const isLate = (): boolean => clock.monotonicMs() - begunMs > limits.projectLookMs;
  const { paths: listed, by, isCut } = await filesIn(folder, { env, isLate });
  const paths = [...listed];
  const look = { by, isCut, marks: new Map<string, Mark>() };
  let bytes = 0;
  const readFromMs = clock.monotonicMs();
  for (let at = 0, group: string[] = []; at < paths.length; at += group.length) {
    if (isLate()) return { ...look, isCut: true };
    const mayRead =
      reads && bytes < limits.projectHashBytesMax && clock.monotonicMs() - readFromMs < limits.projectHashMs;
    group = paths.slice(at, at + limits.projectFilesAtOnce);
    const found = await Promise.all(group.map((path) => markOf(folder, path, mayRead)));
    for (const [index, path] of group.entries()) {
      const mark = found[index];
      if (mark) look.marks.set(path, mark);
      if (mark?.sha256 !== undefined) bytes += sizeOf(mark);
      // A module of a repository stands in its list as one entry: what is in it is looked at as well.
      if (!mark && by === 'git' && (await isFolder(folder, path)))
        look.isCut = (await walk(folder, path, paths, isLate)) || look.isCut;
    }
  }
  return look;
}

/** What is known of how a project was. */
export interface Before extends Look {
  /** When that was, milliseconds since the Unix epoch. */
  readonly at: number;
  readonly commit?: string;
}

/** What has changed in a project since. A commit counts for the files in it, also where they were written before. */
export async function changesSince(
  folder: string,
  before: Before,
  commit: string | undefined,
  parts: LookingParts,
): Promise<Changes> {
  const now = await lookAt(folder, false, parts);
  const isVague = before.isCut || before.by !== now.by;
  const created = new Set<string>();
  for (const [path, { changedMs }] of now.marks) {
    // Where not all was seen before, only a file that bears a later time is surely new.
    if (!before.marks.has(path) && (!isVague || changedMs >= before.at - limits.fileTimeSlackMs)) created.add(path);
  }
  const modified = new Set<string>();
  const deleted = new Set<string>();
  const changed = [...before.marks].filter(([path, mark]) => now.marks.get(path)?.signature !== mark.signature);
  for (let at = 0; at < changed.length; at += limits.projectFilesAtOnce) {
    await Promise.all(
      changed.slice(at, at + limits.projectFilesAtOnce).map(async ([path, mark]) => {
        // One that is not listed any more may be ignored by now, and be there.
        const found = now.marks.get(path) ?? (await markOf(folder, path, false));
        if (!found) deleted.add(path);
        else if (!(await isSame(folder, path, { before: mark, found }))) modified.add(path);
      }),
    );
  }
  if (commit !== undefined && commit !== before.commit) {
    const committed = await committedFiles(folder, { from: before.commit, to: commit }, parts.env);
    for (const path of committed) if (before.marks.has(path) && now.marks.has(path)) modified.add(path);
  }
  const ordered = (paths: ReadonlySet<string>): string[] => [...paths].sort();
  return {
    created: ordered(created),
    modified: ordered(modified),
    deleted: ordered(deleted),
    isCut: before.isCut || now.isCut,
  };
}

async function isSame(
  folder: string,
  path: string,
  { before, found }: { readonly before: Mark; readonly found: Mark },
): Promise<boolean> {
  if (before.signature === found.signature) return true;
  if (before.sha256 === undefined || executableBits(before.signature) !== executableBits(found.signature)) return false;
  return (await hashOfFile(folder, path, limits.projectHashFileBytesMax))?.sha256 === before.sha256;
}

function sizeOf({ signature }: Mark): number {
  return Number(signature.split(':')[1]);
}
