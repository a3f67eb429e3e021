import type { Words } from '../../screen/words.ts';

/**
 * What the API refused a turn with. `limit`: of the subscription, with a reset; `rate-limit`: too many requests for the moment;
 * `other`: what does not go away by waiting, and is a person's to look at.
 */
export type RefusalKind =
  | 'limit'
  | 'rate-limit'
  | 'overloaded'
  | 'network'
  | 'auth'
  | 'credit'
  | 'context-full'
  | 'other';

/** The CLI's own line in place of an answer. */
export interface RefusedLine {
  readonly text: string;
  /** What the CLI itself calls it, from 2.0.64 on. */
  readonly code?: string;
  /** HTTP status, from 2.1.202 on. */
  readonly status?: number;
}

/** Names that say all; `rate_limit` and `server_error` are used for more than one thing. */
const codes: Readonly<Record<string, RefusalKind>> = {
  usage_limit_reached: 'limit',
  authentication_failed: 'auth',
  billing_error: 'credit',
  connection_failed: 'network',
  overloaded: 'overloaded',
};

/** The kinds of the table of errors that are told apart here. */
const tableKinds: readonly RefusalKind[] = ['auth', 'credit', 'context-full', 'overloaded', 'network'];

/**
 * What such a line means: by the CLI's own name for it where it has one that says all, else by its words, which are the same
 * table's that banners on the screen are read by, else by the status of the API.
 */
export function refusalKind({ text, code, status }: RefusedLine, words: Pick<Words, 'limits' | 'errors'>): RefusalKind {
  const named = code === undefined || !Object.hasOwn(codes, code) ? undefined : codes[code];
  if (named) return named;
  const mayBeLimit = code === undefined || code === 'rate_limit';
  if (mayBeLimit && !isApiText(text) && words.limits.some(({ form }) => form.test(text))) return 'limit';
  const shown = words.errors.find(({ form }) => form.test(text))?.kind;
  const kind = tableKinds.find((one) => one === shown);
  if (kind) return kind;
  const told = status ?? statusIn(text);
  if (code === 'rate_limit' || told === 429) return 'rate-limit';
  // The server's own fault: the same request may go well a little later.
  return told !== undefined && told >= 500 ? 'overloaded' : 'other';
}

/** What the API itself says is quoted behind these words; a limit of the subscription is told in the CLI's own. */
function isApiText(text: string): boolean {
  return text.startsWith('API Error');
}

function statusIn(text: string): number | undefined {
  const digits = /\bAPI Error: (\d{3})\b/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
