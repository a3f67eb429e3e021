import type { ChoicePage } from './matter.ts';
import { lastWords } from './lastWords.ts';
import { repliesTo } from './replies.ts';

/**
 * The question that ends a turn's text and waits for an answer, its choices being the replies that could be typed. Undefined
 * for no question or a mere courtesy. A question without countable answers has no choices: only a person can answer it.
 * Code, quotations and questions further up do not count.
 */
export function proseQuestion(text: string): ChoicePage | undefined {
  const last = lastWords(text);
  if (!last) return undefined;
  return {
    question: last.question,
    header: '',
    multi: false,
    choices: repliesTo(last).map(({ reply, description }) => ({ label: reply, description })),
  };
}
