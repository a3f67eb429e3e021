import type { ErrorCode } from '../base/errors.ts';
import { errorTable, PccError } from '../base/errors.ts';

/** Errors of HTTP itself, beside those of `errorTable`, with their statuses. */
export const httpCodes = {
  unauthorized: 401,
  forbidden: 403,
  method_not_allowed: 405,
  request_timeout: 408,
  unsupported_media_type: 415,
  upgrade_required: 426,
  rate_limited: 429,
  header_too_large: 431,
} as const;

/** Why a request is not served: everything that is told with an error status. */
export interface Refusal {
  readonly code: ErrorCode | keyof typeof httpCodes;
  /** One sentence that says what was expected and what to do. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Its status. */
export function statusOf({ code }: Refusal): number {
  return code in httpCodes ? httpCodes[code as keyof typeof httpCodes] : errorTable[code as ErrorCode].http;
}

/** Its body. */
export function bodyOf({ code, message }: Refusal): string {
  return JSON.stringify({ error: { code, message } });
}

/** The headers of every answer of JSON; nothing is kept or guessed by anybody on the way. */
export const jsonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** An expected failure as a refusal; anything else is a defect and undefined. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof PccError ? { code: error.code, message: error.message } : undefined;
}

/** What a caller is told about a defect: only that there was one. */
export const defect: Refusal = { code: 'failed', message: 'The server failed at this request; its log tells more.' };
