import { expect, test } from 'vitest';
import { executionMethods } from '../../../src/api/rows/executions.ts';
import { typedText } from '../../../src/claude/keys/text.ts';
import { amendPrompt } from '../../../src/execution/amend.ts';
import { estimateTokens } from '../../../src/execution/tokens.ts';
import { limits } from '../../../src/limits.ts';
import { goodAnswer, Stage } from './stage.ts';

/** Prompts are bounded by their tokens, whatever they are written in. */

const long = `Sum up: ${'the pages of the book. '.repeat(32_000)}That is all.`;

test('a prompt with too many tokens gets past the row of its method, and is refused or cut by the guard', async () => {
  const params = { path: '/home/me/app', env: {}, steps: [{ prompt: long }] };
  expect(executionMethods['execution.start'].params.safeParse(params).success).toBe(true);
  const stage = new Stage((text) => goodAnswer('Done.', text));
  await expect(stage.begin({ steps: params.steps })).rejects.toThrow('and may take 190000; shorten it');
  const { id } = await stage.begin({ steps: params.steps, tooLong: 'cut' });
  const end = await stage.toTheEnd(id);
  expect(end.steps[0]).toMatchObject({ state: 'done', amended: [expect.stringContaining('left out')] });
  const [typed] = stage.hosting.typed;
  expect(estimateTokens(typed?.text ?? '')).toBeLessThanOrEqual(limits.promptTokensMax);
  expect(typed?.text).toMatch(/^Sum up: [^]* tokens were cut here[^]*That is all\.[^]*execution_uuid: /);
});

test('what any prompt of so many tokens is written in goes into one input of the terminal', () => {
  // The fewest tokens a byte: blanks, signs, words, letters of two to four bytes.
  for (const piece of [' '.repeat(40), '-'.repeat(40), 'international ', 'я', '文', '\u{1f600}']) {
    const bytesOfOneToken = Buffer.byteLength(piece) / estimateTokens(piece.repeat(1_000)) / 0.001;
    const most = bytesOfOneToken * limits.promptTokensMax + Buffer.byteLength(typedText('a\nb'));
    expect(most).toBeLessThan(limits.inputBytesMax);
    expect((most / Buffer.byteLength(piece)) * piece.length).toBeLessThan(limits.promptCharsMax);
  }
});

test('the longest prompts are looked through for amendments at once', () => {
  for (const gap of [' ', '\t ', '\n', '`x`', '-']) {
    const began = performance.now();
    amendPrompt(`Run ${gap.repeat(Math.floor(100_000 / gap.length))} x`);
    amendPrompt(`Run \`${gap.repeat(Math.floor(100_000 / gap.length))}\` x`);
    expect(performance.now() - began, JSON.stringify(gap)).toBeLessThan(3_000);
  }
});
