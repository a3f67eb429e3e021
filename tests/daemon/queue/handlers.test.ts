import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/api/methods.ts';
import type { ApiClientHandle, Handlers } from '../../../src/api/server.ts';
import { isAlive } from '../../../src/cli/stopDaemon.ts';
import { until } from '../../terminal/harness.ts';
import { screenAt } from '../recorded.ts';
import type { Puppet, Rig } from '../rig.ts';
import { makeRig, startPuppet, untilState } from '../rig.ts';

/** The methods of the queue over real parts: a store, a terminal, commands as processes. */

const idle = await screenAt('bash-simple-80x24', 'idle');
const busy = await screenAt('bash-simple-80x24', 'busy');
const nobody = {} as ApiClientHandle;

interface Stage {
  readonly rig: Rig;
  readonly puppet: Puppet;
  readonly queue: Pick<Handlers, Extract<keyof Handlers, `queue.${string}`>>;
  readonly tasks: (all?: boolean) => Result<'queue.list'>['tasks'];
}

async function stage(): Promise<Stage> {
  const rig = await makeRig();
  const puppet = await startPuppet(rig);
  const queue = rig.lasting.handlers();
  return {
    rig,
    puppet,
    queue,
    tasks: (all = false) => (queue['queue.list']({ id: puppet.id, all }, nobody) as Result<'queue.list'>).tasks,
  };
}

/** The text has been typed and sent, and its turn runs. */
async function runTurn({ puppet, rig }: Stage, text: string): Promise<void> {
  await until('the text', () => puppet.typed().endsWith(text), 30_000);
  puppet.tell({ type: 'user', message: { role: 'user', content: text } });
  await puppet.show(busy);
  await until(
    'a running task',
    () => rig.sessions.status(puppet.id).queue.some(({ state }) => state === 'running'),
    30_000,
  );
}

async function endTurn({ puppet }: Stage, words: string): Promise<void> {
  puppet.tell({
    type: 'assistant',
    message: { role: 'assistant', content: [{ type: 'text', text: words }], stop_reason: 'end_turn' },
  });
  await puppet.show(idle);
  await untilState(puppet, 'idle');
}

describe('the queue of a session', () => {
  test('is changed by numbers or ids, and keeps its times', async () => {
    const { rig, puppet, queue, tasks } = await stage();
    const { id } = puppet;
    for (const text of ['one', 'two', 'three']) await queue['queue.add']({ id, text }, nobody);
    expect(await queue['queue.add']({ id, text: 'four', after: '2', priority: 3 }, nobody)).toEqual({
      id,
      task: `${id}.4`,
    });
    await queue['queue.move']({ id, task: '3', before: `${id}.1` }, nobody);
    await queue['queue.remove']({ id, task: '2' }, nobody);
    expect(tasks().map(({ text, state }) => [text, state])).toEqual([
      ['two', 'removed'],
      ['four', 'queued'],
      ['three', 'queued'],
      ['one', 'queued'],
    ]);
    expect(tasks()[1]?.why).toBe(
      `It waits for task ${id}.2, which was removed: remove this one and add it anew without it.`,
    );
    expect(tasks()[0]).toMatchObject({ session: id, endedAt: expect.any(String) as string });
    expect(rig.store.tasks.list(id)).toHaveLength(4);
    const refused = (call: () => unknown): string => {
      try {
        call();
      } catch (error) {
        return String(error);
      }
      return 'nothing was refused';
    };
    expect(refused(() => queue['queue.move']({ id, task: '2' }, nobody))).toContain('only a task that waits');
    expect(refused(() => queue['queue.retry']({ id, task: '1' }, nobody))).toContain('only a failed task');
    expect(refused(() => queue['queue.add']({ id, text: 'six', after: '2' }, nobody))).toContain('add it anew');
    expect(refused(() => queue['queue.remove']({ id, task: '9' }, nobody))).toContain("has no task '9'");
    expect(refused(() => queue['queue.add']({ id, text: 'five', after: '2' }, nobody))).toContain(
      'nothing could ever go',
    );
    expect(refused(() => queue['queue.add']({ id, text: '!ls' }, nobody))).toContain("begins with '!'");
  });

  test('the log tells first what a person did, and what came of it once', async () => {
    const { rig, puppet, queue } = await stage();
    const { id } = puppet;
    await queue['queue.add']({ id, text: 'one' }, nobody);
    await queue['queue.add']({ id, text: 'two', after: '1' }, nobody);
    await queue['queue.move']({ id, task: '2', before: '1' }, nobody);
    await queue['queue.remove']({ id, task: '1' }, nobody);
    const told = rig.ledger.lines(id, undefined, 100).filter(({ type }) => type === 'human' || type === 'task');
    expect(told.map(({ text }) => text)).toEqual([
      `A person added task ${id}.1: one`,
      `A person added task ${id}.2: two`,
      `A person moved task ${id}.2 before ${id}.1.`,
      `A person removed task ${id}.1.`,
      `Task ${id}.1 was removed: one (A person removed it.)`,
      `Task ${id}.2 cannot go: two (It waits for task ${id}.1, which was removed: remove this one and add it anew without it.)`,
    ]);
  });

  test('a secret in the text of a task is typed as it is and told to nobody', { timeout: 60_000 }, async () => {
    const here = await stage();
    const { rig, puppet, queue, tasks } = here;
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    await queue['queue.add']({ id: puppet.id, text: `use ${secret}` }, nobody);
    expect(JSON.stringify(tasks())).not.toContain(secret);
    expect(rig.store.tasks.get(`${puppet.id}.1`)?.task.text).toContain(secret);
    await puppet.show(idle);
    await runTurn(here, `use ${secret}`);
    await endTurn(here, `I have used ${secret}.`);
    await until('its end', () => tasks()[0]?.state === 'done', 30_000);
    expect(JSON.stringify(rig.store.tasks.get(`${puppet.id}.1`))).not.toContain(secret);
    expect(tasks()[0]?.result).toContain('I have used');
  });

  test('a command runs in the project; what it says is redacted, and it ends with its task', {
    timeout: 60_000,
  }, async () => {
    const here = await stage();
    const { puppet, queue, tasks } = here;
    const { id, project } = puppet;
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    writeFileSync(join(project, 'said.txt'), `${secret}\n`);
    await queue['queue.add'](
      { id, text: 'do it', verify: 'cat said.txt; test -f good && sleep 1000 & echo $! > pid; test -f good && wait' },
      nobody,
    );
    await puppet.show(idle);
    await runTurn(here, 'do it');
    await endTurn(here, 'Done.');
    await until('feedback', () => puppet.live.actor.session.tasks.some(({ role }) => role === 'feedback'), 30_000);
    const feedback = puppet.live.actor.session.tasks.find(({ role }) => role === 'feedback');
    expect(feedback?.text).toContain('ended with exit code 1');
    expect(feedback?.text).not.toContain(secret);
    writeFileSync(join(project, 'good'), '');
    rmSync(join(project, 'pid'));
    puppet.live.actor.dispatch({ type: 'prompt-sent', text: feedback?.text ?? '' });
    await endTurn(here, 'Better.');
    await until(
      'the second round',
      () =>
        existsSync(join(project, 'pid')) &&
        readFileSync(join(project, 'pid'), 'utf8').endsWith('\n') &&
        puppet.live.actor.session.verifying !== undefined,
      30_000,
    );
    await queue['queue.remove']({ id, task: '1' }, nobody);
    expect(tasks()[0]?.state).toBe('removed');
    const pid = Number(readFileSync(join(project, 'pid'), 'utf8'));
    await until('the end of the command', () => !isAlive(pid), 30_000);
  });
});
