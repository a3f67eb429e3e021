import type { PendingItem } from '../../api/methods.ts';
import { kindWord } from '../../face/text/log.ts';
import { beginningOf, oneLine } from '../../face/text/text.ts';
import { agoOf, localTime } from '../../face/text/time.ts';
import { limits } from '../../limits.ts';
import type { Mouse } from '../key.ts';
import { panelPlace } from '../layout/panelPlace.ts';
import type { Fleet, Model } from '../model.ts';
import type { PanelKey, PanelKind, PanelStep } from '../panel.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';
import { lineOf, wrapLine, wrapText } from '../view/box.ts';
import { detailedTable, indexAt, pageRows } from './detailedTable.ts';
import type { Risk } from './forms.ts';
import { riskMark } from './forms.ts';
import type { Column } from './sheet.ts';
import { sheet, sheetArea } from './sheet.ts';

/** What waits for a person; the numbers in their order are kept so that the choice stays near when one is answered. */
export interface EscalationsState {
  /** Number of the chosen one; undefined: the first. */
  readonly chosen: number | undefined;
  /** Place of the chosen one when it was last there. */
  readonly index: number;
}

const keys: readonly PanelKey[] = [
  { keys: ['Enter', 'r'], summary: 'answer' },
  { keys: ['g'], summary: 'to its session' },
  { keys: ['L'], summary: 'decisions' },
  { keys: ['q', 'Esc'], summary: 'close' },
  { keys: ['j', 'k', 'Down', 'Up', 'PageDown', 'PageUp', 'Home', 'End'], summary: 'move' },
];

const ranks: Readonly<Record<Risk, number>> = { HIGH: 0, MEDIUM: 1, LOW: 2 };

/** Everything that waits for a person: HIGH risk first, within a class what waits the longest. */
export function waitingOf({ sessions }: Pick<Fleet, 'sessions'>): readonly PendingItem[] {
  const order = (a: PendingItem, b: PendingItem): number =>
    ranks[a.risk] - ranks[b.risk] || Date.parse(a.askedAt) - Date.parse(b.askedAt) || a.n - b.n;
  return sessions.flatMap(({ pending }) => pending).sort(order);
}

/** Everything that waits for a person, over all sessions. */
export const escalationsKind: PanelKind<EscalationsState> = {
  name: 'escalations',
  summary: 'Everything that waits for a human',
  place: 'instead',
  keys,

  open({ n }) {
    return { state: { chosen: n, index: 0 } };
  },

  update(state, event, model) {
    const items = waitingOf(model.fleet);
    switch (event.type) {
      case 'changed':
        return { state: { ...state, index: indexOf(state, items) } };
      case 'mouse':
        return pointed(state, event.mouse, items, model);
      case 'key':
        return pressed(state, event.key.name, items, model);
      default:
        return { state };
    }
  },

  view(state, model, rect) {
    const items = waitingOf(model.fleet);
    const area = sheetArea(rect);
    const table = {
      items,
      chosen: indexOf(state, items),
      columns: columnsAt(model.nowMs),
      detail: (item: PendingItem, cols: number) => detailLines(item, cols, model.nowMs),
      empty: () => emptySentences(model),
    };
    const note: Line = items.length === 0 ? [] : [span(`${items.length} waiting`, 'needs')];
    return {
      layers: [sheet({ rect, title: 'Waiting for a human', note, lines: detailedTable(table, area, 0) })],
    };
  },
};

/** Place of the chosen one; where it is gone, of what came in its place. */
function indexOf({ chosen, index }: EscalationsState, items: readonly PendingItem[]): number {
  const found = chosen === undefined ? 0 : items.findIndex(({ n }) => n === chosen);
  return found >= 0 ? found : Math.min(index, Math.max(0, items.length - 1));
}

function chose(items: readonly PendingItem[], index: number): PanelStep<EscalationsState> {
  const to = Math.min(Math.max(0, index), Math.max(0, items.length - 1));
  return { state: { chosen: items[to]?.n, index: to } };
}

