import { limits } from '../limits.ts';
import type { Model } from './model.ts';

/**
 * Whether an answer with this key comes too early: what it answers was not in sight for long enough (wall-clock milliseconds;
 * undefined: it is in no frame yet), or the key came just before, as that of one which is held down.
 */
export function answerTooSoon({ nowMs, lastKey }: Model, sinceMs: number | undefined, key: string): boolean {
  if (sinceMs === undefined || nowMs - sinceMs < limits.answerSeenMs) return true;
  return lastKey?.name === key && Math.abs(nowMs - lastKey.atMs) < limits.keyRepeatMs;
}
