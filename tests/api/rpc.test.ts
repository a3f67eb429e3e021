import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PccError } from '../../src/base/errors.ts';
import type { Json } from '../../src/base/json.ts';
import { dispatch, type RpcMethod, type RpcService } from '../../src/api/rpc.ts';
import { limits } from '../../src/limits.ts';

interface Heard {
  readonly notified: unknown[];
  readonly bugs: unknown[];
}

const numbers = z.array(z.number());
const rows: Record<string, RpcMethod<Heard>> = {
  subtract: {
    params: z.union([
      z.tuple([z.number(), z.number()]),
      z.object({ minuend: z.number(), subtrahend: z.number() }).strict(),
    ]),
    run: (params) => {
      const [a, b] = Array.isArray(params) ? (params as number[]) : Object.values(params as Record<string, number>);
      const named = params as { minuend: number; subtrahend: number };
      return Array.isArray(params) ? (a ?? 0) - (b ?? 0) : named.minuend - named.subtrahend;
    },
  },
  sum: { params: numbers, run: (params) => (params as number[]).reduce((a, b) => a + b, 0) },
  update: { params: z.unknown(), run: (params, heard) => void heard.notified.push(params) },
  notify_hello: { params: numbers, run: (params, heard) => void heard.notified.push(params) },
  get_data: { params: z.unknown(), run: () => Promise.resolve(['hello', 5]) },
  nothing: { params: z.object({}).strict(), run: () => undefined },
  refuse: {
    params: z.unknown(),
    run: () => Promise.reject(new PccError('not_found', "No session is called 'x'.")),
  },
  bug: {
    params: z.unknown(),
    run: () => {
      throw new TypeError('secret internals at line 5');
    },
  },
  large: { params: z.unknown(), run: () => 'x'.repeat(limits.messageBytesMax) },
  locked: { params: z.unknown(), run: () => 'open' },
};

const methods = new Map(Object.entries(rows));
const service: RpcService<Heard> = {
  methods,
  gate: (method) => (method === 'locked' ? new PccError('unsafe_environment', 'Say hello first.') : undefined),
  onBug: () => undefined,
};

async function ask(message: string, heard: Heard = { notified: [], bugs: [] }): Promise<Json | undefined> {
  const reply = await dispatch({ ...service, onBug: (_method, error) => heard.bugs.push(error) }, heard, message);
  return reply === undefined ? undefined : (JSON.parse(reply) as Json);
}

const invalid = {
  jsonrpc: '2.0',
  error: { code: -32600, message: 'The message is no JSON-RPC 2.0 request.' },
  id: null,
};

describe('the examples of the specification (section 7)', () => {
  test.each([
    ['{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}', { jsonrpc: '2.0', result: 19, id: 1 }],
    ['{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}', { jsonrpc: '2.0', result: -19, id: 2 }],
    [
      '{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}',
      { jsonrpc: '2.0', result: 19, id: 3 },
    ],
    ['{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}', undefined],
    ['{"jsonrpc": "2.0", "method": "foobar"}', undefined],
    [
      '{"jsonrpc": "2.0", "method": "foobar", "id": "1"}',
      { jsonrpc: '2.0', error: { code: -32601, message: "There is no method 'foobar'" }, id: '1' },
    ],
    [
      '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
      { jsonrpc: '2.0', error: { code: -32700, message: 'The message is no JSON.' }, id: null },
    ],
    ['{"jsonrpc": "2.0", "method": 1, "params": "bar"}', invalid],
    [
      '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]',
      { jsonrpc: '2.0', error: { code: -32700, message: 'The message is no JSON.' }, id: null },
    ],
    ['[]', { jsonrpc: '2.0', error: { code: -32600, message: 'The batch is empty.' }, id: null }],
    ['[1]', [invalid]],
    ['[1,2,3]', [invalid, invalid, invalid]],
    [
      `[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
        {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"}, {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"}, {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]`,
      [
        { jsonrpc: '2.0', result: 7, id: '1' },
        { jsonrpc: '2.0', result: 19, id: '2' },
        invalid,
        { jsonrpc: '2.0', error: { code: -32601, message: "There is no method 'foo.get'" }, id: '5' },
        { jsonrpc: '2.0', result: ['hello', 5], id: '9' },
      ],
    ],
    [
      '[{"jsonrpc": "2.0", "method": "notify_hello", "params": [1,2,4]}, {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]',
      undefined,
    ],
  ])('%s', async (message, reply) => {
    expect(await ask(message)).toEqual(reply);
  });

  test('notifications are carried out', async () => {
    const heard: Heard = { notified: [], bugs: [] };
    await ask('{"jsonrpc": "2.0", "method": "update", "params": [1,2,3]}', heard);
    await ask('{"jsonrpc": "2.0", "method": "update"}', heard);
    expect(heard.notified).toEqual([[1, 2, 3], {}]);
  });
});

function call(method: string, params?: Json, id: Json = 1): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params, id });
}

