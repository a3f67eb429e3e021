import { limits } from '../../limits.ts';
import { find } from '../finding.ts';
import type { Ink } from '../ink.ts';
import type { Key } from '../key.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKey, PanelKind, PanelStep, PanelView } from '../panel.ts';
import type { Line, Rect, Span } from '../scene.ts';
import { span } from '../scene.ts';
import { box, cutLine, innerOf, keyFoot, listLines, twoSided, windowed } from '../view/box.ts';
import type { Entry } from './entries.ts';
import type { Field } from './field.ts';
import { edited, fieldOf, pasted } from './field.ts';
import { drawnLine } from './fieldView.ts';
import { formRect } from './forms.ts';

/** A list that is searched by typing: what the palette and the finder are. */
export interface Picker {
  readonly field: Field;
  /** What is found. It changes only with what is typed, so that no row moves away under a finger. */
  readonly shown: readonly Shown[];
  /** Index of the chosen one among them. */
  readonly at: number;
  /** How far back in what was run before; 0: what is typed now. */
  readonly back: number;
}

/** An entry that is found, with what of its name, detail and words the typed letters matched. */
interface Shown {
  readonly entry: Entry;
  readonly matched: readonly (readonly number[])[];
}

interface PickerParts {
  readonly name: 'palette' | 'find';
  readonly title: string;
  readonly summary: string;
  readonly hint: string;
  /** Where nothing is typed `typed` is ''. */
  readonly entries: (model: Model, typed: string) => readonly Entry[];
}

const keys: readonly PanelKey[] = [
  { keys: ['Enter'], summary: 'run' },
  { keys: ['Up', 'Down'], summary: 'choose' },
  { keys: ['Tab'], summary: 'complete' },
  { keys: ['C-p', 'C-n'], summary: 'run before' },
  { keys: ['Esc'], summary: 'close' },
];

/** A kind of panel that lists entries and runs the chosen one. */
export function pickerKind(parts: PickerParts): PanelKind<Picker> {
  return {
    name: parts.name,
    summary: parts.summary,
    place: 'over',
    keys,
    open: (request, model) => ({ state: pickerWith(parts, fieldOf(request.text ?? ''), model) }),
    update: (state, event, model) => updated(parts, state, event, model),
    view: (state, _model, rect) => viewPicker(parts, state, rect),
  };
}

/** The list for what is typed; the first row is chosen. */
function pickerWith(parts: PickerParts, field: Field, model: Model, back = 0): Picker {
  return { field, shown: searched(parts, field.text, model), at: 0, back };
}

function updated(parts: PickerParts, state: Picker, event: PanelEvent, model: Model): PanelStep<Picker> {
  switch (event.type) {
    case 'paste':
      return { state: pickerWith(parts, pasted(state.field, event.text, 'line'), model) };
    case 'mouse':
      if (event.mouse.kind === 'wheel-down') return { state: moved(state, 1) };
      return { state: event.mouse.kind === 'wheel-up' ? moved(state, -1) : state };
    case 'key':
      return keyed(parts, state, event.key, model);
    default:
      return { state };
  }
}

function keyed(parts: PickerParts, state: Picker, key: Key, model: Model): PanelStep<Picker> {
  switch (key.name) {
    case 'Esc':
    case 'C-c':
      return { state: undefined };
    case 'Up':
    case 'Down':
      return { state: moved(state, key.name === 'Up' ? -1 : 1) };
    case 'PageUp':
    case 'PageDown':
      return { state: moved(state, key.name === 'PageUp' ? -10 : 10) };
    case 'C-p':
    case 'C-n':
      return { state: recalled(parts, state, key.name === 'C-p' ? 1 : -1, model) };
    case 'Tab': {
      const chosen = state.shown[state.at];
      return { state: chosen ? pickerWith(parts, fieldOf(completed(chosen.entry)), model) : state };
    }
    case 'F1':
      return { state, open: { name: 'help' } };
    case 'Enter':
      return run(parts, state, model);
    default: {
      const next = edited(state.field, key, 'line');
      if (!next) return { state };
      return { state: next.text === state.field.text ? { ...state, field: next } : pickerWith(parts, next, model) };
    }
  }
}

function run(parts: PickerParts, state: Picker, model: Model): PanelStep<Picker> {
  const chosen = state.shown[state.at]?.entry;
  if (!chosen) return { state, notice: { text: 'Nothing is found by these letters.', ink: 'needs' } };
  if (chosen.needsWords) return { state: pickerWith(parts, fieldOf(completed(chosen)), model) };
  const before = historyOf(parts, model).filter((name) => name !== chosen.name);
  const keep = [chosen.name, ...before].slice(0, limits.paletteHistoryMax);
  return { ...chosen.run, state: undefined, keep };
}

