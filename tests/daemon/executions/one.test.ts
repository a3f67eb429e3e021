import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Execution } from '../../../src/api/methods.ts';
import { PccError } from '../../../src/base/errors.ts';
import { nothingAround } from '../../../src/daemon/executions/ports.ts';
import { goodAnswer, settled, Stage } from './stage.ts';

test('a task of a list that says very much is told whole when it is asked for alone', async () => {
  const long = 'x'.repeat(1_500_000);
  const stage = new Stage((text) => goodAnswer(long, text));
  const { id } = await stage.begin({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
  const both = await stage.toTheEnd(id);
  expect(both.steps.map(({ text = '' }) => text.length < 1_000_000 && text.endsWith(' more characters)'))).toEqual([
    true,
    true,
  ]);
  expect(both.steps.map(({ cut }) => cut)).toEqual([true, true]);
  const second = stage.executions.status(id.slice(0, 8), 2);
  expect(second.steps.map(({ n, text, cut }) => [n, text === long, cut])).toEqual([[2, true, undefined]]);
  expect(second.counts).toEqual({ all: 2, done: 2, failed: 0 });
  expect(() => stage.executions.status(id, 3)).toThrow('has 2 tasks, and no task 3');
  expect(() => stage.executions.status('none', 1)).toThrow('No list of tasks');
});

test('a task of a list that is asked for alone is read alone, and told as with the others', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const { id } = await stage.begin({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
  const parsed = vi.spyOn(JSON, 'parse');
  const alone = (n: number): readonly [Execution, number] => {
    parsed.mockClear();
    const told = stage.executions.status(id, n);
    return [told, parsed.mock.calls.filter(([text]) => text.includes('"uuid"')).length];
  };
  for (const isOver of [false, true]) {
    const whole = isOver ? await stage.toTheEnd(id) : stage.executions.status(id);
    for (const n of [1, 2]) expect(alone(n)).toEqual([{ ...whole, steps: [whole.steps[n - 1]] }, 1]);
  }
  parsed.mockRestore();
});

test('a task waits while another session of the folder empties its context', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  stage.hosting.mayClearNow = false;
  const { id } = await stage.begin({ steps: [{ prompt: 'One.' }, { prompt: 'Two.' }] });
  await stage.moments(50);
  expect([stage.hosting.typed.length, stage.executions.status(id).steps[0]?.state]).toEqual([0, 'running']);
  stage.hosting.mayClearNow = true;
  expect((await stage.toTheEnd(id)).counts.done).toBe(2);
  expect(stage.hosting.typed).toHaveLength(2);
});

test('a task whose text its session keeps without more secrets than the next daemon knows is not typed again', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  stage.around = {
    ...nothingAround,
    files: { ...nothingAround.files, after: () => new Promise(() => undefined) },
  };
  const { id, session = '' } = await stage.begin({ steps: [{ prompt: 'Use hunter-two-values.' }] });
  await stage.moments(4);
  const hosted = stage.hosting.sessions.get(session);
  expect(hosted?.tasks.map(({ state }) => state)).toEqual(['done']);
  if (hosted)
    hosted.tasks = hosted.tasks.map((task) => ({
      ...task,
      text: task.text.replace('hunter-two-values', '[redacted:env]'),
    }));
  stage.around = nothingAround;
  stage.restart();
  expect((await stage.toTheEnd(id)).state).toBe('done');
  expect(stage.hosting.typed).toHaveLength(1);
});

test('what a person asks while its files are looked at is not the answer of a task, also under the next daemon', async () => {
  const stage = new Stage((text) => goodAnswer('Three.', text));
  let looks = 0;
  const after = (): Promise<never> => {
    looks++;
    return new Promise(() => undefined);
  };
  stage.around = { ...nothingAround, files: { ...nothingAround.files, after } };
  const { id, session = '' } = await stage.begin({ steps: [{ prompt: 'Count the files.' }] });
  await stage.moments(4);
  expect(looks).toBe(1);
  stage.hosting.asks(session, 'And now something else.', 'Something else.');
  stage.restart();
  await stage.moments(4);
  expect(looks).toBe(2);
  stage.hosting.asks(session, 'And once more.', 'Once more.');
  stage.around = nothingAround;
  stage.restart();
  const end = await stage.toTheEnd(id);
  expect(end.steps[0]).toMatchObject({ state: 'done', text: 'Three.', usage: { input: 20, output: 10 } });
  expect(stage.hosting.typed).toHaveLength(1);
  expect(stage.output(id).text).toContain('Once more.');
});

test.each([
  ['that a hook refuses', false],
  ['that a person takes out before it was typed', true],
])('a task does not go on in the context of one %s', async (_name, isTakenOut) => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  stage.around = {
    ...nothingAround,
    hooks: {
      ...nothingAround.hooks,
      before: (_list, { n }) => Promise.resolve(n === 2 && !isTakenOut ? { refused: 'Not this one.' } : {}),
    },
  };
  const { id, session = '' } = await stage.begin({
    steps: [{ prompt: 'One.' }, { prompt: 'Two.' }, { prompt: 'Three.', context: 'same' }],
    stopOnFailure: false,
  });
  const hosted = stage.hosting.sessions.get(session);
  for (let n = 0; isTakenOut && n < 50; n++) {
    stage.clock.advance(100);
    await settled();
    if (hosted && hosted.tasks.length === 2) {
      hosted.tasks = hosted.tasks.map((task, at) => (at === 1 ? { ...task, state: 'removed' } : task));
      break;
    }
    stage.hosting.tick();
    await settled();
  }
  const end = await stage.toTheEnd(id);
  expect(end.steps.map(({ state }) => state)).toEqual(['done', isTakenOut ? 'failed' : 'refused', 'done']);
  expect(end.steps[1]?.why).toMatch(isTakenOut ? /^Its task \S+ was removed\.$/ : /^Not this one\.$/);
  expect(end.steps[2]).toMatchObject({ context: 'fresh', amended: [expect.stringContaining('empty context')] });
  expect(new Set(stage.hosting.typed.map(({ context }) => context)).size).toBe(2);
  expect(stage.hosting.typed).toHaveLength(2);
});

