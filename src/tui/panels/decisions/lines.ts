import type { LogLine } from '../../../api/methods.ts';
import { limits } from '../../../limits.ts';
import type { Fleet } from '../../model.ts';
import type { Filter } from './filter.ts';
import { passes } from './filter.ts';

/** The decisions that are known of, and how far they reach back. */
export interface Known {
  /** The newest first; one of each `seq`. */
  readonly lines: readonly LogLine[];
  /** Nothing older is to be had, or wanted. */
  readonly isWhole: boolean;
  /** The log lines of the model that were taken in last. */
  readonly seen: readonly LogLine[];
}

/** What the model tells already, before the daemon is asked. */
export function knownOf({ lines }: Pick<Fleet, 'lines'>): Known {
  return { lines: merged([], lines.filter(isDecision)), isWhole: false, seen: lines };
}

function isDecision({ type }: LogLine): boolean {
  return type === 'decision';
}

/** With what the model tells since; the very same where that is nothing. A decision is told again when its outcome is known. */
export function withNews(known: Known, { lines }: Pick<Fleet, 'lines'>): Known {
  if (lines === known.seen) return known;
  const before = new Set(known.seen);
  const news = lines.filter((line) => isDecision(line) && !before.has(line));
  return { ...known, seen: lines, lines: news.length === 0 ? known.lines : merged(known.lines, news) };
}

/** With a page of older ones; one that is not full is the last. */
export function withPage(known: Known, page: readonly LogLine[]): Known {
  const lines = merged(page, known.lines);
  const isWhole = page.length < limits.decisionsPageSize || lines.length >= limits.decisionsKeptMax;
  return { ...known, lines, isWhole };
}

/** The decisions that a filter lets through. */
export function shownOf({ lines }: Known, filter: Filter): readonly LogLine[] {
  return lines.filter((line) => passes(line, filter));
}

/** Both, later tellings over earlier ones, the newest first. */
function merged(earlier: readonly LogLine[], later: readonly LogLine[]): readonly LogLine[] {
  const bySeq = new Map<number, LogLine>();
  for (const line of [...earlier, ...later]) bySeq.set(line.seq, line);
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, limits.decisionsKeptMax);
}
