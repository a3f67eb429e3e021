import type { LimitWarning } from '../limitWarning.ts';

/** A session was warned that a limit of its account is near. */
export interface Warning {
  readonly account: string;
  readonly kind: string;
  /** The CLI's own words. */
  readonly words: string;
  /** Wall-clock milliseconds; null where the words name no moment. */
  readonly resetsAt: number | null;
  /** The session that was warned. */
  readonly by: string;
}

/** A session, and the warning that it shows. */
export interface Reader {
  readonly id: string;
  readonly account: string;
  readonly warning: Pick<LimitWarning, 'told'>;
}

/** The warnings that stand, one for each limit of an account; `now` in wall-clock milliseconds. */
export function warningsOf(readers: Iterable<Reader>, now: number): readonly Warning[] {
  const found = new Map<string, Warning>();
  for (const { id, account, warning } of readers) {
    const { told } = warning;
    if (!told) continue;
    const resetsAt = told.resetsAt === null ? null : Date.parse(told.resetsAt);
    if (resetsAt !== null && resetsAt <= now) continue;
    const kind = kindOf(told.words);
    const known = found.get(`${account} ${kind}`);
    // The one that names the time tells more.
    if (known && (known.resetsAt !== null || resetsAt === null)) continue;
    found.set(`${account} ${kind}`, { account, kind, words: told.words, resetsAt, by: id });
  }
  return [...found.values()];
}

function kindOf(words: string): string {
  const model = /\b(opus|sonnet|haiku)\b/i.exec(words)?.[1]?.toLowerCase();
  if (model !== undefined) return `seven_day_${model}`;
  return /\bweek(?:ly)?\b|\b7-day\b/i.test(words) ? 'seven_day' : 'five_hour';
}
