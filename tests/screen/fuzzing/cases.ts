import { StringDecoder } from 'node:string_decoder';
import type { CastEvent } from '../../../src/terminal/asciicast.ts';
import { formatEvent, formatHeader, parseSize } from '../../../src/terminal/asciicast.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import type { Damage, Piece } from './damage.ts';
import { damaged, damages, pieces, sizeFor } from './damage.ts';
import { Random } from './random.ts';
import type { Asked, Track } from './track.ts';
import { askedBy, readNow } from './track.ts';

/** What went wrong, and how to see it again. */
export interface Finding {
  readonly seed: number;
  readonly track: string;
  readonly sentence: string;
  /** A recording that shows it, for `pcc replay`. */
  readonly cast: string;
}

/** One case: a window of a recording and what is done to it. */
interface Case {
  readonly from: number;
  readonly to: number;
  readonly damages: readonly Damage[];
  readonly pieces: readonly Piece[];
}

/** Screens that are used again and again: making one takes longer than a case. */
export class Bench {
  readonly #whole = new HeadlessScreen({ cols: 80, rows: 24, scrollback: 0 });
  readonly #damaged = new HeadlessScreen({ cols: 80, rows: 24, scrollback: 0 });

  /** Plays the case of a seed; undefined when all is as it should be. */
  run(track: Track, seed: number): Finding | undefined {
    const made = caseOf(track, seed);
    const wrong = made && this.#wrongWith(track, made);
    return made && wrong !== undefined ? this.#finding(track, seed, made, wrong) : undefined;
  }

  dispose(): void {
    this.#whole.dispose();
    this.#damaged.dispose();
  }

