import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Result, Status } from '../../src/api/methods.ts';
import { statusSample } from '../api/samples.ts';
import type { FakeDaemon } from './fakeDaemon.ts';
import { fakeDaemon } from './fakeDaemon.ts';
import { ran } from './testIo.ts';

type Task = Result<'queue.list'>['tasks'][number];

function task(n: number, more: Partial<Task> = {}): Task {
  return {
    id: `app-1.${n}`,
    session: 'app-1',
    text: `do ${n}`,
    state: 'queued',
    createdAt: '2026-03-01T10:00:00.000Z',
    ...more,
  };
}

describe('add and queue', () => {
  let daemon: FakeDaemon;
  let tasks: Task[];
  let status: Status;

  beforeEach(async () => {
    status = statusSample({ id: 'app-1' });
    tasks = [task(1, { state: 'done' }), task(2), task(3)];
    daemon = await fakeDaemon({
      'queue.add': ({ id }) => ({ id, task: `${id}.4` }),
      'queue.follow': ({ id, path }) => ({
        id,
        path,
        tasks: [`${id}.4`, `${id}.5`],
        warnings: ["The task on line 3 begins with '!'."],
      }),
      'queue.list': ({ id }) => ({ id, tasks }),
      'session.status': () => status,
      'queue.move': ({ id }) => ({ id, task: 'app-1.3' }),
      'queue.remove': ({ id }) => ({ id, task: 'app-1.2' }),
      'queue.retry': ({ id }) => ({ id, task: 'app-1.2' }),
    });
  });

  afterEach(async () => {
    await daemon.dispose();
  });

  async function pcc(...argv: string[]): Promise<{ out: string; err: string; exit: number }> {
    const { out, err, status } = await ran({ home: daemon.home }, ...argv);
    return { out, err, exit: status };
  }

  const asked = (method: string): unknown => daemon.calls.findLast((call) => call.method === method)?.params;

  test('a task goes with its conditions and its id is printed', async () => {
    const { out, exit } = await pcc(
      ...['add', 'app-1', 'write', 'tests', '--fresh', '--after', '2', '--verify', 'npm test'],
      ...['--priority', '-5', '--tokens', '50_000', '--time', '30m'],
    );
    expect({ out, exit }).toEqual({ out: 'app-1.4\n', exit: 0 });
    expect(asked('queue.add')).toEqual({
      id: 'app-1',
      text: 'write tests',
      fresh: true,
      after: '2',
      verify: 'npm test',
      priority: -5,
      tokensMax: 50_000,
      timeMaxMs: 1_800_000,
    });
  });

  test('a file is followed by its whole path', async () => {
    const { out, err } = await pcc('add', 'app-1', '-r', '/work/requirements.md');
    expect(out).toBe('app-1.4\napp-1.5\n');
    // What is left out is told at once.
    expect(err).toBe("pcc: The task on line 3 begins with '!'.\n");
    expect(asked('queue.follow')).toEqual({ id: 'app-1', path: '/work/requirements.md' });
  });

  test.each([
    [['add', 'app-1'], 'The task is empty'],
    [['add', 'app-1', 'do it', '-r', 'x.md'], "'--requirements' was given beside a task"],
    [['add', 'app-1', 'do it', '--priority', 'high'], "'--priority' takes a whole number"],
    [['add', 'app-1', 'do it', '--time', '30'], "'--time' takes a number with a unit"],
    [['add', 'app-1', 'do it', '--verify', ' '], "'--verify' is empty"],
    [['add', 'app-1', 'do it', '--after', ''], "'--after' is empty; give the id or the number of a task."],
    [['queue', 'app-1', 'move', '2', '--before', ' '], "'--before' is empty"],
    [['queue', 'app-1', 'mvoe', '2'], "did you mean 'move'"],
    [['queue', 'app-1', 'move', '2'], 'takes one of'],
    [['queue', 'app-1', 'move', '2', '--first', '--last'], 'takes one of'],
    [['queue', 'app-1', 'remove'], 'Which task?'],
    [['queue', 'app-1', 'remove', '2', '--first'], "'--first' belongs to 'move'"],
    [['queue', 'app-1', 'retry', '2', '--all'], "'--all' belongs to 'list'"],
    [['queue', 'app-1', 'list', '2'], "'list' takes no task"],
  ])('%j is wrong usage', async (argv, sentence) => {
    const { err, exit } = await pcc(...argv);
    expect(err).toContain(sentence);
    expect(exit).toBe(2);
    expect(daemon.calls.filter(({ method }) => method.startsWith('queue.'))).toEqual([]);
  });

  test('the list shows order, conditions and why a task waits', async () => {
    tasks = [
      task(1, {
        state: 'failed',
        why: '`npm test` ended with exit code 1, in round 3.',
        rounds: 3,
        verify: 'npm test',
      }),
      task(3, { priority: 2, fresh: true }),
      task(2, { after: 'app-1.1', why: 'It waits for task app-1.1, which failed.' }),
    ];
    const { out, exit } = await pcc('queue', 'app-1');
    expect(exit).toBe(0);
    expect(out.split('\n').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      'TASK  STATE  TOOK  CONDITIONS  TEXT',
      'app-1.1  ✗ failed  -  verify npm test, round 3  do 1',
      '  `npm test` ended with exit code 1, in round 3.',
      'app-1.3  ○ queued  -  priority 2, fresh  do 3',
      'app-1.2  ◷ waits  -  after 1  do 2',
      '  It waits for task app-1.1, which failed.',
      '',
    ]);
    expect(JSON.parse((await pcc('queue', 'app-1', '--json')).out)).toEqual({ id: 'app-1', tasks });
  });

  test('the list ends with what keeps all that waits from being typed', async () => {
    const last = async (): Promise<string | undefined> => (await pcc('queue', 'app-1')).out.trim().split('\n').at(-1);
    expect(await last()).toContain('do 3');
    status = statusSample({ id: 'app-1', paused: true });
    expect(await last()).toBe("The session is paused: 'pcc resume app-1' lets it go on.");
    status = statusSample({ id: 'app-1', humans: 1 });
    expect(await last()).toBe('A person holds its keyboard: nothing is typed until it is given back.');
    const why = 'Another session ran into the 5-hour limit of the account.';
    status = statusSample({ id: 'app-1', limit: { kind: 'five_hour', resetsAt: null }, why });
    expect(await last()).toBe(why);
    status = statusSample({ id: 'app-1', phase: 'ended' });
    expect(await last()).toBe('The session has ended: what waits is not typed any more.');
    tasks = [task(1, { state: 'done' })];
    expect(await last()).toContain('do 1');
  });

  test('an empty queue says what fills it', async () => {
    tasks = [];
    expect((await pcc('queue', 'app-1', 'list')).out).toBe('No tasks; `pcc add` puts one here.\n');
  });

  test('a task is moved, removed and retried, and its id is printed', async () => {
    expect((await pcc('queue', 'app-1', 'move', '3', '--first')).out).toBe('app-1.3\n');
    expect(asked('queue.move')).toEqual({ id: 'app-1', task: '3', before: 'app-1.2' });
    await pcc('queue', 'app-1', 'move', '2', '--last');
    expect(asked('queue.move')).toEqual({ id: 'app-1', task: '2' });
    await pcc('queue', 'app-1', 'move', '3', '--before', '2');
    expect(asked('queue.move')).toEqual({ id: 'app-1', task: '3', before: '2' });
    expect((await pcc('queue', 'app-1', 'remove', '2')).out).toBe('app-1.2\n');
    expect((await pcc('queue', 'app-1', 'retry', '2', '--json')).out).toBe('{"id":"app-1","task":"app-1.2"}\n');
  });
});
