import type { Params, PendingItem } from '../../../api/methods.ts';
import { limits } from '../../../limits.ts';
import type { Field } from '../field.ts';
import { emptyField } from '../field.ts';
import type { AskedPage, Choice } from './asked.ts';

/** What a human has chosen and written for one page. */
export interface PageDraft {
  /** Index of the row that the mark stands on; -1: on none yet. */
  readonly at: number;
  /** Index of the row that was chosen, for a page of one answer. */
  readonly chosen: number | undefined;
  /** Indexes of the ticked rows, for a page of several. */
  readonly ticks: readonly number[];
  readonly words: Field;
}

/** What a human has chosen and written for an item. */
export interface Draft {
  /** Index of the page that is open. */
  readonly page: number;
  readonly pages: readonly PageDraft[];
}

/** Nothing chosen yet. What is HIGH has its mark on no row, so that no single key answers it. */
export function newDraft(item: PendingItem, pages: readonly AskedPage[]): Draft {
  return {
    page: 0,
    pages: pages.map(({ choices }) => ({
      at: item.risk === 'HIGH' ? -1 : 0,
      chosen: undefined,
      ticks: choices.flatMap(({ checked }, index) => (checked ? [index] : [])),
      words: emptyField,
    })),
  };
}

/** The draft with another draft of its open page. */
export function withPage(draft: Draft, change: Partial<PageDraft>): Draft {
  return {
    ...draft,
    pages: draft.pages.map((page, index) => (index === draft.page ? { ...page, ...change } : page)),
  };
}

/** True where a page has its answer. */
export function isAnswered(page: AskedPage, draft: PageDraft): boolean {
  if (page.multi) return draft.ticks.length > 0 || draft.words.text.trim() !== '';
  const choice = draft.chosen === undefined ? undefined : page.choices[draft.chosen];
  return choice !== undefined && (choice.kind !== 'words' || draft.words.text.trim() !== '');
}

/** An answer as the API takes it, and as people read it; or what is missing. */
export type Answer =
  | { readonly params: Params<'pending.respond'>; readonly told: string; readonly choice: Choice | undefined }
  | { readonly missing: string; readonly page: number };

/** What the drafts of all pages come to. */
export function answerOf(item: PendingItem, pages: readonly AskedPage[], draft: Draft): Answer {
  const [only, ...others] = pages;
  const own = draft.pages[0];
  if (only && own && others.length === 0 && !only.multi) return singleAnswer(item, only, own);
  const answers: string[] = [];
  let text = false;
  for (const [index, page] of pages.entries()) {
    const pageDraft = draft.pages[index];
    const part = pageDraft && pagePart(page, pageDraft);
    if (part === undefined || 'missing' in part)
      return { missing: part?.missing ?? 'This page has no answer.', page: index };
    answers.push(part.answer);
    text ||= part.text;
  }
  const told = pages.map((page, index) => toldOf(page, draft.pages[index])).join(' · ');
  return { params: { n: item.n, answers, ...(text ? { text } : {}) }, told, choice: undefined };
}

function singleAnswer(item: PendingItem, page: AskedPage, draft: PageDraft): Answer {
  const { n } = item;
  const choice = draft.chosen === undefined ? undefined : page.choices[draft.chosen];
  if (!choice) return { missing: 'Choose a row first.', page: 0 };
  if (choice.kind === 'dismiss')
    return { params: { n, answers: [], dismiss: true }, told: 'no answer is needed', choice };
  const words = draft.words.text.trim();
  const told = toldOf(page, draft);
  if (choice.kind === 'words' && (item.kind === 'permission' || item.kind === 'plan')) {
    const wrong = words === '' ? undefined : wrongWords(words);
    if (wrong !== undefined) return { missing: wrong, page: 0 };
    return { params: { n, answers: words === '' ? ['no'] : ['no', words] }, told, choice };
  }
  const part = pagePart(page, draft, item.kind === 'prose');
  if ('missing' in part) return { missing: part.missing, page: 0 };
  return { params: { n, answers: [part.answer], ...(part.text ? { text: true } : {}) }, told, choice };
}

type Part = { readonly answer: string; readonly text: boolean } | { readonly missing: string };

/** `anyWords`: words that happen to be a number or a label are meant as they stand. */
function pagePart(page: AskedPage, draft: PageDraft, anyWords = false): Part {
  const words = draft.words.text.trim();
  const choice = draft.chosen === undefined ? undefined : page.choices[draft.chosen];
  const wrong =
    words === '' || (!page.multi && choice?.kind !== 'words')
      ? undefined
      : wrongWords(words, anyWords ? undefined : page);
  if (wrong !== undefined) return { missing: wrong };
  if (page.multi) return ticksPart(page, draft, words);
  if (!choice) return { missing: 'Choose a row first.' };
  if (choice.kind === 'words')
    return words === '' ? { missing: 'Write some words first.' } : { answer: words, text: true };
  return choice.answer === ''
    ? {
        missing:
          'Two rows are worded alike, so no answer is sure to mean this one: take the keyboard and choose there.',
      }
    : { answer: choice.answer, text: false };
}

function ticksPart({ choices }: AskedPage, { ticks }: PageDraft, words: string): Part {
  const names = [...ticks].sort((a, b) => a - b).map((index) => choices[index]?.answer ?? '');
  if (names.includes('') || names.some((name) => name.includes(',')))
    return {
      missing: 'Two rows are worded alike, so no answer is sure to mean them: take the keyboard and choose there.',
    };
  if (names.length === 0 && words === '') return { missing: 'Tick a row first: Space ticks the one with the mark.' };
  return { answer: [...names, ...(words === '' ? [] : [words])].join(','), text: words !== '' };
}

/** Words that would be taken for the name of an option, or are too many; undefined where they are neither. */
function wrongWords(words: string, page?: AskedPage): string | undefined {
  if (words.length > limits.answerCharsMax)
    return `The words have ${words.length} characters, more than ${limits.answerCharsMax}; shorten them, or send them as a task.`;
  // Several answers stand with commas between them.
  const parts = (page?.multi ? words.split(',') : [words]).map((part) => part.trim().toLowerCase());
  const named = page?.choices.find(
    ({ key, label, kind }) => kind !== 'words' && parts.some((part) => part === key || part === label.toLowerCase()),
  );
  return named && `These words would be read as the row '${named.label}': choose that row, or write more.`;
}

/** What is answered to a page, for people. */
export function toldOf({ multi, choices }: AskedPage, draft: PageDraft | undefined): string {
  if (!draft) return '';
  const words = draft.words.text.trim();
  const labels = [...draft.ticks].sort((a, b) => a - b).map((index) => choices[index]?.label ?? '');
  if (multi) return [...labels, ...(words === '' ? [] : [`'${words}'`])].join(', ');
  const choice = draft.chosen === undefined ? undefined : choices[draft.chosen];
  if (choice?.kind !== 'words') return choice?.label ?? '';
  return words === '' ? 'No' : words;
}
