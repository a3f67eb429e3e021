import { BugError } from '../base/assert.ts';

/** Plays one recording on its own clock through the reader; gives one object for each change of the reading. */
export function replayFile(file: string, options: { readonly decide: boolean }): AsyncIterable<object> {
  throw new BugError(`not built yet: ${file} ${options.decide}`);
}
