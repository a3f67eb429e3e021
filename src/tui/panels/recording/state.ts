import type { Player } from '../../../face/player.ts';
import { fileEnd, pressed } from '../../../face/player.ts';
import type { LogLine } from '../../../api/methods.ts';
import type { Mark } from './marks.ts';
import { marksOf } from './marks.ts';
import type { OpenedRecording } from '../../message.ts';
import { secondOf } from './opened.ts';

/** The recording of a session, as it is played. */
export interface RecordingState {
  readonly session: string;
  /** File or folder of it; undefined until it is known. */
  readonly path: string | undefined;
  /** Undefined until it is open. */
  readonly opened: OpenedRecording | undefined;
  readonly player: Player;
  /** The moment to begin at, wall-clock milliseconds; undefined: the beginning, playing. */
  readonly atMs: number | undefined;
  /** Decisions of the session as the log has them, the newest first, and those of this part. */
  readonly log: readonly LogLine[];
  readonly marks: readonly Mark[];
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
export function begun(state: RecordingState, opened: OpenedRecording, nowMs: number): RecordingState {
  const { player, atMs } = state;
  const first = { playing: atMs === undefined, atS: secondOf(opened, atMs) };
  // Whoever went back over the beginning stands at the last change of the part before.
  const turned = { playing: player.playing, atS: player.atS === fileEnd ? (opened.changes.at(-1)?.t ?? 0) : 0 };
  const place = state.opened ? turned : first;
  const next = { ...player, ...place, file: opened.part };
  return { ...state, opened, marks: marksOf(opened, state.log), turning: false, player: next, movedMs: nowMs };
}

/** With more decisions of the log. */
export function withLog(state: RecordingState, lines: readonly LogLine[]): RecordingState {
  const known = new Set(state.log.map(({ seq }) => seq));
  const log = [...state.log, ...lines.filter(({ seq }) => !known.has(seq))].sort((a, b) => b.seq - a.seq);
  return { ...state, log, marks: state.opened ? marksOf(state.opened, log) : [] };
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
  if (player.seek === undefined && (key === 'd' || key === 'D')) return atDecision(state, key === 'd' ? 1 : -1);
  const shown = { changes: opened.changes.map(({ t }) => t), lengthS: opened.lengthS, files: opened.parts };
  return { ...state, player: pressed(player, key, shown) };
}

function atDecision(state: RecordingState, by: 1 | -1): RecordingState {
  const { player } = state;
  const times = state.marks.map(({ t }) => t);
  const at = by === 1 ? times.find((t) => t > player.atS) : times.findLast((t) => t < player.atS);
  return { ...state, player: { ...player, playing: false, help: false, atS: at ?? player.atS } };
}
