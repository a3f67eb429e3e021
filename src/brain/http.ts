import type { Clock } from '../base/clock.ts';
import { sentenceOf, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** What went wrong between us and a server; what the server itself answered is told by its status instead. */
export type TroubleKind =
  /** Nobody listens there. */
  | 'refused'
  /** The name of the host is not known. */
  | 'unknown-host'
  /** The server wants us to go elsewhere, where nobody told us to go. */
  | 'redirected'
  /** The answer is longer than `brainAnswerBytesMax`. */
  | 'too-long'
  /** The time was over. */
  | 'late'
  /** Nobody waits for the answer any more. */
  | 'left'
  /** The connection broke, or anything else; `detail` says what. */
  | 'broken';

/** A conversation with a server that came to nothing. Holds nothing of the request. */
export class HttpTrouble extends Error {
  override readonly name = 'HttpTrouble';
  readonly kind: TroubleKind;

  /** `detail` is a code such as `ECONNRESET`. */
  constructor(kind: TroubleKind, detail = '') {
    super(detail === '' ? kind : `${kind} (${detail})`);
    this.kind = kind;
  }
}

/** What a server answered, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks a server and reads its answer within `brainAnswerBytesMax`; follows no redirect. @throws HttpTrouble. */
export async function askHttp(url: string, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, { ...request, signal, redirect: 'error' });
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after'),
      text: await boundedText(response),
    };
  } catch (error) {
    throw troubleOf(error);
  }
}

async function boundedText(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  // Leaving the loop by an error ends the connection.
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > limits.brainAnswerBytesMax) throw new HttpTrouble('too-long');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function troubleOf(error: unknown): HttpTrouble {
  if (error instanceof HttpTrouble) return error;
  // `fetch` hides what happened behind a cause.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = systemCode(cause);
  if (code === 'ECONNREFUSED') return new HttpTrouble('refused');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new HttpTrouble('unknown-host', code);
  if (code === undefined && sentenceOf(cause).includes('redirect')) return new HttpTrouble('redirected');
  return new HttpTrouble('broken', code);
}

/**
 * Does a work that may take `ms` and that ends when nobody waits for it any more: its signal says so.
 *
 * @throws HttpTrouble `late`, `left`, or what the work throws.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  let ended: HttpTrouble | undefined;
  const end = (kind: 'late' | 'left'): void => {
    ended ??= new HttpTrouble(kind);
    ending.abort(ended);
  };
  const leave = (): void => {
    end('left');
  };
  const timer = clock.after(ms, () => {
    end('late');
  });
  signal.addEventListener('abort', leave);
  try {
    if (signal.aborted) leave();
    ending.signal.throwIfAborted();
    return await work(ending.signal);
  } catch (error) {
    throw ended ?? error;
  } finally {
    timer.dispose();
    signal.removeEventListener('abort', leave);
  }
}

/** Waits on the clock, not longer than the signal allows. @throws what the signal was ended with. */
export function pauseWithin(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timer.dispose();
      reject(signal.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

/** End of a sentence that begins with the name of a brain. `ms` is the time it had. */
export function troubleWords(trouble: HttpTrouble, place: string, ms: number): string {
  switch (trouble.kind) {
    case 'refused':
      return `does not run at ${place}`;
    case 'unknown-host':
      return `cannot be reached: the host of ${place} is not known here`;
    case 'redirected':
      return `at ${place} sends its callers elsewhere, which is not followed`;
    case 'too-long':
      return `at ${place} answered more than ${limits.brainAnswerBytesMax} bytes, which is no answer to what was asked`;
    case 'late':
      return `did not answer within ${Math.round(ms / 1_000)} s`;
    case 'left':
      return 'was asked, but nobody waits for the answer any more';
    case 'broken':
      return `broke the conversation off at ${place}${trouble.message.slice('broken'.length)}`;
  }
}
