import { withoutBlanks } from '../base/blanks.ts';
import type { JsonObject } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import { currentTab } from '../screen/dialog.ts';
import type { Goal } from '../screen/goal.ts';
import type { Dialog, PendingCall } from './session.ts';

/** One question of an AskUserQuestion call: one page of its dialog. */
export interface Page {
  readonly question: string;
  readonly header: string;
  /** Several options may be ticked. */
  readonly multi: boolean;
  readonly options: readonly { readonly label: string; readonly description: string }[];
}

/** The pages of a call; none when it is no AskUserQuestion or not made as one must be. */
export function pagesOf(call: Pick<PendingCall, 'tool' | 'input'>): readonly Page[] {
  const { questions } = call.input;
  if (call.tool !== 'AskUserQuestion' || !Array.isArray(questions)) return [];
  const pages = questions.map((question) => (isObject(question) ? pageOf(question) : undefined));
  return pages.every((page) => page !== undefined) ? pages : [];
}

function pageOf(question: JsonObject): Page | undefined {
  const options: readonly unknown[] = Array.isArray(question.options) ? question.options : [];
  const rows = options.filter(isObject).map((option) => ({
    label: textOf(option.label),
    description: textOf(option.description),
  }));
  if (typeof question.question !== 'string' || rows.length !== options.length) return undefined;
  return {
    question: question.question,
    header: textOf(question.header),
    multi: question.multiSelect === true,
    options: rows,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Which page of the call the dialog shows: its index, or their number for the review behind them. Undefined when it shows
 * none of them, or could show several.
 */
export function pageShown(dialog: Dialog, call: PendingCall): number | undefined {
  if (dialog.kind !== 'question') return undefined;
  const pages = pagesOf(call);
  if (isReviewOf(dialog, pages)) return pages.length;
  const fitting = pages.flatMap((page, index) => (shows(dialog, page) ? [index] : []));
  // Of pages that are worded alike the tabs tell which one is open.
  const open = fitting.length > 1 && areTabsOf(dialog, pages) ? currentTab(dialog.tabs ?? []) : -1;
  return fitting.length === 1 ? fitting[0] : fitting.find((index) => index === open);
}

/** True where each page of the call has its tab, and the review behind them has one. */
function areTabsOf({ tabs = [] }: Dialog, pages: readonly Page[]): boolean {
  const own = tabs.slice(0, -1);
  return (
    own.length === pages.length &&
    own.every((tab, index) => withoutBlanks(tab.label) === withoutBlanks(pages[index]?.header ?? ''))
  );
}

/** The one pending call that a question on the screen belongs to, with the page that is open. */
export function askedCall(
  dialog: Dialog,
  calls: readonly PendingCall[],
): { readonly call: PendingCall; readonly page: number } | undefined {
  const fitting = calls.flatMap((call) => {
    const page = pageShown(dialog, call);
    return page === undefined ? [] : [{ call, page }];
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The one pending call that asks leave to go on from a plan. */
export function planCall(
  calls: readonly PendingCall[],
): { readonly call: PendingCall; readonly page: number } | undefined {
  const [call, ...others] = calls.filter(({ tool, agent }) => tool === 'ExitPlanMode' && agent === undefined);
  return call && others.length === 0 ? { call, page: 0 } : undefined;
}

/** The model words the question and the options; all of them must stand there as it did, in their order. */
function shows(dialog: Dialog, page: Page): boolean {
  const question = withoutBlanks(dialog.question);
  return (
    // Of a dialog taller than the screen the question may be off it.
    withoutBlanks(page.question).startsWith(question) &&
    page.options.length > 0 &&
    page.options.every(({ label }, index) => withoutBlanks(dialog.options[index]?.label ?? '') === withoutBlanks(label))
  );
}

/** Behind the last page the answers are shown again: a row hands them in, and the tabs are those of the call, all answered. */
function isReviewOf(dialog: Dialog, pages: readonly Page[]): boolean {
  const tabs = dialog.tabs ?? [];
  return (
    pages.length > 0 &&
    tabs.at(-1)?.current === true &&
    areTabsOf(dialog, pages) &&
    tabs.slice(0, -1).every((tab) => tab.done) &&
    dialog.options.filter((option) => option.kind === 'submit').length === 1
  );
}

/** What was wanted of a question, to be compared with what the transcript says was answered. */
export interface Wanted {
  readonly question: string;
  readonly goal: Goal;
}

/** True when the answers that the transcript holds are the wanted ones. */
export function cameTrue(wanted: readonly Wanted[], answers: Readonly<Record<string, string>>): boolean {
  return wanted.every(({ question, goal }) => {
    const given = answers[question];
    return given !== undefined && isAnswer(goal, withoutBlanks(given));
  });
}

function isAnswer(goal: Goal, given: string): boolean {
  if (goal.want !== 'ticks') return given === withoutBlanks(goal.want === 'row' ? goal.label : goal.text);
  // They come in the order in which they were ticked; a label may hold a comma itself.
  const parts = [...goal.labels, ...(goal.text === '' ? [] : [goal.text])]
    .map(withoutBlanks)
    .sort((a, b) => b.length - a.length);
  let rest = `,${given},`;
  for (const part of parts) {
    if (!rest.includes(`,${part},`)) return false;
    rest = rest.replace(`,${part},`, () => ',');
  }
  return rest === ',';
}
