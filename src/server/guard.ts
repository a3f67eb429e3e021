import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { limits } from '../limits.ts';
import type { RequestRate } from './rate.ts';
import type { Refusal } from './refusal.ts';

/** What a request must show. */
export interface GuardOptions {
  /** The address that the server is bound to. */
  readonly host: string;
  readonly token: string;
  readonly rates: Rates;
}

/** Who shows the token has a pace of their own: on this machine strangers, such as pages of a browser, come from the same address. */
export interface Rates {
  readonly known: RequestRate;
  readonly strangers: RequestRate;
}

/** What the guard says of a request. */
export type Passage =
  | { readonly refusal: Refusal; readonly reason: string }
  /** `known`: it showed the token; without it only what tells nothing is served. */
  | { readonly known: boolean };

/** Subprotocol of the WebSocket; with it a browser's client may offer the token as another one, since it can set no header. */
export const subprotocol = 'pcc.v1';
/** What clients of MCP offer on their own. */
export const mcpSubprotocol = 'mcp';
const tokenProtocol = 'pcc.token.';

/**
 * Looks at every request and every upgrade before anything else does: its pace (of those with the token, or of the others), its
 * target, its Host (a foreign one is a page whose name was pointed at this machine), its Origin (a page of another server), its
 * size, its token. The token stands in `Authorization: Bearer`, or for a WebSocket in `Sec-WebSocket-Protocol`; never in the
 * target, which logs keep.
 */
export function judgeRequest(request: IncomingMessage, options: GuardOptions): Passage {
  const shown = shownToken(request);
  const known = shown !== undefined && sameToken(shown, options.token);
  const waitMs = options.rates[known ? 'known' : 'strangers'].take(request.socket.remoteAddress ?? '');
  if (waitMs > 0) {
    const seconds = String(Math.ceil(waitMs / 1_000));
    return refused('rate', 'rate_limited', `Too many requests; try again in ${seconds} s.`, { 'retry-after': seconds });
  }
  const target = request.url ?? '';
  if (!target.startsWith('/') && target !== '*') {
    return refused('target', 'invalid_input', 'The target of a request is a path; this server is no proxy.');
  }
  if (!isOwnHost(request, options.host)) {
    return refused(
      'host',
      'forbidden',
      `The Host header names another server; use the address itself, such as '${localAddress(request)}', and no name for it.`,
    );
  }
  const { origin, host = '' } = request.headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return refused('origin', 'forbidden', 'Pages of other origins are not served.');
  }
  const size = Number(request.headers['content-length'] ?? 0);
  if (size > limits.httpBodyBytesMax) {
    return refused(
      'size',
      'too_large',
      `The body is larger than ${limits.httpBodyBytesMax} bytes; send less at a time.`,
    );
  }
  if (shown !== undefined && !known) {
    return refused(
      'token',
      'unauthorized',
      'The token is wrong; use the one in the file that `pcc server status` names.',
      challenge,
    );
  }
  return { known };
}

const challenge = { 'www-authenticate': 'Bearer realm="pcc"' } as const;

/** What a request without the token is told where one is needed. */
export const tokenMissing: Refusal = {
  code: 'unauthorized',
  message:
    'The token is missing; send it as `Authorization: Bearer <token>`, from the file that `pcc server status` names.',
  headers: challenge,
};

function refused(
  reason: string,
  code: Refusal['code'],
  message: string,
  headers?: Refusal['headers'],
): { readonly refusal: Refusal; readonly reason: string } {
  return { reason, refusal: { code, message, ...(headers ? { headers } : {}) } };
}

/**
 * Names of this machine's loopback, the address that the server is bound to, and the one at which this very connection came in:
 * none of them is a name that somebody else could point here. The port may be another one, as behind a tunnel.
 */
function isOwnHost(request: IncomingMessage, bound: string): boolean {
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  const name = /^(\[[0-9a-f:.]+\]|[^:@/\\?#\s]+)(?::\d{1,5})?$/i.exec(request.headers.host ?? '')?.[1]?.toLowerCase();
  if (hosts.length !== 1 || name === undefined) return false;
  const own = ['127.0.0.1', 'localhost', '[::1]', localAddress(request)];
  if (!wildcards.includes(bound)) own.push(bracketed(bound.toLowerCase()));
  return own.includes(name);
}

/** The address at which this connection came in, as it stands in a URL. */
function localAddress({ socket }: IncomingMessage): string {
  return bracketed((socket.localAddress ?? '').replace(/^::ffff:(?=\d)/, ''));
}

/** Bound to these, a server hears at all addresses; they name none. */
const wildcards: readonly string[] = ['0.0.0.0', '::'];

/** An address as it stands in a URL. */
export function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function shownToken(request: IncomingMessage): string | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  if (request.headers.upgrade === undefined) return undefined;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  return offered.find((one) => one.startsWith(tokenProtocol))?.slice(tokenProtocol.length);
}

/** Compares in a time that does not depend on where the texts differ. */
function sameToken(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
