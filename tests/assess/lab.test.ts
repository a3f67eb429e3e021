import { afterEach, beforeEach, expect, it } from 'vitest';
import { Lab, messageAnswer, objectAnswer } from '../../src/assess/lab.ts';
import { promptOf, proveOrder } from '../../src/assess/proof.ts';
import { ManualClock } from '../../src/base/clock.ts';

/** The API as the CLIs of an assessment see it, asked as they ask. */

let lab: Lab;
const clock = new ManualClock(1_000);

beforeEach(async () => {
  lab = await Lab.open(clock);
});

afterEach(async () => {
  await lab.close();
});

/** Asks with these texts as the user's, of which the last was typed, and gives what was said. */
async function ask(...typed: string[]): Promise<string> {
  const messages = typed.map((text) => ({ role: 'user', content: [{ type: 'text', text }] }));
  const answer = await fetch(`${lab.url}/v1/messages`, {
    method: 'POST',
    body: JSON.stringify({ messages, tools: [{ name: 'Bash' }] }),
  });
  const { content } = (await answer.json()) as { content: { text: string }[] };
  return content[0]?.text ?? '';
}

const uuid = '9b2f1c34-5d6e-4f70-8a91-b2c3d4e5f607';

it('answers a task by its word, with the uuid that it asks for', async () => {
  const [first = '', second = ''] = lab.words('order', 2);
  expect(await ask(`${promptOf(first)}\n\nexecution_uuid: ${uuid}`)).toBe(
    `The word is ${first}.\n\nexecution_uuid: ${uuid}`,
  );
  lab.answer(second, () => objectAnswer([second]));
  expect(JSON.parse(await ask(`${promptOf(second)} execution_uuid ("${uuid}")`))).toMatchObject({
    result: [second],
    execution_uuid: uuid,
  });
  lab.answer(second, (turn) => messageAnswer(second, `turn ${turn}`));
  expect(await ask(promptOf(second))).toContain('turn 0');
  expect(await ask('Say the word hello.')).toBe('Nothing is scripted for this.');
});

it('remembers when each task came and what its context held', async () => {
  const words = lab.words('order', 3);
  const [first = '', second = '', third = ''] = words;
  await ask(promptOf(first));
  clock.advance(500);
  await ask(promptOf(third));
  // A context that was not emptied.
  await ask(promptOf(first), promptOf(second));
  expect([lab.begunMs(first), lab.begunMs(third), lab.begunMs('another')]).toEqual([1_000, 1_500, undefined]);
  expect(proveOrder(words, lab.seen)).toEqual({ lost: [], repeated: [], disordered: [third], shared: [second] });
});
