/** A kind of limit as people call it. */
export function kindName(kind: string): string {
  if (kind === 'five_hour') return '5-hour';
  const model = /^seven_day(?:_(.+))?$/.exec(kind);
  if (!model) return kind.replaceAll('_', ' ');
  const [, name] = model;
  return name === undefined ? 'weekly' : `weekly ${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
}

/** A moment in a sentence, to the minute. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
