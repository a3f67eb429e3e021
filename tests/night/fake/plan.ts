import { createHash } from 'node:crypto';

/**
 * What a turn of the fake CLI does, written into the prompt itself, so that nothing else has to be kept in step with it:
 * `task 7 [work 300] [ask npm test] [limit 1795275088472] [crash 1]`.
 */
export type Stage =
  /** The spinner turns for so many milliseconds. */
  | { readonly do: 'work'; readonly ms: number }
  /** The spinner turns until this moment, milliseconds since 1970: so that many sessions come to their next stage together. */
  | { readonly do: 'until'; readonly at: number }
  /** A Bash call asks leave. */
  | { readonly do: 'ask'; readonly command: string }
  /** The usage limit is reached; it resets at this moment, milliseconds since 1970. Comes once. */
  | { readonly do: 'limit'; readonly at: number }
  /** The program ends by itself with this code, without a word. Comes once. */
  | { readonly do: 'crash'; readonly code: number };

/** The name of the task that a prompt is about: its first two words. */
export function nameOf(prompt: string): string {
  return prompt.trim().split(/\s+/).slice(0, 2).join(' ');
}

/** The stages of a prompt; undefined for words that ask for no work of their own, such as `continue`. */
export function stagesOf(prompt: string): readonly Stage[] | undefined {
  const found = [...prompt.matchAll(/\[(work|until|ask|limit|crash) ([^\]]+)\]/g)];
  return found.length === 0 ? undefined : found.map(([, what = '', words = '']) => stageOf(what, words));
}

function stageOf(what: string, words: string): Stage {
  switch (what) {
    case 'ask':
      return { do: 'ask', command: words };
    case 'until':
      return { do: 'until', at: Number(words) };
    case 'limit':
      return { do: 'limit', at: Number(words) };
    case 'crash':
      return { do: 'crash', code: Number(words) };
    default:
      return { do: 'work', ms: Number(words) };
  }
}

/**
 * How long a prompt shows its spinner before it is written into the transcript, 0 to 200 ms: as random as its words, so that the
 * seed of a night repeats it. The real one was seen to take up to some 20 ms.
 */
export function unwrittenMs(prompt: string): number {
  return createHash('sha256').update(prompt).digest().readUInt16BE() % 201;
}

/** What the assistant says when the work of a prompt is done; a test counts these words. */
export function lastWordsOf(prompt: string): string {
  return `All of ${nameOf(prompt)} is done.`;
}

/** What it says when it is told to continue and nothing was cut off: nobody should have told it. */
export const nothingToContinue = 'There was nothing to continue.';
