import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { playedClis } from '../../src/claude/lab/cliVersions.ts';
import { calls, heldBy, says } from '../../src/claude/lab/script.ts';
import { parseTranscriptLine } from '../../src/claude/transcript/line.ts';
import { configFolder, transcriptFile } from '../../src/claude/transcript/places.ts';
import { isAlive } from '../../src/cli/stopDaemon.ts';
import { Stage } from './stage.ts';

/** What dies in the middle of a task: the CLI, the pty host, host and daemon. The task goes on, and nothing is typed twice. */

let stage: Stage;

const note = 'pcc: this session was interrupted';

async function setStage(version: string): Promise<void> {
  stage = await Stage.set({
    version,
    trusted: true,
    script: {
      held: [heldBy('go on', says('At last.'))],
      hello: [says('Hello.')],
      again: [says('Again.')],
      test: [calls('Bash', { command: 'npm test', description: 'Run the tests' }), says('Green.')],
    },
  });
}

afterEach(async () => {
  await stage.strike();
});

/**
 * A session whose first task's turn runs, and a second task behind it. The CLI has written the prompt down, which some versions do
 * only behind its request: a prompt that went with the CLI before is typed anew, and there is nothing to go on with.
 */
async function atWork(): Promise<{ id: string; pid: number }> {
  const id = await stage.start('--task', 'take your time [case:held]');
  await stage.pcc('send', id, 'then greet [case:hello]');
  await stage.api.requested((request) => bodyOf(request).includes('[case:held]'), 30_000);
  const { pid } = await stage.untilStatus(
    id,
    'a running turn that is written down',
    ({ queue, claudeSessionId }) => queue[0]?.state === 'running' && isWritten('[case:held]', claudeSessionId),
  );
  return { id, pid: pid ?? 0 };
}

/** True when the CLI's transcript of this conversation holds a prompt with these words. */
function isWritten(words: string, claudeSessionId: string): boolean {
  const config = configFolder(stage.env, stage.env.HOME ?? '');
  const file = transcriptFile(config, stage.project, claudeSessionId);
  const lines = file === undefined ? [] : readFileSync(file, 'utf8').split('\n');
  return lines.some((line) => {
    const read = parseTranscriptLine(line, claudeSessionId);
    return read.ok && read.events.some((event) => event.type === 'prompt' && event.text.includes(words));
  });
}

/** Not every request has a body. */
function bodyOf({ body }: { readonly body: unknown }): string {
  return JSON.stringify(body ?? '');
}

function hostPid(): number {
  return Number(/\d+/.exec(readFileSync(join(stage.pccHome, 'run', 'ptyhost.lock'), 'utf8'))?.[0]);
}

/** What `pcc daemon status` takes on a machine that does nothing else. */
const idleStatusMs = 500;

/** How many times slower than an idle machine this one is just now: ten seconds are meant of that one. */
async function slownessNow(): Promise<number> {
  const beganMs = Date.now();
  await stage.daemonPid();
  return Math.max(1, (Date.now() - beganMs) / idleStatusMs);
}

/** It became a prompt once, and none was lost when something was killed. */
function sentOnce(text: string): void {
  expect([text, stage.promptsSent(text), stage.promptsKept(text)]).toEqual([text, 1, 1]);
}

/** The task goes on after what was done. */
async function goesOn({ id, pid }: { id: string; pid: number }, kill: () => void | Promise<void>): Promise<void> {
  const slowness = await slownessNow();
  const killedMs = Date.now();
  await kill();
  // One that is hung up, and not killed, would still write down an answer that comes while it ends: there were nothing to go on with.
  await stage.until(
    'the end of the CLI',
    () => Promise.resolve(isAlive(pid)),
    (alive) => !alive,
  );
  stage.api.open('go on');
  await stage.status(id);
  await stage.api.requested((request) => bodyOf(request).includes(note), 40_000);
  expect(Date.now() - killedMs).toBeLessThan(10_000 * slowness);
  const status = await stage.untilDone(id);
  expect(status.pid).not.toBe(pid);
  expect(status.queue.filter((task) => task.role === undefined).map((task) => task.state)).toEqual(['done', 'done']);
  for (const text of ['[case:held]', '[case:hello]', note]) sentOnce(text);
  expect(status).toMatchObject({ id, phase: 'live', state: 'idle' });
  expect((await stage.decisions(id)).map((line) => line.action)).toEqual(expect.arrayContaining(['restart', 'go-on']));
}

