import { limits } from '../limits.ts';

/** Where a player is within its files. */
export interface Player {
  /** Index of the file that is shown. */
  readonly file: number;
  readonly atS: number;
  readonly playing: boolean;
  /** 2 is twice as fast as it was recorded. */
  readonly speed: number;
  /** The second that is being typed to go to. */
  readonly seek?: string;
  readonly help: boolean;
  readonly over: boolean;
}

/** What the player knows of the file that is shown, and how many there are. */
export interface Shown {
  /** When its reading changes, in seconds, in order. */
  readonly changes: readonly number[];
  readonly lengthS: number;
  readonly files: number;
}

/** Another file was turned to: its place is known once it is open. */
export const fileEnd = Infinity;

/** What each key does, for people; the first of each row is what `playerKeys` knows it by. */
export const helpText =
  ' n → next   p ← previous   g first   G last   . +1 s   , −1 s   s seek   space play/pause   + − speed   q quit ';

/** Keys out of what a terminal sends: sequences of arrows and the like as one, everything else by the character. */
export function playerKeys(typed: string): string[] {
  return typed.match(/\u001b\[[0-9;]*[A-Za-z~]|\u001bO[A-Za-z]|[\s\S]/gu) ?? [];
}

/** The player after a key. */
export function pressed(player: Player, key: string, shown: Shown): Player {
  if (player.seek !== undefined) return sought(player, player.seek, key, shown);
  const still: Player = { ...player, playing: false, help: false };
  switch (key) {
    case 'q':
    case '\u001b':
    case '\u0003':
      return { ...player, over: true };
    case 'n':
    case '\r':
    case '\u001b[C':
    case '\u001bOC':
      return next(still, shown);
    case 'p':
    case '\u007f':
    case '\u001b[D':
    case '\u001bOD':
      return previous(still, shown);
    case 'g':
    case '\u001b[H':
      return { ...still, atS: 0 };
    case 'G':
    case '\u001b[F':
      return { ...still, atS: shown.changes.at(-1) ?? 0 };
    case '.':
      return { ...still, atS: Math.min(shown.lengthS, player.atS + 1) };
    case ',':
      return { ...still, atS: Math.max(0, player.atS - 1) };
    case 's':
      return { ...still, seek: '' };
    case ' ':
      return { ...player, playing: !player.playing, atS: restarted(player, shown) };
    case '+':
    case '-':
      return { ...player, speed: clampedSpeed(player.speed * (key === '+' ? 2 : 0.5)) };
    case '?':
    case 'h':
      return { ...player, help: !player.help };
    default:
      return player;
  }
}

/** The player a while later, when the screen or the reading has changed next at `nextS`; undefined for the end of the file. */
export function played(player: Player, nextS: number | undefined, shown: Shown): Player {
  if (nextS !== undefined) return { ...player, atS: nextS };
  return player.file + 1 < shown.files ? { ...player, file: player.file + 1, atS: 0 } : { ...player, playing: false };
}

/** How long to wait for the next change of a recording that plays, in milliseconds: idle times are cut short. */
export function waitMs(player: Player, nextS: number): number {
  return Math.min(((nextS - player.atS) * 1_000) / player.speed, limits.replayPauseMsMax);
}

/** A speed within what makes sense. */
export function clampedSpeed(speed: number): number {
  return Math.min(limits.replaySpeedMax, Math.max(1 / limits.replaySpeedMax, speed));
}

function next(player: Player, { changes, files }: Shown): Player {
  const at = changes.find((t) => t > player.atS);
  if (at !== undefined) return { ...player, atS: at };
  return player.file + 1 < files ? { ...player, file: player.file + 1, atS: 0 } : player;
}

function previous(player: Player, { changes }: Shown): Player {
  const at = changes.findLast((t) => t < player.atS);
  if (at !== undefined) return { ...player, atS: at };
  return player.file > 0 ? { ...player, file: player.file - 1, atS: fileEnd } : player;
}

/** Playing on from the end of the last file begins it anew. */
function restarted(player: Player, { lengthS, files }: Shown): number {
  return !player.playing && player.atS >= lengthS && player.file + 1 === files ? 0 : player.atS;
}

function sought(player: Player, typed: string, key: string, { lengthS }: Shown): Player {
  const { seek: _done, ...rest } = player;
  if (key === '\u001b' || key === '\u0003') return rest;
  if (key === '\r') return typed === '' ? rest : { ...rest, atS: Math.min(lengthS, Number(typed)) };
  if (key === '\u007f') return { ...player, seek: typed.slice(0, -1) };
  const longer = typed + key;
  return /^\d{1,7}(?:\.\d{0,3})?$/.test(longer) ? { ...player, seek: longer } : player;
}
