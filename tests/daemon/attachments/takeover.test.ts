import fc from 'fast-check';
import { expect, test } from 'vitest';
import { methods } from '../../../src/api/methods.ts';
import { dispatch } from '../../../src/api/rpc.ts';
import type { RpcService } from '../../../src/api/rpc.ts';
import { Attachments } from '../../../src/daemon/attachments/attachments.ts';
import type { HandlerParts } from '../../../src/daemon/handlers.ts';
import { handlersOf } from '../../../src/daemon/handlers.ts';
import { TestClient } from '../../api/testClient.ts';
import type { HandHeld } from '../fakeHost.ts';
import { callLine, handHeld, resultLine, turn } from '../fakeHost.ts';
import { muteScreenAt } from '../recorded.ts';

/**
 * A core promise, measured: from the turn of the event loop in which a human takes a pane, no key of pcc goes there. The human
 * comes at any moment while pcc is about to approve a command: before the dialog is read, while it is judged, while its age is
 * waited for, when the key has just gone.
 */

const rounds = 1_000;
/** The latest moment of the human; pcc's key comes somewhere before the middle of it. */
const latestMs = 500;

const screens = {
  idle: await muteScreenAt('bash-simple-80x24', 'idle'),
  asks: await muteScreenAt('bash-simple-80x24', 'permission'),
};

/** Calls of a client as the socket brings them: a line of JSON, taken in at once. */
function caller({ rig, clock }: HandHeld, client: TestClient): (method: string, params: object) => Promise<unknown> {
  const attachments = new Attachments(clock, () => 600_000);
  const parts: Partial<HandlerParts> = { ...rig, clock, attachments };
  const handlers = handlersOf(parts as HandlerParts);
  const rows = (['session.attach', 'session.take', 'session.release', 'session.input'] as const).map(
    (name) => [name, { params: methods[name].params, run: handlers[name] as never }] as const,
  );
  const bugs: unknown[] = [];
  const service: RpcService<TestClient> = {
    methods: new Map(rows),
    gate: () => undefined,
    onBug: (_method, error) => bugs.push(error),
  };
  return async (method, params) => {
    const reply = await dispatch(service, client, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const { result, error } = JSON.parse(reply ?? '') as { result?: unknown; error?: unknown };
    expect([error, bugs]).toEqual([undefined, []]);
    return result;
  };
}

test(`${rounds} times a human takes the pane while pcc is about to type`, { timeout: 240_000 }, async () => {
  const scene = await handHeld({ 'budget.approvals_per_minute': 10_000, 'budget.same_call_max': 10_000 });
  const { live, writes } = scene;
  const client = new TestClient();
  const call = caller(scene, client);
  const size = { cols: 80, rows: 24 };
  const { attachment } = (await call('session.attach', { id: live.id, ...size, input: false })) as {
    attachment: string;
  };
  const keysOfPcc = (): number => writes.filter(({ by }) => by === 'pcc').length;
  const moments = fc.sample(fc.record({ atMs: fc.integer({ min: 0, max: latestMs }), types: fc.boolean() }), rounds);
  const figures = { rounds: 0, typedBefore: 0, stoppedInTime: 0, wrong: 0 };
  scene.show(screens.idle);
  await scene.pass(500);
  for (const [round, { atMs, types }] of moments.entries()) {
    const before = keysOfPcc();
    scene.show(screens.asks);
    scene.tell(callLine(`call-${round}`, 'npm test'));
    await scene.pass(atMs, 5);
    const taking = call('session.take', { attachment, ...size });
    const whenTaken = keysOfPcc();
    const typing = types ? call('session.input', { attachment, data: 'x' }) : undefined;
    // In the very turn of the take everything that is due comes due.
    scene.clock.advance(latestMs);
    await Promise.all([taking, typing]);
    await scene.pass(latestMs, 50);
    figures.rounds++;
    figures.wrong += keysOfPcc() - whenTaken;
    if (whenTaken > before) figures.typedBefore++;
    else figures.stoppedInTime++;
    scene.show(screens.idle);
    scene.tell(resultLine(`call-${round}`));
    await scene.pass(200, 50);
    await call('session.release', { attachment });
    await scene.pass(200, 50);
    await turn();
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(figures).toMatchObject({ rounds, wrong: 0 });
  // It was a race: the human came too late for many keys, and in time for many.
  expect(figures.typedBefore).toBeGreaterThan(rounds / 10);
  expect(figures.stoppedInTime).toBeGreaterThan(rounds / 10);
});
