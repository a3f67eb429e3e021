import { expect, test } from 'vitest';
import type { MethodName, Params, Result } from '../../src/api/methods.ts';
import { methods } from '../../src/api/methods.ts';
import type { HandledMethod } from '../../src/api/server.ts';
import { Attachments } from '../../src/daemon/attachments/attachments.ts';
import type { HandlerParts } from '../../src/daemon/handlers.ts';
import { handlersOf } from '../../src/daemon/handlers.ts';
import { TestClient } from '../api/testClient.ts';
import type { HandHeld } from './fakeHost.ts';
import { callLine, handHeld } from './fakeHost.ts';
import { muteScreenAt } from './recorded.ts';

/** Methods as a client calls them, with parameters and results of the method table. */

const screens = {
  idle: await muteScreenAt('bash-simple-80x24', 'idle'),
  remove: await muteScreenAt('bash-rm-rf-80x24', 'permission'),
};

function caller(scene: HandHeld): <M extends HandledMethod>(method: M, params: Params<M>) => Promise<Result<M>> {
  const attachments = new Attachments(scene.clock, () => 60_000);
  const parts: Partial<HandlerParts> = { ...scene.rig, clock: scene.clock, attachments, problems: () => [] };
  const handlers = handlersOf(parts as HandlerParts);
  const client = new TestClient();
  return async (method, params) => {
    const row = methods[method as MethodName];
    const run = handlers[method] as (params: unknown, client: TestClient) => unknown;
    return row.result.parse(await run(row.params.parse(params), client)) as never;
  };
}

test('the screen is shown with as many lines above it as are wanted', async () => {
  const scene = await handHeld();
  scene.show(Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\r\n'));
  const call = caller(scene);
  const bare = await call('session.screen', { id: scene.live.id, scrollback: 0 });
  expect(bare).toMatchObject({ cols: 80, rows: 24, offset: scene.live.watched.screen.offset });
  expect([bare.data.includes('line 59'), bare.data.includes('line 30')]).toEqual([true, false]);
  const { data } = await call('session.screen', { id: scene.live.id, scrollback: 10 });
  expect([data.includes('line 26'), data.includes('line 20')]).toEqual([true, false]);
});

test('a size is both of its numbers or none', async () => {
  const scene = await handHeld();
  const call = caller(scene);
  const watching = { id: scene.live.id, cols: 80, rows: 24, input: false };
  const { attachment } = await call('session.attach', watching);
  await expect(call('session.fit', { attachment, cols: 80 })).rejects.toThrow('A size is columns and rows');
  await call('session.fit', { attachment, cols: 100, rows: 30 });
  expect((await call('session.status', { id: scene.live.id })).size).toEqual({ cols: 100, rows: 30 });
  await call('session.fit', { attachment });
  expect((await call('session.status', { id: scene.live.id })).size).toEqual({ cols: 80, rows: 24 });
});

test('decisions are listed with their reasons, for a session by the beginning of its id', async () => {
  const scene = await handHeld();
  scene.show(screens.idle);
  await scene.pass(1_000);
  scene.show(screens.remove);
  scene.tell(callLine('c1', 'rm -rf build'));
  await scene.pass(1_500);
  const call = caller(scene);
  const { lines } = await call('decisions.list', { session: 'hand', risk: 'HIGH' });
  expect(lines).toMatchObject([{ session: scene.live.id, tool: 'Bash', action: 'escalate', by: 'policy' }]);
  expect(lines[0]?.reasons?.length).toBeGreaterThan(0);
  expect((await call('decisions.list', { by: 'human' })).lines).toEqual([]);
  expect((await call('decisions.list', { before: lines[0]?.seq })).lines).toEqual([]);
  await expect(call('decisions.list', { session: 'nobody' })).rejects.toMatchObject({ code: 'not_found' });
});
