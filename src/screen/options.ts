import type { Line } from './lines.ts';
import { isFaint, joinWrapped, looks, styleOfChar } from './lines.ts';
import { bare, isDivider, isHintRow } from './dialogRows.ts';
import type { Option } from './reading.ts';
import { isBoxBottom } from './regions.ts';
import { withoutPane } from './sidePane.ts';
import type { Words } from './words.ts';
import { kindOf } from './words.ts';

/** The options of the dialog at the bottom of the screen. */
export interface OptionBlock {
  /** First and last row of the options. */
  readonly top: number;
  readonly bottom: number;
  readonly options: readonly Option[];
  /** Where the selector stands: its row, and its index in the row's text. */
  readonly selector: { readonly row: number; readonly at: number };
  /** How many options stand above a row of dashes between them; undefined when there is none. */
  readonly divided: number | undefined;
  /** True when the options stand between the sides of a box. */
  readonly boxed: boolean;
  /** True when a row under the options says that the dialog goes on above the screen. */
  readonly cutOff: boolean;
  /** True when a faint row under a label describes the option, as questions and pickers have it. */
  readonly described: boolean;
  /** True when the first option, and perhaps others, is off the screen: `options` are those that can be seen. */
  readonly partial: boolean;
  /** True when a box beside the options shows what the selected one is like. */
  readonly pane: boolean;
  /** True when the hints under the options are those of a question. */
  readonly picks: boolean;
  /** True when more than hints stands under the options: settings, a list that goes on. No permission looks so. */
  readonly more: boolean;
}

interface Head {
  readonly index: number;
  readonly key: string;
  readonly label: string;
  readonly selected: boolean;
  readonly checked?: boolean;
  /** Where the number, or else the label, begins; and where the label does. */
  readonly keyAt: number;
  readonly labelAt: number;
}

/** Hints under the options take no more rows than this, settings and the rest of a list no more than that. */
const footerRowsMax = 5;
const extraRowsMax = 10;
const optionsMax = 20;

/**
 * Finds the options, reading from the bottom up: footer, then numbered rows down to 1, or one row with the selector among
 * rows of the same column. Exactly one row must carry the selector; anything else is no list of options.
 */
export function optionsAtBottom(shown: readonly Line[], bottom: number, words: Words): OptionBlock | undefined {
  const { lines, pane } = withoutPane(shown, bottom);
  const end = skipFooter(lines, bottom, words);
  const close = end && blockEndingAt(lines, end, words, false);
  if (close) return { ...close, pane };
  // Pickers have settings or the rest of their list below the options, set off by a blank row or a mark of its own.
  for (let row = (end?.row ?? bottom) - 1; row >= 0 && bottom - row <= extraRowsMax; row--) {
    if (bare(lines, row).text.trim() === '') continue;
    const far = blockEndingAt(lines, { row, cutOff: end?.cutOff ?? false, picks: false }, words, true);
    if (far) return far;
  }
  return undefined;
}

function blockEndingAt(lines: readonly Line[], end: Footer, words: Words, more: boolean): OptionBlock | undefined {
  const block = numberedBlock(lines, end.row, words) ?? pointedBlock(lines, end.row, words);
  if (!block) return undefined;
  const { heads, top } = block;
  const partial = heads[0]?.key !== '' && heads[0]?.key !== '1';
  const [selected, second] = heads.filter((head) => head.selected);
  if (second || (!selected && !partial) || (partial && more)) return undefined;
  const row = selected?.index ?? -1;
  const selector = { row, at: (lines[row]?.text ?? '').search(words.glyphs.selector) };
  const options = heads.map((head, position) =>
    optionOf(lines, head, { next: heads[position + 1]?.index ?? end.row + 1 }, words),
  );
  const divided = heads.findIndex((head) => isDivider(bare(lines, head.index - 1).text));
  const described = heads.some((head, position) => {
    const next = heads[position + 1]?.index ?? end.row + 1;
    return head.index + 1 < next && isDescription(lines, head.index + 1);
  });
  return {
    top,
    bottom: end.row,
    options,
    selector,
    described,
    divided: divided > 0 ? divided : undefined,
    boxed: bare(lines, top).boxed,
    cutOff: end.cutOff || partial,
    partial,
    pane: false,
    picks: end.picks,
    more,
  };
}

/** What stands under the options, and the last row that can belong to one. */
interface Footer {
  readonly row: number;
  readonly cutOff: boolean;
  readonly picks: boolean;
}

