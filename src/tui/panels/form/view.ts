import type { PanelKey, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { box, fitted, inInk, innerOf, keyFoot } from '../../view/box.ts';
import { emptyField } from '../field.ts';
import { drawnLine, drawnLines, rowsOf } from '../fieldView.ts';
import { faultLines, formRect } from '../forms.ts';
import type { Form, FormItem } from './form.ts';
import { pickedIn } from './form.ts';

/** Keys that every form has, for its foot. */
export const formKeys: readonly PanelKey[] = [
  { keys: ['Tab'], summary: 'next row' },
  { keys: ['C-s'], summary: 'add' },
  { keys: ['Esc'], summary: 'close' },
  { keys: ['M-Enter', 'C-j'], summary: 'new line' },
  { keys: ['Left', 'Right', 'Space'], summary: 'pick' },
];

/** Widest that a form gets. */
const formCols = 84;

/** What a form is drawn from. */
interface FormParts {
  readonly items: readonly FormItem[];
  readonly form: Form;
  readonly title: string;
  readonly rect: Rect;
  /** Told while the call is on its way. */
  readonly sending: string;
  /** Lines below a row, at most `cols` wide. */
  readonly below?: (name: string, cols: number) => readonly Line[];
}

interface Part {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** A form in a box as high as it needs; where there is less room, the row with the keys is in sight. */
export function formView({ items, form, title, rect, sending, below }: FormParts): PanelView {
  const whole = innerOf(formRect(rect, formCols, rect.rows));
  const { cols } = whole;
  const last: readonly Line[] = form.sent ? [[span(sending, 'hint')]] : faultLines(form.fault, cols);
  const labelCols = Math.min(13, Math.floor(cols / 2.5));
  const parts = items.map((item) => {
    const part = partOf(item, form, labelCols, cols);
    const notes = below?.(item.name, Math.max(1, cols - labelCols)) ?? [];
    return { ...part, lines: [...part.lines, ...notes.map((line): Line => [span(' '.repeat(labelCols)), ...line])] };
  });
  const room = Math.max(1, whole.rows - last.length);
  const focus = parts.findIndex(({ name }) => name === form.row);
  const above = parts.slice(0, focus).reduce((sum, { lines }) => sum + lines.length, 0);
  const here: Part | undefined = parts[focus];
  const bottom = above + (here?.lines.length ?? 1);
  const from = Math.max(0, Math.min(above, bottom - room));
  const shown = parts.flatMap(({ lines }) => lines).slice(from, from + room);
  const place = formRect(rect, formCols, shown.length + last.length);
  const { x, y } = innerOf(place);
  const block = box({ rect: place, title, lines: [...shown, ...last], foot: keyFoot(formKeys, cols) });
  const row = above + (here?.cursor?.y ?? 0) - from;
  if (!here?.cursor || form.sent || row >= room) return { layers: [block] };
  return { layers: [block], cursor: { x: x + here.cursor.x, y: y + row } };
}

function partOf(item: FormItem, form: Form, labelCols: number, cols: number): Part {
  const { name } = item;
  const isHere = name === form.row;
  const mark = span(isHere ? '❯ ' : '  ', 'key');
  const words = item.kind === 'send' ? '' : item.label;
  const label: Line = [
    mark,
    ...fitted([span(words, isHere ? 'strong' : 'plain')], labelCols - 3, 'form'),
    span(' ', 'form'),
  ];
  const room = cols - labelCols;
  const inked = (line: Line): Line => (isHere ? inInk(line, 'chosen') : line);
  switch (item.kind) {
    case 'send':
      return { name, lines: [[], [...label, ...inked([span(`[ ${item.words} ]`, 'strong')])]] };
    case 'pick':
      return { name, lines: [[...label, ...inked([span(`‹ ${item.choices[pickedIn(form, name)] ?? ''} ›`)])]] };
    case 'switch': {
      const tick = pickedIn(form, name) === 1 ? '[✓] ' : '[ ] ';
      return { name, lines: [[...label, ...inked([span(tick + item.words)])]] };
    }
    case 'line': {
      const drawn = drawnLine(form.fields[name] ?? emptyField, { cols: room, hint: item.hint });
      return {
        name,
        lines: [[...label, ...(drawn.lines[0] ?? [])]],
        cursor: { x: labelCols + drawn.cursor.x, y: 0 },
      };
    }
    case 'lines': {
      const field = form.fields[name] ?? emptyField;
      const rows = Math.min(isHere ? 6 : 2, Math.max(isHere ? 2 : 1, rowsOf(field, room)));
      const drawn = drawnLines(field, { cols: room, rows, hint: item.hint });
      const blank = span(' '.repeat(labelCols));
      const lines = Array.from(
        { length: rows },
        (_, index): Line => [...(index === 0 ? label : [blank]), ...(drawn.lines[index] ?? [])],
      );
      return { name, lines, cursor: { x: labelCols + drawn.cursor.x, y: drawn.cursor.y } };
    }
  }
}
