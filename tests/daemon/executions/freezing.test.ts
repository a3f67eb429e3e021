import { describe, expect, test } from 'vitest';
import { sessionMembers } from '../../../src/terminal/host/processes.ts';
import type { HostClient } from '../../../src/terminal/hostClient.ts';
import { until } from '../../terminal/harness.ts';
import { makeRig } from '../rig.ts';
import type { Child } from './child.ts';
import { begin, idle, patienceMs, turnBegins, turnEnds } from './child.ts';
import { uuidIn } from './stage.ts';

/** Lists that are paused with their processes stopped. That it takes less than a second is measured on the real CLI, in `tests/e2e/control.test.ts`. */

function processesOf({ rig, list }: Child): { stopped: boolean; pid: number }[] {
  const child = rig.store.sessions.get(list().session ?? '')?.launch?.child;
  return child ? sessionMembers(child) : [];
}

const isFrozen = (child: Child): boolean => {
  const members = processesOf(child);
  return members.length > 0 && members.every(({ stopped }) => stopped);
};

const control = ({ rig, list }: Child, action: 'pause' | 'resume' | 'cancel', freeze?: boolean) =>
  rig.lasting.executions.control({ id: list().id, action, ...(freeze === undefined ? {} : { freeze }) });

async function atWork(): Promise<{ child: Child; text: string }> {
  const child = await begin({ steps: [{ prompt: 'Count the files.' }] });
  child.show(idle);
  return { child, text: await turnBegins(child, 1) };
}

/** A connection to a host of the time before this. */
function olderHost(client: HostClient): HostClient {
  const { also: _also, ...hello } = client.hello;
  return new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'hello') return hello;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe('a list that is frozen', () => {
  test('stands still, says so, and goes on', { timeout: 90_000 }, async () => {
    const { child, text } = await atWork();
    expect(control(child, 'pause', true)).toMatchObject({ state: 'paused', held: 'frozen' });
    await until('its processes stand still', () => isFrozen(child), patienceMs);
    const session = child.list().session ?? '';
    expect(child.rig.sessions.status(session)).toMatchObject({ paused: true });
    expect(child.rig.sessions.status(session).why).toContain('Frozen');
    expect(control(child, 'resume')).toMatchObject({ state: 'running' });
    expect(child.list().held).toBeUndefined();
    await until('they go on', () => processesOf(child).every(({ stopped }) => !stopped), patienceMs);
    expect(child.rig.sessions.status(session).why).toBeUndefined();
    turnEnds(child, `Three.\n\nexecution_uuid: ${uuidIn(text)}`);
    await until('its end', () => child.list().state === 'done', patienceMs);
    await until('the end of its session', () => child.rig.sessions.live.size === 0, patienceMs);
  });

  test('goes over to being only paused, and a person lets it go on by its session', { timeout: 90_000 }, async () => {
    const { child } = await atWork();
    control(child, 'pause', true);
    await until('its processes stand still', () => isFrozen(child), patienceMs);
    expect(control(child, 'pause', false)).toMatchObject({ state: 'paused', held: 'paused' });
    await until('they go on', () => processesOf(child).every(({ stopped }) => !stopped), patienceMs);
    control(child, 'pause', true);
    await until('they stand still again', () => isFrozen(child), patienceMs);
    let heldThen: string | undefined;
    child.rig.lasting.released(child.list().session ?? '', () => (heldThen = child.list().held));
    // A daemon that ends before its session goes on must find it held still: only so can it be resumed again.
    expect(heldThen).toBe('frozen');
    await until('they go on', () => processesOf(child).every(({ stopped }) => !stopped), patienceMs);
    expect(child.list()).toMatchObject({ state: 'running' });
    expect(child.list().held).toBeUndefined();
    control(child, 'cancel');
    await until('the end of its session', () => child.rig.sessions.live.size === 0, patienceMs);
  });

  test('is cancelled', { timeout: 90_000 }, async () => {
    const { child } = await atWork();
    control(child, 'pause', true);
    await until('its processes stand still', () => isFrozen(child), patienceMs);
    expect(control(child, 'cancel').state).toBe('cancelled');
    await until('all are gone', () => processesOf(child).length === 0, patienceMs);
    await until('the end of its session', () => child.rig.sessions.live.size === 0, patienceMs);
  });

  test('stays so under the next daemon, which can let it go on', { timeout: 90_000 }, async () => {
    const { child, text } = await atWork();
    control(child, 'pause', true);
    await until('its processes stand still', () => isFrozen(child), patienceMs);
    const { folder, host } = child.rig;
    child.rig.lasting.dispose();
    child.rig.sessions.dispose();
    child.rig.client.dispose();
    const rig = await makeRig({ folder, host });
    const id = child.list().id;
    const next: Child = { ...child, rig, list: () => rig.lasting.executions.status(id) };
    await rig.sessions.recover();
    rig.lasting.start();
    expect(next.list()).toMatchObject({ state: 'paused', held: 'frozen' });
    const session = next.list().session ?? '';
    await until('it is told', () => rig.sessions.status(session).why?.includes('Frozen') === true, patienceMs);
    expect(isFrozen(next)).toBe(true);
    control(next, 'resume');
    await until('they go on', () => processesOf(next).every(({ stopped }) => !stopped), patienceMs);
    turnEnds(next, `Three.\n\nexecution_uuid: ${uuidIn(text)}`);
    await until('its end', () => next.list().state === 'done', patienceMs);
    await until('the end of its session', () => rig.sessions.live.size === 0, patienceMs);
  });

  test('is refused clearly by a pty host that is too old, and nothing has changed', { timeout: 90_000 }, async () => {
    const { child } = await atWork();
    child.rig.client = olderHost(child.rig.client);
    expect(() => control(child, 'pause', true)).toThrow(/too old to stop processes; pause without `freeze`/);
    expect(child.list()).toMatchObject({ state: 'running' });
    expect(child.list().held).toBeUndefined();
    expect(control(child, 'pause').held).toBe('paused');
    control(child, 'cancel');
    await until('the end of its session', () => child.rig.sessions.live.size === 0, patienceMs);
  });
});
