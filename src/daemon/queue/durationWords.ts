/** A duration as people say it, in its largest whole unit: `45 seconds`, `30 minutes`, `2 hours`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7_200) return counted(Math.round(seconds / 60), 'minute');
  return counted(Math.round(seconds / 3_600), 'hour');
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