test.each(['pause', 'cancel'] as const)(
  'a list whose session cannot be started leaves nothing behind, also after %s',
  async (action) => {
    const stage = new Stage((text) => goodAnswer('Done.', text));
    let fail: (error: Error) => void = () => undefined;
    vi.spyOn(stage.hosting, 'start').mockImplementationOnce(() => new Promise((_done, refuse) => (fail = refuse)));
    const id = crypto.randomUUID();
    const begun = stage.begin({ id, steps: [{ prompt: 'One.' }] });
    stage.executions.control({ id, action });
    fail(new PccError('unavailable', 'No CLI here.'));
    await expect(begun).rejects.toThrow('No CLI here.');
    await stage.moments(3);
    expect(stage.store.executions.open()).toEqual([]);
    expect(stage.store.executions.get(id)?.state).toBe(action === 'cancel' ? 'cancelled' : undefined);
    expect(stage.bugs).toEqual([]);
  },
);

test('a list works in no relative folder, and in none of those that pcc itself keeps', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const steps = [{ prompt: 'One.' }];
  const { folder, runFolder } = stage.home;
  mkdirSync(runFolder, { recursive: true });
  mkdirSync(join(folder, 'project'));
  symlinkSync(folder, join(stage.folder, 'link'));
  await expect(stage.begin({ path: '.', steps })).rejects.toThrow("'.' is no absolute path");
  for (const path of [folder, runFolder, join(stage.folder, 'link')])
    await expect(stage.begin({ path, steps })).rejects.toThrow('belongs to pcc itself');
  expect((await stage.begin({ path: join(folder, 'project'), steps })).state).toBe('running');
});
