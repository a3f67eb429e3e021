import type { Json } from '../../base/json.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import type { Bench } from '../bench.ts';
import type { Asking, ServerAccess } from '../httpAsking.ts';
import { ask } from '../httpAsking.ts';
import type { Part, Tries } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { peakBytesOf } from '../processFacts.ts';
import { until } from '../until.ts';
import { RpcSocket } from '../webSocket.ts';

export const hardening: Part = {
  name: 'hardening',
  shows: 'what the server refuses: no token, foreign Host and Origin, large bodies, broken messages',
  run: async (bench, tries) => {
    const server = await bench.server();
    for (const [name, asking, status] of refusals) {
      await tries.check(name, async () => {
        expectSame('The status', (await ask(server, asking)).status, status);
        return `HTTP ${status}`;
      });
    }
    await largeBody(tries, server);
    await tries.check('a WebSocket without the token', () => refusedSocket(bench, { ...server, token: wrongToken }));
    await brokenMessages(bench, tries, server);
    await tries.check('and it serves on', async () => {
      expectSame('The status', (await ask(server, { path: '/executions' })).status, 200);
    });
  },
};

const wrongToken = '0'.repeat(64);
const bodyOfHundredMegabytes = 100_000_000;
/** What a large body may add to the memory of the server at most. */
const mostMoreBytes = 64_000_000;

const refusals: readonly (readonly [name: string, asking: Asking, status: number])[] = [
  ['no token', { path: '/executions', bare: true }, 401],
  ['a wrong token', { path: '/executions', bare: true, headers: { authorization: `Bearer ${wrongToken}` } }, 401],
  ['a foreign Host', { path: '/executions', headers: { host: 'example.org' } }, 403],
  ['a foreign Origin', { path: '/executions', headers: { origin: 'http://example.org' } }, 403],
  ['a body that is no JSON', { method: 'POST', path: '/execute', body: [Buffer.from('{"path":')] }, 400],
  [
    'a body of another kind',
    { method: 'POST', path: '/execute', body: {}, headers: { 'content-type': 'text/plain' } },
    415,
  ],
  ['a path that is not there', { path: '/nothing' }, 404],
];

/** Messages of the examples of the specification, and the codes of what they are answered with. */
const broken: readonly (readonly [name: string, message: string, codes: readonly number[]])[] = [
  ['broken JSON', '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', [-32_700]],
  ['a broken batch', '[{"jsonrpc": "2.0", "method": "sum", "id": "1"}, {"jsonrpc": "2.0", "method"]', [-32_700]],
  ['no request', '{"jsonrpc": "2.0", "method": 1, "params": "bar"}', [-32_600]],
  ['an empty batch', '[]', [-32_600]],
  ['a batch of no requests', '[1,2,3]', [-32_600, -32_600, -32_600]],
  ['an unknown method', '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}', [-32_601]],
];

async function largeBody(tries: Tries, server: ServerAccess): Promise<void> {
  await tries.check('a body of 100 MB', async () => {
    const before = peakBytesOf(server.pid);
    const piece = Buffer.alloc(limits.outputChunkBytesMax, 'a');
    const body = Array.from({ length: Math.ceil(bodyOfHundredMegabytes / piece.length) }, () => piece);
    const headers = { 'transfer-encoding': 'chunked' };
    expectSame('The status', (await ask(server, { method: 'POST', path: '/execute', body, headers })).status, 413);
    const more = (peakBytesOf(server.pid) ?? 0) - (before ?? 0);
    expectThat(before === null || more < mostMoreBytes, `The server grew by ${more} bytes.`);
    return `HTTP 413${before === null ? '' : `, the server grew by ${Math.max(0, Math.round(more / 1_000_000))} MB`}`;
  });
}

async function refusedSocket(bench: Bench, server: ServerAccess): Promise<void> {
  let socket: RpcSocket;
  try {
    socket = await RpcSocket.open(server, bench.clock);
  } catch {
    return;
  }
  socket.close();
  expectThat(false, 'It was taken.');
}

async function brokenMessages(bench: Bench, tries: Tries, server: ServerAccess): Promise<void> {
  for (const [name, message, codes] of broken) {
    await tries.check(`JSON-RPC: ${name}`, async () => {
      const socket = await RpcSocket.open(server, bench.clock);
      try {
        const heard: string[] = [];
        socket.onMessage((text) => heard.push(text));
        socket.send(message);
        await until(bench.clock, 'answer', () => heard.length > 0);
        expectSame('The codes of the answer', codesOf(parseJson(heard[0] ?? '')), codes);
        return codes.slice(0, 1).join();
      } finally {
        socket.close();
      }
    });
  }
}

function codesOf(reply: Json | undefined): readonly unknown[] {
  const replies: readonly Json[] = Array.isArray(reply)
    ? (reply as readonly Json[])
    : reply === undefined
      ? []
      : [reply];
  return replies.map((one) => (isObject(one) && isObject(one.error) ? one.error.code : null));
}
