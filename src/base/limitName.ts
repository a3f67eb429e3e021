/** A kind of usage limit as people call it: `5-hour`, `weekly`, `weekly Opus`; the readings name it `five_hour`, `seven_day`, … */
export function limitName(kind: string): string {
  if (kind === 'five_hour') return '5-hour';
  if (kind === 'unknown') return 'usage';
  const model = /^seven_day(?:_(.+))?$/.exec(kind);
  if (!model) return kind.replaceAll('_', ' ');
  const [, name] = model;
  return name === undefined ? 'weekly' : `weekly ${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
}