/** What was run before, the last first. */
function historyOf({ name }: PickerParts, { kept }: Model): readonly string[] {
  return (kept.get(name) as readonly string[] | undefined) ?? [];
}

function recalled(parts: PickerParts, state: Picker, by: number, model: Model): Picker {
  const history = historyOf(parts, model);
  const back = Math.max(0, Math.min(history.length, state.back + by));
  return pickerWith(parts, fieldOf(history[back - 1] ?? ''), model, back);
}

function moved(state: Picker, by: number): Picker {
  return { ...state, at: Math.max(0, Math.min(state.shown.length - 1, state.at + by)) };
}

function searched(parts: PickerParts, text: string, model: Model): readonly Shown[] {
  const typed = text.trim();
  const entries = parts.entries(model, text);
  if (typed === '') return recentFirst(entries, historyOf(parts, model)).map((entry) => ({ entry, matched: [] }));
  const exact = entries.filter(({ name }) => name === typed);
  const found = find(typed, {
    items: entries.filter(({ name }) => name !== typed),
    texts: ({ name, detail, words, byName }) => (byName ? [name] : [name, detail, words]),
    limit: limits.paletteShownMax,
  });
  return [
    ...exact.map((entry) => ({ entry, matched: [Array.from(entry.name, (_, index) => index)] })),
    ...found.map(({ item, matched }) => ({ entry: item, matched })),
  ];
}

function viewPicker({ title, hint }: PickerParts, { field, shown, at }: Picker, rect: Rect): PanelView {
  const place = formRect(rect, 76, Math.min(rect.rows - 2, 20));
  const { x, y, cols, rows } = innerOf(place);
  const drawn = drawnLine(field, { cols: cols - 2, hint });
  const { from, shown: inSight } = windowed(shown, at, rows - 2);
  const isInSight = (index: number): boolean => index >= from && index < from + inSight.length;
  const lines = shown.map((one, index) => (isInSight(index) ? entryLine(one, cols - 4) : []));
  const list =
    shown.length === 0
      ? [[span('  Nothing is found by these letters.', 'hint')]]
      : listLines(lines, at, { cols, rows: rows - 2 });
  const head: Line = [span('❯ ', 'key'), ...(drawn.lines[0] ?? [])];
  const note: Line = [span(String(shown.length), 'hint')];
  return {
    layers: [box({ rect: place, title, note, lines: [head, [], ...list], foot: keyFoot(keys, cols) })],
    cursor: { x: x + 2 + drawn.cursor.x, y },
  };
}

function completed({ name, needsWords }: Entry): string {
  return needsWords ? `${name} ` : name;
}

/** What was run before stands first. */
function recentFirst(entries: readonly Entry[], history: readonly string[]): Entry[] {
  const recent = history.flatMap((name) => entries.filter((entry) => entry.name === name));
  return [...recent, ...entries.filter((entry) => !recent.includes(entry))];
}

function entryLine({ entry, matched }: Shown, cols: number): Line {
  const name = matchedSpans(entry.name, matched[0] ?? [], 'strong');
  const words = matched[2]?.length ? [span('  '), ...matchedSpans(entry.words, matched[2], 'hint')] : [];
  const detail = matchedSpans(entry.detail, matched[1] ?? [], 'hint');
  const nameCols = Math.min(24, Math.floor(cols / 2));
  const gap = Math.max(2, nameCols - entry.name.length);
  const left: Line = [...name, span(' '.repeat(gap)), ...detail, ...words];
  return twoSided(
    left,
    cutLine([span(entry.keys === '' ? '' : ` ${entry.keys}`, 'key')], Math.floor(cols / 3)),
    cols,
    'form',
  );
}

/** A text with the characters that the typed letters matched in the ink `match`. */
export function matchedSpans(text: string, matched: readonly number[], ink: Ink): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const index of matched) {
    // Half of a pair of surrogates is no character.
    if (index < from || /[\udc00-\udfff]/.test(text[index] ?? '')) continue;
    const char = String.fromCodePoint(text.codePointAt(index) ?? 32);
    if (index > from) spans.push(span(text.slice(from, index), ink));
    spans.push(span(char, 'match'));
    from = index + char.length;
  }
  return from < text.length ? [...spans, span(text.slice(from), ink)] : spans;
}
