import fuzzysort from 'fuzzysort';
import { limits } from '../limits.ts';

/** Something that was found, with what of its texts the typed letters matched. */
export interface Found<T> {
  readonly item: T;
  /** For each of its texts the indexes of the matched characters, in order. */
  readonly matched: readonly (readonly number[])[];
}

/** What is searched: things, and the texts of each by which it is found, the most telling first. */
export interface Search<T> {
  readonly items: readonly T[];
  readonly texts: (item: T) => readonly string[];
  readonly limit: number;
}

/**
 * Finds things by some of their letters, the best first; letters may be left out, words may stand in any order. Nothing typed
 * finds everything in its order.
 */
export function find<T>(typed: string, { items, texts, limit }: Search<T>): readonly Found<T>[] {
  const rows = items.map((item) => ({ item, texts: texts(item) }));
  if (typed.trim() === '') return rows.slice(0, limit).map(({ item }) => ({ item, matched: [] }));
  const columns = rows.reduce((most, row) => Math.max(most, row.texts.length), 0);
  const keys = Array.from({ length: columns }, (_, index) => (row: { texts: readonly string[] }) => row.texts[index]);
  const results = fuzzysort.go(typed.trim(), rows, { keys, limit, threshold: worstScore });
  const found = results.map((result) => ({
    item: result.obj.item,
    matched: result.map(({ indexes }) => [...indexes]),
  }));
  forgetSometimes();
  return found;
}

/** It keeps every text that it ever searched, which makes the next key fast and would fill memory in the end. */
function forgetSometimes(): void {
  searches = (searches + 1) % limits.searchesRemembered;
  if (searches === 0) fuzzysort.cleanup();
}

let searches = 0;

/** Below this the letters stand so far apart that nobody meant them: `help` would find `the last place`. */
const worstScore = 0.27;
