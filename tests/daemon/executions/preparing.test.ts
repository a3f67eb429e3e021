import { expect, test, vi } from 'vitest';
import { nothingAround } from '../../../src/daemon/executions/ports.ts';
import { composePrompt } from '../../../src/execution/compose.ts';
import { goodAnswer, Stage } from './stage.ts';

vi.mock('../../../src/execution/compose.ts', { spy: true });

test('however many hooks look at a prompt, its text is composed anew only where one has changed it', async () => {
  const stage = new Stage((text) => goodAnswer('Done.', text));
  const composed = vi.mocked(composePrompt);
  const counts: number[] = [];
  const seen = new Set<string | undefined>();
  stage.around = {
    ...nothingAround,
    hooks: {
      ...nothingAround.hooks,
      before: (_list, { prompt }, typed) => {
        composed.mockClear();
        for (let hook = 0; hook < 20; hook++) seen.add(typed(prompt));
        counts.push(composed.mock.calls.length);
        for (let hook = 0; hook < 20; hook++) seen.add(typed(`${prompt} Slowly.`));
        counts.push(composed.mock.calls.length);
        return Promise.resolve({ prompt: `${prompt} Slowly.` });
      },
    },
  };
  const { id } = await stage.begin({ steps: [{ prompt: 'Count.' }] });
  expect((await stage.toTheEnd(id)).state).toBe('done');
  // Once without the prompt, to see how much room is left for it.
  expect(counts).toEqual([2, 4]);
  expect(composed).toHaveBeenCalledTimes(4);
  expect(seen.size).toBe(2);
  expect(stage.hosting.typed[0]?.text).toContain('Slowly.');
});
