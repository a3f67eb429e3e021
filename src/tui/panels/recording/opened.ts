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

/** The second of a recording at a moment, within its length; the end where nobody knows when it began. */
export function secondOf({ startedMs, lengthS }: Opened, atMs: number | undefined): number {
  if (atMs === undefined) return 0;
  if (startedMs === undefined) return lengthS;
  return Math.min(lengthS, Math.max(0, (atMs - startedMs) / 1_000));
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
