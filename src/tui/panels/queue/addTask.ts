import type { Params } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import { limits } from '../../../limits.ts';
import type { Model } from '../../model.ts';
import type { PanelEvent, PanelKind, PanelRequest, PanelStep } from '../../panel.ts';
import type { Form, FormItem } from '../form/form.ts';
import { formTold, isBlank, newForm, pickedIn, textIn } from '../form/form.ts';
import { formKeys, formView } from '../form/view.ts';
import { sessionOf } from '../forms.ts';

/** A task that is written for the queue of a session. */
interface AddTask {
  readonly session: string;
  readonly form: Form;
}

/** What was written and not sent, by session. */
type Drafts = ReadonlyMap<string, Form>;

const items: readonly FormItem[] = [
  { kind: 'lines', name: 'text', label: 'Task', hint: 'what is to be done' },
  { kind: 'switch', name: 'fresh', label: 'Fresh', words: 'with an empty context: /clear goes first' },
  { kind: 'line', name: 'after', label: 'After', hint: 'number of a task that must be done before' },
  { kind: 'line', name: 'verify', label: 'Verify', hint: 'a command that must succeed, such as npm test' },
  { kind: 'line', name: 'priority', label: 'Priority', hint: '0; higher goes first' },
  { kind: 'send', name: 'add', words: 'Add' },
];

function open({ session: id }: PanelRequest, model: Model): PanelStep<AddTask> | string {
  const session = sessionOf(model, id ?? model.focus);
  if (!session) return 'No session is focused, so there is no queue to add to.';
  if (session.phase === 'ended' || session.phase === 'stopping')
    return `'${session.id}' ${session.phase === 'ended' ? 'has ended' : 'is ending'}, so it takes no task.`;
  const draft = draftsOf(model).get(session.id);
  return { state: { session: session.id, form: draft ? { ...draft, row: 'text', fault: '' } : newForm(items) } };
}

function draftsOf({ kept }: Model): Drafts {
  return (kept.get('add-task') as Drafts | undefined) ?? new Map<string, Form>();
}

function draftsWith({ session, form }: AddTask, model: Model): Drafts {
  const known = new Set(model.fleet.sessions.map(({ id }) => id));
  const others = [...draftsOf(model)].filter(([id]) => id !== session && known.has(id));
  return new Map(isBlank(form) ? others : [...others, [session, { ...form, sent: false }]]);
}

function update(state: AddTask, event: PanelEvent, model: Model, serial: number): PanelStep<AddTask> {
  switch (event.type) {
    case 'key':
    case 'paste': {
      const { form, wish } = formTold(items, state.form, event);
      if (wish === 'help') return { state, open: { name: 'help' } };
      if (wish === 'close') return { state: undefined, ...(form.sent ? {} : { keep: draftsWith(state, model) }) };
      if (wish === 'send') return sent({ ...state, form }, model, serial);
      return form === state.form
        ? { state }
        : { state: { ...state, form }, keep: draftsWith({ ...state, form }, model) };
    }
    case 'answered': {
      const task = event.method === 'queue.add' ? event.result.task : '';
      return { state: undefined, notice: { text: `'${state.session}' got task ${task}.`, ink: 'plain' } };
    }
    case 'refused': {
      const next = { ...state, form: { ...state.form, sent: false, fault: event.sentence } };
      // Something else may have been written since.
      return draftsOf(model).has(state.session) ? { state: next } : { state: next, keep: draftsWith(next, model) };
    }
    default:
      return { state };
  }
}

/** From here on it is the session's, and no draft any more unless it is refused. */
function sent(state: AddTask, model: Model, serial: number): PanelStep<AddTask> {
  const params = paramsOf(state);
  if (typeof params === 'string') return { state: { ...state, form: { ...state.form, fault: params } } };
  return {
    state: { ...state, form: { ...state.form, sent: true, fault: '' } },
    keep: draftsWith({ ...state, form: newForm(items) }, model),
    commands: [{ type: 'call', tag: { panel: serial, word: 'add' }, method: 'queue.add', params }],
  };
}

/** What is asked for, or one sentence on what is missing or wrong. */
function paramsOf({ session, form }: AddTask): Params<'queue.add'> | string {
  const [text, after, verify, priority] = ['text', 'after', 'verify', 'priority'].map((name) => textIn(form, name));
  if (!text) return 'Nothing is written yet: say what is to be done.';
  if (text.length > limits.taskCharsMax)
    return `The task has ${text.length} characters, more than ${limits.taskCharsMax}: put it into a file and name that.`;
  if (priority && !/^[-+]?(?:\d{1,3}|1000)$/.test(priority))
    return `The priority is '${priority}': give a whole number from -1000 to 1000; higher goes first.`;
  return {
    id: session,
    text,
    ...(pickedIn(form, 'fresh') === 1 ? { fresh: true } : {}),
    ...(after ? { after: after.replace(/^#/, '') } : {}),
    ...(verify ? { verify } : {}),
    ...(priority ? { priority: Number(priority) } : {}),
  };
}

/** Writes a task for the queue of a session. */
export const addTaskKind: PanelKind<AddTask> = {
  name: 'add-task',
  summary: 'Add a task to a queue',
  place: 'over',
  keys: formKeys,
  open,
  update,
  waits: ({ form }) => form.sent,
  view: ({ session, form }, _model, rect) =>
    formView({ items, form, title: `Task for the queue of ${oneLine(session)}`, rect, sending: 'Adding …' }),
};
