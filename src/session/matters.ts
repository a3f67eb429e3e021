import type { ChoicePage, Matter } from '../policy/consulting/matter.ts';
import { dangerIn, screenedPage } from '../policy/consulting/screening.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Option } from '../screen/reading.ts';
import type { Page } from './pages.ts';
import { pagesOf } from './pages.ts';
import type { Dialog, PendingCall } from './session.ts';

/** What a brain is asked about a dialog: made of its call, never of what the screen alone shows. */

/** May the call run? Its folder is '' where the transcript does not name it. */
export function permissionMatter({ tool, input, cwd = '' }: PendingCall, verdict: Verdict): Matter {
  return { kind: 'permission', call: { tool, input, cwd }, verdict };
}

/** The questions of the call from this page on. */
export function questionMatter(call: PendingCall, page: number): Matter {
  const pages = pagesOf(call).slice(page);
  return { kind: 'question', pages: pages.map((asked) => screenedPage(choicePageOf(asked))), text: '' };
}

function choicePageOf({ question, header, multi, options }: Page): ChoicePage {
  return { question, header, multi, choices: options };
}

/**
 * May Claude go on from its plan, and how? The rows are the CLI's own. Those that widen what may be done without asking are a
 * person's, and so are all of them where the plan speaks of what only a person decides.
 */
export function planMatter({ options }: Dialog, { input }: PendingCall): Matter {
  const text = typeof input.plan === 'string' ? input.plan : '';
  const danger = text === '' ? 'the transcript does not hold the plan' : dangerIn(text);
  const choices = options.map((option) => {
    const closed = closedRow(option, options, danger);
    return { label: option.label, description: '', ...(closed === undefined ? {} : { closed }) };
  });
  return { kind: 'plan', pages: [{ question: 'Go on from this plan?', header: '', multi: false, choices }], text };
}

function closedRow(option: Option, options: readonly Option[], danger: string | undefined): string | undefined {
  if (options.filter(({ label }) => label === option.label).length > 1) return 'another row is worded alike';
  if (danger !== undefined) return danger;
  if (option.kind === 'free-text') return 'it takes words';
  return option.kind === 'no' || option.kind === 'yes-once' ? undefined : 'it does more than give leave once';
}

/**
 * Why no brain is asked about a dialog, as a sentence; undefined where one is. Ticks that somebody left there are for that
 * person to explain, and where every choice is closed there is nothing to ask.
 */
export function askedOfPerson(dialog: Dialog, matter: Matter, attempts: number): string | undefined {
  // What an answer of pcc's own ticked before it was broken off is there at a later attempt.
  if (attempts === 0 && dialog.options.some((option) => option.checked === true))
    return 'Rows are ticked already: whoever ticked them is to say what is meant.';
  return matter.kind === 'permission' ? undefined : nothingOpen(matter.pages);
}

/** Why nothing of this can be chosen by a brain; undefined where each page has an open choice. */
export function nothingOpen(pages: readonly ChoicePage[]): string | undefined {
  if (pages.length === 0) return 'What is chosen here is only to be handed in.';
  for (const { choices } of pages) {
    if (choices.some((choice) => choice.closed === undefined)) continue;
    const [first] = choices;
    return first?.closed === undefined
      ? 'The question has no answers to choose from.'
      : `Only a person may choose here: ${first.closed}.`;
  }
  return undefined;
}