function pressed(
  state: EscalationsState,
  name: string,
  items: readonly PendingItem[],
  model: Model,
): PanelStep<EscalationsState> {
  const index = indexOf(state, items);
  const item = items[index];
  const page = pageRows(panelPlace('instead', undefined, model), 0);
  switch (name) {
    case 'q':
    case 'Esc':
    case 'C-c':
      return { state: undefined };
    case 'Enter':
    case 'r':
      // What is chosen may be gone in the next moment: the form is asked for by the number that was shown.
      return item
        ? { state: { chosen: item.n, index }, open: { name: 'respond', session: item.session, n: item.n } }
        : { state };
    case 'g':
      return item ? { state: undefined, focus: item.session } : { state };
    case 'L':
      return { state: undefined, open: { name: 'decisions', session: item?.session } };
    case 'a':
    case 'd':
      return { state, notice: { text: 'Here nothing is answered by one key: Enter opens the form.', ink: 'plain' } };
    case 'j':
    case 'Down':
      return chose(items, index + 1);
    case 'k':
    case 'Up':
      return chose(items, index - 1);
    case 'PageDown':
      return chose(items, index + page);
    case 'PageUp':
      return chose(items, index - page);
    case 'Home':
      return chose(items, 0);
    case 'End':
    case 'G':
      return chose(items, items.length - 1);
    default:
      return { state };
  }
}

function pointed(
  state: EscalationsState,
  mouse: Mouse,
  items: readonly PendingItem[],
  model: Model,
): PanelStep<EscalationsState> {
  const chosen = indexOf(state, items);
  if (mouse.kind === 'wheel-up') return chose(items, chosen - limits.wheelRows);
  if (mouse.kind === 'wheel-down') return chose(items, chosen + limits.wheelRows);
  if (mouse.kind !== 'press' || mouse.button !== 'left') return { state };
  const index = indexAt(panelPlace('instead', undefined, model), 0, { count: items.length, chosen }, mouse);
  if (index === undefined) return { state };
  return index === chosen ? pressed(state, 'Enter', items, model) : chose(items, index);
}

function columnsAt(nowMs: number): readonly Column<PendingItem>[] {
  return [
    { title: '#', cells: 5, rank: 3, cell: ({ n }) => span(`#${n}`, 'dim') },
    { title: 'since', cells: 5, rank: 6, cell: ({ askedAt }) => span(agoOf(askedAt, nowMs)) },
    { title: 'session', cells: 12, rank: 7, cell: ({ session }) => span(oneLine(session), 'strong') },
    { title: 'risk', cells: 8, rank: 8, cell: ({ risk }) => riskMark(risk) },
    { title: 'kind', cells: 10, rank: 2, cell: ({ kind }) => span(oneLine(kindWord(kind))) },
    { title: 'tool', cells: 10, rank: 1, cell: ({ tool }) => span(oneLine(tool ?? '')) },
    { title: 'what', cells: 0, rank: 9, cell: (item) => span(oneLine(aboutOf(item))) },
  ];
}

/** What is asked: a question by its words, anything else by its subject. */
function aboutOf({ subject, question }: PendingItem): string {
  const parts = [question, subject].map((part) => beginningOf(part ?? '', limits.colsMax));
  return parts.filter((part) => part !== '').join(': ');
}

function detailLines(item: PendingItem, cols: number, nowMs: number): Line[] {
  const { n, session, kind, tool, risk, subject, question, reasons, options, askedAt } = item;
  const head = lineOf([
    riskMark(risk),
    span('  '),
    span(oneLine([kindWord(kind), tool].filter((part) => part).join(' ')), 'strong'),
    span(`  #${n} ${oneLine(session)}, asked ${localTime(askedAt)}, ${agoOf(askedAt, nowMs)} ago`, 'hint'),
  ]);
  return [
    ...wrapLine(head, cols),
    ...(question ? wrapText(question, cols, 'strong') : []),
    ...(subject ? wrapText(subject, cols, 'typed') : []),
    ...reasons.flatMap((reason) => wrapLine([span('• ', 'hint'), span(oneLine(reason))], cols, 2)),
    ...(options.length > 0
      ? wrapLine([span(options.map(({ label }) => oneLine(label)).join('  |  '), 'hint')], cols)
      : []),
  ];
}

function emptySentences({ fleet }: Model): Line[] {
  if (fleet.link !== 'up') return [[span('The daemon is away: what waits is not known.', 'fault')]];
  const living = fleet.sessions.filter(({ phase }) => phase !== 'ended').length;
  const work =
    living === 0
      ? 'No session runs.'
      : living === 1
        ? 'One session runs by itself.'
        : `${living} sessions run by themselves.`;
  return [[span('Nothing waits for you: all is well.', 'low')], [span(work, 'hint')]];
}
