import type { ChoicePage } from '../policy/consulting/matter.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { DecidedBy } from './decision.ts';

/**
 * A question in words that a turn ended with. `held`: nobody may be asked or typed for just now; `consulting`: a brain was
 * asked; `waiting`: a person was asked; `replying`: the reply is decided and on its way as a task; `replied`: it has left the
 * input box, and the transcript has not shown it yet; `dismissed`: a person said that it needs no answer.
 */
export type Prose = {
  /** The assistant's words that end in the question. */
  readonly text: string;
  readonly page: ChoicePage;
} & (
  | { readonly stage: 'held' | 'dismissed' }
  | { readonly stage: 'consulting'; readonly consultId: string }
  | { readonly stage: 'waiting'; readonly escalationId: string; readonly verdict: Verdict }
  | {
      readonly stage: 'replying' | 'replied';
      readonly decisionId: string;
      readonly taskId: string;
      readonly by: DecidedBy;
    }
);
