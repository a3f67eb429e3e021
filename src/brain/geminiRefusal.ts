import { z } from 'zod';
import { parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { HttpAnswer } from './http.ts';
import { plainText } from './quoting.ts';

/** The body of a refusal: `google.rpc.Status` as JSON, with the details that tell when to come again and why not. */
const statusBody = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().optional(),
    details: z.array(z.object({ reason: z.string().optional(), retryDelay: z.string().optional() })).optional(),
  }),
});

/** Gemini answered with a status that says no. */
export class GeminiRefusal extends Error {
  override readonly name = 'GeminiRefusal';
  readonly status: number;
  /** When it wants to be asked again, if it says so. */
  readonly retryAfterMs: number | undefined;
  readonly #said: string;
  readonly #blamesKey: boolean;

  constructor(
    status: number,
    parts: { readonly said: string; readonly blamesKey: boolean; readonly retryAfterMs: number | undefined },
  ) {
    super(`HTTP ${status}`);
    this.status = status;
    this.retryAfterMs = parts.retryAfterMs;
    this.#said = parts.said;
    this.#blamesKey = parts.blamesKey;
  }

  /** True when the same question may be answered a little later. */
  get mayPass(): boolean {
    return this.status === 429 || this.status === 408 || this.status >= 500;
  }

  /** What it means and what to do. */
  sentence(model: string): string {
    if (this.#blamesKey)
      return 'Gemini does not take the key in GEMINI_API_KEY; export a good one and `pcc daemon restart`.';
    const said = this.#said === '' ? '' : ` It says: ${this.#said}`;
    if (this.status === 404) return `Gemini has no model '${model}'; set gemini.model.${said}`;
    if (this.status === 429) {
      const when = this.retryAfterMs === undefined ? '' : ` for another ${Math.ceil(this.retryAfterMs / 1_000)} s`;
      return `Gemini's limit of requests is reached${when}.${said}`;
    }
    return `Gemini answered with HTTP status ${this.status}.${said}`;
  }
}

/** Makes sense of a refusal. The key may be quoted in it and is taken out; `nowMs` is the date that a date is counted from. */
export function geminiRefusal({ status, text, retryAfter }: HttpAnswer, key: string, nowMs: number): GeminiRefusal {
  const body = statusBody.safeParse(parseJson(text));
  const error = body.success ? body.data.error : undefined;
  const reasons = error?.details?.map(({ reason }) => reason) ?? [];
  const delay = error?.details?.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay;
  const message = (error?.message ?? '').replaceAll(key, '[redacted:key]');
  return new GeminiRefusal(status, {
    said: plainText(message, limits.brainReasonCharsMax),
    blamesKey: status === 401 || reasons.some((reason) => reason?.startsWith('API_KEY_') === true),
    retryAfterMs: headerMs(retryAfter, nowMs) ?? durationMs(delay),
  });
}

/** `Retry-After` is a number of seconds or a date. */
function headerMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** `google.protobuf.Duration` as JSON: `3.5s`. */
function durationMs(value: string | undefined): number | undefined {
  const seconds = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(value ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
