import type { Goal } from '../../screen/goal.ts';
import type { ReadingState } from '../../screen/reading.ts';

/** How a goal is reached in one form of a dialog, as tried on the real CLI; `next.ts` does it, this says where it was seen. */
export interface Recipe {
  readonly family: ReadingState;
  /** What tells this form from the others of the family. */
  readonly form: string;
  readonly want: Goal['want'];
  /** The keys in their order, each after a look at what the one before did. */
  readonly keys: string;
  /** Versions that it was tried on by hand or end to end. */
  readonly versions: readonly string[];
  /** A recording, by scenario, in which a dialog of this form stands. */
  readonly fixture: string;
  /** What the CLI does not do as one would think. */
  readonly note?: string;
}

const all = ['2.0.20', '2.0.64', '2.1.15', '2.1.202', '2.1.329'];
const asking = all.slice(1);
/** Versions whose "No" can be opened for words. */
const opening = ['2.1.15', '2.1.98', '2.1.202', '2.1.329'];

export const recipes: readonly Recipe[] = [
  { family: 'permission', form: 'numbered', want: 'row', keys: 'digit', versions: all, fixture: 'bash-simple' },
  {
    family: 'permission',
    form: 'a row "Type here to tell Claude …" instead of no, without words',
    want: 'row',
    keys: 'Esc',
    versions: ['2.0.64'],
    fixture: 'answer-no',
  },
  {
    family: 'permission',
    form: 'a row "Type here to tell Claude …" instead of no',
    want: 'text',
    keys: 'digit, text, Enter',
    versions: ['2.0.64'],
    fixture: 'words-bash',
  },
  {
    family: 'permission',
    form: '"No" that Tab opens for words',
    want: 'no',
    keys: 'arrows to "No", Tab, text, Enter',
    versions: opening,
    fixture: 'words-bash',
    note: 'Before 2.1 and for a fetch the row is "No, and tell Claude what to do differently (esc)": its digit refuses, words are the next prompt.',
  },
  {
    family: 'permission',
    form: '"No" that Tab opens for words, of a tool of a server',
    want: 'no',
    keys: 'arrows to "No", Tab, text, Enter',
    versions: opening,
    fixture: 'words-mcp',
    note: '2.1.329 words the row that is open in another way than for its own tools.',
  },
  { family: 'question', form: 'one answer', want: 'row', keys: 'digit', versions: asking, fixture: 'question-one' },
  {
    family: 'question',
    form: 'with previews',
    want: 'row',
    keys: 'digit (moves the selector only), Enter',
    versions: ['2.1.202', '2.1.329'],
    fixture: 'question-preview',
  },
  {
    family: 'question',
    form: 'one answer',
    want: 'text',
    keys: 'digit of the last row, text, Enter',
    versions: asking,
    fixture: 'question-typed',
  },
  {
    family: 'question',
    form: 'several answers',
    want: 'ticks',
    keys: 'digit for each tick that is wrong, arrows to the row without a number, Enter',
    versions: asking,
    fixture: 'question-multi',
    note: 'A digit is a key only while the selector is not on the row to type into; that row is reached by arrows, and its text ticks it. 2.0.64 and 2.1.15 show the text but do not hand it in: the transcript contradicts.',
  },
  {
    family: 'question',
    form: 'review of several questions, or of one with several answers',
    want: 'row',
    keys: 'Enter on "Submit answers", or its digit',
    versions: asking,
    fixture: 'question-tabs',
  },
  { family: 'plan', form: 'numbered', want: 'row', keys: 'digit', versions: all, fixture: 'plan-short' },
  {
    family: 'plan',
    form: 'a last row for what to change',
    want: 'text',
    keys: 'digit of the last row, text, Enter',
    versions: ['2.0.64', '2.1.329'],
    fixture: 'plan-changed',
    note: '2.0.20 has a plain no there: words are the next prompt.',
  },
  {
    family: 'trust',
    form: 'without numbers',
    want: 'row',
    keys: 'arrows, Enter',
    versions: ['2.1.329'],
    fixture: 'trust-accepted',
  },
  {
    family: 'trust',
    form: 'numbered',
    want: 'row',
    keys: 'digit',
    versions: all.slice(0, -1),
    fixture: 'trust-accepted',
  },
];

/** The newest version that was seen to show words of one's own beside ticks and to hand in the ticks alone; 2.1.202 hands them in. */
const dropsWordsUntil = [2, 1, 15] as const;

/** True for versions that show words of one's own on a page with ticks and do not hand them in (tried on 2.0.64 and 2.1.15). */
export function dropsWordsBesideTicks(version: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (!parts) return false;
  const differing = dropsWordsUntil.findIndex((part, index) => parts[index] !== part);
  return differing < 0 || (parts[differing] ?? 0) < (dropsWordsUntil[differing] ?? 0);
}
