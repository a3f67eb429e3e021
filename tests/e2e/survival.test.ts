import { afterEach, describe, expect, it } from 'vitest';
import { newestCli, oldestCli } from '../../src/claude/lab/cliVersions.ts';
import { calls, heldBy, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** What outlives a killed daemon, and what a person can do to a running session. */

let stage: Stage;

async function setStage(version: string): Promise<void> {
  stage = await Stage.set({
    version,
    trusted: true,
    script: {
      remove: [calls('Bash', { command: 'rm -rf old', description: 'Remove the old folder' }), says('Gone.')],
      test: [calls('Bash', { command: 'npm test', description: 'Run the tests' }), says('Green.')],
      held: [heldBy('go on', says('At last.'))],
      'held-test': [
        heldBy('go on', calls('Bash', { command: 'npm test', description: 'Run the tests' })),
        says('Green.'),
      ],
      wander: [
        calls('Bash', { command: 'cd conf', description: 'Go there' }),
        calls('Bash', { command: 'git log > src/log.txt', description: 'Keep the log' }),
        says('Done.'),
      ],
      hello: [says('Hello.')],
    },
  });
  stage.write('old/file.txt', 'old\n');
}

afterEach(async () => {
  await stage.strike();
});

describe.each([newestCli, oldestCli])('a killed daemon, claude %s', (version) => {
  it('leaves the CLI alone; the dialog is pending again and answered once', async () => {
    await setStage(version);
    const id = await stage.start('--task', 'tidy up [case:remove]');
    const [before] = await stage.untilPending();
    const { pid } = await stage.status(id);
    const daemon = await stage.daemonPid();
    process.kill(daemon, 'SIGKILL');
    const after = await stage.untilPending();
    expect(await stage.daemonPid()).not.toBe(daemon);
    expect((await stage.status(id)).pid).toBe(pid);
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ n: before?.n, subject: 'rm -rf old' });
    expect(await stage.pcc('respond', String(before?.n), 'yes')).toMatchObject({ code: 0 });
    await stage.untilDone(id);
    expect(stage.has('old/file.txt')).toBe(false);
    expect(stage.toolResults()).toHaveLength(1);
    expect((await stage.decisions(id)).filter((line) => line.by === 'human')).toHaveLength(1);
  });

  it('answers a harmless dialog that came while no daemon was there', async () => {
    await setStage(version);
    const id = await stage.start('--task', 'take your time [case:held-test]');
    await stage.untilStatus(id, 'a running turn', (status) => status.queue[0]?.state === 'running');
    process.kill(await stage.daemonPid(), 'SIGKILL');
    stage.api.open('go on');
    await stage.untilDone(id);
    const [decision, ...more] = (await stage.decisions(id)).filter(
      (line) => line.tool === 'Bash' && line.outcome !== 'not-typed',
    );
    expect(decision).toMatchObject({ action: 'approve', by: 'policy', outcome: 'confirmed' });
    expect(more).toEqual([]);
    expect(await stage.pending()).toEqual([]);
  });

  it('judges from the folder that the shell has gone to', async () => {
    await setStage(version);
    // From the root this is a harmless command; in the folder it would run what that repository's configuration names.
    stage.write('conf/.git/config', '[core]\n\tfsmonitor = ./evil.sh\n');
    const id = await stage.start('--task', 'look around [case:wander]');
    const [item] = await stage.untilPending();
    expect(item).toMatchObject({ session: id, tool: 'Bash', risk: 'MEDIUM' });
    expect((await stage.answers(id)).at(-1)?.rules).toContain('git-config');
  });

  it('finds a turn that went on meanwhile, and goes on with the queue', async () => {
    await setStage(version);
    const id = await stage.start('--task', 'take your time [case:held]');
    await stage.pcc('send', id, 'then greet [case:hello]');
    await stage.api.requested((request) => JSON.stringify(request.body).includes('[case:held]'), 30_000);
    await stage.untilStatus(id, 'a running turn', (status) => status.queue[0]?.state === 'running');
    process.kill(await stage.daemonPid(), 'SIGKILL');
    stage.api.open('go on');
    const status = await stage.untilDone(id);
    expect(status.queue.map((task) => task.state)).toEqual(['done', 'done']);
    for (const text of ['[case:held]', '[case:hello]']) {
      expect([text, stage.promptsSent(text), stage.promptsKept(text)]).toEqual([text, 1, 1]);
    }
  });
});

describe('a running session', () => {
  it('answers nothing while it is paused, and goes on afterwards', async () => {
    await setStage(newestCli);
    const id = await stage.start();
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    await stage.pcc('pause', id);
    await stage.pcc('send', id, 'run the tests [case:test]');
    expect((await stage.status(id)).queue.map((task) => task.state)).toEqual(['queued']);
    await stage.pcc('resume', id);
    await stage.untilDone(id);
    // The loop that keeps the session at work tells its own steps behind it.
    const last = (await stage.decisions(id)).findLast((line) => line.by !== 'agent');
    expect(last).toMatchObject({ tool: 'Bash', action: 'approve', outcome: 'confirmed' });
  });

  it('ends with all it started, and says so', async () => {
    await setStage(newestCli);
    const id = await stage.start();
    const { pid } = await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    expect((await stage.pcc('stop', id)).code).toBe(0);
    expect(() => process.kill(pid ?? 0, 0)).toThrow();
    expect(await stage.status(id)).toMatchObject({ phase: 'ended', pid: null });
    expect((await stage.pcc('send', id, 'hello')).code).toBe(1);
    expect(await stage.json('list')).toEqual([]);
  });

  it('survives a restart of the daemon', async () => {
    await setStage(newestCli);
    const id = await stage.start();
    const { pid } = await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    const daemon = await stage.daemonPid();
    expect((await stage.pcc('daemon', 'restart')).code).toBe(0);
    expect(await stage.daemonPid()).not.toBe(daemon);
    expect(await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle')).toMatchObject({ pid });
  });

  it('has one daemon, however many verbs come at once', async () => {
    await setStage(newestCli);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => stage.json<{ daemon: { pid: number } }>('daemon', 'status')),
    );
    expect(new Set(answers.map((answer) => answer.daemon.pid)).size).toBe(1);
  });
});
