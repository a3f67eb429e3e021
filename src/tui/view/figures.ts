import { durationOf } from '../../face/text/time.ts';

export { timeUntil } from '../../face/text/time.ts';

/** Numbers and times in few cells, each with a width that it never exceeds, so that lines stand still. */

/** Cells of the widest count that `compact` makes. */
export const compactCells = 5;

/** A count in at most five cells: `999`, `1.2k`, `12.3k`, `123k`, `1.2M`. */
export function compact(count: number): string {
  if (!Number.isFinite(count) || count < 0) return '?';
  if (count < 1_000) return String(Math.floor(count));
  if (count < 999_500) return scaled(count / 1_000, 'k');
  if (count < 999_500_000) return scaled(count / 1_000_000, 'M');
  return count < 999_500_000_000 ? scaled(count / 1_000_000_000, 'G') : '>999G';
}

function scaled(value: number, unit: string): string {
  return value < 99.95 ? `${value.toFixed(1)}${unit}` : `${Math.round(value)}${unit}`;
}

/** Cells of what `timeSince` makes of less than a hundred days. */
export const timeCells = 3;

/** How long something lasts: `12s`, `5m`, `3h`, `200d`; `?` for what is no time. Takes ISO-8601 or wall-clock milliseconds. */
export function timeSince(since: string | number, nowMs: number): string {
  const sinceMs = typeof since === 'number' ? since : Date.parse(since);
  return Number.isNaN(sinceMs) ? '?' : durationOf(Math.min(999 * 86_400, Math.max(0, nowMs - sinceMs) / 1_000));
}

/** Cells of the widest that `shortUntil` makes of less than a hundred days. */
export const untilCells = 6;

/** How long until a moment in few cells: `3d04h`, `2h14`, `14m`, `40s`; `now` once it has come, `?` for what is no time. */
export function shortUntil(at: string | number, nowMs: number): string {
  const atMs = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(atMs)) return '?';
  const seconds = Math.ceil((atMs - nowMs) / 1_000);
  if (seconds <= 0) return 'now';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, '0')}`;
  const days = Math.min(999, Math.floor(hours / 24));
  return days > 99 ? `${days}d` : `${days}d${String(hours % 24).padStart(2, '0')}h`;
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** From so far away on a day has its date: weekdays come again. */
const weekdayMs = 6 * 86_400_000;

/** A moment on the local clock: `15:00`, on another day `Tue 15:00`, far away `03-31 15:00`. */
export function clockTime(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  if (Math.abs(atMs - nowMs) > weekdayMs) return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
  return `${dayNames[at.getDay()] ?? ''} ${time}`;
}

/** A bar of so many cells of which a share is full. */
export function shareBar(share: number, cells: number): { readonly full: string; readonly rest: string } {
  const wanted = Number.isFinite(share) ? Math.round(Math.max(0, Math.min(1, share)) * cells) : 0;
  // What has begun and what is not over yet shall be seen.
  const full = share > 0 && share < 1 && cells > 1 ? Math.max(1, Math.min(cells - 1, wanted)) : wanted;
  return { full: '█'.repeat(full), rest: '░'.repeat(Math.max(0, cells - full)) };
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Output of one interval that fills a bar, in units of it: a screen that is drawn anew some times. */
const fullBar = 65_536;

/**
 * The last `cells` intervals of output as bars, the newest at the right; undefined when nothing came out in them. The scale is
 * logarithmic and the same for all: a spinner is low, a build is high, and no bar changes afterwards.
 */
export function sparkline(pulses: readonly number[], cells: number): string | undefined {
  const last = pulses.slice(-cells);
  if (!last.some((count) => count > 0)) return undefined;
  const text = last.map((count) => {
    const share = Math.log2(Math.max(0, count) + 1) / Math.log2(fullBar);
    return bars[Math.min(bars.length - 1, Math.round(share * (bars.length - 1)))] ?? '';
  });
  return text.join('').padStart(cells, '▁');
}
