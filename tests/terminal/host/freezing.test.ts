import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive, processStartTime, sessionMembers, signalProcess } from '../../../src/terminal/host/processes.ts';
import { afterTest, connectTo, Follower, shell, startTestHost, until } from '../harness.ts';

/** Processes that are stopped and go on. */

/** A shell that counts aloud, beside a job in a group of its own and one that has left the terminal session. */
const family = [
  `set -m; sh -c 'while :; do sleep 0.02; done' & echo "grouped=$!;"; set +m`,
  existsSync('/usr/bin/setsid') ? `setsid sh -c 'echo "left=$$;"; while :; do sleep 0.02; done' &` : 'echo "left=1;"',
  'echo "self=$$;"',
  'n=0; while :; do n=$((n+1)); echo "n$n"; sleep 0.02; done',
].join('\n');

async function start() {
  const host = await startTestHost();
  const client = await connectTo(host);
  const { pid, processStartTime: startTime } = await client.spawn(shell('s', family));
  const follower = await Follower.attach(client, 's');
  await until(
    'all are up',
    () => [...follower.text.matchAll(/\w+=\d+;/g)].length === 3 && follower.text.includes('n3'),
  );
  const leader = { pid, startTime: startTime ?? processStartTime(pid) ?? '' };
  return { client, host, follower, leader, members: () => sessionMembers(leader) };
}

const isStill = (members: () => { stopped: boolean }[]): boolean => members().every(({ stopped }) => stopped);

describe('a session that is frozen', () => {
  it('stands still with everything it started, and goes on where it was', async () => {
    const { client, follower, members } = await start();
    expect(client.hello.also).toContain('freeze');
    await client.freeze('s', true);
    await until('all stand still', () => isStill(members));
    expect(members().length).toBeGreaterThanOrEqual(existsSync('/usr/bin/setsid') ? 3 : 2);
    expect((await client.list())[0]?.frozen).toBe(true);
    await client.freeze('s', true);
    const at = follower.text.length;
    const before = members()
      .map(({ pid }) => cpuOf(pid))
      .join();
    await client.write('s', { inputId: 'one', data: 'x', by: 'human' });
    await until('the terminal echoes', () => follower.text.length > at);
    expect(follower.text.slice(at)).toBe('x');
    expect(
      members()
        .map(({ pid }) => cpuOf(pid))
        .join(),
    ).toBe(before);
    await client.freeze('s', false);
    const told = follower.text.length;
    await until('it counts on', () => /n\d+/.test(follower.text.slice(told)));
    expect(members().some(({ stopped }) => stopped)).toBe(false);
    expect((await client.list())[0]?.frozen).toBeUndefined();
  });

  it.each(['ask', 'insist', 'force'] as const)('is ended by %s like any other', async (mode) => {
    const { client, host, follower, members } = await start();
    await client.freeze('s', true);
    await until('all stand still', () => isStill(members));
    const all = members();
    const note = join(host.home, 'run', 'ptyhost.stopped');
    expect(existsSync(note)).toBe(true);
    await client.kill('s', mode);
    await follower.ends();
    await until('all are gone', () => !all.some(isAlive));
    expect(existsSync(note)).toBe(false);
    await client.freeze('s', true);
  });

  it('leaves nobody stopped when it is killed from outside', async () => {
    const { client, follower, leader, members } = await start();
    const left = Number(/left=(\d+);/.exec(follower.text)?.[1]);
    await client.freeze('s', true);
    await until('all stand still', () => isStill(members));
    const all = members();
    afterTest(() => {
      for (const member of all) signalProcess(member, 'SIGKILL');
    });
    process.kill(leader.pid, 'SIGKILL');
    await follower.ends();
    await until('those that are left go on', () => !all.some(({ pid }) => stateOf(pid) === 'T'));
    // Those in the terminal were hung up by the system; who left it lives on, as after any other end.
    if (left !== 1) expect(all.filter(isAlive).map(({ pid }) => pid)).toContain(left);
    expect((await client.list())[0]?.frozen).toBeUndefined();
    await client.freeze('s', false);
  });

  it('can end as it wants to when it is asked', async () => {
    const client = await connectTo(await startTestHost({ killInsistAfterMs: 10_000 }));
    await client.spawn(shell('s', 'trap "echo bye; exit 5" HUP; echo ready; while :; do sleep 0.02; done'));
    const follower = await Follower.attach(client, 's');
    await follower.sees('ready');
    await client.freeze('s', true);
    await client.kill('s', 'ask');
    await follower.ends();
    expect(follower.exit).toMatchObject({ code: 5, signal: 0 });
    expect(follower.text).toContain('bye');
  });

  it('lets what was stopped before stay stopped', async () => {
    const { client, follower, members } = await start();
    const grouped = Number(/grouped=(\d+);/.exec(follower.text)?.[1]);
    process.kill(grouped, 'SIGSTOP');
    const stopped = (): boolean => members().find(({ pid }) => pid === grouped)?.stopped === true;
    await until('the job stands still', stopped);
    await client.freeze('s', true);
    await until('all stand still', () => isStill(members));
    await client.freeze('s', false);
    const told = follower.text.length;
    await until('it counts on', () => /n\d+/.test(follower.text.slice(told)));
    expect(stopped()).toBe(true);
  });

  it('is not stopped where it cannot be noted what was', async () => {
    const { client, host, members } = await start();
    mkdirSync(join(host.home, 'run', 'ptyhost.stopped.new'));
    await expect(client.freeze('s', true)).rejects.toThrow('cannot be noted');
    expect(members().some(({ stopped }) => stopped)).toBe(false);
    expect((await client.list())[0]?.frozen).toBeUndefined();
  });

  it('stays stopped where it cannot be noted what else is to be', async () => {
    const { client, host, follower, members } = await start();
    await client.freeze('s', true);
    await until('all stand still', () => isStill(members));
    const grouped = Number(/grouped=(\d+);/.exec(follower.text)?.[1]);
    process.kill(grouped, 'SIGCONT');
    await until('one goes on', () => !isStill(members));
    const blocked = join(host.home, 'run', 'ptyhost.stopped.new');
    mkdirSync(blocked);
    await expect(client.freeze('s', true)).rejects.toThrow('cannot be noted');
    expect(members().filter(({ pid, stopped }) => !stopped && !isChildOf(pid, grouped) && pid !== grouped)).toEqual([]);
    expect((await client.list())[0]?.frozen).toBe(true);
    rmSync(blocked, { recursive: true });
    await client.freeze('s', true);
    await until('all stand still', () => isStill(members));
    await client.freeze('s', false);
    await until('all go on', () => !members().some(({ stopped }) => stopped));
  });

  it('is told by its name where nobody knows it', async () => {
    const client = await connectTo(await startTestHost());
    await expect(client.freeze('none', true)).rejects.toThrow("knows no session 'none'");
  });
});

function isChildOf(pid: number, parent: number): boolean {
  return statOf(pid)[1] === String(parent);
}

function stateOf(pid: number): string {
  return statOf(pid)[0] ?? '';
}

function cpuOf(pid: number): string {
  return statOf(pid).slice(11, 13).join();
}

/** What the system tells of a process behind its name: its state first. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
