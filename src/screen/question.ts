import { isHint } from './dialogRows.ts';
import type { Line } from './lines.ts';
import { styleOfChar } from './lines.ts';
import type { OptionBlock } from './options.ts';
import type { Option, OptionKind, Question } from './reading.ts';
import { isRule } from './regions.ts';
import type { Words } from './words.ts';

/**
 * The row of a question's header or tabs above the options, through all rules between: one of its boxes stands on a
 * background, right under a rule. Undefined when there is none. Under options that have no hints of a question, all above
 * the hints of another one is history.
 */
export function headerAbove(
  lines: readonly Line[],
  { top, picks }: Pick<OptionBlock, 'top' | 'picks'>,
  cols: number,
  words: Words,
): number | undefined {
  const { glyphs } = words;
  for (let row = top - 1; row > 0; row--) {
    const [line, above] = [lines[row], lines[row - 1]];
    if (!line || !above) return undefined;
    if (!picks && words.picks.test(line.text) && isHint(lines, row, words)) return undefined;
    if (!glyphs.tabs.test(line.text) || !isRule(above, cols)) continue;
    if ([...line.text.matchAll(glyphs.tab)].some(({ index }) => styleOfChar(line, index).bg !== -1)) return row;
  }
  return undefined;
}

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
  block: OptionBlock,
  { glyphs }: Words,
): Omit<Question, 'evidence'> | undefined {
  const { options } = block;
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
    question: isReview ? firstParagraph(texts) : wholeText(texts),
    header: labels[open]?.label ?? '',
    multi: options.some((option) => option.checked !== undefined),
    options: isReview ? options : answers(block),
    tabs: isTabs ? labels : [],
    truncated: block.cutOff,
  };
}

/**
 * Reads a question whose header is off the screen: only the hints under it tell it from a request for leave. Options are
 * given only when the first of them can be seen.
 */
export function readCutQuestion(block: OptionBlock): Omit<Question, 'evidence'> | undefined {
  if (!block.picks || !(block.described || block.divided !== undefined)) return undefined;
  const multi = block.options.some((option) => option.checked !== undefined);
  const options = block.partial ? [] : answers(block);
  return { state: 'question', question: '', header: '', multi, options, tabs: [], truncated: true };
}

/** What the CLI itself says on its review page, before the answers. */
function firstParagraph(texts: readonly string[]): string {
  const from = texts.findIndex((text) => text !== '');
  const end = texts.indexOf('', Math.max(0, from));
  return texts.slice(Math.max(0, from), end < 0 ? undefined : end).join(' ');
}

/** A long question goes on over several rows, newer CLIs set a bar before each; paragraphs of it are parts of it. */
function wholeText(texts: readonly string[]): string {
  const filled = texts.filter((text) => text !== '');
  const barred = filled.length > 0 && filled.every((text) => /^│(?: |$)/u.test(text));
  return (barred ? filled.map((text) => text.slice(2)) : filled).join(' ').trim();
}

/**
 * Options are worded by the model: whatever they say, they are answers. Only the CLI's own rows are none: the one to type into
 * (whose label is what was typed), the row without a number that hands the answers in, and what stands behind the dashes.
 */
function answers({ options, divided, pane }: OptionBlock): Option[] {
  const submit = options.findIndex((option) => option.key === '' && option.kind === 'submit');
  const end = submit >= 0 ? submit : divided;
  // Beside a preview there is no row to type into.
  const text = (end ?? options.length) - (pane ? 0.5 : 1);
  return options.map((option, index) => ({ ...option, kind: kindAt(index - text, index === submit) }));
}

/** `behind` is counted from the row to type into. */
function kindAt(behind: number, isSubmit: boolean): OptionKind {
  if (isSubmit) return 'submit';
  if (behind === 0) return 'free-text';
  return behind < 0 ? 'answer' : 'other';
}
