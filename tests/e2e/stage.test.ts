import { afterEach, beforeEach, expect, it } from 'vitest';
import { newestCli } from '../../src/claude/lab/cliVersions.ts';
import { says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** What the tests go by when they say that nothing was lost and nothing was sent twice. */

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.set({ version: newestCli, script: () => says('Well.') });
});

afterEach(async () => {
  await stage.strike();
});

/** A request of the conversation with these prompts. */
async function asks(...prompts: readonly string[]): Promise<void> {
  const messages = prompts.flatMap((content) => [
    { role: 'user', content },
    { role: 'assistant', content: 'Well.' },
  ]);
  const body = JSON.stringify({ model: 'some-model', tools: [{ name: 'Bash' }], messages: messages.slice(0, -1) });
  expect((await fetch(`${stage.api.url}/v1/messages`, { method: 'POST', body })).status).toBe(200);
}

it('a prompt that was lost behind its request is found', async () => {
  await asks('one [case:one]');
  await asks('one [case:one]', 'two [case:two]');
  expect([stage.promptsSent('[case:one]'), stage.promptsKept('[case:one]')]).toEqual([1, 1]);
  await asks('two [case:two]');
  expect([stage.promptsSent('[case:one]'), stage.promptsKept('[case:one]')]).toEqual([1, 0]);
});

it('a prompt that was sent twice is found, also where one of the two was lost', async () => {
  await asks('one [case:one]', 'one [case:one]');
  await asks('one [case:one]');
  expect([stage.promptsSent('[case:one]'), stage.promptsKept('[case:one]')]).toEqual([2, 1]);
});