  #wrongWith(track: Track, made: Case): string | undefined {
    try {
      return made.damages.length === 0 ? this.#chunked(track, made) : this.#damagedCase(track, made);
    } catch (error) {
      return `it threw ${String(error)}`;
    }
  }

  /** The same bytes in other pieces leave the same screen, which reads the same. */
  #chunked(track: Track, made: Case): string | undefined {
    this.#begin(this.#whole, track, made);
    for (const event of track.events.slice(made.from, made.to)) apply(this.#whole, event);
    this.#begin(this.#damaged, track, made);
    feed(this.#damaged, made.pieces, () => undefined);
    const want = JSON.stringify(readNow(this.#whole.frame()));
    const got = JSON.stringify(readNow(this.#damaged.frame()));
    return got === want ? undefined : `in other pieces it reads ${got} instead of ${want}`;
  }

  #damagedCase(track: Track, made: Case): string | undefined {
    // A dialog that is drawn in the window may be whole only a little later.
    const around = track.asked.slice(Math.max(0, made.from - 1), made.to + 2).filter((asked) => asked !== undefined);
    this.#begin(this.#damaged, track, made);
    let wrong: string | undefined;
    feed(this.#damaged, made.pieces, () => {
      wrong ??= wrongIn(askedBy(readNow(this.#damaged.frame())), around);
    });
    return wrong;
  }

  #begin(screen: HeadlessScreen, track: Track, made: Case): void {
    const snapshot = track.snapshots.get(made.from);
    if (!snapshot) throw new Error('a case begins where a picture was kept');
    screen.restore(snapshot);
  }

  /** Leaves out damages and joins pieces as long as it stays wrong. */
  #finding(track: Track, seed: number, made: Case, wrong: string): Finding {
    let [least, sentence] = [made, wrong];
    for (const damage of made.damages) {
      const fewer = least.damages.filter((other) => other !== damage);
      const tried = fewer.length === 0 ? undefined : caseWith(track, least, fewer);
      const still = tried && this.#wrongWith(track, tried);
      if (tried && still !== undefined) [least, sentence] = [tried, still];
    }
    const kinds = least.damages.map(({ kind, at, count }) => `${kind} ${count} at ${at.toFixed(4)}`).join(', ');
    const where = `${track.name}, events ${least.from} to ${least.to}`;
    return {
      seed,
      track: track.name,
      sentence: `${where}, ${kinds || 'chunks'}: ${sentence}`,
      cast: castOf(track, least),
    };
  }
}

/** Most events of a window, and most pieces that it is fed in. */
const eventsMax = 8;
const piecesMax = 4;

function caseOf(track: Track, seed: number): Case | undefined {
  const random = new Random(seed);
  const starts = random.next() < 0.7 && track.nearDialogs.length > 0 ? track.nearDialogs : [...track.snapshots.keys()];
  const from = random.of(starts);
  const to = Math.min(track.events.length, from + 1 + random.below(eventsMax));
  const own = random.next() < 0.15 ? [] : damages(random);
  return caseWith(track, { from, to, seed }, own);
}

function caseWith(
  track: Track,
  { from, to, seed = 1 }: { readonly from: number; readonly to: number; readonly seed?: number },
  own: readonly Damage[],
): Case {
  const random = new Random(seed + 1_000_003);
  let all: Piece[] = [];
  for (const event of track.events.slice(from, to)) {
    const size = event.code === 'r' ? parseSize(event.data) : undefined;
    if (size) all.push(size);
    else all.push(Buffer.from(event.data));
  }
  for (const damage of own) all = damagedPieces(all, damage);
  const cut = all.flatMap((piece): Piece[] => (Buffer.isBuffer(piece) ? pieces(piece, random, piecesMax) : [piece]));
  return { from, to, damages: own, pieces: cut };
}

function damagedPieces(all: readonly Piece[], damage: Damage): Piece[] {
  const index = Math.min(all.length - 1, Math.floor(damage.at * all.length));
  if (damage.kind === 'resize') return [...all.slice(0, index), sizeFor(damage), ...all.slice(index)];
  const share = damage.at * all.length - index;
  return all.map((piece, at) =>
    at === index && Buffer.isBuffer(piece) ? damaged(piece, { ...damage, at: share }) : piece,
  );
}

/** Feeds pieces as they would come from a pseudo-terminal, and looks after each change of what is on the screen. */
function feed(screen: HeadlessScreen, all: readonly Piece[], look: () => void): void {
  const decoder = new StringDecoder('utf8');
  for (const piece of all) {
    if (Buffer.isBuffer(piece)) screen.write(decoder.write(piece));
    else screen.resize(piece.cols, piece.rows);
    look();
  }
}

function apply(screen: HeadlessScreen, event: CastEvent): void {
  if (event.code === 'o') screen.write(event.data);
  const size = event.code === 'r' ? parseSize(event.data) : undefined;
  if (size) screen.resize(size.cols, size.rows);
}

/**
 * Damage may change the words of a dialog that is being drawn. It may not make a dialog where there is none of its kind, nor
 * the one yes that pcc would choose out of what is none.
 */
function wrongIn(asked: Asked | undefined, around: readonly Asked[]): string | undefined {
  if (!asked) return undefined;
  const shown = asked.options.map(({ key, label }) => `${key}. ${label}`).join(' | ');
  const same = around.filter(({ state }) => state === asked.state);
  if (same.length === 0) return `it asks (${asked.state}: ${shown}) where nothing of the kind is asked`;
  const [yes, second] = asked.options.filter(({ kind }) => kind === 'yes-once');
  // Other dialogs are left to a person.
  if (!yes || second || !['permission', 'trust'].includes(asked.state)) return undefined;
  const place = asked.options.indexOf(yes);
  const isReal = same.some(({ options }) =>
    options.some(
      (option, index) => option.kind === 'yes-once' && (yes.key === '' ? index === place : option.key === yes.key),
    ),
  );
  return isReal ? undefined : `its yes is ${yes.key}. ${yes.label} (${shown}), which is none`;
}

function castOf(track: Track, made: Case): string {
  const before = track.events.slice(0, made.from);
  const lastS = before.at(-1)?.atS ?? 0;
  const decoder = new StringDecoder('utf8');
  const damagedEvents = made.pieces.map((piece, index): CastEvent => {
    const atS = lastS + 1 + index;
    if (Buffer.isBuffer(piece)) return { atS, code: 'o', data: decoder.write(piece) };
    return { atS, code: 'r', data: `${piece.cols}x${piece.rows}` };
  });
  return formatHeader(track.header) + [...before, ...damagedEvents].map(formatEvent).join('');
}
