import { limits } from '../../limits.ts';
import { find } from '../finding.ts';
import type { Ink } from '../ink.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKey, PanelKind, PanelRequest, PanelStep, PanelView } from '../panel.ts';
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
  /** Index of the chosen one among what is found. */
  readonly at: number;
  /** How far back in what was run before; 0: what is typed now. */
  readonly back: number;
}

interface PickerParts {
  readonly name: 'palette' | 'find';
  readonly title: string;
  readonly summary: string;
  readonly hint: string;
  /** Where nothing is typed `typed` is ''. */
  readonly entries: (model: Model, typed: string) => readonly Entry[];
}

interface Shown {
  readonly entry: Entry;
  readonly matched: readonly (readonly number[])[];
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
  const found = new WeakMap<
    Field,
    Pick<Model, 'kept'> & { sessions: Model['fleet']['sessions']; shown: readonly Shown[] }
  >();

  const open = (request: PanelRequest): PanelStep<Picker> => ({
    state: { field: fieldOf(request.text ?? ''), at: 0, back: 0 },
  });
  const update = (state: Picker, event: PanelEvent, model: Model): PanelStep<Picker> => {
    switch (event.type) {
      case 'paste':
        return { state: typed(state, pasted(state.field, event.text, 'line')) };
      case 'mouse':
        if (event.mouse.kind === 'wheel-down') return { state: moved(state, 1, model) };
        return { state: event.mouse.kind === 'wheel-up' ? moved(state, -1, model) : state };
      case 'key':
        return keyed(state, event, model);
      default:
        return { state };
    }
  };

  function keyed(state: Picker, { key }: Extract<PanelEvent, { type: 'key' }>, model: Model): PanelStep<Picker> {
    switch (key.name) {
      case 'Esc':
      case 'C-c':
        return { state: undefined };
      case 'Up':
      case 'Down':
        return { state: moved(state, key.name === 'Up' ? -1 : 1, model) };
      case 'PageUp':
      case 'PageDown':
        return { state: moved(state, key.name === 'PageUp' ? -10 : 10, model) };
      case 'C-p':
      case 'C-n':
        return { state: recalled(state, key.name === 'C-p' ? 1 : -1, model) };
      case 'Tab': {
        const chosen = shownOf(state, model)[state.at];
        return { state: chosen ? typed(state, fieldOf(completed(chosen.entry))) : state };
      }
      case 'F1':
        return { state, open: { name: 'help' } };
      case 'Enter':
        return run(state, model);
      default: {
        const next = edited(state.field, key, 'line');
        return { state: next ? typed(state, next) : state };
      }
    }
  }

  function run(state: Picker, model: Model): PanelStep<Picker> {
    const chosen = shownOf(state, model)[state.at]?.entry;
    if (!chosen) return { state, notice: { text: 'Nothing is found by these letters.', ink: 'needs' } };
    if (chosen.needsWords) return { state: typed(state, fieldOf(completed(chosen))) };
    const before = historyOf(model).filter((name) => name !== chosen.name);
    const keep = [chosen.name, ...before].slice(0, limits.paletteHistoryMax);
    return { ...chosen.run, state: undefined, keep };
  }

  function historyOf({ kept }: Model): readonly string[] {
    return (kept.get(parts.name) as readonly string[] | undefined) ?? [];
  }

  function recalled(state: Picker, by: number, model: Model): Picker {
    const history = historyOf(model);
    const back = Math.max(0, Math.min(history.length, state.back + by));
    return { field: fieldOf(history[back - 1] ?? ''), at: 0, back };
  }

  function moved(state: Picker, by: number, model: Model): Picker {
    const last = shownOf(state, model).length - 1;
    return { ...state, at: Math.max(0, Math.min(last, state.at + by)) };
  }

  /** What is found, searched once for each thing typed as long as the sessions are the same: frames come more often. */
  function shownOf(state: Picker, model: Model): readonly Shown[] {
    const before = found.get(state.field);
    if (before?.sessions === model.fleet.sessions && before.kept === model.kept) return before.shown;
    const shown = searched(state, model);
    found.set(state.field, { sessions: model.fleet.sessions, kept: model.kept, shown });
    return shown;
  }

  function searched({ field: { text } }: Picker, model: Model): readonly Shown[] {
    const typedText = text.trim();
    const spelled = parts.entries(model, text);
    if (typedText === '') return recentFirst(spelled, historyOf(model)).map((entry) => ({ entry, matched: [] }));
    const exact = spelled.filter(({ name }) => name === typedText);
    const others = spelled.filter(({ name }) => name !== typedText);
    const results = find(typedText, {
      items: others,
      texts: ({ name, detail, words, byName }) => (byName ? [name] : [name, detail, words]),
      limit: limits.paletteShownMax,
    });
    return [
      ...exact.map((entry) => ({ entry, matched: [Array.from(entry.name, (_, index) => index)] })),
      ...results.map(({ item, matched }) => ({ entry: item, matched })),
    ];
  }

  function view(state: Picker, model: Model, rect: Rect): PanelView {
    const place = formRect(rect, 76, Math.min(rect.rows - 2, 20));
    const { x, y, cols, rows } = innerOf(place);
    const drawn = drawnLine(state.field, { cols: cols - 2, hint: parts.hint });
    const shown = shownOf(state, model);
    const at = Math.min(state.at, shown.length - 1);
    const { from, shown: inSight } = windowed(shown, at, rows - 2);
    const lines = shown.map((one, index) =>
      index < from || index >= from + inSight.length ? [] : entryLine(one, cols - 4),
    );
    const list =
      shown.length === 0
        ? [[span('  Nothing is found by these letters.', 'hint')]]
        : listLines(lines, at, { cols, rows: rows - 2 });
    const head: Line = [span('❯ ', 'key'), ...(drawn.lines[0] ?? [])];
    const note: Line = [span(String(shown.length), 'hint')];
    const foot = keyFoot(keys, cols);
    return {
      layers: [box({ rect: place, title: parts.title, note, lines: [head, [], ...list], foot })],
      cursor: { x: x + 2 + drawn.cursor.x, y },
    };
  }

  return { name: parts.name, summary: parts.summary, place: 'over', keys, open, update, view };
}

function typed(state: Picker, field: Field): Picker {
  return { ...state, field, at: 0, back: 0 };
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
