import { once } from 'node:events';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { connectApi } from '../../src/api/client.ts';
import type { Handlers } from '../../src/api/server.ts';
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';
import { isErrorCode, PccError } from '../../src/base/errors.ts';
import type { RunningServer, ServerOptions } from '../../src/server/server.ts';
import { startServer } from '../../src/server/server.ts';
import type { FakeDaemon } from '../cli/fakeDaemon.ts';
import { fakeDaemon } from '../cli/fakeDaemon.ts';

/** A made-up token. */
export const token = 'ab'.repeat(32);

/** A server in front of a daemon with made-up handlers, on a free port. */
export interface Stage {
  readonly daemon: FakeDaemon;
  readonly server: RunningServer;
  /** Sentences of the log. */
  readonly logged: string[];
}

export async function stage(
  handlers: Partial<Handlers>,
  more: Partial<ServerOptions> & { readonly clock?: Clock } = {},
): Promise<Stage> {
  const daemon = await fakeDaemon(handlers);
  const logged: string[] = [];
  const log = (sentence: string): void => void logged.push(sentence);
  const socketPath = join(daemon.home, 'run', 'daemon.sock');
  const connect = () => connectApi({ socketPath, token: 'made-up-token', client: 'server' });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    token,
    version: '1.2.3',
    clock: systemClock(),
    io: { env: { PATH: '/bin', PCC_HOME: '/nowhere', PCC_CLAUDE: '/opt/claude' }, cwd: '/' },
    start: () => insisting(connect),
    look: () => connect().catch(() => undefined),
    endedInOrder: () => false,
    log: { info: log, warn: log, error: (sentence, error) => log(`${sentence} ${String(error)}`) },
    ...more,
  });
  onTestFinished(async () => {
    await server.close();
    await daemon.dispose();
  });
  return { daemon, server, logged };
}

/** As one that starts the daemon waits for it. */
async function insisting<T>(connect: () => Promise<T>): Promise<T> {
  const end = performance.now() + 5_000;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 5));
    }
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly json: Record<string, unknown> & { readonly error?: { readonly code: string; readonly message: string } };
}

/** One request with the token, unless headers say otherwise; `body` may be a function that writes it. */
export function ask(
  { port }: Pick<RunningServer, 'port'>,
  options: RequestOptions & { readonly body?: string | Iterable<string | Buffer>; readonly bare?: true },
): Promise<Answer> {
  const agent = new Agent();
  return new Promise<Answer>((done, failed) => {
    const headers = { ...(options.bare ? {} : { authorization: `Bearer ${token}` }), ...(options.headers as object) };
    const asking = request({ host: '127.0.0.1', port, agent, ...options, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        let json = {} as Answer['json'];
        if (/json/.test(response.headers['content-type'] ?? '') && text !== '')
          json = JSON.parse(text) as Answer['json'];
        done({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    asking.on('error', failed);
    if (typeof options.body === 'string') asking.end(options.body);
    else if (options.body) {
      const parts = options.body[Symbol.iterator]();
      const write = (): void => {
        for (;;) {
          const { done: over, value } = parts.next() as IteratorResult<string | Buffer, undefined>;
          if (over) return void asking.end();
          if (!asking.write(value)) return void asking.once('drain', write);
        }
      };
      write();
    } else asking.end();
  }).finally(() => {
    agent.destroy();
  });
}

export type Message = Record<string, unknown> & { readonly method?: string; readonly params?: Record<string, unknown> };

/** A client of the WebSocket. */
export class Client {
  readonly socket: WebSocket;
  readonly heard: Message[] = [];
  #nextId = 1;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString('utf8')) as Message));
    socket.on('error', () => undefined);
  }

  /** Sends a text and gives the next message that is no notification. */
  async say(text: string): Promise<unknown> {
    const before = this.heard.length;
    this.socket.send(text);
    return until(() => this.heard.slice(before).find((one) => one.method === undefined));
  }

  async call(method: string, params: object): Promise<Message> {
    const id = this.#nextId++;
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const reply = await until(() => this.heard.find((one) => one['id'] === id));
    const error = reply['error'] as { message: string; data?: { code: string } } | undefined;
    if (!error) return reply['result'] as Message;
    const code = error.data?.code ?? '';
    throw new PccError(isErrorCode(code) ? code : 'failed', error.message);
  }

  /** Output of a list so far, as it came, and where the next piece must begin. */
  output(id: string): { readonly text: string; readonly gaps: number; readonly ended: boolean } {
    let text = '';
    let next: number | undefined;
    let gaps = 0;
    let ended = false;
    for (const { method, params } of this.heard) {
      if (method !== 'execution.output' || params?.['id'] !== id) continue;
      if (next !== undefined && params['from'] !== next) gaps++;
      text += params['text'] as string;
      next = (params['from'] as number) + Buffer.byteLength(params['text'] as string);
      ended ||= params['end'] === true;
    }
    return { text, gaps, ended };
  }
}

/** Opens one, with the token in its header. */
export async function client(
  { port }: Pick<RunningServer, 'port'>,
  path = '/ws',
  headers: Record<string, string> = { authorization: `Bearer ${token}` },
  protocols: string[] = [],
): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers, autoPong: true });
  onTestFinished(() => {
    socket.terminate();
  });
  const opened = new Client(socket);
  await once(socket, 'open');
  return opened;
}

/** The status with which a WebSocket is refused. */
export async function refusedWith(
  port: number,
  headers: Record<string, string>,
  path = '/ws',
  protocols: string[] = [],
): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers });
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number; destroy: () => void },
  ];
  response.destroy();
  socket.terminate();
  return response.statusCode;
}

/** Waits for a condition and gives what it gave. */
export async function until<T>(claim: () => T | undefined | false, deadlineMs = 15_000): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = claim();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`what was waited for did not come: ${claim.toString()}`);
    await new Promise((done) => setTimeout(done, 2));
  }
}
