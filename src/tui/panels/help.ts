import { cellsOf } from '../../face/text/text.ts';
import { find } from '../finding.ts';
import { keysOf } from '../../api/keys/bind.ts';
import { keyGroups, keyTable } from '../../api/keys/table.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKey, PanelKind, PanelRequest, PanelStep, PanelView } from '../panel.ts';
import type { Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { box, fitted, innerOf, keyFoot, rule, wrapText } from '../view/box.ts';
import { keyWord } from '../view/keyWords.ts';
import type { Field } from './field.ts';
import { edited, emptyField, pasted } from './field.ts';
import { drawnLine } from './fieldView.ts';
import { bodyRect, clampedScroll, formRect, scrolled, scrollOf } from './forms.ts';

/** The help: every key as it is bound. */
interface Help {
  readonly scroll: number;
  /** What is searched; undefined while nothing is typed there. */
  readonly search: Field | undefined;
  /** Keys of the panel that was open when help was asked for. */
  readonly of: { readonly title: string; readonly keys: readonly PanelKey[] } | undefined;
}

const keys: readonly PanelKey[] = [
  { keys: ['Down', 'j', 'PageDown'], summary: 'on' },
  { keys: ['/'], summary: 'search' },
  { keys: ['Esc', 'q'], summary: 'close' },
];

function open(_request: PanelRequest, model: Model): PanelStep<Help> {
  const under = model.panels[model.panels.length - 1]?.kind;
  const of = under && under.name !== 'help' ? { title: under.summary, keys: under.keys } : undefined;
  return { state: { scroll: 0, search: undefined, of } };
}

function update(state: Help, event: PanelEvent, model: Model): PanelStep<Help> {
  const { search } = state;
  if (event.type === 'paste')
    return { state: search ? { ...state, search: pasted(search, event.text, 'line'), scroll: 0 } : state };
  const page = Math.max(1, helpPlace(bodyRect(model)).rows - 4);
  const by = scrollOf(event, page) ?? (event.type === 'key' ? lineSteps[event.key.name] : undefined);
  if (by !== undefined && !(search && event.type === 'key' && event.key.text !== ''))
    return { state: { ...state, scroll: scrolledBy(state, model, by) } };
  if (event.type !== 'key') return { state };
  const { name } = event.key;
  if (search) {
    if (name === 'Esc') return { state: { ...state, search: undefined, scroll: 0 } };
    const next = edited(search, event.key, 'line');
    return { state: next ? { ...state, search: next, scroll: 0 } : state };
  }
  if (name === '/') return { state: { ...state, search: emptyField, scroll: 0 } };
  if (name === 'g' || name === 'Home') return { state: { ...state, scroll: 0 } };
  if (name === 'G' || name === 'End') return { state: { ...state, scroll: scrolledBy(state, model, 10_000) } };
  return { state: ['Esc', 'q', '?', 'F1', 'Enter', 'C-c'].includes(name) ? undefined : state };
}

const lineSteps: Readonly<Record<string, number>> = { Down: 1, j: 1, Up: -1, k: -1, Space: 10 };

function helpPlace(rect: Rect): Rect {
  return formRect(rect, 92, rect.rows - 2);
}

function scrolledBy(state: Help, model: Model, by: number): number {
  const { cols, rows } = innerOf(helpPlace(bodyRect(model)));
  const room = rows - (state.search ? 2 : 0);
  return clampedScroll(state.scroll + by, helpLines(state, model, cols - 2).length, room);
}

function view(state: Help, model: Model, rect: Rect): PanelView {
  const place = helpPlace(rect);
  const { x, y, cols, rows } = innerOf(place);
  const foot = keyFoot(keys, cols);
  const lines = helpLines(state, model, cols - 2);
  const title = 'Help';
  if (!state.search)
    return { layers: [box({ rect: place, title, lines: scrolled(lines, state.scroll, { cols, rows }), foot })] };
  const drawn = drawnLine(state.search, { cols: cols - 2, hint: 'some letters of what you look for' });
  const shown = scrolled(lines, state.scroll, { cols, rows: rows - 2 });
  const head: Line = [span('/ ', 'key'), ...(drawn.lines[0] ?? [])];
  return {
    layers: [box({ rect: place, title, lines: [head, [], ...shown], foot })],
    cursor: { x: x + 2 + drawn.cursor.x, y },
  };
}

interface HelpRow {
  readonly group: string;
  readonly keys: string;
  readonly summary: string;
}

const groupTitles: Readonly<Record<(typeof keyGroups)[number], string>> = {
  move: 'Moving',
  session: 'The focused session',
  look: 'Looking',
  layout: 'Layout',
  pcc: 'pcc',
};

function helpRows(state: Help, model: Model): HelpRow[] {
  const { bindings } = model.settings;
  const ofPanel = (state.of?.keys ?? []).map((row) => ({
    group: state.of?.title ?? '',
    keys: row.keys.map(keyWord).join(' '),
    summary: row.summary,
  }));
  const rows = keyGroups.flatMap((group) =>
    keyTable
      .filter((row) => row.group === group)
      .map(({ action, summary }) => ({ group: groupTitles[group], keys: keysText(bindings, action), summary })),
  );
  return [...ofPanel, ...rows];
}

/** The keys of an action; a run of digits is told as such. */
function keysText(bindings: Model['settings']['bindings'], action: string): string {
  const names = keysOf(bindings, action);
  return names.length === 0 ? '(no key)' : names.map(keyWord).join(' ').replace('1 2 3 4 5 6 7 8 9', '1 … 9');
}

function helpLines(state: Help, model: Model, cols: number): Line[] {
  const rows = helpRows(state, model);
  const typed = state.search?.text ?? '';
  if (typed.trim() !== '') {
    const found = find(typed, { items: rows, texts: (row) => [row.summary, row.keys, row.group], limit: 50 });
    return found.length === 0
      ? [[span('No key does that; `:` lists every command.', 'hint')]]
      : rowLines(
          found.map(({ item }) => item),
          rows,
          cols,
        );
  }
  const groups = [...new Set(rows.map(({ group }) => group))];
  return [...groups.flatMap((group) => groupLines(group, rows, cols)), ...prefixLines(model, cols)];
}

function groupLines(group: string, rows: readonly HelpRow[], cols: number): Line[] {
  const own = rows.filter((row) => row.group === group);
  return [rule(group, cols), ...rowLines(own, rows, cols), []];
}

/** Keys and sentences, aligned over all of the help; what is long is broken, never cut. */
function rowLines(shown: readonly HelpRow[], all: readonly HelpRow[], cols: number): Line[] {
  const widest = all.reduce((cells, row) => Math.max(cells, cellsOf(row.keys)), 0);
  const first = Math.max(4, Math.min(widest, Math.floor(cols / 4)));
  return shown.flatMap(({ keys: names, summary }) => {
    const left = wrapText(names, first, 'key');
    const right = wrapText(summary, Math.max(8, cols - first - 2));
    return Array.from(
      { length: Math.max(left.length, right.length) },
      (_, row): Line => [...fitted(left[row] ?? [], first, 'form'), span('  ', 'form'), ...(right[row] ?? [])],
    );
  });
}

function prefixLines({ settings }: Model, cols: number): Line[] {
  const prefix = keyWord(settings.prefix);
  const text = `While you hold a session (its title says HUMAN), every key goes to Claude. ${prefix} is the prefix: after it one key above works as told, ${prefix} d or ${prefix} Esc gives the keyboard back, and ${prefix} ${prefix} sends ${prefix} itself.`;
  return [rule('While you hold a session', cols), ...wrapText(text, cols)];
}

/** Every key, as it is bound; `/` searches. */
export const helpKind: PanelKind<Help> = {
  name: 'help',
  summary: 'The help',
  place: 'over',
  keys,
  open,
  update,
  view,
};
