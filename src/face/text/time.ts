/** The local date and time of an ISO-8601 text, as `2026-03-01 14:05:09`; a text that is none is given back. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A sentence with its moments, which the daemon tells in UTC, on the local clock and to the minute. */
export function inLocalTime(sentence: string): string {
  return sentence.replace(
    /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(?:Z| UTC)(?![\w])/g,
    (_whole, day: string, minute: string, second = ':00') => localTime(`${day}T${minute}${second}Z`).slice(0, -3),
  );
}

/** How long ago an ISO-8601 moment was: `12s`, `5m`, `3h`, `2d`. */
export function agoOf(iso: string, nowMs: number): string {
  return durationOf(Math.max(0, nowMs - Date.parse(iso)) / 1_000);
}

/** A duration in its largest whole unit. */
export function durationOf(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** How long until a moment: `2h 14m`, `14m`, `40s`, `3d 4h`; `now` once it has come. */
export function timeUntil(atMs: number, nowMs: number): string {
  const seconds = Math.ceil((atMs - nowMs) / 1_000);
  if (seconds <= 0) return 'now';
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}
