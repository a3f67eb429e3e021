import { PccError } from '../base/errors.ts';

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `2h`, `1d` in milliseconds. @throws PccError `usage` that names the option. */
export function durationMs(text: string, option: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (Number.isFinite(ms)) return ms;
  throw new PccError('usage', `'${option}' takes a number with a unit, such as 90s, 30m or 2h, not '${text}'.`);
}
