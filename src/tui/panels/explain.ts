import type { LogLine } from '../../api/methods.ts';
import { kindWord } from '../../face/text/log.ts';
import { beginningOf, oneLine } from '../../face/text/text.ts';
import { inLocalTime } from '../../face/text/time.ts';
import { limitName } from '../../base/limitName.ts';
import { limits } from '../../limits.ts';
import type { Command } from '../command.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKey, PanelKind, PanelRequest, PanelStep, PanelView } from '../panel.ts';
import type { Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { box, innerOf, keyFoot, rule, wrapLine, wrapText } from '../view/box.ts';
import { stateOf } from '../view/states.ts';
import { detailLines } from './decisions/detail.ts';
import { noFilter } from './decisions/filter.ts';
import type { Known } from './decisions/lines.ts';
import { knownOf, shownOf, withNews, withPage } from './decisions/lines.ts';
import { bodyRect, clampedScroll, faultLines, formRect, riskSpan, scrolled, scrollOf, sessionOf } from './forms.ts';

/** Why pcc did what it did in a session, one decision after the other, and why it does nothing now. */
interface Explain {
  readonly session: string;
  readonly known: Known;
  /** `seq` of the decision that is shown; undefined: always the newest. */
  readonly chosen: number | undefined;
  readonly scroll: number;
  readonly loading: boolean;
  readonly fault: string;
}

const keys: readonly PanelKey[] = [
  { keys: ['Left', 'h'], summary: 'older' },
  { keys: ['Right', 'l'], summary: 'newer' },
  { keys: ['Esc', 'q', 'e'], summary: 'close' },
  { keys: ['r'], summary: 'answer' },
  { keys: ['L'], summary: 'all decisions' },
  { keys: ['PageDown', 'PageUp', 'Down', 'Up'], summary: 'scroll' },
];

function open(request: PanelRequest, model: Model, serial: number): PanelStep<Explain> | string {
  const session = sessionOf(model, request.session ?? model.focus);
  if (!session) return 'No session is focused, so there is nothing to explain.';
  const state: Explain = {
    session: session.id,
    known: knownOf(model.fleet),
    chosen: undefined,
    scroll: 0,
    loading: true,
    fault: '',
  };
  const isKnown = decisionsIn(state).some(({ seq }) => seq === request.n);
  // The newest is followed as long as nobody goes back.
  const isNewest = decisionsIn(state)[0]?.seq === request.n;
  return {
    state: { ...state, chosen: isKnown && !isNewest ? request.n : undefined },
    commands: [asking(state, serial)],
  };
}

function asking({ session }: Explain, serial: number, before?: number): Command {
  const tag = { panel: serial, word: 'decisions' };
  const params = { session, limit: limits.decisionsPageSize, ...(before === undefined ? {} : { before }) };
  return { type: 'call', tag, method: 'decisions.list', params };
}

/** The decisions of the session, the newest first. */
function decisionsIn({ known, session }: Explain): readonly LogLine[] {
  return shownOf(known, { ...noFilter, session });
}

function indexIn(lines: readonly LogLine[], { chosen }: Explain): number {
  return Math.max(
    0,
    lines.findIndex(({ seq }) => seq === chosen),
  );
}

function update(state: Explain, event: PanelEvent, model: Model, serial: number): PanelStep<Explain> {
  switch (event.type) {
    case 'changed': {
      const known = withNews(state.known, model.fleet);
      return { state: known === state.known ? state : { ...state, known } };
    }
    case 'answered':
      if (event.method !== 'decisions.list') return { state };
      return { state: { ...state, known: withPage(state.known, event.result.lines), loading: false } };
    case 'refused':
      return { state: { ...state, loading: false, fault: event.sentence } };
    case 'mouse':
    case 'key':
      return keyed(state, event, model, serial);
    default:
      return { state };
  }
}

function keyed(
  state: Explain,
  event: Extract<PanelEvent, { type: 'key' | 'mouse' }>,
  model: Model,
  serial: number,
): PanelStep<Explain> {
  const name = event.type === 'key' ? event.key.name : '';
  const page = Math.max(1, Math.floor(bodyRect(model).rows / 2));
  const by = scrollOf(event, page) ?? lineSteps[name];
  if (by !== undefined) return { state: scrolledBy(state, by, model) };
  switch (name) {
    case 'Left':
    case 'h':
      return older(state, serial);
    case 'Right':
    case 'l':
      return { state: newer(state) };
    case '?':
    case 'F1':
      return { state, open: { name: 'help' } };
    case 'r':
      return { state: undefined, open: { name: 'respond', session: state.session } };
    case 'L':
      return { state: undefined, open: { name: 'decisions', session: state.session, n: shownIn(state)?.seq } };
    case 'Esc':
    case 'C-c':
    case 'q':
    case 'e':
    case 'Enter':
      return { state: undefined };
    default:
      return { state };
  }
}

const lineSteps: Readonly<Record<string, number>> = { Down: 1, j: 1, Up: -1, k: -1, Space: 10 };

function shownIn(state: Explain): LogLine | undefined {
  const lines = decisionsIn(state);
  return lines[indexIn(lines, state)];
}

/** The one before; near the last that is known, older ones are asked for. */
function older(state: Explain, serial: number): PanelStep<Explain> {
  const lines = decisionsIn(state);
  const at = indexIn(lines, state);
  const next = lines[at + 1];
  const last = lines.at(-1)?.seq;
  const wants = at + 2 >= lines.length && !state.known.isWhole && !state.loading && last !== undefined;
  const moved = next ? { ...state, chosen: next.seq, scroll: 0 } : state;
  return wants ? { state: { ...moved, loading: true }, commands: [asking(state, serial, last)] } : { state: moved };
}

function newer(state: Explain): Explain {
  const lines = decisionsIn(state);
  const at = indexIn(lines, state) - 1;
  return at < 0 ? state : { ...state, chosen: at === 0 ? undefined : lines[at]?.seq, scroll: 0 };
}

function scrolledBy(state: Explain, by: number, model: Model): Explain {
  const { cols, rows } = innerOf(explainPlace(bodyRect(model)));
  const lines = linesOf(state, model, cols - 2);
  return { ...state, scroll: clampedScroll(state.scroll + by, lines.length, rows) };
}

function explainPlace(rect: Rect): Rect {
  return formRect(rect, 96, rect.rows - 2);
}

function view(state: Explain, model: Model, rect: Rect): PanelView {
  const whole = innerOf(explainPlace(rect));
  const lines = linesOf(state, model, whole.cols - 2);
  const place = formRect(rect, 96, Math.min(whole.rows, lines.length));
  const { cols, rows } = innerOf(place);
  const decisions = decisionsIn(state);
  const count = `${decisions.length - indexIn(decisions, state)} of ${decisions.length}${state.known.isWhole ? '' : '+'}`;
  return {
    layers: [
      box({
        rect: place,
        title: `Explain ${oneLine(state.session)}`,
        note: decisions.length === 0 ? [] : [span(`decision ${count}`, 'hint')],
        lines: scrolled(lines, state.scroll, { cols, rows }),
        foot: keyFoot(keys, cols),
      }),
    ],
  };
}

function linesOf(state: Explain, model: Model, cols: number): Line[] {
  const shown = shownIn(state);
  const none = state.loading ? 'The decisions are on their way …' : 'pcc has decided nothing in this session yet.';
  return [
    ...faultLines(state.fault, cols),
    ...(shown ? detailLines(shown, cols, model.nowMs) : wrapText(none, cols, 'hint')),
    [],
    rule('Now', cols),
    ...nowLines(state, model, cols),
  ];
}

/** What the session does now, what waits for a human, and what keeps pcc from typing. */
function nowLines({ session: id }: Explain, model: Model, cols: number): Line[] {
  const session = sessionOf(model, id);
  if (!session) return wrapText('The session is gone.', cols);
  const { glyph, word, ink } = stateOf(session);
  const activity = session.activity === undefined ? '' : `: ${oneLine(session.activity)}`;
  const holds = [
    inLocalTime(session.why ?? ''),
    session.paused ? 'It is paused: pcc types nothing here until it goes on.' : '',
    session.humans > 0 ? 'A human holds its keyboard: pcc types nothing here meanwhile.' : '',
    model.fleet.daemon?.halted === undefined ? '' : `pcc types nothing anywhere: ${model.fleet.daemon.halted}`,
    session.limit ? `The ${oneLine(limitName(session.limit.kind))} limit holds it up.` : '',
    ...session.warnings,
  ];
  return [
    ...wrapLine([span(`${glyph} ${word}`, ink), span(activity)], cols),
    ...holds.filter((line) => line !== '').flatMap((line) => wrapText(line, cols, 'needs')),
    ...session.pending.flatMap((item) => {
      const about = item.tool === undefined || item.kind === 'question' ? kindWord(item.kind) : item.tool;
      const what = oneLine(beginningOf(item.question ?? item.subject ?? '', limits.colsMax));
      const head = [riskSpan(item.risk), span(`  #${item.n} ${oneLine(about)} waits for a human (r): ${what}`)];
      return wrapLine(head, cols, 2);
    }),
  ];
}

/** Why: the last decision of a session with every reason, those before it, and what holds it up now. */
export const explainKind: PanelKind<Explain> = {
  name: 'explain',
  summary: 'Explain the last decision of a session',
  place: 'over',
  keys,
  open,
  update,
  view,
};
