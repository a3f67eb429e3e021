import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isAlive, processStartTime } from '../../../src/terminal/host/processes.ts';
import { connectTo, Follower, shell, startTestHost, until } from '../harness.ts';

/** The processes whose pids the child printed as `name=pid;`. */
function printedProcesses(text: string): { pid: number; startTime: string }[] {
  return [...text.matchAll(/\w+=(\d+);/g)].map((match) => {
    const pid = Number(match[1]);
    return { pid, startTime: processStartTime(pid) ?? 'gone' };
  });
}

it.each(['ask', 'insist', 'force'] as const)(
  '%s ends what ignores HUP, what has a group of its own, and what left the session',
  async (mode) => {
    const host = await startTestHost();
    const client = await connectTo(host);
    const deaf = `sh -c 'trap "" HUP; while :; do sleep 0.1; done' & echo "deaf=$!;"`;
    // `set -m` gives background jobs groups of their own; setsid leaves the terminal session altogether.
    const grouped = `set -m; sh -c 'trap "" HUP TERM; while :; do sleep 0.1; done' & echo "grouped=$!;"; set +m`;
    const left = existsSync('/usr/bin/setsid')
      ? `setsid sh -c 'trap "" HUP; echo "left=$$;"; while :; do sleep 0.1; done' &`
      : 'echo "left=1;"';
    await client.spawn(
      shell('s', `trap "" HUP; ${deaf}; ${grouped}; ${left} echo "self=$$;"; while :; do sleep 0.1; done`),
    );
    const follower = await Follower.attach(client, 's');
    await until('all four are up', () => [...follower.text.matchAll(/\w+=\d+;/g)].length === 4);
    const processes = printedProcesses(follower.text).filter(({ pid }) => pid !== 1);
    expect(processes.every(isAlive)).toBe(true);
    await client.kill('s', mode);
    await follower.ends();
    await until('all are gone', () => !processes.some(isAlive));
  },
);

it('ask is only as strong as needed: a child that obeys HUP is sent nothing else', async () => {
  const host = await startTestHost({ killInsistAfterMs: 10_000 });
  const client = await connectTo(host);
  await client.spawn(shell('s', 'trap "exit 3" TERM; trap "exit 5" HUP; echo ready; while :; do sleep 0.02; done'));
  const follower = await Follower.attach(client, 's');
  await follower.sees('ready');
  await client.kill('s', 'ask');
  await follower.ends();
  expect(follower.exit).toMatchObject({ code: 5, signal: 0 });
});

it('a stopped child is ended too, and a signal is reported as one', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  const { pid } = await client.spawn(shell('s', 'echo ready; exec sleep 100'));
  const follower = await Follower.attach(client, 's');
  await follower.sees('ready');
  process.kill(pid, 'SIGSTOP');
  await client.kill('s', 'ask');
  await follower.ends();
  expect(follower.exit).toMatchObject({ code: 0, signal: 1 });
});

it('other sessions and processes outside are left alone', async () => {
  const host = await startTestHost();
  const client = await connectTo(host);
  await client.spawn(shell('a', 'exec sleep 100'));
  const b = await client.spawn(shell('b', 'exec sleep 100'));
  const follower = await Follower.attach(client, 'a');
  await client.kill('a', 'force');
  await follower.ends();
  expect(isAlive({ pid: b.pid, startTime: b.processStartTime ?? '' })).toBe(true);
  expect(spawnSync('true').status).toBe(0);
});

it.each(['ask', 'force'] as const)('%s reaches a child that was started a moment ago', async (mode) => {
  const host = await startTestHost({ sessionsMax: 100 });
  const client = await connectTo(host);
  const ended = new Set<string>();
  client.onExit(({ id }) => ended.add(id));
  // Sent in one go: the host obeys both before the child has had its turn.
  const rounds = Array.from({ length: 30 }, (_, index) => `s${index}`);
  await Promise.all(rounds.flatMap((id) => [client.spawn(shell(id, 'exec sleep 100')), client.kill(id, mode)]));
  await until('all have ended', () => ended.size === rounds.length);
});
