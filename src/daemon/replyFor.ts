import { PccError } from '../base/errors.ts';
import type { Goal } from '../screen/goal.ts';
import { goalText } from '../screen/goal.ts';
import type { Option, OptionKind } from '../screen/reading.ts';
import { isOpenedNo } from '../screen/typed.ts';
import type { Page } from '../session/pages.ts';
import { pageShown, pagesOf } from '../session/pages.ts';
import type { Dialog, PendingCall, Reply } from '../session/session.ts';
import { checkTaskStart } from './queue/requirements.ts';

/** What a person gave to `pcc respond`. */
export interface Given {
  readonly answers: readonly string[];
  /** Words that name no option are meant as words for Claude. */
  readonly text: boolean;
}

/** The dialog that waits, with its call where the transcript names one. */
export interface Waiting {
  readonly dialog: Dialog;
  readonly call?: PendingCall;
}

/**
 * What a person means: an option by `yes`, `no`, its number, or a part of exactly one label; for a question one answer a page,
 * several options of a page with commas between them; words for Claude behind `no`, or instead of an option. For a question in
 * words one of its replies, or words of their own.
 *
 * @throws PccError `invalid_input` that lists what can be chosen.
 */
export function replyFor({ dialog, call }: Waiting, given: Given): Reply {
  if (dialog.kind === 'question') return questionReply(dialog, call, given);
  if (dialog.kind === 'prose') return proseReply(dialog, given);
  const [first = '', ...more] = given.answers;
  const words = more.join(' ').trim();
  const isNo = noWord.test(first.trim());
  if (isNo && words !== '') return refusalReply(dialog, call, words);
  if (more.length > 0) throw new PccError('usage', `It takes one answer, ${given.answers.length} were given.`);
  const feedback = dialog.kind === 'plan' || dialog.kind === 'permission';
  if (feedback && given.text && named(dialog.options, first).length === 0)
    return refusalReply(dialog, call, first.trim());
  return rowReply(chosenLabel(dialog.options, first));
}

const noWord = /^(?:no|n|deny|reject)$/i;

/** No, with words: in the dialog where it has a place for them, else as the next prompt. */
function refusalReply(dialog: Dialog, call: PendingCall | undefined, words: string): Reply {
  const { kind, options } = dialog;
  if (kind !== 'plan' && kind !== 'permission')
    throw wrong(`Words for Claude can go with the answer to a permission or a plan, not with this one`, options);
  const label = chosenLabel(options, 'no');
  const row = options.find((option) => option.label === label);
  if (row?.kind === 'free-text') return { label: words, goals: [{ want: 'text', text: words }] };
  if (kind === 'permission' && row && (row.label === 'No' || isOpenedNo(row))) {
    const goal: Goal = { want: 'no', text: words };
    return { label: goalText(goal), goals: [goal] };
  }
  if (!call)
    throw wrong(
      'This dialog has no place for words, and nothing tells when its refusal has arrived: answer `no`, then send them with `pcc send`',
      options,
    );
  return { ...rowReply(label), message: checkTaskStart(words, 'What Claude is told after the refusal', 'file') };
}

function rowReply(label: string): Reply {
  return { label, goals: [{ want: 'row', label }] };
}

/**
 * A reply is told by its first word too: `yes` is the one that begins with it. Words are sent as a prompt: those behind `no`,
 * those marked as words, and all of them where there is no reply to choose.
 */
function proseReply({ options }: Dialog, { answers, text }: Given): Reply {
  const [answer = '', ...more] = answers;
  if (options.every(({ kind }) => kind === 'free-text')) return wordsReply(answers.join(' '));
  if (more.length > 0 && noWord.test(answer.trim())) return wordsReply(`No, ${more.join(' ').trim()}`);
  if (more.length > 0)
    throw wrong('It takes one answer; put quotes around an answer of several words', options, 'usage');
  const words = answer.trim();
  if (text && words !== '' && named(options, words).length !== 1) return wordsReply(words);
  const [begun, ...others] = options.filter(({ label }) => label.toLowerCase().startsWith(`${words.toLowerCase()},`));
  if (begun && others.length === 0 && words !== '') return rowReply(begun.label);
  const label = chosenLabel(options, answer, !text);
  if (options.some((option) => option.kind === 'free-text' && option.label === label))
    throw wrong(`'${label}' takes words: give them, with --text`, options);
  return rowReply(label);
}

function wordsReply(given: string): Reply {
  const words = given.trim();
  return { label: words, goals: [{ want: 'text', text: checkTaskStart(words, 'The answer', 'file') }] };
}

function questionReply(dialog: Dialog, call: PendingCall | undefined, given: Given): Reply {
  const pages = call ? pagesOf(call) : [];
  const first = (call && pageShown(dialog, call)) ?? pages.length;
  const rest = pages.slice(first);
  const count = Math.max(1, rest.length);
  if (given.answers.length > count) {
    const unquoted = count === 1 ? '; put quotes around an answer of several words' : '';
    throw wrong(
      `It takes ${count === 1 ? 'one answer' : `up to ${count} answers, one a question`}${unquoted}`,
      dialog.options,
    );
  }
  const goals = given.answers.map((answer, index) => {
    const options = index === 0 ? dialog.options : optionsOf(rest[index]);
    return pageGoal(answer, options, given.text);
  });
  return { label: goals.map(goalText).join(' · '), goals };
}

