import type { ChoicePage, Matter } from './matter.ts';

/** What a brain says. `confidence` is from 0 to 1. */
export type Advice =
  | { readonly say: 'approve'; readonly confidence: number; readonly reason: string }
  /** Indexes into the choices of each page, from the first page on. */
  | {
      readonly say: 'choose';
      readonly picks: readonly (readonly number[])[];
      readonly confidence: number;
      readonly reason: string;
    }
  | { readonly say: 'person'; readonly reason: string };

/** The brains that can be chosen. */
export const brainNames = ['none', 'rules', 'ollama', 'gemini'] as const;
export type BrainName = (typeof brainNames)[number];

/**
 * The advice, if it stays inside what was left open; else the question goes to a person, and the reason says why. A brain
 * approves only what the policy left to it, chooses only among given and open choices, answers every page, and several choices
 * only where several may be chosen.
 */
export function acceptedAdvice(matter: Matter, advice: Advice): Advice {
  const why = fault(matter, advice);
  return why === undefined ? advice : { say: 'person', reason: `${why} (the brain said: ${advice.reason})` };
}

function fault(matter: Matter, advice: Advice): string | undefined {
  if (advice.say === 'person') return undefined;
  if (!(advice.confidence >= 0 && advice.confidence <= 1)) return 'The brain gave no confidence from 0 to 1';
  if (matter.kind === 'permission') {
    if (advice.say !== 'approve') return 'The brain chose where it was asked for leave';
    const { risk, action } = matter.verdict;
    return risk === 'MEDIUM' && action === 'ask-brain' ? undefined : 'The policy does not leave this call to a brain';
  }
  if (advice.say !== 'choose') return 'The brain gave leave where it was asked to choose';
  if (matter.pages.length === 0 || advice.picks.length !== matter.pages.length)
    return 'The brain did not answer every question';
  for (const [index, page] of matter.pages.entries()) {
    const why = pageFault(page, advice.picks[index] ?? []);
    if (why !== undefined) return why;
  }
  return undefined;
}

function pageFault(page: ChoicePage, picks: readonly number[]): string | undefined {
  if (picks.length === 0) return 'The brain left a question open';
  if (picks.length > 1 && !page.multi) return 'The brain chose several where one can be chosen';
  if (new Set(picks).size !== picks.length) return 'The brain chose the same twice';
  for (const pick of picks) {
    const choice = page.choices[pick];
    if (!choice) return 'The brain chose what is not there';
    if (choice.closed !== undefined) return `Only a person may choose '${choice.label}': ${choice.closed}`;
  }
  return undefined;
}
