import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../../src/api/methods.ts';
import { until } from '../../terminal/harness.ts';
import { begin, idle, patienceMs, turnBegins } from '../executions/child.ts';
import { screenAt } from '../recorded.ts';
import type { Rig } from '../rig.ts';
import { makeRig, startPuppet } from '../rig.ts';

/** Hooks in the daemon: lists and decisions call them. */

function hook({ home }: Pick<Rig, 'home'>, place: string, text: string): void {
  const path = join(home.hooksFolder, place);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o700 });
}

describe('hooks around the tasks of a list', () => {
  test('one refuses a task, another is told of the error', { timeout: 90_000 }, async () => {
    const child = await begin({ steps: [{ prompt: 'Deploy it.' }, { prompt: 'And then.' }] });
    const { rig, list } = child;
    const error = join(rig.folder, 'error');
    hook(rig, 'pre-execution/guard', `grep -q Deploy && echo '{"refuse": "No deployments."}' || echo '{}'`);
    hook(rig, 'on-error/note', `cat > '${error}'`);
    child.show(idle);
    await until('its end', () => list().state === 'failed', patienceMs);
    expect(list().steps.map(({ state }) => state)).toEqual(['refused', 'skipped']);
    expect(list().steps[0]?.why).toContain("guard' refused it: No deployments.");
    expect(JSON.parse(readFileSync(error, 'utf8'))).toMatchObject({ outcome: { state: 'refused' } });
    const session = rig.store.executions.get(list().id)?.name ?? '';
    expect(rig.store.tasks.list(session)).toEqual([]);
    await until('the end of its session', () => rig.sessions.live.size === 0, patienceMs);
  });

  test('one changes what is typed; a list is cancelled at once while another hangs', { timeout: 90_000 }, async () => {
    const child = await begin({ steps: [{ prompt: 'Count.' }] });
    const { rig, list } = child;
    const hangs = join(rig.folder, 'hangs');
    hook(rig, 'pre-execution/1-change', `cat > /dev/null; echo '{"prompt": "Count the folders."}'`);
    child.show(idle);
    expect(await turnBegins(child, 1)).toContain('Count the folders.');
    expect(list().steps[0]?.amended.join()).toContain('changed its prompt');
    hook(rig, 'pre-execution/2-hang', `touch '${hangs}'; sleep 300`);
    const { id } = await rig.lasting.executions.begin({
      path: join(rig.folder, 'app'),
      claude: rig.store.sessions.get(list().session ?? '')?.launch?.file ?? '',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      steps: [{ prompt: 'Hang.' }],
    });
    const second = (): string => rig.lasting.executions.status(id).state;
    await until('the hook hangs', () => existsSync(hangs) || second() !== 'running', patienceMs);
    const begunMs = performance.now();
    rig.lasting.executions.control({ id, action: 'cancel' });
    rig.lasting.executions.control({ id: list().id, action: 'cancel' });
    await until('the end of both sessions', () => rig.sessions.live.size === 0, patienceMs);
    expect(performance.now() - begunMs).toBeLessThan(5_000);
    expect(second()).toBe('cancelled');
  });
});

describe('hooks behind decisions', () => {
  test('are told of a decision and of what waits for a person', { timeout: 90_000 }, async () => {
    const rig = await makeRig();
    const decisions = join(rig.folder, 'decisions');
    const pending = join(rig.folder, 'pending');
    hook(rig, 'on-decision/note', `cat >> '${decisions}'`);
    hook(rig, 'on-escalation/note', `cat >> '${pending}'`);
    const puppet = await startPuppet(rig);
    puppet.calls('c1', 'rm -rf build node_modules');
    await puppet.show(await screenAt('bash-rm-rf-80x24', 'permission'));
    await until('it is told', () => existsSync(pending) && readFileSync(pending, 'utf8').endsWith('\n'), patienceMs);
    const { decision } = JSON.parse(readFileSync(decisions, 'utf8')) as { decision: LogLine };
    expect(decision).toMatchObject({ type: 'decision', action: 'escalate', session: puppet.id });
    expect(JSON.parse(readFileSync(pending, 'utf8'))).toMatchObject({
      session: puppet.id,
      pending: { n: rig.ledger.pending(puppet.id)[0]?.n, kind: 'permission' },
    });
  });
});
