import { oneLine } from '../../../face/text/text.ts';
import type { Model } from '../../model.ts';
import type { PanelKey, PanelView } from '../../panel.ts';
import type { Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { box, fitted, inInk, innerOf, keyFoot, listLines, wrapText } from '../../view/box.ts';
import { drawnLine, drawnLines, rowsOf } from '../fieldView.ts';
import { faultLines, formRect } from '../forms.ts';
import type { FieldRow, FormRow, NewSession } from './state.ts';
import { formRows } from './state.ts';

const labels: Readonly<Record<FormRow, string>> = {
  folder: 'Folder',
  task: 'Task',
  requirements: 'Requirements',
  name: 'Name',
  brain: 'Brain',
  trust: 'Trust',
  start: '',
};

const hints: Readonly<Record<FieldRow, string>> = {
  folder: 'of the project; ~ is your home, Tab completes',
  task: 'what is to be done first; none: it waits for you',
  requirements: 'a file whose open tasks are queued, instead of a task',
  name: 'made from the folder unless given',
};

/** Lines of a row, and where its cursor stands among them. */
interface Part {
  readonly row: FormRow;
  readonly lines: readonly Line[];
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** Widest that the form gets. */
const formCols = 84;
/** Candidates that are shown at once. */
const candidateRows = 6;

/** The form that starts a session. */
export function viewNew(state: NewSession, model: Model, rect: Rect, keys: readonly PanelKey[]): PanelView {
  const whole = innerOf(formRect(rect, formCols, rect.rows));
  const { cols } = whole;
  const last = state.sent ? [[span('Starting …', 'hint')] as Line] : faultLines(state.fault, cols);
  const parts = formRows.map((row) => partOf(row, state, model, cols));
  const all = parts.flatMap(({ lines }) => lines);
  const room = Math.max(1, whole.rows - last.length);
  const focus = parts.findIndex(({ row }) => row === state.row);
  const above = parts.slice(0, focus).reduce((sum, { lines }) => sum + lines.length, 0);
  const here = parts[focus];
  const bottom = above + (here?.lines.length ?? 1);
  const from = Math.max(0, Math.min(above, Math.max(0, bottom - room)));
  const shown = all.slice(from, from + room);
  const place = formRect(rect, formCols, shown.length + last.length);
  const { x, y } = innerOf(place);
  const block = box({ rect: place, title: 'New session', lines: [...shown, ...last], foot: keyFoot(keys, cols) });
  const row = above + (here?.cursor?.y ?? 0) - from;
  if (!here?.cursor || state.sent || row >= room) return { layers: [block] };
  return { layers: [block], cursor: { x: x + here.cursor.x, y: y + row } };
}

function partOf(row: FormRow, state: NewSession, model: Model, cols: number): Part {
  const isHere = row === state.row;
  const labelCols = Math.min(15, Math.floor(cols / 2.5));
  const mark = span(isHere ? '❯ ' : '  ', 'key');
  const name = fitted([span(labels[row], isHere ? 'strong' : 'plain')], labelCols - 3, 'form');
  const label: Line = [mark, ...name, span(' ', 'form')];
  const below: Line = [span(' '.repeat(labelCols))];
  const room = cols - labelCols;
  switch (row) {
    case 'brain':
      return { row, lines: [[...label, ...chosen([span(brainWord(state, model))], isHere)]] };
    case 'trust':
      return { row, lines: trustLines(state, label, below, room) };
    case 'start':
      return { row, lines: [[], [...label, ...chosen([span('[ Start ]', 'strong')], isHere)]] };
    case 'task': {
      const rows = Math.min(isHere ? 6 : 2, Math.max(isHere ? 2 : 1, rowsOf(state.fields.task, room)));
      const drawn = drawnLines(state.fields.task, { cols: room, rows, hint: hints.task });
      const lines = Array.from(
        { length: rows },
        (_, index): Line => [...(index === 0 ? label : below), ...(drawn.lines[index] ?? [])],
      );
      return { row, lines, cursor: { x: labelCols + drawn.cursor.x, y: drawn.cursor.y } };
    }
    default: {
      const drawn = drawnLine(state.fields[row], { cols: room, hint: hints[row] });
      const candidates = row === 'folder' && isHere ? candidateLines(state, below, room) : [];
      const lines = [[...label, ...(drawn.lines[0] ?? [])], ...candidates];
      return { row, lines, cursor: { x: labelCols + drawn.cursor.x, y: 0 } };
    }
  }
}

function chosen(line: Line, isHere: boolean): Line {
  return isHere ? inInk(line, 'chosen') : line;
}

function brainWord({ brain }: NewSession, { fleet }: Model): string {
  if (brain !== undefined) return `‹ ${brain} ›`;
  const usual = fleet.daemon?.brain;
  return usual === undefined ? '‹ as configured ›' : `‹ as configured: ${usual} ›`;
}

function trustLines({ trust, row }: NewSession, label: Line, below: Line, cols: number): Line[] {
  const isHere = row === 'trust';
  const tick: Line = [span(trust ? '[✓] ' : '[ ] '), span("answer Claude's trust dialog with yes")];
  const meaning = 'You vouch for what lies in this folder: Claude reads it, and settings in it take effect.';
  return [
    [...label, ...chosen(fitted(tick, cols, 'form'), isHere)],
    ...wrapText(meaning, cols, 'hint').map((line): Line => [...below, ...line]),
  ];
}

function candidateLines({ candidates: { paths, at } }: NewSession, below: Line, cols: number): Line[] {
  const rows = Math.min(candidateRows, paths.length);
  const lines = paths.map((path): Line => [span(oneLine(path), 'hint')]);
  return listLines(lines, at, { cols, rows }).map((line): Line => [...below, ...line]);
}
