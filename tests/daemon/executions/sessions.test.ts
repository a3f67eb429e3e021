import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readResponse } from '../../../src/daemon/proofs/response.ts';
import { isAlive } from '../../../src/terminal/host/processes.ts';
import { until } from '../../terminal/harness.ts';
import { makeRig } from '../rig.ts';
import type { Child } from './child.ts';
import { begin, idle, patienceMs, turnBegins, turnEnds } from './child.ts';
import { uuidIn } from './stage.ts';

/** Lists over real parts: a store, a pty host, a terminal whose child shows what the test says. */

describe('a list in a session of its own', () => {
  test('goes on by itself, keeps whole answers, and ends its session', { timeout: 90_000 }, async () => {
    const child = await begin({
      steps: [
        { prompt: 'Count the files.' },
        { prompt: 'Now the folders.', context: 'same', uses: [1], verify: 'true' },
      ],
    });
    const { rig, list } = child;
    expect(list()).toMatchObject({ state: 'running', counts: { all: 2, done: 0, failed: 0 } });
    child.show(idle);
    const first = await turnBegins(child, 1);
    const long = `There are many.\n${'x'.repeat(20_000)}`;
    turnEnds(child, `${long}\n\nexecution_uuid: ${uuidIn(first)}`);
    const second = await turnBegins(child, 2);
    expect(second).toContain('result-of-task-1');
    expect(list().steps[0]).toMatchObject({ state: 'done', text: long, echoed: true, usage: { input: 7, output: 3 } });
    const waiting = rig.lasting.executions.output({ id: list().id, from: list().offset, waitMs: 20_000 });
    turnEnds(child, `Three.\n\nexecution_uuid: ${uuidIn(second)}`);
    expect((await waiting).text).toContain('Three.');
    await until('its end', () => list().state === 'done', patienceMs);
    await until('the end of its session', () => rig.sessions.live.size === 0, patienceMs);
    expect(list().counts).toEqual({ all: 2, done: 2, failed: 0 });
    expect(rig.lasting.executions.history({}).predictionError?.of).toBe(2);
    const { text, end } = await rig.lasting.executions.output({ id: list().id, from: 0 });
    expect(text).toContain('== Task 1 of 2: Count the files.\nThere are many.');
    expect(end).toBe(true);
    const { proofs } = await rig.lasting.handlers()['execution.verify']({ id: list().id }, {} as never);
    expect(proofs.map(({ ok, faults }) => ({ ok, faults }))).toEqual([
      { ok: true, faults: [] },
      { ok: true, faults: [] },
    ]);
    // Each receipt names that of the session's task.
    const told = list().steps.map(({ response = '' }) => readResponse(readFileSync(response, 'utf8')));
    expect(told[1]?.verifications).toMatchObject([{ command: 'true', ok: true, exitStatus: 0 }]);
    const tasks = rig.store.tasks.list(list().session ?? '');
    expect(told.map((one) => one?.tasks)).toEqual(
      tasks.map(({ task, receipt }) => [{ id: task.id, receipt, sha256: rig.store.receipts.sealOf(task.id) }]),
    );
    expect(tasks.every(({ receipt }) => receipt !== undefined)).toBe(true);
  });

  test('is paused and cancelled at once, with all processes of its session', { timeout: 90_000 }, async () => {
    const child = await begin({ steps: [{ prompt: 'Go on for ever.' }, { prompt: 'And then.' }] });
    const { rig, list } = child;
    child.show(idle);
    await turnBegins(child, 1);
    const { executions } = rig.lasting;
    const session = list().session ?? '';
    const live = rig.sessions.find(session);
    executions.control({ id: list().id.slice(0, 8), action: 'pause' });
    expect([list().state, live.actor.session.paused]).toEqual(['paused', true]);
    executions.control({ id: list().id, action: 'resume' });
    expect([list().state, live.actor.session.paused]).toEqual(['running', false]);
    const { pid } = live;
    const startTime = rig.store.sessions.get(session)?.launch?.child?.startTime ?? '';
    expect(isAlive({ pid: pid ?? 0, startTime })).toBe(true);
    const begun = performance.now();
    expect(executions.control({ id: list().id, action: 'cancel' }).state).toBe('cancelled');
    await until('the end of its processes', () => !isAlive({ pid: pid ?? 0, startTime }), patienceMs);
    expect(performance.now() - begun).toBeLessThan(5_000);
    await until('the end of its session', () => rig.sessions.live.size === 0, patienceMs);
    expect(list().steps.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    expect(() => executions.control({ id: list().id, action: 'resume' })).toThrow('is over');
  });

  test('fails when a person ends its session, and says so', { timeout: 90_000 }, async () => {
    const child = await begin({ steps: [{ prompt: 'Go on for ever.' }, { prompt: 'And then.' }] });
    const { rig, list } = child;
    child.show(idle);
    await turnBegins(child, 1);
    const live = rig.sessions.find(list().session ?? '');
    live.actor.dispatch({ type: 'stop' });
    await live.kill('force');
    await until('its end', () => list().state === 'failed', patienceMs);
    expect(list().why).toContain('ended');
    expect(list().steps.map(({ state }) => state)).toEqual(['failed', 'skipped']);
  });

  test('goes on under the next daemon, also where its turn ended while there was none', {
    timeout: 90_000,
  }, async () => {
    const child = await begin({
      steps: [{ prompt: 'Count the files.' }, { prompt: 'Now the folders.', context: 'same' }],
    });
    child.show(idle);
    const first = await turnBegins(child, 1);
    const { folder, host } = child.rig;
    child.rig.lasting.dispose();
    child.rig.sessions.dispose();
    child.rig.client.dispose();
    turnEnds(child, `Many.\n\nexecution_uuid: ${uuidIn(first)}`);
    const rig = await makeRig({ folder, host });
    const next: Child = { ...child, rig, list: () => rig.lasting.executions.status(child.list().id) };
    await rig.sessions.recover();
    rig.lasting.start();
    const second = await turnBegins(next, 2);
    expect(second).toContain('Now the folders.');
    expect(next.list().steps[0]).toMatchObject({ state: 'done', text: 'Many.' });
    turnEnds(next, `Three.\n\nexecution_uuid: ${uuidIn(second)}`);
    await until('its end', () => next.list().state === 'done', patienceMs);
    const texts = rig.store.tasks.list(next.list().session ?? '').map(({ task }) => task.text);
    expect(texts).toEqual([first, second]);
    const { text } = await rig.lasting.executions.output({ id: next.list().id, from: 0 });
    expect(text.split('Many.').length).toBe(2);
    await until('the end of its session', () => rig.sessions.live.size === 0, patienceMs);
  });
});
