import type { Option, Question } from './reading.ts';

/** A tab of a question with several pages: a box, ticked when it is answered, and its label. */
const tab = /([☐☒✔✓])\s*([^☐☒✔✓←→]+?)\s*(?=[☐☒✔✓→]|$)/gu;

/**
 * Reads a question of AskUserQuestion: a header behind an empty box (or a row of tabs) where dialogs have their title, the
 * question, options that end with one for free text. Undefined when it is no question.
 */
export function readQuestion(
  head: string,
  texts: readonly string[],
  options: readonly Option[],
): Omit<Question, 'evidence'> | undefined {
  if (!/^(?:← *)?[☐☒] /u.test(head)) return undefined;
  const labels = [...head.matchAll(tab)].map(([, mark = '', label = '']) => ({
    done: mark !== '☐',
    label: label.trim(),
  }));
  const isTabs = head.startsWith('←') || labels.length > 1;
  const multi = options.some((option) => option.checked !== undefined);
  const question = texts.find((text) => text !== '') ?? '';
  const current = labels.findIndex((entry) => !entry.done);
  const tabs = isTabs ? labels.map((entry, index) => ({ ...entry, current: index === current })) : [];
  return {
    state: 'question',
    question,
    header: (isTabs ? labels[Math.max(0, current)]?.label : labels[0]?.label) ?? '',
    multi,
    options: options.map((option) => (isAnswer(option) ? { ...option, kind: 'answer' } : option)),
    tabs,
  };
}

/** Options are worded by the model: whatever they say, they are answers. Only the CLI's own last row is none. */
function isAnswer(option: Option): boolean {
  if (/^Chat about this\b/.test(option.label)) return false;
  return option.kind !== 'free-text' && option.kind !== 'submit';
}