/** Climbs over the footer. */
function skipFooter(lines: readonly Line[], bottom: number, words: Words): Footer | undefined {
  let cutOff = false;
  let picks = false;
  for (let row = bottom; row >= 0 && bottom - row <= footerRowsMax; row--) {
    const { text } = bare(lines, row);
    const trimmed = text.trim();
    if (words.moreLines.test(trimmed)) cutOff = true;
    else if (trimmed === '' || isBoxBottom(lines[row]?.text ?? '')) continue;
    else if (isHintRow(lines, row, words)) picks ||= words.picks.test(trimmed);
    else return { row, cutOff, picks };
  }
  return undefined;
}

/**
 * Options have their numbers in one column. A label that goes on below stands further right, so that numbers in it, however
 * worded, begin no option.
 */
function numberedBlock(lines: readonly Line[], end: number, words: Words): { heads: Head[]; top: number } | undefined {
  const heads: Head[] = [];
  for (let row = end; row >= 0 && end - row < optionsMax * 4; row--) {
    const head = numberedHead(lines, row, words);
    if (head) heads.push(head);
  }
  const columns = new Set(heads.map((head) => head.keyAt));
  for (const column of [...columns].slice(0, columnsMax)) {
    const own = headsDownTo1(
      heads.filter((head) => isInColumn(head, column)),
      lines,
    );
    const first = own?.[0];
    if (own) own.push(...setOffHeads(lines, own, column, words));
    if (own && first && isBlockOf(lines, own, { column, end, words })) {
      return { heads: [...own, ...submitHeads(lines, own, words)].sort((a, b) => a.index - b.index), top: first.index };
    }
  }
  return undefined;
}

/** Among options to tick stands a bold row without a number, in the column of their boxes, that hands them in. */
function submitHeads(lines: readonly Line[], own: readonly Head[], words: Words): Head[] {
  const ticked = own.findLast((head) => head.checked !== undefined);
  const next = own.find((head) => ticked && head.index > ticked.index);
  if (!ticked) return [];
  const heads: Head[] = [];
  for (let index = ticked.index + 1; index < (next?.index ?? lines.length); index++) {
    const { text, line, shift } = bare(lines, index);
    const [, pointer = '', label = ''] = words.glyphs.pointable.exec(text) ?? [];
    const { length: at } = pointer;
    const isBold = looks(line, shift + at, shift + text.length, (style) => style.bold);
    if (at !== ticked.labelAt || !isBold || kindOf(label, words) !== 'submit') continue;
    heads.push({ index, key: '', label, selected: words.glyphs.selector.test(pointer), keyAt: at, labelAt: at });
  }
  return heads;
}

/** A row without a number may be set off from the numbered ones by dashes, in the column of the numbers. */
function setOffHeads(lines: readonly Line[], own: readonly Head[], column: number, words: Words): Head[] {
  const last = own.at(-1)?.index ?? 0;
  // Nothing belongs to a request for leave behind its no.
  const kinds = own.map(({ label }) => kindOf(label, words));
  if (kinds.includes('yes-once') && kinds.at(-1) === 'no') return [];
  const index = lines.findIndex((_line, row) => row > last + 1 && isDivider(bare(lines, row - 1).text));
  const [, pointer = '', label = ''] = words.glyphs.pointable.exec(bare(lines, index).text) ?? [];
  const between = lines.slice(last + 1, index).filter((line) => line.text.trim() !== '').length;
  if (pointer.length !== column || between > rowsOfOption) return [];
  return [{ index, key: '', label, selected: words.glyphs.selector.test(pointer), keyAt: column, labelAt: column }];
}

/** Rows that an option and its description take at the most. */
const rowsOfOption = 8;

/** Columns tried: one is the options' own, others come from labels and from text above. */
const columnsMax = 4;

/** The CLI squeezes blanks out of a row whose label needs the room: up to two before its number. */
function isInColumn(head: Head, column: number): boolean {
  return head.keyAt <= column && head.keyAt >= column - 2;
}

/**
 * From the bottom up: n, n - 1, … 1, with nothing else between; top to bottom in the result. The first ones may have
 * scrolled off the screen: then no rule or box begins above those that are left.
 */
function headsDownTo1(upwards: readonly Head[], lines: readonly Line[]): Head[] | undefined {
  const heads: Head[] = [];
  let expected = Number(upwards[0]?.key);
  for (const head of upwards) {
    if (Number(head.key) !== expected) return undefined;
    heads.unshift(head);
    if (expected === 1) return heads;
    expected--;
  }
  const above = lines.slice(0, heads[0]?.index ?? 0);
  return heads.length >= 2 && !above.some(({ text }) => /^ ?[─▔━╭]{3,}/u.test(text)) ? heads : undefined;
}

