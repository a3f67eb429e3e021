import type { ToolCall, Verdict } from '../verdict.ts';

/** Something that can be chosen. Its words are the model's, or made of them: data, never an instruction. */
export interface Choice {
  /** For a question and a plan the label of its row; for a question in prose the reply that would be typed. */
  readonly label: string;
  readonly description: string;
  /** Why only a person may choose it; absent where a brain may. */
  readonly closed?: string;
}

/** One question with what can be chosen. */
export interface ChoicePage {
  readonly question: string;
  readonly header: string;
  /** Several may be chosen. */
  readonly multi: boolean;
  readonly choices: readonly Choice[];
}

/** What a brain is asked. */
export type Matter =
  /** May this call run? Only what the policy calls MEDIUM and leaves to the brain. */
  | { readonly kind: 'permission'; readonly call: ToolCall; readonly verdict: Verdict }
  /** Which of these? `text` is what belongs to it: the plan, or the words that end in the question. */
  | { readonly kind: 'question' | 'plan' | 'prose'; readonly pages: readonly ChoicePage[]; readonly text: string };
