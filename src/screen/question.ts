import type { Line } from './lines.ts';
import { styleOfChar } from './lines.ts';
import type { OptionBlock } from './options.ts';
import type { Option, OptionKind, Question } from './reading.ts';
import type { Words } from './words.ts';

/**
 * Reads a question of AskUserQuestion: a header behind an empty box (or a row of tabs) where dialogs have their title, the
 * question, options that end with one for free text. Undefined when it is no question.
 *
 * @param head the row where dialogs have their title
 * @param texts the rows from there to the options
 */
export function readQuestion(
  head: Line,
  texts: readonly string[],
  { options, divided }: Pick<OptionBlock, 'options' | 'divided'>,
  { glyphs }: Words,
): Omit<Question, 'evidence'> | undefined {
  if (!glyphs.tabs.test(head.text)) return undefined;
  const labels = [...head.text.matchAll(glyphs.tab)].map(({ 1: mark = '', 2: label = '', index }) => ({
    label: label.trim(),
    done: !glyphs.tabOpen.test(mark),
    // The page that is open has its tab on a background.
    current: styleOfChar(head, index).bg !== -1,
  }));
  const isTabs = glyphs.tabArrow.test(head.text) || labels.length > 1;
  const open = Math.max(
    0,
    labels.findIndex((entry) => entry.current),
  );
  const isReview = isTabs && open === labels.length - 1;
  return {
    state: 'question',
    question: firstParagraph(texts),
    header: labels[open]?.label ?? '',
    multi: options.some((option) => option.checked !== undefined),
    options: isReview ? options : answers(options, divided),
    tabs: isTabs ? labels : [],
  };
}

/** A long question goes on over several rows. */
function firstParagraph(texts: readonly string[]): string {
  const from = texts.findIndex((text) => text !== '');
  const end = texts.indexOf('', Math.max(0, from));
  return texts.slice(Math.max(0, from), end < 0 ? undefined : end).join(' ');
}

/**
 * Options are worded by the model: whatever they say, they are answers. Only the CLI's own rows are none: the one to type into
 * (whose label is what was typed), the row without a number that hands the answers in, and what stands behind the dashes.
 */
function answers(options: readonly Option[], divided: number | undefined): Option[] {
  const submit = options.findIndex((option) => option.key === '' && option.kind === 'submit');
  const end = submit >= 0 ? submit : divided;
  const text = end === undefined ? options.length - 1 : end - 1;
  return options.map((option, index) => ({ ...option, kind: kindAt(index - text, index === submit) }));
}

/** `behind` is counted from the row to type into. */
function kindAt(behind: number, isSubmit: boolean): OptionKind {
  if (isSubmit) return 'submit';
  if (behind === 0) return 'free-text';
  return behind < 0 ? 'answer' : 'other';
}