/** Between the options only blanks, rules and continuation rows stand; those begin under the number or under the label. */
function isBlockOf(
  lines: readonly Line[],
  heads: readonly Head[],
  { column, end, words }: { column: number; end: number; words: Words },
): boolean {
  const straight = heads.filter((head) => head.keyAt === column && head.key !== '');
  const labelAt = straight[0]?.labelAt ?? 0;
  if (straight.some((head) => Math.abs(head.labelAt - labelAt) > 1)) return false;
  for (let row = heads[0]?.index ?? end; row <= end; row++) {
    if (heads.some((head) => head.index === row)) continue;
    // The selector stands left of the numbers, also on a row that has none.
    const text = bare(lines, row).text.replace(words.glyphs.selectorFirst, ' ');
    if (/^ *[╭╰│┌└]/u.test(text)) return false;
    const divides = isDivider(text);
    if (divides && row > (heads.at(-1)?.index ?? 0)) return false;
    // A squeezed label goes on in the column it was squeezed to.
    const from = Math.min(column, heads.findLast((head) => head.index < row)?.keyAt ?? column);
    if (text.trim() !== '' && text.search(/\S/) < from && !divides) return false;
  }
  return true;
}

function numberedHead(lines: readonly Line[], row: number, { glyphs }: Words): Head | undefined {
  const { text } = bare(lines, row);
  const match = glyphs.numbered.exec(text);
  if (!match) return undefined;
  const [, before = '', pointer = '', between = '', key = '', gap = '', label = ''] = match;
  if (before.length + between.length > 6) return undefined;
  const keyAt = before.length + pointer.length + between.length;
  const labelAt = keyAt + key.length + 1 + gap.length;
  return { index: row, key, selected: pointer !== '', keyAt, labelAt, ...boxOf(label, glyphs.checkbox) };
}

/** Rows without numbers: the selector points at one, its neighbours begin in the same column. */
function pointedBlock(
  lines: readonly Line[],
  end: number,
  { glyphs }: Words,
): { heads: Head[]; top: number } | undefined {
  const heads: Head[] = [];
  let column: number | undefined;
  for (let row = end; row >= 0; row--) {
    const { text } = bare(lines, row);
    if (text.trim() === '') break;
    const pointed = glyphs.pointed.exec(text);
    const labelAt = pointed ? text.indexOf(pointed[2] ?? '') : text.search(/\S/);
    column ??= labelAt;
    // A question stands right above the rows, further left than they do.
    if (labelAt < column && !pointed) break;
    if (labelAt !== column || labelAt < 2) return undefined;
    heads.unshift({
      index: row,
      key: '',
      selected: pointed !== null,
      keyAt: labelAt,
      labelAt,
      ...boxOf(text.slice(labelAt), glyphs.checkbox),
    });
  }
  const [first] = heads;
  return first && heads.length >= 2 && heads.length <= optionsMax ? { heads, top: first.index } : undefined;
}

function boxOf(label: string, checkbox: RegExp): { label: string; checked?: boolean } {
  const match = checkbox.exec(label);
  return match ? { label: match[2] ?? '', checked: match[1] !== ' ' } : { label };
}

function optionOf(lines: readonly Line[], head: Head, { next }: { next: number }, words: Words): Option {
  const rows = [head.label];
  const width = (lines[head.index]?.row.text.length ?? 0) - head.labelAt;
  for (let row = head.index + 1; row < next; row++) {
    const trimmed = bare(lines, row).text.trim();
    // A faint row of its own under a label describes the option; one that goes on in the label's looks is the label.
    if (trimmed === '' || /^─+$/u.test(trimmed) || isDescription(lines, row)) break;
    rows.push(trimmed);
  }
  const label = joinWrapped(rows, width).replace(/\s+/g, ' ').trim();
  return {
    key: head.key,
    label,
    kind: kindOf(label, words),
    selected: head.selected,
    ...(head.selected && isOpen(lines, head) ? { open: true } : {}),
    ...(head.checked === undefined ? {} : { checked: head.checked }),
  };
}

/** `No, ` with the cursor behind it, then faint to the end: a ghost, whatever its words are. What is typed there is not faint. */
function isOpen(lines: readonly Line[], head: Head): boolean {
  const { line, shift, text } = bare(lines, head.index);
  const [said = ''] = /^\w+, /u.exec(head.label) ?? [];
  const at = shift + head.labelAt + said.length;
  return (
    said !== '' &&
    line.row.text !== '' &&
    styleOfChar(line, at).inverse &&
    looks(line, at + 1, shift + text.length, isFaint)
  );
}

/** Faint from its first character on, below a row that is not faint at its end. */
function isDescription(lines: readonly Line[], row: number): boolean {
  const above = bare(lines, row - 1);
  const own = bare(lines, row);
  if (own.text.trim() === '') return false;
  const endsFaint = isFaint(styleOfChar(above.line, above.shift + above.text.trimEnd().length - 1));
  return !endsFaint && isFaint(styleOfChar(own.line, own.shift + own.text.search(/\S/)));
}
