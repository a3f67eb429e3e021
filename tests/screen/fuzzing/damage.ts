import type { Random } from './random.ts';

/** One thing done to a stretch of output, at a share of its length. */
export interface Damage {
  readonly kind: DamageKind;
  readonly at: number;
  readonly count: number;
  readonly bytes: Buffer;
}

const kinds = ['drop', 'flip', 'repeat', 'insert', 'open', 'cut', 'resize'] as const;
export type DamageKind = (typeof kinds)[number];

/** Beginnings of sequences whose rest never comes, and bytes that are none of UTF-8. */
const openings = [
  '\u001b',
  '\u001b[',
  '\u001b[38;5',
  '\u001b]0;',
  '\u001b]8;;x',
  '\u001bP',
  '\u009b3',
  '\u001b[?2026h',
  '\u001b[?1049h',
];
const stray = [Buffer.from([0xe2, 0x9d]), Buffer.from([0xff, 0xfe]), Buffer.from([0xf0, 0x9f]), Buffer.from([0x00])];

/** One to three of them. */
export function damages(random: Random): Damage[] {
  return Array.from({ length: 1 + random.below(3) }, () => ({
    kind: random.of(kinds),
    at: random.next(),
    count: 1 + random.below(random.next() < 0.3 ? 400 : 24),
    bytes: random.next() < 0.5 ? Buffer.from(random.of(openings)) : random.of(stray),
  }));
}

/** A piece of output, or a new size before what follows. */
export type Piece = Buffer | { readonly cols: number; readonly rows: number };

/** The stretch after one damage. */
export function damaged(stretch: Buffer, { kind, at, count, bytes }: Damage): Buffer {
  const place = Math.floor(at * stretch.length);
  const [head, rest] = [stretch.subarray(0, place), stretch.subarray(place)];
  switch (kind) {
    case 'drop':
      return Buffer.concat([head, rest.subarray(count)]);
    case 'flip': {
      const flipped = Buffer.from(rest.subarray(0, 1 + (count % 3)));
      for (const [index, byte] of flipped.entries()) flipped[index] = byte ^ (1 << ((count + index) % 8));
      return Buffer.concat([head, flipped, rest.subarray(flipped.length)]);
    }
    case 'repeat':
      return Buffer.concat([head, rest.subarray(0, count), rest]);
    case 'insert':
    case 'open':
      return Buffer.concat([head, bytes, rest]);
    case 'cut':
      return head;
    case 'resize':
      return stretch;
  }
}

/** The sizes that a resize may bring. */
export function sizeFor({ at, count }: Damage): { cols: number; rows: number } {
  return { cols: 20 + ((count * 37 + Math.floor(at * 1_000)) % 200), rows: 5 + ((count * 13) % 60) };
}

/** A stretch in pieces that end anywhere, also within a character or a sequence. */
export function pieces(stretch: Buffer, random: Random, most: number): Buffer[] {
  const cuts = Array.from({ length: random.below(most) }, () => random.below(stretch.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => stretch.subarray(from, cuts[index] ?? stretch.length));
}
