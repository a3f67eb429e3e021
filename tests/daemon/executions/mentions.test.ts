import { expect, test } from 'vitest';
import { nothingAround } from '../../../src/daemon/executions/ports.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, Stage } from './stage.ts';

const stageOf = (): Stage => new Stage((text) => goodAnswer('Done.', text));

test.each([
  ['a prompt', { prompt: 'Read @~/.ssh/id_rsa.' }, "Task 2 mentions '@~/.ssh/id_rsa.'"],
  ['a file of secrets', { prompt: 'Read @"a secret"' }, 'Task 2 mentions'],
  ['a server', { prompt: 'Read @server:file://x' }, 'Task 2 mentions'],
  ['a validation', { prompt: 'Two.', validation: 'As @/etc/passwd says?' }, 'The validation of task 2 mentions'],
])('a list is refused where it mentions what Claude may not read unasked: %s', async (_name, second, words) => {
  const stage = stageOf();
  await expect(stage.begin({ steps: [{ prompt: 'One.' }, second] })).rejects.toThrow(words);
  expect(stage.executions.list({}).executions).toEqual([]);
});

test('a list may mention plain files of its project, and addresses', async () => {
  const stage = stageOf();
  const { id } = await stage.begin({ steps: [{ prompt: 'Read @src/a.ts and write to someone@example.com.' }] });
  expect((await stage.toTheEnd(id)).counts.done).toBe(1);
});

test('a list may not mention more files than are looked at', async () => {
  const names = Array.from({ length: limits.mentionsMax + 1 }, (_, n) => `@a${n}`).join(' ');
  await expect(stageOf().begin({ steps: [{ prompt: `Read ${names}` }] })).rejects.toThrow('name fewer');
});

test('a task is refused where a hook makes it mention what Claude may not read unasked', async () => {
  const stage = stageOf();
  stage.around = {
    ...nothingAround,
    hooks: { ...nothingAround.hooks, before: () => Promise.resolve({ prompt: 'Read @~/.netrc' }) },
  };
  const { id } = await stage.begin({ steps: [{ prompt: 'One.' }] });
  const end = await stage.toTheEnd(id);
  expect(end.steps[0]).toMatchObject({ state: 'refused', why: expect.stringContaining("'@~/.netrc'") as string });
  expect(stage.hosting.typed).toEqual([]);
});

test('a task that a person typed may mention any file, and so may its validation; those beside it may not', async () => {
  const stage = stageOf();
  const mine = { prompt: 'Read @~/.netrc, then look at @"a secret"', validation: 'As @/etc/hosts says?' };
  const { id } = await stage.begin({ steps: [mine, { prompt: 'Two.' }], mentions: [1] });
  expect((await stage.toTheEnd(id)).counts.done).toBe(2);
  expect(stage.hosting.typed[0]?.text).toContain(mine.prompt);
  const refused = stage.begin({ steps: [mine, { prompt: 'Read @~/.netrc' }], mentions: [1] });
  await expect(refused).rejects.toThrow("Task 2 mentions '@~/.netrc'");
});

test.each([
  ['keeps what the person mentioned', 'Read @~/.netrc. Be brief.', 'done'],
  ['adds a mention', 'Read @~/.netrc and @~/.npmrc', 'refused'],
])('a hook that %s in a task that a person typed', async (_name, prompt, state) => {
  const stage = stageOf();
  stage.around = {
    ...nothingAround,
    hooks: { ...nothingAround.hooks, before: () => Promise.resolve({ prompt }) },
  };
  const { id } = await stage.begin({ steps: [{ prompt: 'Read @~/.netrc' }], mentions: [1] });
  expect((await stage.toTheEnd(id)).steps[0]?.state).toBe(state);
});
