import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { untilNext } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { disposable } from '../base/disposables.ts';
import { systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';

/**
 * Calls `changed` after a file, or the folder that it stands in, has become another, and once soon after the start, for what
 * changed before it was followed. Both may be missing, come later, be renamed, be links. Two names are looked at now and then and
 * nothing else is: whatever anybody puts beside the file or lets a link lead to costs nothing.
 */
export function pollFile(file: string, clock: Clock, changed: () => void): Disposable {
  let told = '';
  let last = '';
  let isOver = false;
  let next: Disposable;
  const look = async (): Promise<void> => {
    const parent = await signOf(dirname(file));
    const own = parent.kind === 'ENOENT' ? parent : await signOf(file);
    if (isOver) return;
    // Only what kept its size from one look to the next is told, so that a half-written file is not taken.
    const kind = `${parent.kind} ${own.kind} ${own.size}`;
    const found = `${kind} ${own.times}`;
    const isSettled = kind === last;
    last = kind;
    wait(isSettled ? untilNext(clock, limits.projectRulesLookMs) : limits.ruleFileSettleMs);
    if (!isSettled || found === told) return;
    told = found;
    changed();
  };
  const wait = (forMs: number): void => {
    next = clock.after(forMs, () => void look());
  };
  wait(0);
  return disposable(() => {
    isOver = true;
    next.dispose();
  });
}

/** What tells one state of a name from another; size and times of a folder change with everything in it and mean nothing. */
interface Sign {
  /** What stands there, not where a link leads to; else why nothing can be told. */
  readonly kind: string;
  readonly size: string;
  readonly times: string;
}

async function signOf(path: string): Promise<Sign> {
  try {
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
    return { kind: `${dev}:${ino}:${mode}`, size: String(size), times: `${mtimeNs}:${ctimeNs}` };
  } catch (error) {
    return { kind: systemCode(error) ?? 'unknown', size: '', times: '' };
  }
}
