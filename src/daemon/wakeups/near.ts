import { limits } from '../../limits.ts';
import type { Reading } from '../../screen/reading.ts';
import { resetTime } from '../../screen/resetTime.ts';

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
  readonly warnedAt: number;
}

/** Who reads a warning, and where its times are meant. */
export interface Reader {
  readonly id: string;
  readonly account: string;
  /** IANA name of its time zone. */
  readonly zone: string;
  /** When its screen began to show what it shows, milliseconds since the epoch. */
  readonly since: number;
}

/** What the CLI says beside the input box when little of a limit is left, and not of anything else. */
const nearLimit = /\blimit\b/i;
const little = /\b(?:approaching|close to|near(?:ing)?|used|left|remaining|almost)\b|\d ?%/i;

/**
 * What a note beside the input box says of a limit that is near; undefined for any other note.
 *
 * @param appearedMs when the note was first seen, milliseconds since the epoch
 */
export function warningIn(
  notice: string,
  appearedMs: number,
  zone: string,
): { readonly kind: string; readonly resetsAt: string | null } | undefined {
  if (!nearLimit.test(notice) || !little.test(notice)) return undefined;
  return { kind: kindOf(notice), resetsAt: resetTime(notice, appearedMs, zone) };
}

function kindOf(words: string): string {
  const model = /\b(opus|sonnet|haiku)\b/i.exec(words)?.[1]?.toLowerCase();
  if (model !== undefined) return `seven_day_${model}`;
  return /\bweek(?:ly)?\b|\b7-day\b/i.test(words) ? 'seven_day' : 'five_hour';
}

/** The last warning of each limit of each account, until that resets. */
export class Warnings {
  readonly #known = new Map<string, Warning>();

  /** Takes in what a session shows. True when it was warned anew. */
  take({ id, account, zone, since }: Reader, reading: Reading, now: number): boolean {
    const words = reading.state === 'idle' ? reading.notice : undefined;
    if (words === undefined) return false;
    // The same words stand there for hours: `resets 3pm` means the first one after they appeared.
    if ([...this.#known.values()].some((known) => known.by === id && known.words === words)) return false;
    const found = warningIn(words, Math.min(since, now), zone);
    if (!found) return false;
    const resetsAt = found.resetsAt === null ? null : Date.parse(found.resetsAt);
    if (resetsAt !== null && resetsAt <= now) return false;
    const { kind } = found;
    this.#known.set(`${account} ${kind}`, { account, kind, words, resetsAt, by: id, warnedAt: now });
    return true;
  }

  /** Those that still hold. */
  current(now: number): readonly Warning[] {
    for (const [key, { resetsAt, warnedAt }] of this.#known) {
      if (now >= (resetsAt ?? warnedAt + limits.warningKeptMs)) this.#known.delete(key);
    }
    return [...this.#known.values()];
  }
}