test('a method without a result answers null', async () => {
  expect(await ask(call('nothing'))).toEqual({ jsonrpc: '2.0', result: null, id: 1 });
});

test('parameters that do not fit are named', async () => {
  expect(await ask(call('nothing', { x: 1 }))).toMatchObject({
    error: { code: -32602, message: expect.stringContaining("The parameters of 'nothing' do not fit: ") as string },
  });
  expect(await ask(call('sum', [1, 'a']))).toMatchObject({
    error: { code: -32602, message: "The parameters of 'sum' do not fit: '1' must be a number." },
  });
});

test('an expected failure is told with its code; a defect is told to the log only', async () => {
  expect(await ask(call('refuse'))).toEqual({
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32000, message: "No session is called 'x'.", data: { code: 'not_found' } },
  });
  const heard: Heard = { notified: [], bugs: [] };
  const reply = await ask(call('bug'), heard);
  expect(reply).toMatchObject({ error: { code: -32603 } });
  expect(JSON.stringify(reply)).not.toContain('internals');
  expect(heard.bugs).toEqual([new TypeError('secret internals at line 5')]);
});

test('the gate is asked before anything else', async () => {
  expect(await ask(call('locked', 'no params at all'))).toMatchObject({ error: { code: -32600 } });
  expect(await ask(call('locked'))).toMatchObject({ error: { code: -32000, data: { code: 'unsafe_environment' } } });
});

test('a near miss of a name gets a hint', async () => {
  expect(await ask(call('substract'))).toMatchObject({
    error: { message: "There is no method 'substract'; did you mean 'subtract'?" },
  });
});

test.each(['__proto__', 'constructor', 'toString', ''])('%j is no method', async (method) => {
  expect(await ask(call(method))).toMatchObject({ error: { code: -32601 } });
});

test('ids come back as they were given; what cannot be an id is refused', async () => {
  for (const id of [0, -1, 1.5, '', 'none', 'x', null])
    expect(await ask(call('nothing', {}, id))).toMatchObject({ id });
  for (const id of [true, [], {}]) expect(await ask(call('nothing', {}, id))).toEqual(invalid);
  // JSON cannot say it, so that it could not be given back.
  expect(await ask('{"jsonrpc":"2.0","id":1e999,"method":"nothing"}')).toEqual(invalid);
});

test('a batch above the limit and an answer above the limit are refused', async () => {
  const many = Array.from({ length: limits.batchCallsMax + 1 }, () => JSON.parse(call('nothing')) as Json);
  expect(await ask(JSON.stringify(many))).toMatchObject({ error: { code: -32600 } });
  expect(await ask(JSON.stringify(many.slice(1)))).toHaveLength(limits.batchCallsMax);
  expect(await ask(call('large'))).toMatchObject({ id: 1, error: { data: { code: 'too_large' } } });
});

test('the answers of a batch are together no larger than one may be: those that find no room are told so', async () => {
  const half: RpcMethod<Heard> = { params: z.unknown(), run: () => '€'.repeat(limits.messageBytesMax / 7) };
  const calls = Array.from({ length: limits.batchCallsMax }, (_, n) => call(n % 50 === 49 ? 'nothing' : 'half', {}, n));
  const own = { ...service, methods: new Map([...methods, ['half', half]]) };
  const text = (await dispatch(own, { notified: [], bugs: [] }, `[${calls.join(',')}]`)) ?? '';
  expect(Buffer.byteLength(text)).toBeLessThan(limits.messageBytesMax + 100 * 200);
  const replies = JSON.parse(text) as { id: number; result?: unknown; error?: { data: unknown } }[];
  expect(replies.map(({ id }) => id)).toEqual(calls.map((_, n) => n));
  expect(replies.filter(({ result }) => typeof result === 'string').map(({ id }) => id)).toEqual([0, 1]);
  expect(replies.filter(({ result }) => result === null).map(({ id }) => id)).toEqual([49, 99]);
  expect(replies[2]?.error).toMatchObject({
    message: expect.stringMatching(/^This answer and those before it .* larger than 8388608 bytes/) as string,
    data: { code: 'too_large' },
  });
});

/** An object in an object, so many times, written by hand: `JSON.stringify` cannot. */
function nested(levels: number, inner = '1'): string {
  return '{"a":'.repeat(levels) + inner + '}'.repeat(levels);
}

