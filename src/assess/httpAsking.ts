import type { OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { PccError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';

/** Where the server for programs is, and what opens it. */
export interface ServerAccess {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

/** A request. */
export interface Asking {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** As JSON; or pieces that are sent one after the other, as they are. */
  readonly body?: Json | readonly Buffer[];
  readonly headers?: OutgoingHttpHeaders;
  /** Without the token. */
  readonly bare?: true;
}

/** An answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: Json | undefined;
}

/** Asks the server. @throws PccError `unavailable` when there is no answer. */
export function ask({ url, token }: ServerAccess, asking: Asking): Promise<HttpAnswer> {
  const { method = 'GET', path, body, headers, bare } = asking;
  const pieces = isPieces(body) ? body : undefined;
  const text = body === undefined || pieces ? undefined : JSON.stringify(body);
  return new Promise((done, failed) => {
    const sent = request(new URL(path, url), {
      method,
      agent: false,
      timeout: limits.assessWaitMs,
      headers: {
        ...(bare ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    let answered = false;
    sent.on('response', (response) => {
      answered = true;
      let said = '';
      response.setEncoding('utf8').on('data', (part: string) => (said += part));
      const finish = (): void => {
        done({ status: response.statusCode ?? 0, headers: response.headers, text: said, json: parseJson(said) });
        sent.destroy();
      };
      response.on('end', finish).on('error', finish);
    });
    sent.on('timeout', () => sent.destroy(new Error('it took too long')));
    sent.on('error', (error) => {
      // Whoever refuses a large body answers before all of it was sent.
      if (!answered)
        failed(new PccError('unavailable', `The server gave no answer to ${method} ${path}: ${error.message}.`));
    });
    if (pieces) sendPieces(sent, pieces);
    else sent.end(text);
  });
}

function isPieces(body: Asking['body']): body is readonly Buffer[] {
  return Array.isArray(body) && body.length > 0 && body.every((part) => Buffer.isBuffer(part));
}

/** One after the other, as fast as they are taken. */
function sendPieces(sent: ReturnType<typeof request>, pieces: readonly Buffer[]): void {
  let next = 0;
  const send = (): void => {
    while (next < pieces.length && !sent.destroyed) {
      if (!sent.write(pieces[next++])) {
        sent.once('drain', send);
        return;
      }
    }
    sent.end();
  };
  send();
}
