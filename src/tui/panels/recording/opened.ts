import type { PlaybackChange } from '../../../face/io.ts';
import type { OpenedRecording } from '../../message.ts';

/** The second of a recording at a moment, within its length; the end where nobody knows when it began. */
export function secondOf({ startedMs, lengthS }: OpenedRecording, atMs: number | undefined): number {
  if (atMs === undefined) return 0;
  if (startedMs === undefined) return lengthS;
  return Math.min(lengthS, Math.max(0, (atMs - startedMs) / 1_000));
}

/** What was read last at the second that is shown, and its place among all, from 1. */
export function changeAt(
  { changes }: OpenedRecording,
  atS: number,
): { readonly change: PlaybackChange | undefined; readonly index: number } {
  const after = changes.findIndex(({ t }) => t > atS);
  const index = Math.max(changes.length > 0 ? 1 : 0, after < 0 ? changes.length : after);
  return { change: changes[index - 1], index };
}
