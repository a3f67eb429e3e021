import type { Params, Result } from '../../../api/methods.ts';
import { oneLine } from '../../../face/text/text.ts';
import type { Command } from '../../command.ts';
import type { Model } from '../../model.ts';
import type { PanelEvent, PanelKind, PanelRequest, PanelStep } from '../../panel.ts';
import type { Line } from '../../scene.ts';
import { span } from '../../scene.ts';
import { wrapText } from '../../view/box.ts';
import { timeUntil } from '../../view/figures.ts';
import type { Form, FormItem } from '../form/form.ts';
import { formTold, isBlank, newForm, pickedIn, textIn } from '../form/form.ts';
import { formKeys, formView } from '../form/view.ts';
import { emptyField } from '../field.ts';
import { sessionOf } from '../forms.ts';
import { missedWords, overlapWords } from './lines.ts';

type Times = Result<'schedule.next'>['times'];

/** A schedule that is written, with the times at which it would be due. */
interface AddSchedule {
  readonly form: Form;
  /** For which cron expression and zone the daemon was asked last, and what it said. */
  readonly preview: { readonly of: string; readonly times: Times; readonly fault: string };
}

const missed = ['once', 'skip', 'all'] as const;
const overlap = ['skip', 'queue', 'parallel'] as const;

const items: readonly FormItem[] = [
  { kind: 'line', name: 'cron', label: 'When', hint: 'minute hour day month weekday, such as 0 2 * * 1-5' },
  { kind: 'line', name: 'zone', label: 'Zone', hint: 'such as Europe/Berlin; that of this machine unless given' },
  { kind: 'line', name: 'path', label: 'Folder', hint: 'a new session begins there; or name a session below' },
  { kind: 'line', name: 'session', label: 'Session', hint: 'a living one that gets the task instead' },
  { kind: 'lines', name: 'task', label: 'Task', hint: 'what is to be done' },
  { kind: 'line', name: 'requirements', label: 'File', hint: 'with open tasks, instead of a task' },
  { kind: 'switch', name: 'trust', label: 'Trust', words: "the folder: answer Claude's trust dialog with yes" },
  { kind: 'switch', name: 'fresh', label: 'Fresh', words: 'with an empty context' },
  { kind: 'line', name: 'verify', label: 'Verify', hint: 'a command that must succeed, such as npm test' },
  { kind: 'pick', name: 'missed', label: 'Missed', choices: missed.map((name) => missedWords[name]) },
  { kind: 'pick', name: 'overlap', label: 'Overlap', choices: overlap.map((name) => overlapWords[name]) },
  { kind: 'line', name: 'id', label: 'Name', hint: 'made up unless given' },
  { kind: 'send', name: 'add', words: 'Add' },
];

const noPreview: AddSchedule['preview'] = { of: '', times: [], fault: '' };
/** Times that are shown while a schedule is written. */
const previewed = 3;

function open({ session: id }: PanelRequest, model: Model, serial: number): PanelStep<AddSchedule> {
  const draft = model.kept.get('add-schedule') as Form | undefined;
  const path = sessionOf(model, id)?.path ?? '';
  const form =
    draft && !isUntouched(draft)
      ? { ...draft, row: 'cron', sent: false, fault: '' }
      : newForm(items, path === '' ? {} : { path });
  return asking({ form, preview: noPreview }, serial);
}

function askedOf(form: Form): string {
  return JSON.stringify([textIn(form, 'cron'), textIn(form, 'zone')]);
}

/** Asks for the times where what they follow from has changed. */
function asking(state: AddSchedule, serial: number): PanelStep<AddSchedule> {
  const of = askedOf(state.form);
  if (of === state.preview.of) return { state };
  const [cron, zone] = [textIn(state.form, 'cron'), textIn(state.form, 'zone')];
  const next = { ...state, preview: { of, times: cron === '' ? [] : state.preview.times, fault: '' } };
  if (cron === '') return { state: next };
  const params = { cron, ...(zone === '' ? {} : { zone }), count: previewed };
  const command: Command = { type: 'call', tag: { panel: serial, word: of }, method: 'schedule.next', params };
  return { state: next, commands: [command] };
}

function update(state: AddSchedule, event: PanelEvent, model: Model, serial: number): PanelStep<AddSchedule> {
  switch (event.type) {
    case 'key':
    case 'paste': {
      const { form, wish } = formTold(items, state.form, event);
      if (wish === 'help') return { state, open: { name: 'help' } };
      if (wish === 'close') return { state: undefined, ...(form.sent ? {} : { keep: keptOf(form) }) };
      if (wish === 'send') return sent({ ...state, form }, serial);
      return form === state.form ? { state } : { ...asking({ ...state, form }, serial), keep: keptOf(form) };
    }
    case 'answered':
      if (event.method === 'schedule.next')
        return event.tag.word === state.preview.of
          ? { state: { ...state, preview: { ...state.preview, times: event.result.times, fault: '' } } }
          : { state };
      if (event.method !== 'schedule.add') return { state };
      return { state: undefined, notice: { text: `Schedule '${event.result.id}' was added.`, ink: 'plain' } };
    case 'refused':
      return refused(state, event, model);
    default:
      return { state };
  }
}

