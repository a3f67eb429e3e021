import type { Option } from './reading.ts';

/** What is wanted of one page of a dialog: plain data, so that it can be stored, compared and told. */
export type Goal =
  /** The row with this label. */
  | { readonly want: 'row'; readonly label: string }
  /** Exactly these rows ticked, this text in the row to type into ('' for none), and all of it handed in. */
  | { readonly want: 'ticks'; readonly labels: readonly string[]; readonly text: string }
  /** This text in the row to type into. */
  | { readonly want: 'text'; readonly text: string }
  /** No, with these words for Claude in the row that says no. */
  | { readonly want: 'no'; readonly text: string };

/** The goal in the words of a log. */
export function goalText(goal: Goal): string {
  switch (goal.want) {
    case 'row':
      return goal.label;
    case 'ticks':
      return [...goal.labels, ...(goal.text === '' ? [] : [goal.text])].join(', ');
    case 'text':
      return goal.text;
    case 'no':
      return `No, ${goal.text}`;
  }
}

/** The row that a goal ends in, as far as the rows of the dialog tell: undefined when they do not offer what is wanted. */
export function goalRow(goal: Goal, options: readonly Option[]): Option | undefined {
  switch (goal.want) {
    case 'row':
      return only(options, (option) => option.label === goal.label);
    case 'ticks': {
      const offered = goal.labels.every((label) => only(options, (option) => isTick(option) && option.label === label));
      return offered ? only(options, (option) => option.kind === 'submit') : undefined;
    }
    case 'text':
      return only(options, (option) => option.kind === 'free-text');
    case 'no':
      return only(options, (option) => option.kind === 'no');
  }
}

function isTick(option: Option): boolean {
  return option.checked !== undefined && option.kind === 'answer';
}

function only(options: readonly Option[], fits: (option: Option) => boolean): Option | undefined {
  const [first, ...others] = options.filter(fits);
  return others.length === 0 ? first : undefined;
}
