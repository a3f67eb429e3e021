import { z } from 'zod';
import { rpcAliases } from '../api/faces.ts';
import type { ApiClient } from '../api/client.ts';
import type { MethodName, NotificationName, Params, Result } from '../api/methods.ts';
import type { RpcMethod, RpcService } from '../api/rpc.ts';
import { dispatch } from '../api/rpc.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Calls } from './calls.ts';
import { networkRows, unservedError } from './calls.ts';
import type { Counts } from './counts.ts';
import type { Link } from './link.ts';
import type { ServerLog } from './log.ts';
import { Outbox } from './outbox.ts';
import { OwnLinks } from './ownLinks.ts';
import { Bucket } from './rate.ts';
import type { ServerSocket } from './sockets.ts';
import type { Watching } from './watching.ts';
import { notification } from './watching.ts';

/** What all conversations share. */
export interface ConversationPorts {
  readonly clock: Clock;
  readonly counts: Counts;
  readonly log: ServerLog;
  readonly link: Link;
  readonly calls: Calls;
  readonly watching: Watching;
  readonly ownLinks: OwnLinks;
}

/** Serves a WebSocket until it is over. */
export function converse(socket: ServerSocket, ports: ConversationPorts): void {
  new Conversation(socket, ports).begin();
}

/** What one message is served with; what stands in `after` is done when its answer was sent. */
interface Caller {
  readonly conversation: Conversation;
  readonly after: (() => void)[];
}

/** Methods whose effect belongs to a connection: what is attached or followed ends with it. */
const ownMethods: ReadonlySet<string> = new Set([
  'session.attach',
  'session.input',
  'session.resize',
  'session.detach',
  'session.take',
  'session.release',
  'session.fit',
  'fleet.watch',
] satisfies MethodName[]);

/**
 * JSON-RPC 2.0 on one WebSocket: exactly the method table, as programs over the network may call it, under its own names and the
 * aliases. `execution.watch` takes a `from` and then streams, as `execute` does from the beginning on, where `execution.start` only
 * begins; the notification `error` is for what a client wants to tell.
 */
class Conversation {
  readonly #socket: ServerSocket;
  readonly #ports: ConversationPorts;
  readonly #outbox: Outbox;
  readonly #pace: Bucket;
  readonly #queue: string[] = [];
  #calls = 0;
  #pause: Disposable | undefined;
  #own: Promise<ApiClient> | undefined;

  constructor(socket: ServerSocket, ports: ConversationPorts) {
    this.#socket = socket;
    this.#ports = ports;
    this.#outbox = new Outbox(socket, ports.watching, ports.clock);
    this.#pace = new Bucket({ perS: limits.wsRatePerS, burst: limits.wsRateBurst }, ports.clock);
  }

