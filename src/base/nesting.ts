import { limits } from '../limits.ts';

/**
 * True for a value with lists and objects in more than so many levels: `1` has none, `[1]` one. What is parsed may have as many
 * as its text has characters, and overflows the stack of whatever walks it by recursion; so this comes before, and keeps a list of
 * its own. A circle has more levels than any number.
 */
export function isDeeper(value: unknown, levels: number = limits.jsonDepthMax): boolean {
  const open: object[] = [];
  const depths: number[] = [];
  const add = (one: unknown, depth: number): void => {
    if (typeof one !== 'object' || one === null) return;
    open.push(one);
    depths.push(depth);
  };
  add(value, 1);
  for (let next = open.pop(), depth = depths.pop() ?? 0; next !== undefined; next = open.pop()) {
    if (depth > levels) return true;
    for (const one of Array.isArray(next) ? (next as readonly unknown[]) : Object.values(next)) add(one, depth + 1);
    depth = depths.pop() ?? 0;
  }
  return false;
}

/** What is wrong with such a value, as the end of a sentence. */
export function tooDeep(levels: number = limits.jsonDepthMax): string {
  return `nested more deeply than ${levels} levels`;
}