describe.each(playedClis)('claude %s', (version) => {
  it('is killed: it comes back, and its task goes on with one note', async () => {
    await setStage(version);
    const session = await atWork();
    await goesOn(session, () => {
      process.kill(session.pid, 'SIGKILL');
    });
  });
});

describe.each(['2.1.98', '2.1.329'])('around claude %s', (version) => {
  it('the pty host is killed', async () => {
    await setStage(version);
    const session = await atWork();
    await goesOn(session, () => {
      process.kill(hostPid(), 'SIGKILL');
    });
  });

  it('the pty host and the daemon are killed', async () => {
    await setStage(version);
    const session = await atWork();
    const daemon = await stage.daemonPid();
    await goesOn(session, () => {
      process.kill(daemon, 'SIGKILL');
      process.kill(hostPid(), 'SIGKILL');
    });
  });

  it('it is killed while nothing runs: it comes back and is told nothing', async () => {
    await setStage(version);
    const id = await stage.start('--task', 'greet [case:hello]');
    const { pid } = await stage.untilDone(id);
    process.kill(pid ?? 0, 'SIGKILL');
    await stage.untilStatus(
      id,
      'another child',
      (status) => status.state === 'idle' && status.pid !== null && status.pid !== pid,
    );
    expect(stage.promptsSent(note)).toBe(0);
    await stage.pcc('send', id, 'once more [case:again]');
    await stage.untilDone(id);
    for (const text of ['[case:hello]', '[case:again]']) sentOnce(text);
  });
});

describe.each(['2.0.20', '2.1.329'])('claude %s without a conversation', (version) => {
  it('is killed: it begins again, and its first task arrives', async () => {
    await setStage(version);
    const id = await stage.start();
    const { pid } = await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    process.kill(pid ?? 0, 'SIGKILL');
    await stage.untilStatus(id, 'another child', (now) => now.state === 'idle' && now.pid !== null && now.pid !== pid);
    await stage.pcc('send', id, 'greet [case:hello]');
    await stage.untilDone(id);
    expect(stage.promptsSent('[case:hello]')).toBe(1);
  });
});

describe.each(['2.0.20', '2.1.98', '2.1.329'])('/clear on claude %s', (version) => {
  it('is followed: the next call is approved by both witnesses, and a crash resumes what came after', async () => {
    await setStage(version);
    const id = await stage.start('--task', 'greet [case:hello]');
    const { claudeSessionId: first, pid } = await stage.untilDone(id);
    await stage.pcc('send', id, '/clear');
    const followed = await stage.untilStatus(id, 'another transcript', (status) => status.claudeSessionId !== first);
    await stage.pcc('send', id, 'run the tests [case:test]');
    await stage.untilDone(id);
    const decisions = (await stage.decisions(id)).filter((line) => line.tool === 'Bash');
    expect(decisions).toMatchObject([{ action: 'approve', by: 'policy', outcome: 'confirmed' }]);
    expect(stage.promptsSent('[case:test]')).toBe(1);
    process.kill(pid ?? 0, 'SIGKILL');
    await stage.untilStatus(id, 'another child', (now) => now.state === 'idle' && now.pid !== null && now.pid !== pid);
    const notes = (await stage.logs(id)).map(({ text }) => text ?? '');
    expect(notes).toContain(`Started again: --resume ${followed.claudeSessionId}.`);
    expect(await stage.status(id)).toMatchObject({ claudeSessionId: followed.claudeSessionId });
  });
});
