import type { Key } from '../../key.ts';
import type { Choice } from './asked.ts';
import { withPage } from './draft.ts';
import type { Respond } from './state.ts';
import { openPage } from './state.ts';

/** What a key among the rows comes to: another state, and whether the page has its answer with it. */
export interface ChooseStep {
  readonly state: Respond;
  readonly wants: 'answer' | 'nothing';
}

/** A key among the rows; `tab` and `back` turn the page. Undefined for a key that chooses nothing. */
export function chooseKey(state: Respond, key: Key): ChooseStep | 'tab' | 'back' | undefined {
  switch (key.name) {
    case 'Tab':
    case 'Right':
      return 'tab';
    case 'S-Tab':
    case 'Left':
      return 'back';
    case 'Down':
    case 'j':
      return moved(state, 1);
    case 'Up':
    case 'k':
      return moved(state, -1);
    case 'Space':
      return ticked(state);
    case 'Enter':
      return entered(state);
    case 'a':
      return onKind(state, 'yes-once');
    case 'd':
      return onKind(state, 'no') ?? onKind(state, 'words');
    default:
      return /^\d$/.test(key.name) ? onNumber(state, key.name) : undefined;
  }
}

/**
 * The row of words that a printable key begins to write in: that of the mark, or the one that says no in words where the mark is
 * on a No. Whoever types a reason there means nothing else by any letter. Undefined where no words can begin.
 */
export function wordsRowFor(state: Respond): number | undefined {
  const open = openPage(state);
  const at = open?.draft.at ?? -1;
  const kind = open?.page.choices[at]?.kind;
  if (kind === 'words') return at;
  const isRefusal = kind === 'no' && (state.item.kind === 'permission' || state.item.kind === 'plan');
  const row = isRefusal ? open?.page.choices.findIndex((choice) => choice.kind === 'words') : undefined;
  return row === undefined || row < 0 ? undefined : row;
}

function moved(state: Respond, by: 1 | -1): ChooseStep | undefined {
  const open = openPage(state);
  if (!open || open.page.choices.length === 0) return undefined;
  const last = open.page.choices.length - 1;
  const at = open.draft.at < 0 ? (by > 0 ? 0 : last) : Math.max(0, Math.min(last, open.draft.at + by));
  return markedAt(state, at);
}

function markedAt(state: Respond, at: number): ChooseStep {
  return { state: { ...state, draft: withPage(state.draft, { at }) }, wants: 'nothing' };
}

/** A digit moves the mark; where several can be ticked it ticks too. It never answers by itself. */
function onNumber(state: Respond, digit: string): ChooseStep | undefined {
  const open = openPage(state);
  const at = open?.page.choices.findIndex(({ key }) => key === digit) ?? -1;
  if (!open || at < 0) return undefined;
  const { state: marked } = markedAt(state, at);
  return open.page.multi ? ticked(marked) : { state: marked, wants: 'nothing' };
}

function ticked(state: Respond): ChooseStep | undefined {
  const open = openPage(state);
  if (!open?.page.multi) return undefined;
  const { page, draft } = open;
  if (page.choices[draft.at]?.kind === 'words')
    return { state: { ...state, stage: { type: 'write' } }, wants: 'nothing' };
  if (draft.at < 0) return undefined;
  const ticks = draft.ticks.includes(draft.at)
    ? draft.ticks.filter((index) => index !== draft.at)
    : [...draft.ticks, draft.at];
  return { state: { ...state, draft: withPage(state.draft, { ticks }) }, wants: 'nothing' };
}

function entered(state: Respond): ChooseStep | undefined {
  const open = openPage(state);
  if (!open) return undefined;
  const { page, draft } = open;
  const choice = page.choices[draft.at];
  const isWriting = choice?.kind === 'words' && (page.multi ? draft.words.text.trim() === '' : true);
  const chosen = page.multi || draft.at < 0 ? undefined : draft.at;
  const next = { ...state, draft: withPage(state.draft, { chosen }) };
  return isWriting
    ? { state: { ...next, stage: { type: 'write' } }, wants: 'nothing' }
    : { state: next, wants: 'answer' };
}

/** The first row of a kind is marked and chosen, as by Enter. */
function onKind(state: Respond, wanted: Choice['kind']): ChooseStep | undefined {
  const open = openPage(state);
  const at = open?.page.choices.findIndex(({ kind }) => kind === wanted) ?? -1;
  return at < 0 ? undefined : entered(markedAt(state, at).state);
}
