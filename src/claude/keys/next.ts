import { withoutBlanks } from '../../base/blanks.ts';
import type { Goal } from '../../screen/goal.ts';
import { goalRow } from '../../screen/goal.ts';
import type { Option, ReadingState } from '../../screen/reading.ts';
import { isEmptyRow, isOpenedNo, takesText } from '../../screen/typed.ts';
import { rowText, rowWords } from './text.ts';

/** One key (or pasted text) to write, what to call it in a log, and whether nothing more can be needed; a question may have another page. */
export interface KeyStep {
  readonly data: string;
  readonly name: string;
  readonly last: boolean;
}

/** The dialog as it stands now. */
export interface Shown {
  readonly kind: ReadingState | 'prose';
  readonly options: readonly Option[];
}

const up: KeyStep = { data: '\u001b[A', name: 'Up', last: false };
const down: KeyStep = { data: '\u001b[B', name: 'Down', last: false };
const enter: KeyStep = { data: '\r', name: 'Enter', last: true };
const escape: KeyStep = { data: '\u001b', name: 'Esc', last: true };
const tab: KeyStep = { data: '\t', name: 'Tab', last: false };

/**
 * The next key on the way to a goal, given how the dialog stands now; `recipes.ts` says on which versions each way was tried.
 * Every step shows on the screen, and the next one is taken from there. Undefined when the dialog does not offer what is
 * wanted, not offer it alone, or stands in a way that no recipe knows: then a person is asked.
 */
export function nextKey(dialog: Shown, goal: Goal): KeyStep | undefined {
  const { options } = dialog;
  const row = goalRow(goal, options);
  if (!row) return undefined;
  switch (goal.want) {
    case 'row':
      return towardsRow(dialog, row);
    case 'ticks':
      return towardsTicks(options, row, goal);
    case 'text':
      return towardsText(dialog, row, goal.text);
    case 'no':
      return towardsNo(options, row, goal.text);
  }
}

function towardsRow({ kind, options }: Shown, row: Option): KeyStep | undefined {
  // A row to type into would take the digit as text or open for it; leaving the dialog is the same "no" (tried on 2.0.64).
  const asksLeave = options.some((option) => option.kind === 'yes-once');
  if (row.kind === 'free-text') return asksLeave && isEmptyRow(row) ? escape : undefined;
  const isQuestion = kind === 'question';
  const typesInto = options.some((option) => option.selected && takesText(option));
  // On a row that takes words a digit is text. With previews beside the options it only moves the selector.
  if (isDigit(row.key) && !typesInto && !(isQuestion && row.selected)) return digit(row, !isQuestion);
  return row.selected ? { ...enter, last: !isQuestion } : step(options, row);
}

/** First the ticks, while digits are keys; then the text; then the row that hands them in. */
function towardsTicks(
  options: readonly Option[],
  submit: Option,
  goal: Extract<Goal, { want: 'ticks' }>,
): KeyStep | undefined {
  const text = options.find((option) => option.kind === 'free-text');
  const wrong = options.find(
    (option) => option.kind === 'answer' && option.checked !== goal.labels.includes(option.label),
  );
  if (wrong) {
    if (text?.selected === true) return up;
    return isDigit(wrong.key) ? digit(wrong, false) : undefined;
  }
  if (goal.text !== '') {
    const typing = text && towardsTyped(options, text, goal.text);
    if (typing !== 'typed') return typing;
    if (text?.checked === false) return undefined;
  } else if (text?.checked === true) {
    // Ticked with nothing or something else in it: whoever typed there is to say what is meant.
    return undefined;
  }
  return submit.selected ? { ...enter, last: false } : step(options, submit);
}

function towardsText({ kind, options }: Shown, row: Option, text: string): KeyStep | undefined {
  const typesInto = options.some((option) => option.selected && takesText(option));
  if (!row.selected && isDigit(row.key) && isEmptyRow(row) && !typesInto) return digit(row, false);
  const typing = towardsTyped(options, row, text);
  return typing === 'typed' ? { ...enter, last: kind !== 'question' } : typing;
}

/** From anywhere to the text standing in its row, the selector still there. */
function towardsTyped(options: readonly Option[], row: Option, text: string): KeyStep | 'typed' | undefined {
  if (holds(row.label, text)) return 'typed';
  if (!isEmptyRow(row)) return undefined;
  if (!row.selected) return step(options, row);
  return { data: rowText(text), name: 'Text', last: false };
}

/** The row that says no opens for words with Tab: it says so, takes them behind its own, and Enter gives both. */
function towardsNo(options: readonly Option[], row: Option, text: string): KeyStep | undefined {
  if (!row.selected) return step(options, row);
  if (row.label === 'No') return tab;
  if (isOpenedNo(row)) return { data: rowText(text), name: 'Text', last: false };
  return holds(row.label, `No, ${text}`) ? enter : undefined;
}

/** The row wraps what was typed as it likes. */
function holds(label: string, text: string): boolean {
  return withoutBlanks(label) === withoutBlanks(rowWords(text));
}

function isDigit(key: string): boolean {
  return /^[1-9]$/.test(key);
}

function digit(row: Option, last: boolean): KeyStep {
  return { data: row.key, name: row.key, last };
}

/** One row up or down; undefined where nothing says where the selector rests. */
function step(options: readonly Option[], row: Option): KeyStep | undefined {
  const from = options.findIndex((option) => option.selected);
  const to = options.indexOf(row);
  return from < 0 || from === to ? undefined : from < to ? down : up;
}
