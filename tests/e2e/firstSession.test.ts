import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newestCli, oldestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Reply, Script } from '../../src/claude/lab/script.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** The first session, end to end: the real CLI, the built program, the scripted API. */

let stage: Stage;

/** What the API says; `root` is known only when the stage stands. */
function scriptFor(project: () => string): Script {
  return ({ caseName, turn }) => {
    const turns: Readonly<Record<string, () => Reply[]>> = {
      user: () => [
        calls(
          'Write',
          {
            file_path: join(project(), 'src/user.ts'),
            content: 'export interface User {\n  readonly name: string;\n}\n',
          },
          'I add the type.',
        ),
        says('The user type is in src/user.ts.'),
      ],
      remove: () => [
        calls('Bash', { command: 'rm -rf old', description: 'Remove the old folder' }),
        says('That is that.'),
      ],
      edit: () => [
        calls('Read', { file_path: join(project(), 'src/index.ts') }),
        calls('Edit', { file_path: join(project(), 'src/index.ts'), old_string: '41', new_string: '42' }),
        calls('Bash', { command: 'npm test', description: 'Run the tests' }),
        says('The answer is 42 now.'),
      ],
      hello: () => [says('Hello.')],
    };
    return turns[caseName]?.()[turn] ?? says('Nothing more to do.');
  };
}

async function setStage(version: string, trusted: boolean): Promise<Stage> {
  stage = await Stage.set({ version, trusted, script: scriptFor(() => stage.project) });
  return stage;
}

afterEach(async () => {
  await stage.strike();
});

describe.each([newestCli, oldestCli])('claude %s', (version) => {
  it('types the task, approves the write under src, and is idle again', async () => {
    await setStage(version, false);
    const ran = await stage.pcc('start', './app', '--task', 'add a user type [case:user]', '--detach', '--trust');
    expect(ran).toMatchObject({ code: 0, stdout: 'app-1\n' });
    const status = await stage.untilDone('app-1');
    expect(stage.read('src/user.ts')).toContain('interface User');
    expect(status).toMatchObject({
      id: 'app-1',
      path: stage.project,
      state: 'idle',
      paused: false,
      pending: [],
      claudeVersion: version,
    });
    expect(status.claudeSessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(stage.promptsSent('[case:user]')).toBe(1);
    const decisions = await stage.decisions('app-1');
    expect(decisions.find((line) => line.kind === 'trust')).toMatchObject({
      action: 'approve',
      by: 'flag',
      outcome: 'confirmed',
    });
    const writes = decisions.filter((line) => line.tool === 'Write' && line.outcome === 'confirmed');
    expect(writes).toHaveLength(1);
    expect(writes[0]).toMatchObject({
      kind: 'permission',
      subject: 'src/user.ts',
      risk: 'LOW',
      action: 'approve',
      by: 'policy',
      keys: '1',
      answer: 'Yes',
    });
    expect(writes[0]?.reasons?.length).toBeGreaterThan(0);
    const text = await stage.pcc('logs', 'app-1');
    expect(text.stdout).toContain('approve');
    expect(text.stdout).toContain('src/user.ts');
  });

  it('lets rm -rf wait and obeys either answer', async () => {
    await setStage(version, true);
    stage.write('old/file.txt', 'old\n');
    const id = await stage.start('--task', 'tidy up [case:remove]');
    const [first] = await stage.untilPending();
    expect(first).toMatchObject({ session: id, kind: 'permission', tool: 'Bash', subject: 'rm -rf old', risk: 'HIGH' });
    expect(first?.options.map((option) => option.kind)).toEqual(expect.arrayContaining(['yes-once', 'no']));
    expect((await stage.status(id)).pending).toHaveLength(1);
    expect(await stage.pcc('respond', String(first?.n), 'no')).toMatchObject({ code: 0 });
    expect(stage.has('old/file.txt')).toBe(true);
    expect(await stage.pending()).toEqual([]);
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');

    await stage.pcc('send', id, 'now really [case:remove]');
    const [second] = await stage.untilPending();
    expect(second?.n).toBeGreaterThan(first?.n ?? 0);
    expect(await stage.pcc('respond', String(second?.n), 'yes')).toMatchObject({ code: 0 });
    await stage.untilDone(id);
    expect(stage.has('old/file.txt')).toBe(false);
    // Newer versions tell the API of a refusal with the next prompt.
    expect(stage.toolResults().map((result) => result.isError)).toEqual([true, false]);
    const again = await stage.pcc('respond', String(second?.n), 'yes');
    expect(again.code).toBe(3);
    expect(again.stderr).toContain('answered already');
    const human = (await stage.decisions(id)).filter((line) => line.by === 'human');
    expect(human.map((line) => [line.action, line.outcome])).toEqual([
      ['deny', 'confirmed'],
      ['approve', 'confirmed'],
    ]);
  });

  it('edits and tests without a human, one task after the other', async () => {
    await setStage(version, true);
    const id = await stage.start('--task', 'raise the answer [case:edit]');
    await stage.pcc('send', id, 'and greet [case:hello]');
    const status = await stage.untilDone(id);
    expect(status.queue.map((task) => task.state)).toEqual(['done', 'done']);
    expect(stage.read('src/index.ts')).toContain('42');
    expect(stage.toolResults().filter((result) => result.isError)).toEqual([]);
    expect(stage.promptsSent('[case:edit]')).toBe(1);
    expect(stage.promptsSent('[case:hello]')).toBe(1);
    const confirmed = (await stage.answers(id)).filter((line) => line.outcome === 'confirmed');
    expect(confirmed.map((line) => line.tool)).toEqual(['Edit', 'Bash']);
  });

  it('lets the trust dialog wait without the flag', async () => {
    await setStage(version, false);
    const id = await stage.start('--task', 'say hello [case:hello]');
    const [item] = await stage.untilPending();
    expect(item).toMatchObject({ session: id, kind: 'trust' });
    expect(stage.promptsSent('[case:hello]')).toBe(0);
    expect(await stage.pcc('respond', String(item?.n), 'yes')).toMatchObject({ code: 0 });
    await stage.untilDone(id);
    expect(stage.promptsSent('[case:hello]')).toBe(1);
  });
});
