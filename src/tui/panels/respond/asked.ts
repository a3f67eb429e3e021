import type { PendingItem } from '../../../api/methods.ts';
import type { OptionKind } from '../../../screen/reading.ts';

/** One row that can be chosen. */
export interface Choice {
  /** The digit that chooses it, '' where it has none. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** `words` is written by the human, `dismiss` says that no answer is needed. */
  readonly kind: OptionKind | 'words' | 'dismiss';
  /** How the API is told it; '' where no name is sure to mean this row and no other. */
  readonly answer: string;
  readonly checked: boolean;
}

/** One question: one page of an AskUserQuestion, or the dialog as a whole. */
export interface AskedPage {
  readonly question: string;
  readonly header: string;
  readonly multi: boolean;
  readonly choices: readonly Choice[];
}

type Option = PendingItem['options'][number];

/** What an item asks: the page on the screen, and the pages behind it. */
export function askedPages(item: PendingItem): readonly AskedPage[] {
  const { pages = [], page = 0 } = item;
  const shown = pages[page];
  const first: AskedPage = {
    question: item.question ?? shown?.question ?? '',
    header: shown?.header ?? '',
    multi: item.options.some((option) => option.checked !== undefined),
    choices: choicesOf(item),
  };
  return [first, ...pages.slice(page + 1).map(laterPage)];
}

/** Options of which several can be ticked are those with a box; what hands them in is the form's own key. */
function choicesOf(item: PendingItem): Choice[] {
  const isMulti = item.options.some((option) => option.checked !== undefined);
  const described = item.pages?.[item.page ?? 0]?.options ?? [];
  const options = isMulti ? item.options.filter(({ kind }) => kind === 'answer') : item.options;
  const rows = options.map((option, index) => ({
    ...choiceOf(option, index, options),
    description: described.find(({ label }) => label === option.label)?.description ?? '',
  }));
  const hasWords = rows.some(({ kind }) => kind === 'words');
  const words = wordsLabel(item);
  const dismiss = item.kind === 'prose' ? [ownChoice('dismiss', 'No answer is needed')] : [];
  return [...rows, ...(words !== undefined && !hasWords ? [ownChoice('words', words)] : []), ...dismiss];
}

function choiceOf(option: Option, index: number, all: readonly Option[]): Choice {
  const { label, kind, checked = false } = option;
  const own = kind === 'free-text' ? 'words' : kind;
  return {
    key: numberOf(option, index),
    label,
    description: '',
    kind: own,
    answer: nameOf(index, all),
    checked,
  };
}

/** What the row for words is called where the dialog has none of its own; undefined where words cannot be said. */
function wordsLabel({ kind, options }: PendingItem): string | undefined {
  switch (kind) {
    case 'permission':
    case 'plan':
      return options.some((option) => option.kind === 'no') ? 'No, and tell Claude what to do instead' : undefined;
    case 'prose':
      return 'Words of your own';
    default:
      return options.some((option) => option.kind === 'free-text') ? 'Words of your own' : undefined;
  }
}

function ownChoice(kind: 'words' | 'dismiss', label: string): Choice {
  return { key: '', label, description: '', kind, answer: '', checked: false };
}

/** The number by which an option is told: its own, or its place. */
function numberOf({ key }: Option, index: number): string {
  return key === '' ? String(index + 1) : key;
}

/** A name that means this option alone: its number, else its whole label. */
function nameOf(index: number, all: readonly Option[]): string {
  const option = all[index];
  if (!option) return '';
  const number = numberOf(option, index);
  const begins = all.some(({ label }) => label.startsWith(`${number},`));
  const isOnly = all.filter((other, place) => numberOf(other, place) === number).length === 1;
  if (isOnly && !begins && /^\d+$/.test(number)) return number;
  const label = option.label.trim().toLowerCase();
  return all.filter((other) => other.label.toLowerCase() === label).length === 1 ? option.label : '';
}

function laterPage(page: NonNullable<PendingItem['pages']>[number]): AskedPage {
  const { question, header, multi, options } = page;
  const rows = options.map(({ label, description }, index): Choice => {
    const key = String(index + 1);
    return { key, label, description, kind: 'answer', answer: key, checked: false };
  });
  return { question, header, multi, choices: [...rows, ownChoice('words', 'Words of your own')] };
}

/** What choosing a row does beyond answering once; undefined where it does no more. */
export function warningOf(kind: Choice['kind']): string | undefined {
  switch (kind) {
    case 'yes-always':
      return 'for good: it is not asked again';
    case 'mode-switch':
      return 'changes the mode: later calls go unasked';
    case 'costs-money':
      return 'costs money';
    default:
      return undefined;
  }
}