  begin(): void {
    const ports = this.#ports;
    const socket = this.#socket;
    const down = ports.link.onDown((why) => {
      this.#tell({
        code: 'unavailable',
        message: `The daemon is gone (${why}); what is watched goes on when it is back.`,
      });
    });
    socket.onMessage((message) => {
      ports.counts.add('ws_messages');
      this.#queue.push(message);
      this.#next();
    });
    socket.onDrain(() => {
      this.#outbox.pump();
      this.#next();
    });
    socket.onClose(() => {
      down.dispose();
      this.#pause?.dispose();
      this.#queue.length = 0;
      this.#outbox.dispose();
      void this.#own?.then(
        (api) => api.close(),
        () => undefined,
      );
    });
  }

  /** Watches a list and streams its output once the answer was sent. */
  async watch({ id, from }: WatchParams, after: (() => void)[]): Promise<unknown> {
    const { execution, begin } = await this.#outbox.follow(id, from);
    after.push(begin);
    return execution;
  }

  /** Begins a list and streams its output from the beginning on; the list is begun also where this client watches too many. */
  async execute(params: object, after: (() => void)[]): Promise<unknown> {
    const execution = (await this.#ports.calls.run('execution.start', params)) as Result<'execution.start'>;
    try {
      const { begin } = await this.#outbox.follow(execution.id, 0);
      after.push(begin);
    } catch (error) {
      if (!(error instanceof PccError)) throw error;
      after.push(() => {
        this.#tell({
          code: error.code,
          message: `List ${execution.id} was begun and is not watched: ${error.message}`,
        });
      });
    }
    return execution;
  }

  /** Watches a list no more. @throws PccError `not_found` when there is none, as the daemon does. */
  async unwatch({ id }: Params<'execution.unwatch'>): Promise<Result<'execution.unwatch'>> {
    const watched = this.#outbox.unfollow(id);
    // What the client does not watch the daemon may still know; its first task alone is little to tell.
    if (!watched) await this.#ports.calls.run('execution.status', { id, n: 1 });
    return { watched };
  }

  /** Calls a method whose effect belongs to a connection. */
  async callOwn(method: MethodName, params: object): Promise<unknown> {
    const api = await (this.#own ??= this.#openOwn());
    return api.call(method, this.#ports.calls.filled(method, params));
  }

  /** What the client tells of. */
  heard({ code, message }: ClientError): void {
    const { counts, log } = this.#ports;
    counts.add('ws_client_errors');
    if (counts.of('ws_client_errors') <= errorsLogged)
      log.warn(`A client tells of an error: ${JSON.stringify({ code, message })}`);
  }

  /** Begins as many messages as may be worked on; while others wait, nothing more is read. */
  #next(): void {
    while (this.#queue.length > 0 && this.#calls < limits.wsCallsMax && this.#socket.buffered < limits.wsBacklogBytes) {
      const waitMs = this.#pace.take();
      if (waitMs > 0) {
        this.#pause ??= this.#ports.clock.after(waitMs, () => {
          this.#pause = undefined;
          this.#next();
        });
        break;
      }
      void this.#serve(this.#queue.shift() ?? '');
    }
    if (this.#queue.length > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  async #serve(message: string): Promise<void> {
    this.#calls++;
    const caller: Caller = { conversation: this, after: [] };
    const reply = await dispatch(serviceOf(this.#ports), caller, message);
    this.#calls--;
    if (reply !== undefined) this.#reply(Buffer.from(reply));
    for (const then of caller.after) then();
    this.#next();
  }

  /** Answers are never dropped; who asks on and on without reading is not served any further. */
  #reply(reply: Buffer): void {
    if (this.#socket.buffered > limits.messageBytesMax) this.#socket.close('tooSlow');
    else this.#socket.send(reply);
  }

  #tell(error: { readonly code: string; readonly message: string }): void {
    if (this.#socket.buffered < limits.wsBacklogBytes) this.#socket.send(notification('error', error));
  }

  async #openOwn(): Promise<ApiClient> {
    try {
      const api = await this.#ports.ownLinks.open();
      for (const name of ownNotifications) {
        api.on(name, (params) => {
          // As the daemon has it: who takes a picture too slowly is cut off here and attaches again.
          if (this.#socket.buffered > limits.wsBacklogBytes) this.#socket.close('tooSlow');
          else this.#socket.send(Buffer.from(JSON.stringify({ jsonrpc: '2.0', method: name, params })));
        });
      }
      api.onClose(() => {
        this.#own = undefined;
        this.#tell({ code: 'gone', message: 'The daemon ended: attach and follow again.' });
      });
      if (!this.#socket.isOpen) api.close();
      return api;
    } catch (error) {
      this.#own = undefined;
      throw error;
    }
  }
}

/** Errors that clients tell of are logged up to so many; all are counted. */
const errorsLogged = 100;

const ownNotifications: readonly NotificationName[] = [
  'log',
  'screen.output',
  'screen.reset',
  'screen.ended',
  'fleet.session',
  'fleet.line',
  'fleet.daemon',
  'fleet.limits',
  'fleet.schedules',
  'fleet.pulse',
  'fleet.reset',
];

/** Whether a call's effect belongs to a connection. */
function isOwn(method: MethodName, params: unknown): boolean {
  return ownMethods.has(method) || (method === 'session.logs' && (params as Params<'session.logs'>).follow === true);
}

/** Parameters of `execution.watch` at a WebSocket. */
export const watchParams = z
  .object({
    id: z.string().min(1).max(64),
    from: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe(
        'Offset in bytes: output from there on, or else from the `offset` of the answer on, is sent as it comes.',
      ),
  })
  .strict();
type WatchParams = z.output<typeof watchParams>;

/** What a client may tell of in a notification `error`. */
export const clientError = z
  .object({
    code: z.union([z.string().max(100), z.number()]).optional(),
    message: z.string().max(2_000),
    data: z.unknown().optional().describe('Anything; it is not looked at.'),
  })
  .strict();
type ClientError = z.output<typeof clientError>;

const services = new WeakMap<ConversationPorts, RpcService<Caller>>();

function serviceOf(ports: ConversationPorts): RpcService<Caller> {
  const known = services.get(ports);
  if (known) return known;
  const rows = new Map<string, RpcMethod<Caller>>();
  for (const { method, params } of networkRows.values()) {
    const run: RpcMethod<Caller>['run'] = (given, { conversation }) =>
      isOwn(method, given) ? conversation.callOwn(method, given as object) : ports.calls.run(method, given as object);
    rows.set(method, { params, run });
  }
  rows.set('execution.watch', {
    params: watchParams,
    run: (given, { conversation, after }) => conversation.watch(given as WatchParams, after),
  });
  rows.set('execution.unwatch', {
    params: rows.get('execution.unwatch')?.params ?? z.never(),
    run: (given, { conversation }) => conversation.unwatch(given as Params<'execution.unwatch'>),
  });
  rows.set('execution.output', {
    params: rows.get('execution.output')?.params ?? z.never(),
    run: (given) => ports.watching.readWaiting(given as Params<'execution.output'>),
  });
  rows.set('error', {
    params: clientError,
    run: (given, { conversation }) => {
      conversation.heard(given as ClientError);
    },
  });
  for (const [alias, method] of Object.entries(rpcAliases)) {
    const row = rows.get(method);
    if (row) rows.set(alias, row);
  }
  rows.set('execute', {
    params: rows.get('execution.start')?.params ?? z.never(),
    run: (given, { conversation, after }) => conversation.execute(given as object, after),
  });
  const service: RpcService<Caller> = {
    methods: rows,
    gate: unservedError,
    onBug: (method, error) => {
      ports.counts.add('bugs');
      ports.log.error(`A defect behind '${method}'.`, error);
    },
  };
  services.set(ports, service);
  return service;
}
