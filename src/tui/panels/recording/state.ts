import type { Player } from '../../../face/player.ts';
import { fileEnd, pressed } from '../../../face/player.ts';
import type { RecordedChange } from '../../message.ts';

/** A part of a recording that is open. */
export interface Opened {
  readonly key: string;
  /** From 0. */
  readonly part: number;
  readonly parts: number;
  readonly lengthS: number;
  /** Wall-clock milliseconds of second 0, where it is known. */
  readonly startedMs: number | undefined;
  readonly changes: readonly RecordedChange[];
}

/** The recording of a session, as it is played. */
export interface RecordingState {
  readonly session: string;
  /** File or folder of it; undefined until it is known. */
  readonly path: string | undefined;
  /** Undefined until it is open. */
  readonly opened: Opened | undefined;
  readonly player: Player;
  /** The moment to begin at, wall-clock milliseconds; undefined: the beginning, playing. */
  readonly atMs: number | undefined;
  /** Another part is being opened. */
  readonly turning: boolean;
  /** When the player was moved on last, wall-clock milliseconds. */
  readonly movedMs: number;
}

/** A player that has not begun. */
export const restingPlayer: Player = { file: 0, atS: 0, playing: false, speed: 1, help: false, over: false };

/**
 * A part is open. The first one plays from its beginning, or rests at the moment that was asked for; another one goes on as the
 * player turned to it.
 */
export function begun(state: RecordingState, opened: Opened, nowMs: number): RecordingState {
  const { player, atMs } = state;
  const first = { playing: atMs === undefined, atS: secondOf(opened, atMs) };
  // Whoever went back over the beginning stands at the last change of the part before.
  const turned = { playing: player.playing, atS: player.atS === fileEnd ? (opened.changes.at(-1)?.t ?? 0) : 0 };
  const place = state.opened ? turned : first;
  return { ...state, opened, turning: false, player: { ...player, ...place, file: opened.part }, movedMs: nowMs };
}

/** The second of a recording at a moment, within its length; the end where nobody knows when it began. */
export function secondOf({ startedMs, lengthS }: Opened, atMs: number | undefined): number {
  if (atMs === undefined) return 0;
  if (startedMs === undefined) return lengthS;
  return Math.min(lengthS, Math.max(0, (atMs - startedMs) / 1_000));
}

/** As far on as the time that went by takes it; at its end it rests. */
export function movedOn(state: RecordingState, nowMs: number): RecordingState {
  const { opened, player, movedMs } = state;
  if (nowMs === movedMs) return state;
  if (!opened || !player.playing || state.turning) return { ...state, movedMs: nowMs };
  // A clock that was set back moves nothing.
  const atS = player.atS + (Math.max(0, nowMs - movedMs) / 1_000) * player.speed;
  if (atS < opened.lengthS) return { ...state, movedMs: nowMs, player: { ...player, atS } };
  const isLast = opened.part + 1 >= opened.parts;
  return {
    ...state,
    movedMs: nowMs,
    player: isLast ? { ...player, atS: opened.lengthS, playing: false } : { ...player, file: opened.part + 1, atS: 0 },
  };
}

/** After a key of the player, or one that goes from decision to decision. */
export function keyed(state: RecordingState, key: string): RecordingState {
  const { opened, player } = state;
  if (!opened) return state;
  if (player.seek === undefined && (key === 'd' || key === 'D')) return atDecision(state, opened, key === 'd' ? 1 : -1);
  const shown = { changes: opened.changes.map(({ t }) => t), lengthS: opened.lengthS, files: opened.parts };
  return { ...state, player: pressed(player, key, shown) };
}

function atDecision(state: RecordingState, { changes }: Opened, by: 1 | -1): RecordingState {
  const { player } = state;
  const times = changes.filter(({ decision }) => decision !== undefined).map(({ t }) => t);
  const at = by === 1 ? times.find((t) => t > player.atS) : times.findLast((t) => t < player.atS);
  return { ...state, player: { ...player, playing: false, help: false, atS: at ?? player.atS } };
}

/** What was read last at the second that is shown, and its place among all, from 1. */
export function changeAt(
  { changes }: Opened,
  atS: number,
): { readonly change: RecordedChange | undefined; readonly index: number } {
  const after = changes.findIndex(({ t }) => t > atS);
  const index = Math.max(changes.length > 0 ? 1 : 0, after < 0 ? changes.length : after);
  return { change: changes[index - 1], index };
}
