/** The beginning by which a value is looked up; no known text is shorter than `knownCharsMin`. */
const headChars = 4;

/** Shortest text that is looked for: shorter ones stand in harmless words as well. */
export const knownCharsMin = 6;

/** Shortest text that is looked for across the end of a line, where more of what is there is accident. */
const wrappedCharsMin = 12;

/** Where something secret stands: from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What may stand between two characters of a value on a screen: a wrap inside a box or outside, and colours. */
const gaps = /\u001b\[[0-9;?]*[A-Za-z]|[ \t\u2502\u2503|]*\r?\n[ \t\u2502\u2503|]*/g;

/** Secret values that are known, and where they stand in a text: plain, encoded, escaped, or split by wraps. */
export class KnownValues {
  /** Texts by the hash of their first characters. */
  readonly #byHead = new Map<number, string[]>();
  /** Marks which pairs of characters begin a text: most places of a text are passed over by this alone. */
  readonly #pairs = new Uint8Array(65_536);

  /** The values as they are; what is too short to be told from a harmless word is left out. */
  constructor(values: Iterable<string>) {
    const texts = new Set([...values].filter((value) => value.length >= knownCharsMin).flatMap(formsOf));
    for (const text of texts) {
      if (text.length < knownCharsMin) continue;
      this.#pairs[pairAt(text, 0)] = 1;
      const head = headAt(text, 0);
      const known = this.#byHead.get(head);
      if (known) known.push(text);
      else this.#byHead.set(head, [text]);
    }
  }

  /** The places of all known values, in order, where they overlap or touch as one. */
  rangesIn(text: string): readonly Range[] {
    if (this.#byHead.size === 0 || text.length < knownCharsMin) return [];
    const ranges = this.#found(text, knownCharsMin);
    if (/[\n\u001b]/.test(text)) ranges.push(...this.#foundAcrossWraps(text));
    return joined(ranges);
  }

  #found(text: string, charsMin: number): Range[] {
    const ranges: Range[] = [];
    const last = text.length - headChars;
    for (let start = 0; start <= last; start++) {
      if (this.#pairs[pairAt(text, start)] === 0) continue;
      for (const known of this.#byHead.get(headAt(text, start)) ?? []) {
        if (known.length >= charsMin && text.startsWith(known, start))
          ranges.push({ start, end: start + known.length });
      }
    }
    return ranges;
  }

  #foundAcrossWraps(text: string): Range[] {
    const { whole, rangeOf } = unwrapped(text);
    return this.#found(whole, wrappedCharsMin).flatMap(rangeOf);
  }
}

/** A text without its wraps and colours, and where a range of it stands in the text as it is. */
export function unwrapped(text: string): { readonly whole: string; readonly rangeOf: (range: Range) => Range[] } {
  let whole = '';
  const at: number[] = [];
  let from = 0;
  const take = (to: number): void => {
    whole += text.slice(from, to);
    for (let index = from; index < to; index++) at.push(index);
  };
  for (const gap of text.matchAll(gaps)) {
    take(gap.index);
    from = gap.index + gap[0].length;
  }
  take(text.length);
  const rangeOf = ({ start, end }: Range): Range[] => {
    const [first, last] = [at[start], at[end - 1]];
    return first === undefined || last === undefined ? [] : [{ start: first, end: last + 1 }];
  };
  return { whole, rangeOf };
}

function pairAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) & 0xffff;
}

function headAt(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + headChars; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

function joined(ranges: Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const before = out.at(-1);
    if (before && range.start <= before.end)
      out[out.length - 1] = { start: before.start, end: Math.max(before.end, range.end) };
    else out.push(range);
  }
  return out;
}

/** A value in all the forms that programs write it in. */
function formsOf(value: string): string[] {
  const encoded = encodeURIComponent(value.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'));
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    value.replaceAll(/["$\\`!]/g, '\\$&'),
    value.replaceAll("'", "'\\''"),
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    encoded.replaceAll('%20', '+'),
    ...base64Forms(value),
  ];
}

/**
 * What stays the same in Base64 wherever the value stands inside what was encoded (`user:value`): it may begin at the first,
 * second or third byte of a group, and the characters that its neighbours take part in are left out.
 */
function base64Forms(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  return [0, 1, 2].flatMap((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const text = btoa(String.fromCharCode(...padded));
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