describe('what is nested without end', () => {
  const any: RpcMethod<Heard> = {
    params: z.record(z.string(), z.json()),
    run: (params, heard) => heard.notified.push(params),
  };
  const tooDeep = `are nested more deeply than ${limits.jsonDepthMax} levels; make them flatter.`;
  const asked = async (message: string): Promise<{ reply: Json | undefined; heard: Heard }> => {
    const heard: Heard = { notified: [], bugs: [] };
    const own = {
      ...service,
      methods: new Map([...methods, ['any', any]]),
      onBug: (_: string, error: unknown) => heard.bugs.push(error),
    };
    const reply = await dispatch(own, heard, message);
    return { reply: reply === undefined ? undefined : (JSON.parse(reply) as Json), heard };
  };
  const request = (params: string, more = '"id":7,', method = 'any'): string =>
    `{"jsonrpc":"2.0",${more}"method":"${method}","params":${params}}`;

  test.each([limits.jsonDepthMax + 1, 3_000, 100_000])(
    '%d levels are refused as parameters that do not fit',
    async (levels) => {
      for (const params of [nested(levels), '['.repeat(levels) + ']'.repeat(levels)]) {
        const { reply, heard } = await asked(request(params));
        expect(reply).toEqual({
          jsonrpc: '2.0',
          id: 7,
          error: { code: -32602, message: `The parameters of 'any' ${tooDeep}` },
        });
        expect(heard).toEqual({ notified: [], bugs: [] });
      }
    },
  );

  test('as many levels as there may be are walked through, also to say what is wrong', async () => {
    expect((await asked(request(nested(limits.jsonDepthMax)))).reply).toMatchObject({ id: 7, result: 1 });
    const { reply, heard } = await asked(request(nested(limits.jsonDepthMax, '1e999')));
    expect(reply).toMatchObject({ id: 7, error: { code: -32602 } });
    expect(heard.bugs).toEqual([]);
  });

  test('of a batch only the request that it is in fails, and a notification is not answered', async () => {
    const deep = nested(5_000);
    const { reply, heard } = await asked(
      `[${request('{"n":1}')},${request(deep, '"id":"x",')},${request(deep, '')},${request('{"n":2}', '')}]`,
    );
    expect(reply).toEqual([
      { jsonrpc: '2.0', id: 7, result: 1 },
      { jsonrpc: '2.0', id: 'x', error: { code: -32602, message: `The parameters of 'any' ${tooDeep}` } },
    ]);
    expect(heard).toEqual({ notified: [{ n: 1 }, { n: 2 }], bugs: [] });
  });

  test('anywhere else it is no request, or nothing that is looked at', async () => {
    const deep = nested(5_000);
    expect((await asked(deep)).reply).toEqual(invalid);
    expect((await asked(`[${deep}]`)).reply).toEqual([invalid]);
    expect((await asked(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)).reply).toEqual([invalid]);
    expect((await asked(request('{}', `"id":${deep},`))).reply).toEqual(invalid);
    expect((await asked(`{"jsonrpc":"2.0","id":1,"method":${deep}}`)).reply).toMatchObject({ error: { code: -32600 } });
    expect((await asked(request('{"n":1}', `"id":7,"more":${deep},`))).reply).toMatchObject({ id: 7, result: 1 });
    expect((await asked('['.repeat(5_000))).reply).toMatchObject({ id: null, error: { code: -32700 } });
  });
});

test('calls begin in the order in which they came, on the stack of the caller', () => {
  const begun: unknown[] = [];
  const one: RpcMethod<null> = {
    params: z.object({ n: z.number() }),
    run: (params) => {
      begun.push((params as { n: number }).n);
      return Promise.resolve();
    },
  };
  const ordered: RpcService<null> = { methods: new Map([['one', one]]), gate: () => undefined, onBug: () => undefined };
  void dispatch(ordered, null, call('one', { n: 1 }));
  void dispatch(ordered, null, `[${call('one', { n: 2 })},${call('one', { n: 3 })}]`);
  expect(begun).toEqual([1, 2, 3]);
});

describe('whatever comes in, what goes out is JSON-RPC', () => {
  const replyShape = z
    .object({
      jsonrpc: z.literal('2.0'),
      id: z.union([z.string(), z.number(), z.null()]),
      result: z.unknown().optional(),
      error: z
        .object({ code: z.number().int(), message: z.string().min(1), data: z.unknown().optional() })
        .strict()
        .optional(),
    })
    .strict()
    .refine((reply) => 'result' in reply !== 'error' in reply);
  const anyReply = z.union([replyShape, z.array(replyShape).min(1)]);
  const request = fc.record(
    {
      jsonrpc: fc.oneof(fc.constant('2.0'), fc.jsonValue()),
      method: fc.oneof(fc.constantFrom(...methods.keys()), fc.string(), fc.jsonValue()),
      params: fc.jsonValue(),
      id: fc.oneof(fc.integer(), fc.string(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    request.map((one) => JSON.stringify(one)),
    fc.array(fc.oneof(request, fc.jsonValue()), { maxLength: 6 }).map((many) => JSON.stringify(many)),
  );

  test('fuzzed', async () => {
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const reply = await dispatch(
          { ...service, methods: new Map([...methods].filter(([name]) => name !== 'large')) },
          { notified: [], bugs: [] },
          text,
        );
        if (reply === undefined) return;
        expect(anyReply.safeParse(JSON.parse(reply)).success, `${text} → ${reply}`).toBe(true);
        expect(reply).not.toContain('\n');
      }),
      { numRuns: 3_000 },
    );
  });
});