function refused(
  state: AddSchedule,
  { tag, sentence }: Extract<PanelEvent, { type: 'refused' }>,
  { kept }: Model,
): PanelStep<AddSchedule> {
  if (tag.word !== addWord)
    return tag.word === state.preview.of
      ? { state: { ...state, preview: { ...state.preview, times: [], fault: sentence } } }
      : { state };
  const next = { ...state, form: { ...state.form, sent: false, fault: sentence } };
  const later = kept.get('add-schedule') as Form | undefined;
  // Something else may have been written since.
  return later === undefined || isUntouched(later) ? { state: next, keep: keptOf(next.form) } : { state: next };
}

/** What is written is kept however the form closes. */
function keptOf(form: Form): Form {
  return isUntouched(form) ? newForm(items) : { ...form, sent: false };
}

/** Whether nothing is written but the folder that was proposed. */
function isUntouched(form: Form): boolean {
  return isBlank({ ...form, fields: { ...form.fields, path: emptyField } });
}

const addWord = 'add';

function sent(state: AddSchedule, serial: number): PanelStep<AddSchedule> {
  const params = paramsOf(state.form);
  if (typeof params === 'string') return { state: { ...state, form: { ...state.form, fault: params } } };
  return {
    state: { ...state, form: { ...state.form, sent: true, fault: '' } },
    keep: newForm(items),
    commands: [{ type: 'add-schedule', tag: { panel: serial, word: addWord }, params }],
  };
}

/** What is asked for, or one sentence on what is missing. */
function paramsOf(form: Form): Params<'schedule.add'> | string {
  const text = (name: string): string => textIn(form, name);
  const given = (name: 'zone' | 'verify' | 'id' | 'task' | 'requirements'): Record<string, string> =>
    text(name) === '' ? {} : { [name]: text(name) };
  if (text('cron') === '') return 'When is missing: five fields, such as 0 2 * * 1-5 for weekdays at two at night.';
  if (text('path') === '' && text('session') === '')
    return 'Name the folder in which a session is to begin, or the session that gets the task.';
  if (text('task') === '' && text('requirements') === '')
    return 'Say what is to be done: a task, or a file with tasks.';
  if (text('task') !== '' && text('requirements') !== '') return 'A task and a file are both given: keep one of them.';
  // A session that is named goes before the folder, which may be the one that was proposed.
  const trust = pickedIn(form, 'trust') === 1 ? { trust: true } : {};
  const where = text('session') === '' ? { path: text('path'), ...trust } : { session: text('session') };
  return {
    cron: text('cron'),
    ...where,
    ...given('zone'),
    ...given('task'),
    ...given('requirements'),
    ...given('verify'),
    ...given('id'),
    ...(pickedIn(form, 'fresh') === 1 ? { fresh: true } : {}),
    missed: missed[pickedIn(form, 'missed')] ?? missed[0],
    overlap: overlap[pickedIn(form, 'overlap')] ?? overlap[0],
  };
}

/** The next times, below what they follow from. */
function previewLines({ preview, form }: AddSchedule, nowMs: number, cols: number): Line[] {
  if (preview.fault !== '') return wrapText(preview.fault, cols, 'fault');
  if (textIn(form, 'cron') === '') return [];
  if (preview.times.length === 0) return [[span('…', 'hint')]];
  return preview.times.flatMap(({ at, local, note }) => {
    const left = timeUntil(Date.parse(at), nowMs);
    const text = `${oneLine(local)}${left === 'now' ? '' : `, in ${left}`}${note === undefined ? '' : `: ${note}`}`;
    return wrapText(text, cols, 'resting');
  });
}

/** Writes a schedule; when it would be due is told while it is written. */
export const addScheduleKind: PanelKind<AddSchedule> = {
  name: 'add-schedule',
  summary: 'Add a schedule',
  place: 'over',
  keys: formKeys,
  open,
  update,
  waits: ({ form }) => form.sent,
  view: (state, { nowMs }, rect) =>
    formView({
      items,
      form: state.form,
      title: 'New schedule',
      rect,
      sending: 'Adding …',
      below: (name, cols) => (name === 'zone' ? previewLines(state, nowMs, cols) : []),
    }),
};
