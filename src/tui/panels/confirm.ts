import type { Status } from '../../api/methods.ts';
import { oneLine } from '../../face/text/text.ts';
import type { Model } from '../model.ts';
import type { PanelEvent, PanelKind, PanelRequest, PanelStep, PanelView } from '../panel.ts';
import type { Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { box, innerOf, keyFoot, wrapLine, wrapText } from '../view/box.ts';
import { stateOf } from '../view/states.ts';
import { isListed, taskAtHand } from '../view/taskLooks.ts';
import { faultLines, formRect, sessionOf } from './forms.ts';

/** Asks whether a session is to end. */
interface Confirm {
  readonly session: string;
  /** The call is on its way. */
  readonly sent: boolean;
  readonly fault: string;
}

const keys = [
  { keys: ['y'], summary: 'end it' },
  { keys: ['any other'], summary: 'leave it' },
];

function open(request: PanelRequest, model: Model): PanelStep<Confirm> | string {
  const session = sessionOf(model, request.session);
  if (!session) return 'No session is focused, so there is none to end.';
  if (session.phase === 'stopping') return `'${session.id}' is ending already.`;
  if (session.phase === 'ended') return `'${session.id}' has ended already.`;
  return { state: { session: session.id, sent: false, fault: '' } };
}

function update(state: Confirm, event: PanelEvent, model: Model, serial: number): PanelStep<Confirm> {
  switch (event.type) {
    case 'key':
      if (state.sent || event.key.name !== 'y') return { state: undefined };
      return {
        state: { ...state, sent: true, fault: '' },
        commands: [
          { type: 'call', tag: { panel: serial, word: 'stop' }, method: 'session.stop', params: { id: state.session } },
        ],
      };
    case 'answered':
      return { state: undefined, notice: { text: `'${state.session}' has ended.`, ink: 'plain' } };
    case 'refused':
      return { state: { ...state, sent: false, fault: event.sentence } };
    case 'changed': {
      const session = sessionOf(model, state.session);
      const isOver = !session || session.phase === 'ended';
      return isOver && !state.sent
        ? { state: undefined, notice: { text: `'${state.session}' has ended by itself.`, ink: 'plain' } }
        : { state };
    }
    default:
      return { state };
  }
}

function view(state: Confirm, model: Model, rect: Rect): PanelView {
  const place = formRect(rect, 64, 11);
  const { cols } = innerOf(place);
  const session = sessionOf(model, state.session);
  const question: Line = state.sent
    ? [span('It is ending…', 'hint')]
    : [span('End it, with every process it started?  ', 'strong'), span('y', 'key'), span(' ends it', 'hint')];
  const lines = [
    ...(session ? runningLines(session, cols) : []),
    [],
    ...faultLines(state.fault, cols),
    ...wrapLine(question, cols),
  ];
  const sized = formRect(rect, 64, lines.length);
  const title = `End ${oneLine(state.session)}`;
  return { layers: [box({ rect: sized, title, lines, frame: 'border-needs', foot: keyFoot(keys, cols) })] };
}

/** What runs in it, and what would be lost. */
function runningLines(session: Status, cols: number): Line[] {
  const { glyph, word, ink } = stateOf(session);
  const queued = session.queue.filter((task) => isListed(task) && task.state === 'queued').length;
  const running = taskAtHand(session);
  const told = [
    running ? `Task: ${shortText(running.text)}` : '',
    queued > 0 ? `${queued} more ${queued === 1 ? 'task waits' : 'tasks wait'} and will not be done.` : '',
    session.pending.length > 0 ? `${session.pending.length} of its questions wait for an answer.` : '',
    session.humans > 0 ? 'A human holds its keyboard.' : '',
  ];
  return [
    ...wrapLine([span(oneLine(session.id), 'strong'), span(`  ${oneLine(session.path)}`, 'dim')], cols),
    ...wrapLine([span(`${glyph} ${word}`, ink), span(oneLine(session.activity ?? '').replace(/^(?=.)/, ': '))], cols),
    ...told.filter((line) => line !== '').flatMap((line) => wrapText(line, cols)),
  ];
}

/** The beginning of a task: which one it is, not all of it. */
function shortText(text: string): string {
  const line = oneLine(text);
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/** Whether a session is to end: `y` ends it, any other key leaves it. */
export const confirmKind: PanelKind<Confirm> = {
  name: 'confirm',
  summary: 'End a session after a yes',
  place: 'over',
  acts: true,
  keys,
  open,
  update,
  view,
};
