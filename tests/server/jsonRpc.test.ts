import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';
import { client, stage, until } from './stage.ts';
import { idOf, Lists } from './lists.ts';

/** The examples of section 7 of the specification, with methods of the table in place of the made-up ones. */
const coded = (code: number): unknown => expect.objectContaining({ code });
const parse = { jsonrpc: '2.0', id: null, error: coded(-32700) };
const invalid = { jsonrpc: '2.0', id: null, error: coded(-32600) };
const unknown = (id: string | number) => ({ jsonrpc: '2.0', id, error: coded(-32601) });
const paused = (id: string | number, session: string) => ({ jsonrpc: '2.0', id, result: { id: session } });

const spec: readonly (readonly [name: string, message: string, reply: unknown])[] = [
  ['named parameters', '{"jsonrpc":"2.0","method":"session.pause","params":{"id":"a"},"id":3}', paused(3, 'a')],
  ['a text as id', '{"jsonrpc":"2.0","method":"session.pause","params":{"id":"a"},"id":"x"}', paused('x', 'a')],
  ['a method that is not there', '{"jsonrpc":"2.0","method":"foobar","id":"1"}', unknown('1')],
  ['broken JSON', '{"jsonrpc":"2.0","method":"foobar, "params":"bar","baz]', parse],
  ['no request', '{"jsonrpc":"2.0","method":1,"params":"bar"}', invalid],
  ['a broken batch', '[{"jsonrpc":"2.0","method":"sum","params":[1,2,4],"id":"1"},{"jsonrpc":"2.0","method"]', parse],
  ['an empty batch', '[]', invalid],
  ['a batch of no request', '[1]', [invalid]],
  ['a batch of none', '[1,2,3]', [invalid, invalid, invalid]],
  [
    'a mixed batch',
    `[{"jsonrpc":"2.0","method":"session.pause","params":{"id":"a"},"id":"1"},
      {"jsonrpc":"2.0","method":"session.resume","params":{"id":"n"}},
      {"jsonrpc":"2.0","method":"session.stop","params":{"id":"b"},"id":"2"},
      {"foo":"boo"},
      {"jsonrpc":"2.0","method":"foo.get","params":{"name":"myself"},"id":"5"}]`,
    [paused('1', 'a'), paused('2', 'b'), invalid, unknown('5')],
  ],
  [
    'positional parameters, which no row takes',
    '{"jsonrpc":"2.0","method":"session.pause","params":[42],"id":1}',
    { jsonrpc: '2.0', id: 1, error: coded(-32602) },
  ],
];

const endless = '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000);