/** The rows of a page that is not on the screen yet. */
function optionsOf(page: Page | undefined): Option[] {
  if (!page) return [];
  const row = (label: string, index: number): Option => ({
    key: String(index + 1),
    label,
    kind: 'answer',
    selected: false,
    ...(page.multi ? { checked: false } : {}),
  });
  const rows = page.options.map(({ label }, index) => row(label, index));
  return [...rows, { ...row('Type something', rows.length), kind: 'free-text' }];
}

function pageGoal(answer: string, options: readonly Option[], takesText: boolean): Goal {
  const isMulti = options.some((option) => option.checked !== undefined);
  if (isMulti) return ticksGoal(answer, options, takesText);
  const text = answer.trim();
  if (takesText && named(options, answer).length !== 1) return textGoal(text, options);
  const label = chosenLabel(options, answer, !takesText);
  const row = options.find((option) => option.label === label);
  if (row?.kind === 'free-text') throw wrong(`'${label}' takes words: give them, with --text`, options);
  return { want: 'row', label };
}

function textGoal(text: string, options: readonly Option[]): Goal {
  if (text === '' || !options.some((option) => option.kind === 'free-text'))
    throw wrong(`'${text}' names no option, and there is no row to type it into`, options);
  return { want: 'text', text };
}

/** Several options with commas between them; a label that holds a comma may be given whole. */
function ticksGoal(answer: string, options: readonly Option[], takesText: boolean): Goal {
  const rows = options.filter((option) => option.kind === 'answer');
  const whole = named(rows, answer);
  const parts = whole.length === 1 ? [answer] : answer.split(',').map((part) => part.trim());
  const labels: string[] = [];
  const texts: string[] = [];
  for (const part of parts.filter((one) => one !== '')) {
    if (takesText && named(rows, part).length !== 1) texts.push(part);
    else labels.push(chosenLabel(rows, part, !takesText));
  }
  if (labels.length + texts.length === 0) throw wrong('Nothing is chosen', rows);
  return { want: 'ticks', labels: [...new Set(labels)], text: texts.join(', ') };
}

/**
 * The label of the option that a person means. Options that widen permission or cost money are taken only by their number or
 * their whole label.
 *
 * @param parts false when only a whole label or a number names an option
 * @throws PccError `invalid_input` that lists what can be chosen.
 */
export function chosenLabel(options: readonly Option[], answer: string, parts = true): string {
  const matches = parts ? matching(options, answer.trim()) : named(options, answer);
  const [only, ...others] = matches;
  if (only && others.length === 0) {
    if (!mustBeNamed.includes(only.kind) || named(options, answer).includes(only)) return only.label;
    throw wrong(
      `'${only.label}' does more than answer once, so it is chosen by its number or its whole label`,
      options,
    );
  }
  throw wrong(
    `The answer '${answer}' ${matches.length === 0 ? 'fits none of the options' : 'fits more than one option'}`,
    options,
  );
}

/** What widens permission or costs money is chosen by no part of its label: a letter too few or too many would be one. */
const mustBeNamed: readonly OptionKind[] = ['yes-always', 'mode-switch', 'costs-money'];

function wrong(why: string, options: readonly Option[], code: 'usage' | 'invalid_input' = 'invalid_input'): PccError {
  const takesText = options.some((option) => option.kind === 'free-text');
  const choices = options
    .filter((option) => option.kind !== 'submit')
    .map((option, index) => `${numberOf(option, index)} '${option.label}'`)
    .join(', ');
  const words = takesText ? ', or words of your own with --text' : '';
  return new PccError(code, `${why}; choose one of ${choices === '' ? 'none: attach and look' : choices}${words}.`);
}

/** The options that are named whole: by their number or their label. */
function named(options: readonly Option[], answer: string): Option[] {
  const word = answer.trim().toLowerCase();
  if (/^\d+$/.test(word)) return options.filter((option, index) => numberOf(option, index) === word);
  return options.filter((option) => option.label.toLowerCase() === word);
}

function matching(options: readonly Option[], wanted: string): Option[] {
  const word = wanted.toLowerCase();
  const exact = named(options, wanted);
  const isYes = /^(?:yes|y|approve|allow)$/.test(word);
  const isNo = noWord.test(word);
  // Options that the model worded are meant by their own words alone.
  const mayAllow = options.some((option) => option.kind === 'yes-once' || option.kind === 'no');
  if (isYes && (mayAllow || exact.length === 0)) return options.filter((option) => option.kind === 'yes-once');
  if (isNo && (mayAllow || exact.length === 0)) return refusals(options);
  if (exact.length > 0 || /^\d+$/.test(word)) return exact;
  return options.filter((option) => option.label.toLowerCase().includes(word));
}

/** The rows that refuse: `No …`, or where there is none the row to tell Claude something else, which Esc answers with no. */
function refusals(options: readonly Option[]): Option[] {
  const plain = options.filter((option) => option.kind === 'no');
  const mayAllow = options.some((option) => option.kind === 'yes-once');
  return plain.length > 0 || !mayAllow ? plain : options.filter((option) => option.kind === 'free-text');
}

function numberOf(option: Option, index: number): string {
  return option.key === '' ? String(index + 1) : option.key;
}
