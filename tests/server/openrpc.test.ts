import { describe, expect, test } from 'vitest';
import { rpcAliases } from '../../src/api/faces.ts';
import { rpcErrors } from '../../src/api/rpc.ts';
import { errorTable } from '../../src/base/errors.ts';
import { limits } from '../../src/limits.ts';
import { networkRows } from '../../src/server/calls.ts';
import { openRpcDocument } from '../../src/server/openrpc.ts';
import { ask, client, stage } from './stage.ts';

interface Method {
  readonly name: string;
  readonly summary: string;
  readonly params: readonly { readonly name: string; readonly required: boolean; readonly description?: string }[];
  readonly result?: object;
}

const document = openRpcDocument('1.2.3', 'ws://127.0.0.1:1/ws') as {
  readonly methods: readonly Method[];
  readonly components: { readonly schemas: object; readonly errors: object };
};

function methodOf(name: string): Method | undefined {
  return document.methods.find((method) => method.name === name);
}

describe('the OpenRPC document', () => {
  test('has every row that is served, every alias, and the parameters of each', () => {
    const names = document.methods.map(({ name }) => name);
    expect(names.sort()).toEqual([...networkRows.keys(), ...Object.keys(rpcAliases), 'error'].sort());
    for (const { method, params, summary } of networkRows.values()) {
      const told = methodOf(method);
      const more = method === 'execution.watch' ? ['from'] : [];
      expect(told?.params.map(({ name }) => name)).toEqual([...Object.keys(params.shape), ...more]);
      expect(told?.summary).toBe(summary);
      expect(told).toHaveProperty('result');
    }
    expect(document.methods.filter(({ result }) => result === undefined)).toEqual([]);
    expect(methodOf('execute')?.params).toEqual(methodOf('execution.start')?.params);
    expect(methodOf('execute')?.params.map(({ name }) => name)).not.toContain('env');
  });

  test('says which parameters are needed, and what they mean', () => {
    const required = methodOf('execution.start')?.params.filter((param) => param.required);
    expect(required?.map(({ name }) => name)).toEqual(['path', 'steps']);
    expect(required?.[0]).toMatchObject({
      description: "Absolute path of the project's folder.",
      schema: { minLength: 1 },
    });
  });

  test('refers only to what it has, and has nothing that nobody refers to', () => {
    const text = JSON.stringify(document);
    const refs = new Set([...text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(([, ref = '']) => ref));
    const held = Object.entries(document.components).flatMap(([kind, parts]) =>
      Object.keys(parts).map((name) => `${kind}/${name}`),
    );
    expect([...refs].sort()).toEqual(held.sort());
    expect(held.length).toBeGreaterThan(20);
    expect(text).not.toMatch(/\$defs|x-shape/);
    for (const code of Object.keys(errorTable)) expect(JSON.stringify(document.components.errors)).toContain(code);
  });

  test('is served behind the token, and the WebSocket knows each method by that name', async () => {
    const { server } = await stage({});
    expect((await ask(server, { path: '/openrpc.json', bare: true })).status).toBe(401);
    const asked = await ask(server, { path: '/openrpc.json' });
    expect(asked.json).toMatchObject({ openrpc: '1.2.6', servers: [{ url: `ws://127.0.0.1:${server.port}/ws` }] });
    expect(asked.text.length).toBeLessThan(limits.messageBytesMax);
    const socket = await client(server);
    // Nobody takes this parameter, so that nothing is run.
    for (const { name } of document.methods) {
      const told = await socket.say(JSON.stringify({ jsonrpc: '2.0', id: name, method: name, params: { unknown: 1 } }));
      expect(told).toMatchObject({ id: name, error: { code: rpcErrors.invalidParams } });
    }
  });
});