describe('JSON-RPC over a WebSocket', () => {
  const same = ({ id }: { id: string }) => ({ id });
  const handlers = { 'session.pause': same, 'session.resume': same, 'session.stop': same };

  test.each(spec)('answers %s', async (_name, message, reply) => {
    const { server } = await stage(handlers);
    const one = await client(server);
    expect(await one.say(message)).toEqual(reply);
  });

  test.each([
    '{"jsonrpc":"2.0","method":"session.pause","params":{"id":"a"}}',
    '{"jsonrpc":"2.0","method":"foobar"}',
    '[{"jsonrpc":"2.0","method":"foobar","params":[1]},{"jsonrpc":"2.0","method":"session.resume","params":{"id":"a"}}]',
  ])('answers the notification %s with nothing', async (message) => {
    const { server } = await stage(handlers);
    const one = await client(server);
    one.socket.send(message);
    // Answers come in order, so that one to the notification would stand before this.
    expect(await one.say('{"jsonrpc":"2.0","method":"session.pause","params":{"id":"z"},"id":9}')).toEqual(
      paused(9, 'z'),
    );
    expect(one.heard).toHaveLength(1);
  });

  test('knows the aliases, fills in what callers never give, and refuses it from them', async () => {
    const lists = new Lists();
    const { server, daemon } = await stage(lists.handlers);
    const one = await client(server);
    const order = { path: '/p', steps: [{ prompt: 'say hello' }], id: idOf(1) };
    expect(await one.call('execute', order)).toMatchObject({ id: idOf(1), state: 'running' });
    expect(daemon.calls.find(({ method }) => method === 'execution.start')).toEqual({
      method: 'execution.start',
      params: { ...order, env: { PATH: '/bin' }, claude: '/opt/claude', args: [] },
    });
    for (const more of [{ env: { A: 'b' } }, { claude: '/evil' }, { args: ['--dangerously'] }, { mentions: [1] }]) {
      await expect(one.call('execute', { ...order, ...more })).rejects.toThrow('there is no parameter');
    }
    await expect(one.call('control', { id: idOf(1), action: 'Pause' })).rejects.toThrow("'action' must be one of");
    for (const action of ['PAUSE', 'RESUME', 'CANCEL'])
      await one.call('control', { id: idOf(1), action }).catch(() => 0);
    expect(daemon.calls.slice(-3).map(({ params }) => params)).toEqual([
      { id: idOf(1), action: 'PAUSE' },
      { id: idOf(1), action: 'RESUME' },
      { id: idOf(1), action: 'CANCEL' },
    ]);
    await expect(one.call('hello', { protocol: 1, token: 'x', client: 'y' })).rejects.toMatchObject({
      code: 'unsafe_environment',
    });
    await expect(one.call('config.set', { key: 'claude.command', value: '/evil' })).rejects.toMatchObject({
      code: 'unsafe_environment',
    });
  });

  test('gives the errors of the daemon by code and sentence, and nothing of a defect', async () => {
    const { server, logged } = await stage({
      'session.stop': () => Promise.reject(new PccError('not_found', "No session is called 'x'.")),
    });
    const one = await client(server);
    await expect(one.call('session.stop', { id: 'x' })).rejects.toMatchObject({
      code: 'not_found',
      message: "No session is called 'x'.",
    });
    one.socket.send('{"jsonrpc":"2.0","method":"error","params":{"code":"E1","message":"I broke"}}');
    one.socket.send('{"jsonrpc":"2.0","method":"error","params":{"code":-32000,"message":"I, too","data":{"at":7}}}');
    await expect(one.call('session.pause', { id: '' })).rejects.toThrow('must not be empty');
    expect(server.counts.of('ws_client_errors')).toBe(2);
    expect(logged.join('\n')).toContain('I broke');
  });

  test('refuses what is nested without end by its place, and goes on', async () => {
    const { server } = await stage(handlers);
    const one = await client(server);
    const params = `{"path":"/p","steps":[{"prompt":"a","schema":${endless}}]}`;
    expect(await one.say(`{"jsonrpc":"2.0","id":"deep","method":"execute","params":${params}}`)).toEqual({
      jsonrpc: '2.0',
      id: 'deep',
      error: {
        code: -32602,
        message: `The parameters of 'execute' are nested more deeply than ${limits.jsonDepthMax} levels; make them flatter.`,
      },
    });
    expect(await one.say(endless)).toEqual(invalid);
    expect(server.counts.of('bugs')).toBe(0);
    expect(await one.call('session.pause', { id: 'a' })).toEqual({ id: 'a' });
  });

  test('ends a conversation of bytes, or of a message that is too large', async () => {
    const { server } = await stage(handlers);
    const bytes = await client(server);
    bytes.socket.send(Buffer.from('{}'));
    expect((await once(bytes.socket, 'close'))[0]).toBe(1003);
    const large = await client(server);
    large.socket.send('x'.repeat(5_000_000));
    expect((await once(large.socket, 'close'))[0]).toBe(1009);
    expect(await (await client(server)).call('session.pause', { id: 'a' })).toEqual({ id: 'a' });
  });

  test('what one client attaches is its own, and ends with it', async () => {
    const gone: number[] = [];
    const { server } = await stage({
      'fleet.watch': (_params, handle) => {
        handle.onClose(() => gone.push(handle.id));
        handle.notify('fleet.pulse', { pulses: { [`for-${handle.id}`]: 1 } });
        return { sessions: [], daemon: {}, lines: [], limits: {}, schedules: [], pulses: {} } as never;
      },
    });
    const [a, b] = [await client(server), await client(server)];
    await Promise.all([a.call('fleet.watch', {}), b.call('fleet.watch', {})]);
    expect(a.heard.filter(({ method }) => method === 'fleet.pulse')).toHaveLength(1);
    expect(b.heard.filter(({ method }) => method === 'fleet.pulse')).toHaveLength(1);
    a.socket.close();
    await until(() => gone.length === 1);
  });

  test('begins no more messages at once than it may, and loses none', async () => {
    let under = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const { server } = await stage({
      'session.pause': async ({ id }) => {
        most = Math.max(most, ++under);
        await new Promise<void>((done) => open.push(done));
        under--;
        return { id };
      },
    });
    const one = await client(server);
    const calls = Array.from({ length: 60 }, (_, n) => one.call('session.pause', { id: String(n) }));
    for (let n = 0; n < 60; n++) (await until(() => open.shift()))();
    expect((await Promise.all(calls)).map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, n) => String(n)));
    expect(most).toBe(16);
  });
});
