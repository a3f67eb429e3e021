import type { z } from 'zod';
import { PccError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { nearest } from '../base/nearest.ts';
import { isDeeper } from '../base/nesting.ts';
import { limits } from '../limits.ts';
import { deepSentence, misfitSentence } from './misfit.ts';

/** The error numbers of JSON-RPC 2.0 (https://www.jsonrpc.org/specification#error_object), and ours for expected failures. */
export const rpcErrors = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** An expected failure: `data.code` is a code of `errorTable`, the message its sentence. */
  expected: -32000,
} as const;

/** One method as the dispatcher sees it. */
export interface RpcMethod<Client> {
  readonly params: z.ZodType;
  /** Called on the stack of `dispatch`, so that calls begin in the order in which they came. */
  readonly run: (params: unknown, client: Client) => unknown;
}

/** What a dispatcher serves. */
export interface RpcService<Client> {
  readonly methods: ReadonlyMap<string, RpcMethod<Client>>;
  /** Refuses a call before anything of it is looked at but the name; undefined lets it pass. */
  readonly gate: (method: string, client: Client) => PccError | undefined;
  /** A defect behind a method; the client is told nothing about it but that there was one. */
  readonly onBug: (method: string, error: unknown) => void;
}

interface Reply {
  readonly jsonrpc: '2.0';
  readonly id: string | number | null;
  readonly result?: unknown;
  readonly error?: RpcError;
}

interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: Json;
}

/**
 * One message in, at most one message out: JSON-RPC 2.0 with batches and notifications. Undefined when nothing is to be
 * answered. Never rejects. Requests begin at once, in the order of the calls; answers come as they are ready.
 */
export async function dispatch<Client>(
  service: RpcService<Client>,
  client: Client,
  message: string,
): Promise<string | undefined> {
  const request = parseJson(message);
  if (request === undefined) return failure(null, rpcErrors.parse, 'The message is no JSON.');
  if (!Array.isArray(request)) {
    const reply = await answer(service, client, request);
    return reply && write(reply);
  }
  const batch = request as readonly Json[];
  if (batch.length === 0) return failure(null, rpcErrors.invalidRequest, 'The batch is empty.');
  if (batch.length > limits.batchCallsMax) {
    return failure(
      null,
      rpcErrors.invalidRequest,
      `The batch holds ${batch.length} calls, more than ${limits.batchCallsMax}; split it.`,
    );
  }
  const replies = (await Promise.all(batch.map((one) => answer(service, client, one)))).filter(
    (reply) => reply !== undefined,
  );
  if (replies.length === 0) return undefined;
  let room: number = limits.messageBytesMax;
  const texts = replies.map((reply) => {
    const text = write(reply, room);
    room -= Buffer.byteLength(text) + 1;
    return text;
  });
  return `[${texts.join(',')}]`;
}

/** An error without a request: `failure(null, …)` is what a broken line is answered with. */
export function failure(id: Reply['id'], code: number, message: string, data?: Json): string {
  const reply: Reply = { jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } };
  return JSON.stringify(reply);
}

async function answer<Client>(service: RpcService<Client>, client: Client, request: Json): Promise<Reply | undefined> {
  const id = isObject(request) ? request['id'] : null;
  if (!isRequest(request)) {
    const error = { code: rpcErrors.invalidRequest, message: 'The message is no JSON-RPC 2.0 request.' };
    return { jsonrpc: '2.0', id: isId(id) ? id : null, error };
  }
  const outcome = await run(service, client, request);
  return isId(id) ? { jsonrpc: '2.0', id, ...outcome } : undefined;
}

interface Request {
  readonly method: string;
  readonly params?: Json;
}

function isId(id: Json | undefined): id is string | number | null {
  return id === null || typeof id === 'string' || (typeof id === 'number' && Number.isFinite(id));
}

function isRequest(value: Json): value is Json & Request {
  if (!isObject(value) || value['jsonrpc'] !== '2.0' || typeof value['method'] !== 'string') return false;
  const { id, params } = value;
  return (id === undefined || isId(id)) && (params === undefined || (typeof params === 'object' && params !== null));
}

async function run<Client>(
  service: RpcService<Client>,
  client: Client,
  request: Request,
): Promise<Pick<Reply, 'result' | 'error'>> {
  const { method } = request;
  try {
    const refused = service.gate(method, client);
    if (refused) return { error: expected(refused) };
    const row = service.methods.get(method);
    if (!row)
      return { error: { code: rpcErrors.unknownMethod, message: unknownSentence(method, service.methods.keys()) } };
    // Nothing else of a request is walked through.
    if (isDeeper(request.params)) return { error: { code: rpcErrors.invalidParams, message: deepSentence(method) } };
    const params = row.params.safeParse(request.params ?? {});
    if (!params.success)
      return { error: { code: rpcErrors.invalidParams, message: misfitSentence(method, params.error) } };
    return { result: (await row.run(params.data, client)) ?? null };
  } catch (error) {
    if (error instanceof PccError) return { error: expected(error) };
    service.onBug(method, error);
    return { error: { code: rpcErrors.internal, message: 'The daemon failed at this call; its log tells more.' } };
  }
}

function expected(error: PccError): RpcError {
  return { code: rpcErrors.expected, message: error.message, data: { code: error.code } };
}

function unknownSentence(method: string, known: Iterable<string>): string {
  const near = nearest(method.slice(0, 100), known);
  return `There is no method '${method.slice(0, 100)}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

/**
 * The text of a reply; one that is too large becomes an error, since no client would read it. `room`: what those before it in its
 * batch have left of a message, bytes.
 */
function write(reply: Reply, room: number = limits.messageBytesMax): string {
  const text = JSON.stringify(reply);
  if (text.length <= room && Buffer.byteLength(text) <= room) return text;
  const isFirst = room === limits.messageBytesMax;
  const what = isFirst ? 'The answer is' : 'This answer and those before it in the batch are together';
  const sentence = `${what} larger than ${limits.messageBytesMax} bytes; ask for less at a time.`;
  return failure(reply.id, rpcErrors.expected, sentence, { code: 'too_large' });
}
