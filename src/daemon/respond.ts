import { PccError } from '../base/errors.ts';
import type { Option } from '../screen/reading.ts';

/**
 * The label of the option that a person means: `yes` or `no` where exactly one option is that, a number of the list, or a part
 * of exactly one label. Options that widen permission or cost money are taken only by their number or words of their own.
 *
 * @throws PccError `invalid_input` that lists what can be chosen.
 */
export function chosenLabel(options: readonly Option[], answer: string): string {
  const wanted = answer.trim();
  const matches = matching(options, wanted);
  const [only, ...others] = matches;
  if (only && others.length === 0) return only.label;
  const choices = options.map((option, index) => `${numberOf(option, index)} '${option.label}'`).join(', ');
  const why = matches.length === 0 ? 'fits none of the options' : 'fits more than one option';
  throw new PccError(
    'invalid_input',
    `The answer '${answer}' ${why}; choose one of ${choices === '' ? 'none: attach and look' : choices}.`,
  );
}

function matching(options: readonly Option[], wanted: string): Option[] {
  const word = wanted.toLowerCase();
  if (/^(?:yes|y|approve|allow)$/.test(word)) return options.filter((option) => option.kind === 'yes-once');
  if (/^(?:no|n|deny|reject)$/.test(word)) return refusals(options);
  if (/^\d+$/.test(word)) return options.filter((option, index) => numberOf(option, index) === word);
  const exact = options.filter((option) => option.label.toLowerCase() === word);
  return exact.length > 0 ? exact : options.filter((option) => option.label.toLowerCase().includes(word));
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
