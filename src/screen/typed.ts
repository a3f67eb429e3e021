import type { Option } from './reading.ts';

/** Rows that take words: what a key does while the selector rests on one, and whether words stand in it. */

/** What such a row says until something was typed. */
const placeholder = /^Type (?:something|here)\b|^Tell Claude\b/;

/**
 * What the row that says no says once it is open for words, without the `and` for a tool of a server (2.1.329); the same words with
 * `(esc)` behind them (2.0.20) are no such row.
 */
const openedNo = /^No, (?:and )?tell Claude what to do differently$/;

/** What a row that says no says where it is not open for words. */
const plainNo = /^No$|\(esc\)$|^No, (?:exit|keep planning)$/;

/** True for a row to type into where nothing was typed. */
export function isEmptyRow({ label }: Option): boolean {
  return placeholder.test(label);
}

/** True for a row that says no and is open for words, with none in it: the screen shows it, however the CLI words it. */
export function isOpenedNo({ label, kind, open }: Option): boolean {
  return openedNo.test(label) || (open === true && kind === 'no');
}

/** True where a key would be text if the selector rests on the row: one to type into, or a no that may be open for words. */
export function takesText(option: Option): boolean {
  return option.kind === 'free-text' || (option.kind === 'no' && !plainNo.test(option.label));
}

/** True for a row in which words stand that somebody typed. */
export function holdsText(option: Option): boolean {
  return takesText(option) && !isEmptyRow(option) && !isOpenedNo(option);
}
