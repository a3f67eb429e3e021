import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { present } from '../../base/assert.ts';
import { systemClock } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import { sendError, sendJson, sendStream } from './apiWire.ts';
import type { Place, Reply, Script } from './script.ts';
import { placeIn, replyAt, says, typedIn, withOwnUuid, withPlanFile } from './script.ts';

/** One request as it came in. */
export interface RecordedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  /** The parsed body, undefined when there was none or it was no JSON. */
  readonly body: Json | undefined;
  /** For requests of the main conversation or of a sub-agent: where the conversation stands. Side calls have none. */
  readonly place?: Place;
}

/** A Messages API on loopback that says what a script tells it to. */
export interface ScriptedApi {
  /** For `ANTHROPIC_BASE_URL`. */
  readonly url: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Lets answers held by this gate go on, now and from now on. */
  open(gate: string): void;
  /** Waits for a request that the claim accepts, also one that came before. Rejects with `timeout` after `withinMs`. */
  requested(claim: (request: RecordedRequest) => boolean, withinMs: number): Promise<RecordedRequest>;
  /** Drops every connection and stops listening. */
  close(): Promise<void>;
}

/** The gates of one server: names that were opened, and who waits at the others. */
class Gates {
  #opened = new Set<string>();
  #waiting: { name: string; pass: () => void }[] = [];

  readonly wait = (name: string): Promise<void> =>
    this.#opened.has(name)
      ? Promise.resolve()
      : new Promise((pass) => {
          this.#waiting.push({ name, pass });
        });

  open(name: string): void {
    this.#opened.add(name);
    for (const waiter of this.#waiting.filter((one) => one.name === name)) waiter.pass();
    this.#waiting = this.#waiting.filter((one) => one.name !== name);
  }
}

/** The requests of one server and those who wait for one. */
class Requests {
  readonly all: RecordedRequest[] = [];
  readonly #kept: number;
  #waiting: ((request: RecordedRequest) => void)[] = [];

  constructor(kept: number) {
    this.#kept = kept;
  }

  add(request: RecordedRequest): void {
    this.all.push(request);
    if (this.all.length > this.#kept) this.all.shift();
    for (const tell of this.#waiting) tell(request);
  }

  wait(claim: (request: RecordedRequest) => boolean, withinMs: number): Promise<RecordedRequest> {
    const earlier = this.all.find(claim);
    if (earlier) return Promise.resolve(earlier);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        timer.dispose();
        this.#waiting = this.#waiting.filter((one) => one !== tell);
      };
      const tell = (request: RecordedRequest): void => {
        if (!claim(request)) return;
        leave();
        resolve(request);
      };
      const timer = systemClock().after(withinMs, () => {
        leave();
        reject(new PccError('timeout', `The scripted API saw no such request within ${withinMs} ms.`));
      });
      this.#waiting.push(tell);
    });
  }
}

/** What the CLI's requests without tools (titles, summaries, checks) are answered with. */
const sideAnswer = says('Lab session');

/**
 * Starts the API on 127.0.0.1.
 *
 * It knows `POST /v1/messages` (server-sent events when `stream` is true, one JSON document otherwise) and
 * `POST /v1/messages/count_tokens`; a HEAD is answered with 200, anything else with the API's own `not_found_error`.
 * A request without tools is a side call and never reaches the script.
 *
 * @param port 0 for a free one.
 * @param kept so many requests, the latest, are remembered.
 */
export async function startScriptedApi(script: Script, port = 0, kept = Infinity): Promise<ScriptedApi> {
  const service = new Service(script, kept);
  const server = createServer((request, response) => {
    service.answer(request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    requests: service.requests.all,
    open: (gate) => {
      service.gates.open(gate);
    },
    requested: (claim, withinMs) => service.requests.wait(claim, withinMs),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers one request after another by the script. */
class Service {
  readonly gates = new Gates();
  readonly requests: Requests;
  readonly #script: Script;
  #serial = 0;

  constructor(script: Script, kept: number) {
    this.#script = script;
    this.requests = new Requests(kept);
  }

  /** Rejects when the request cannot be read; the connection is of no use then. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const path = new URL(request.url ?? '/', 'http://lab').pathname;
    const body = parseJson(await textOf(request));
    const posted = method === 'POST' && isObject(body) ? body : undefined;
    const place = path === messagesPath && posted && hasTools(posted) ? placeIn(posted) : undefined;
    this.requests.add({ method, path, body, ...(place ? { place } : {}) });
    if (method === 'HEAD') response.writeHead(200).end();
    else if (posted && path === `${messagesPath}/count_tokens`) sendTokenCount(response);
    else if (posted && path === messagesPath) await this.#send(response, posted, place);
    else sendError(response, notFound(method, path));
  }

  async #send(response: ServerResponse, posted: JsonObject, place: Place | undefined): Promise<void> {
    const typed = typedIn(posted);
    const reply = place ? withOwnUuid(withPlanFile(replyAt(this.#script, place, typed), posted), typed) : sideAnswer;
    if (reply.kind === 'error') {
      sendError(response, reply);
      return;
    }
    const model = typeof posted.model === 'string' ? posted.model : 'lab-model';
    const send = posted.stream === true ? sendStream : sendJson;
    await send(response, reply, { model, serial: ++this.#serial }, this.gates.wait);
  }
}

const messagesPath = '/v1/messages';

function hasTools(body: JsonObject): boolean {
  return Array.isArray(body.tools) && body.tools.length > 0;
}

function notFound(method: string, path: string): Extract<Reply, { kind: 'error' }> {
  return { kind: 'error', status: 404, type: 'not_found_error', message: `The lab does not know ${method} ${path}.` };
}

function sendTokenCount(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ input_tokens: 100 }));
}

/** The body as text. A body above the limit is a defect of the test that sends it: the connection is dropped. */
async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > limits.labRequestBytesMax)
      throw new PccError('too_large', 'A request to the scripted API is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return present(address !== null && typeof address === 'object' ? address.port : undefined, 'a TCP server has a port');
}
