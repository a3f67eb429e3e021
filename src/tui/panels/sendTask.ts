import type { Status } from '../../api/methods.ts';
import { oneLine, shorten } from '../../face/text/text.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKey, PanelKind, PanelRequest, PanelStep, PanelView } from '../panel.ts';
import type { Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { box, innerOf, keyFoot, wrapLine, wrapText } from '../view/box.ts';
import { stateOf } from '../view/states.ts';
import { isListed } from '../view/taskLooks.ts';
import type { Field } from './field.ts';
import { edited, emptyField, fieldOf, pasted } from './field.ts';
import { drawnLines, rowsOf } from './fieldView.ts';
import { faultLines, formRect, sessionOf } from './forms.ts';

/** A task that is written for a session. */
interface SendTask {
  readonly session: string;
  readonly field: Field;
  /** The call is on its way. */
  readonly sent: boolean;
  readonly fault: string;
}

/** What was written and not sent, by session. */
type Drafts = ReadonlyMap<string, Field>;

const keys: readonly PanelKey[] = [
  { keys: ['Enter'], summary: 'send' },
  { keys: ['M-Enter', 'C-j'], summary: 'new line' },
  { keys: ['Esc'], summary: 'close; the text stays' },
];

function open(request: PanelRequest, model: Model): PanelStep<SendTask> | string {
  const session = sessionOf(model, request.session ?? model.focus);
  if (!session) return 'No session is focused, so there is none to give a task.';
  if (session.phase === 'ended' || session.phase === 'stopping')
    return `'${session.id}' ${session.phase === 'ended' ? 'has ended' : 'is ending'}, so it takes no task.`;
  const field =
    request.text === undefined ? (draftsOf(model).get(session.id) ?? emptyField) : fieldOf(request.text, 'lines');
  return { state: { session: session.id, field, sent: false, fault: '' } };
}

function draftsOf({ kept }: Model): Drafts {
  return (kept.get('send') as Drafts | undefined) ?? new Map<string, Field>();
}

/** The drafts with this one; an empty one is none, and those of sessions that are gone are left out. */
function draftsWith({ session, field }: SendTask, model: Model): Drafts {
  const known = new Set(model.fleet.sessions.map(({ id }) => id));
  const others = [...draftsOf(model)].filter(([id]) => id !== session && known.has(id));
  return new Map(field.text === '' ? others : [...others, [session, field]]);
}

function update(state: SendTask, event: PanelEvent, model: Model, serial: number): PanelStep<SendTask> {
  switch (event.type) {
    case 'paste':
      return state.sent ? { state } : kept({ ...state, field: pasted(state.field, event.text, 'lines') }, model);
    case 'key': {
      const { name } = event.key;
      if (name === 'Esc' || name === 'C-c')
        return { state: undefined, ...(state.sent ? {} : { keep: draftsWith(state, model) }) };
      if (name === 'F1') return { state, open: { name: 'help' } };
      if (state.sent) return { state };
      if (name === 'Enter') return sent(state, model, serial);
      const field = edited(state.field, event.key, 'lines');
      return field ? kept({ ...state, field, fault: '' }, model) : { state };
    }
    case 'answered': {
      const task = event.method === 'session.send' ? event.result.task : '';
      const text = `'${state.session}' got task ${task}.`;
      return { state: undefined, notice: { text, ink: 'plain' } };
    }
    case 'refused': {
      const next = { ...state, sent: false, fault: event.sentence };
      return { state: next, keep: draftsWith({ ...next, field: withLater(state, model) }, model) };
    }
    default:
      return { state };
  }
}

/** What is written is kept at once: nothing is lost however the form closes. */
function kept(state: SendTask, model: Model): PanelStep<SendTask> {
  return { state, keep: draftsWith(state, model) };
}

/** What was sent in vain, with what was written for the session behind it. */
function withLater({ session, field }: SendTask, model: Model): Field {
  const later = draftsOf(model).get(session);
  return later === undefined ? field : fieldOf(`${field.text}\n${later.text}`, 'lines');
}

/** From here on the text is the session's, and no draft any more unless it is refused. */
function sent(state: SendTask, model: Model, serial: number): PanelStep<SendTask> {
  const text = state.field.text.trim();
  if (text === '') return { state: { ...state, fault: 'Nothing is written yet.' } };
  const tag = { panel: serial, word: 'send' };
  return {
    state: { ...state, sent: true, fault: '' },
    keep: draftsWith({ ...state, field: emptyField }, model),
    commands: [{ type: 'call', tag, method: 'session.send', params: { id: state.session, text } }],
  };
}

function view(state: SendTask, model: Model, rect: Rect): PanelView {
  const wide = innerOf(formRect(rect, 76, rect.rows));
  const session = sessionOf(model, state.session);
  const last: Line[] = state.sent
    ? [[span('Sending …', 'hint')]]
    : [...faultLines(state.fault, wide.cols), ...(session ? whenLines(session, wide.cols) : [])];
  const head = session ? headLines(session, wide.cols) : [];
  const room = Math.max(1, wide.rows - head.length - last.length - 2);
  const rows = Math.min(room, Math.max(4, rowsOf(state.field, wide.cols)));
  const drawn = drawnLines(state.field, { cols: wide.cols, rows, hint: 'what is to be done' });
  const text = Array.from({ length: rows }, (_, row): Line => drawn.lines[row] ?? []);
  const lines = [...head, [], ...text, [], ...last];
  const place = formRect(rect, 76, lines.length);
  const { x, y } = innerOf(place);
  const foot = keyFoot(keys, wide.cols);
  const title = `Task for ${oneLine(state.session)}`;
  return {
    layers: [box({ rect: place, title, lines, foot })],
    cursor: { x: x + drawn.cursor.x, y: y + head.length + 1 + drawn.cursor.y },
  };
}

function headLines(session: Status, cols: number): Line[] {
  const { glyph, word, ink } = stateOf(session);
  const path = shorten(oneLine(session.path), Math.max(4, cols - 16));
  return wrapLine([span(`${glyph} ${word}`, ink), span(`  ${path}`, 'dim')], cols);
}

/** When it will be typed. */
function whenLines(session: Status, cols: number): Line[] {
  const before = session.queue.filter(
    (task) => isListed(task) && task.state !== 'done' && task.state !== 'failed',
  ).length;
  const after = before === 0 ? '' : `, after ${before} other ${before === 1 ? 'task' : 'tasks'}`;
  const isFree = session.state === 'idle' && before === 0 && !session.paused && session.pending.length === 0;
  const when = session.paused
    ? `It is paused: the task is typed once it goes on${after}.`
    : isFree
      ? 'Its input box is free: the task is typed at once.'
      : `The task is typed as soon as its input box is free${after}.`;
  return wrapText(when, cols, 'hint');
}

/** Writes a task for a session; it is queued and typed as soon as its input box is free. */
export const sendKind: PanelKind<SendTask> = {
  name: 'send',
  summary: 'Give a session a task',
  place: 'over',
  acts: true,
  keys,
  open,
  update,
  waits: ({ sent: isSent }) => isSent,
  view,
};
