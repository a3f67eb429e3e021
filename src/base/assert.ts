/** A defect of this program, not of its input: the operation that hit it stops, and the log says where. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** States what must be true here; a false claim throws a `BugError` that carries the sentence. */
export function assert(claim: boolean, sentence: string): asserts claim {
  if (!claim) throw new BugError(sentence);
}

/** Gives the value back when it is there; an absent one throws a `BugError` that carries the sentence. */
export function present<T>(value: T | undefined | null, sentence: string): T {
  if (value === undefined || value === null) throw new BugError(sentence);
  return value;
}

/** Closes every switch: the compiler proves that no case is left, and a value from outside that slips in throws. */
export function unreachable(value: never): never {
  throw new BugError(`unreachable value: ${JSON.stringify(value)}`);
}
