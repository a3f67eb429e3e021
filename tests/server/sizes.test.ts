import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Handlers } from '../../src/api/server.ts';
import { limits } from '../../src/limits.ts';
import { idOf, Lists } from './lists.ts';
import type { Client } from './stage.ts';
import { ask, client, stage, until } from './stage.ts';

/** Messages, bodies and answers just below and above what is taken, as programs send and get them. */

const bodyMax = limits.httpBodyBytesMax;
const order = { path: '/p', id: idOf(1) };

/** JSON of so many bytes that `make` makes of the texts of tasks; a sign takes `width` bytes. */
function sized(
  bytes: number,
  make: (steps: readonly object[]) => string,
  [sign, width]: readonly [string, number],
): string {
  const bare = Buffer.byteLength(
    make([{ prompt: '' }, { prompt: '' }, { prompt: '' }, { prompt: '' }, { prompt: '' }]),
  );
  const room = bytes - bare;
  const signs = Math.floor(room / width);
  const prompts = [0, 1, 2, 3, 4].map((n) => ({ prompt: sign.repeat(Math.floor((signs + n) / 5)) }));
  const last = prompts[4];
  if (last) last.prompt += 'x'.repeat(room - signs * width);
  return make(prompts);
}

const bodyOf = (steps: readonly object[]): string => JSON.stringify({ ...order, steps });
const messageOf = (steps: readonly object[]): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'execute', params: { ...order, steps } });

const signs = [
  ['ASCII', ['x', 1]],
  ['characters of three bytes', ['語', 3]],
  // Written anew for the daemon they are as long again.
  ['escapes', ['\u0001', 6]],
] as const;

const post = { method: 'POST', path: '/execute', headers: { 'content-type': 'application/json' } };

function* pieces(text: string): Iterable<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}

describe.each(signs)('of %s', (_name, sign) => {
  test.each(['told', 'not told'])(
    'a body of the largest size, which is %s, is served, and one byte more is not',
    async (how) => {
      const lists = new Lists();
      const { server, daemon } = await stage(lists.handlers);
      const send = (body: string) =>
        ask(server, {
          ...post,
          headers: {
            ...post.headers,
            ...(how === 'told' ? { 'content-length': Buffer.byteLength(body) } : { 'transfer-encoding': 'chunked' }),
          },
          body: pieces(body),
        });
      const fits = sized(bodyMax, bodyOf, sign);
      expect(Buffer.byteLength(fits)).toBe(bodyMax);
      expect(await send(fits)).toMatchObject({ status: 202, json: { id: idOf(1) } });
      expect(await send(`${fits} `)).toMatchObject({
        status: 413,
        json: { error: { code: 'too_large', message: expect.stringContaining(`${bodyMax} bytes`) as string } },
      });
      expect(daemon.calls.filter(({ method }) => method === 'execution.start')).toHaveLength(1);
      expect((await ask(server, { path: `/executions/${idOf(1)}/status` })).status).toBe(200);
      expect(server.held().bodies).toBe(0);
    },
  );

  test.each(['in one', 'in parts'])(
    'a message of the largest size, %s, is served, and one byte more ends its WebSocket alone',
    async (how) => {
      const lists = new Lists();
      const { server, daemon } = await stage(lists.handlers);
      const [one, other] = [await client(server), await client(server)];
      const fits = sized(bodyMax, messageOf, sign);
      expect(Buffer.byteLength(fits)).toBe(bodyMax);
      say(one, fits, how === 'in parts');
      await until(() => one.heard.some((message) => message['id'] === 7));
      expect(one.heard[0]).toMatchObject({ result: { id: idOf(1) } });
      const closed = once(one.socket, 'close') as Promise<[number, Buffer]>;
      say(one, `${fits} `, how === 'in parts');
      expect((await closed)[0]).toBe(1009);
      expect(await other.call('execution.status', { id: idOf(1) })).toMatchObject({ id: idOf(1) });
      expect(daemon.calls.filter(({ method }) => method === 'execution.start')).toHaveLength(1);
      expect(server.counts.of('daemon_connections')).toBe(1);
    },
  );
});

test('parameters that are too large for the daemon once they are written anew are refused, and harm nobody', async () => {
  const lists = new Lists();
  const { server, daemon } = await stage(lists.handlers);
  // A number of five bytes becomes one of 22.
  const steps = `[{"prompt":"x","schema":{"enum":[${'1e20,'.repeat(800_000)}1]}}]`;
  const params = `{"path":"/p","steps":${steps}}`;
  expect(params.length).toBeLessThan(bodyMax);
  const refused = await ask(server, { ...post, body: params });
  expect([refused.status, refused.json.error]).toEqual([
    413,
    { code: 'too_large', message: expect.stringContaining("parameters of 'execution.start' are too large") as string },
  ]);
  const one = await client(server);
  const told = await one.say(`{"jsonrpc":"2.0","id":77,"method":"execute","params":${params}}`);
  expect(told).toMatchObject({ id: 77, error: { data: { code: 'too_large' } } });
  lists.add(idOf(2));
  expect(await one.call('execution.status', { id: idOf(2) })).toMatchObject({ id: idOf(2) });
  expect(daemon.calls.filter(({ method }) => method === 'execution.start')).toEqual([]);
  expect(server.counts.of('daemon_connections')).toBe(1);
});

test('an answer that just goes into a message is given whole, and a longer one is an error', async () => {
  let room = 0;
  const handlers = { 'session.list': () => [{ it: '語'.repeat(room / 3) }] } as unknown as Partial<Handlers>;
  const { server } = await stage(handlers);
  const one = await client(server);
  // What JSON-RPC adds around it is a part of the message of the daemon.
  for (const [chars, fits] of [
    [limits.messageBytesMax - 300, true],
    [limits.messageBytesMax, false],
  ] as const) {
    room = chars;
    const asked = await ask(server, { path: '/sessions' });
    const called = one.call('session.list', {});
    if (fits) {
      expect(asked.status).toBe(200);
      expect(Buffer.byteLength(asked.text)).toBeGreaterThan(chars - 3);
      expect(Buffer.byteLength(JSON.stringify(await called))).toBeGreaterThan(chars - 3);
    } else {
      expect([asked.status, asked.json.error?.code]).toEqual([413, 'too_large']);
      await expect(called).rejects.toMatchObject({ code: 'too_large' });
    }
  }
  expect(server.counts.of('daemon_connections')).toBe(1);
});

function say({ socket }: Client, text: string, inParts: boolean): void {
  if (!inParts) {
    socket.send(text);
    return;
  }
  const half = Math.floor(text.length / 2);
  socket.send(text.slice(0, half), { fin: false });
  socket.send(text.slice(half), { fin: true });
}
