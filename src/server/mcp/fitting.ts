import { PccError } from '../../base/errors.ts';

/** How long texts of a result may be, characters: the longest with which it fits is taken. */
const caps = [20_000, 8_000, 3_000, 1_000, 400, 200] as const;

/** A result that an agent can be shown. */
export interface Fitted {
  readonly value: Readonly<Record<string, unknown>>;
  /** Texts in it were cut to this many characters. */
  readonly cutTo?: number;
}

/**
 * Makes a result fit in `charsMax` characters of JSON by cutting its long texts, all to the same length.
 *
 * @throws PccError `too_large` when it does not fit even so: there are too many entries.
 */
export function fitted(value: Readonly<Record<string, unknown>>, charsMax: number): Fitted {
  if (JSON.stringify(value).length <= charsMax) return { value };
  for (const cutTo of caps) {
    const shorter = cutTexts(value, cutTo) as Record<string, unknown>;
    if (JSON.stringify(shorter).length <= charsMax) return { value: shorter, cutTo };
  }
  throw new PccError('too_large', 'The result is too large for an agent; ask for less of it, such as with `limit`.');
}

/** What was cut ends with a mark; no half of a surrogate pair is left. */
function cutTexts(value: unknown, charsMax: number): unknown {
  if (typeof value === 'string') {
    return value.length <= charsMax ? value : `${value.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/, '')}…`;
  }
  if (Array.isArray(value)) return value.map((one) => cutTexts(one, charsMax));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cutTexts(one, charsMax)]));
}
