import { assert } from '../../../base/assert.ts';
import type { PanelEvent } from '../../panel.ts';
import type { Field } from '../field.ts';
import { edited, emptyField, fieldOf, pasted } from '../field.ts';

/** A form of named rows that are typed into or picked from: plain values, and what keys do to them. */

/** One row of a form. */
export type FormItem =
  | { readonly kind: 'line' | 'lines'; readonly name: string; readonly label: string; readonly hint: string }
  /** One of some words; the first is what holds unless it is changed. */
  | { readonly kind: 'pick'; readonly name: string; readonly label: string; readonly choices: readonly string[] }
  | { readonly kind: 'switch'; readonly name: string; readonly label: string; readonly words: string }
  /** Sends it all. The last row. */
  | { readonly kind: 'send'; readonly name: string; readonly words: string };

/** What is written and picked, and where the keys go. */
export interface Form {
  /** Name of the row that has the keys. */
  readonly row: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Places among the choices; 1 for a switch that is on. */
  readonly picked: Readonly<Record<string, number>>;
  /** The call is on its way. */
  readonly sent: boolean;
  readonly fault: string;
}

/** What a person wants of the form after a key. */
export type FormWish = 'send' | 'close' | 'help';

/** An empty form whose first row has the keys; `texts` are written in it already. */
export function newForm(items: readonly FormItem[], texts: Readonly<Record<string, string>> = {}): Form {
  const [first] = items;
  assert(first !== undefined, 'a form has rows');
  const fields = Object.entries(texts).map(([name, text]): [string, Field] => [name, fieldOf(text, 'lines')]);
  return { row: first.name, fields: Object.fromEntries(fields), picked: {}, sent: false, fault: '' };
}

/** What is written in a row, without blanks around it. */
export function textIn({ fields }: Form, name: string): string {
  return fields[name]?.text.trim() ?? '';
}

/** The place of what is picked in a row; 0 unless it was changed. */
export function pickedIn({ picked }: Form, name: string): number {
  return picked[name] ?? 0;
}

/** Whether nothing is written in it. */
export function isBlank({ fields }: Form): boolean {
  return Object.values(fields).every(({ text }) => text.trim() === '');
}

/** The form after a key or a paste, and what is wanted of it. */
export function formTold(
  items: readonly FormItem[],
  form: Form,
  event: Extract<PanelEvent, { type: 'key' | 'paste' }>,
): { readonly form: Form; readonly wish?: FormWish } {
  const item = items.find(({ name }) => name === form.row);
  if (event.type === 'paste') {
    const isTyped = !form.sent && (item?.kind === 'line' || item?.kind === 'lines');
    return { form: isTyped ? written(form, item.name, pasted(fieldIn(form, item.name), event.text, item.kind)) : form };
  }
  const { name } = event.key;
  if (name === 'Esc' || name === 'C-c') return { form, wish: 'close' };
  if (name === 'F1') return { form, wish: 'help' };
  if (form.sent || !item) return { form };
  if (name === 'C-s' || (name === 'Enter' && item.kind === 'send')) return { form, wish: 'send' };
  if (item.kind === 'line' || item.kind === 'lines') {
    const field = edited(fieldIn(form, item.name), event.key, item.kind);
    if (field) return { form: written(form, item.name, field) };
  }
  const by = rowSteps[name];
  if (by !== undefined) return { form: moved(items, form, by) };
  return { form: switched(form, item, name) };
}

const rowSteps: Readonly<Record<string, number>> = { Tab: 1, Enter: 1, Down: 1, 'S-Tab': -1, Up: -1 };

function fieldIn({ fields }: Form, name: string): Field {
  return fields[name] ?? emptyField;
}

function written(form: Form, name: string, field: Field): Form {
  return { ...form, fields: { ...form.fields, [name]: field }, fault: '' };
}

function moved(items: readonly FormItem[], form: Form, by: number): Form {
  const index = items.findIndex(({ name }) => name === form.row) + by;
  const to = items[Math.max(0, Math.min(items.length - 1, index))];
  return { ...form, row: to?.name ?? form.row, fault: '' };
}

/** Left, Right and Space pick another one. */
function switched(form: Form, item: FormItem, name: string): Form {
  const by = name === 'Left' ? -1 : name === 'Right' || name === 'Space' ? 1 : 0;
  const count = item.kind === 'pick' ? item.choices.length : item.kind === 'switch' ? 2 : 0;
  if (by === 0 || count === 0) return form;
  const next = (pickedIn(form, item.name) + by + count) % count;
  return { ...form, picked: { ...form.picked, [item.name]: next }, fault: '' };
}
