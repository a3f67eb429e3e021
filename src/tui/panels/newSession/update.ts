import type { Command } from '../../command.ts';
import type { Key } from '../../key.ts';
import type { Model } from '../../model.ts';
import type { PanelEvent, PanelRequest, PanelStep } from '../../panel.ts';
import type { Field } from '../field.ts';
import { edited, fieldOf, pasted } from '../field.ts';
import type { NewSession } from './state.ts';
import {
  brainChoices,
  commonStart,
  emptyForm,
  faultyRow,
  fieldKindOf,
  recentFolders,
  rowBy,
  startOf,
} from './state.ts';

type Step = PanelStep<NewSession>;

/** Opens with what was written and not sent, or with a folder that is given. */
export function openNew(request: PanelRequest, model: Model, serial: number): Step {
  const before = (model.kept.get('new') as NewSession | undefined) ?? emptyForm;
  const form = { ...before, completes: false, sent: false, fault: '', row: 'folder' as const };
  const folder = request.text === undefined ? form.fields.folder : fieldOf(request.text);
  return withFolder(form, folder, model, serial);
}

/** Another folder is typed: what it could mean is asked for. Trust was given to the one before. */
function withFolder(form: NewSession, folder: Field, model: Model, serial: number): Step {
  const typed = folder.text;
  const isOther = typed !== form.fields.folder.text;
  const state: NewSession = {
    ...form,
    fields: { ...form.fields, folder },
    trust: form.trust && !isOther,
    candidates: { typed, paths: recentFolders(model, typed), at: -1 },
    fault: '',
  };
  return { state, commands: [completing(typed, serial)] };
}

function completing(typed: string, serial: number): Command {
  return { type: 'complete-path', tag: { panel: serial, word: 'folder' }, typed };
}

/** What comes of an event in the form. */
export function updateNew(state: NewSession, event: PanelEvent, model: Model, serial: number): Step {
  switch (event.type) {
    case 'paste': {
      const kind = fieldKindOf(state.row);
      return state.sent || !kind
        ? { state }
        : typedInto(state, (field) => pasted(field, event.text, kind), model, serial);
    }
    case 'key':
      return keyed(state, event.key, model, serial);
    case 'paths':
      return startedWhereAsked(state, arrived(state, event, model, serial), serial);
    case 'answered': {
      if (event.method !== 'session.start') return { state };
      const { id } = event.result;
      const notice = { text: `'${id}' was started.`, ink: 'plain' } as const;
      return { state: undefined, expected: id, notice };
    }
    case 'refused': {
      const next = { ...state, completes: false, sent: false, fault: event.sentence };
      // Something else may have been written since.
      return isUntouched(model.kept.get('new') as NewSession | undefined)
        ? { state: next, keep: next }
        : { state: next };
    }
    default:
      return { state };
  }
}

function isUntouched(form: NewSession = emptyForm): boolean {
  return Object.values(form.fields).every(({ text }) => text === '');
}

/** The form with what is written kept at once: nothing is lost however it closes. */
function kept(state: NewSession): Step {
  return { state, keep: state };
}

function keyed(state: NewSession, key: Key, model: Model, serial: number): Step {
  if (key.name === 'F1') return { state, open: { name: 'help' } };
  if (key.name === 'Esc' || key.name === 'C-c') {
    if (state.candidates.at < 0 || key.name === 'C-c')
      return { state: undefined, ...(isOnItsWay(state) ? {} : { keep: { ...state, sent: false } }) };
    return { state: { ...state, candidates: { ...state.candidates, at: -1 } } };
  }
  if (state.sent) return { state };
  switch (key.name) {
    case 'C-s':
      return started(state, serial);
    case 'Tab':
      return state.row === 'folder' ? completed(state, model, serial) : kept(moved(state, 1));
    case 'S-Tab':
      return kept(moved(state, -1));
    case 'Enter':
      return entered(state, model, serial);
    case 'Up':
    case 'Down':
      return vertical(state, key, model, serial);
    default:
      return fieldKindOf(state.row) ? edit(state, key, model, serial) : kept(switched(state, key));
  }
}

/** The start is the daemon's now, and nothing that is still to be sent. */
export function isOnItsWay({ sent, completes }: NewSession): boolean {
  return sent && !completes;
}

function moved(state: NewSession, by: number): NewSession {
  return { ...state, row: rowBy(state.row, by), candidates: { ...state.candidates, at: -1 }, fault: '' };
}

/** Down goes through the candidates, through the lines of the task, and on to the next row. */
function vertical(state: NewSession, key: Key, model: Model, serial: number): Step {
  const by = key.name === 'Up' ? -1 : 1;
  const { at, paths } = state.candidates;
  const next = at + by;
  if (state.row === 'folder' && (at >= 0 || by > 0) && next >= -1 && next < paths.length)
    return { state: { ...state, candidates: { ...state.candidates, at: next } } };
  const kind = fieldKindOf(state.row);
  const isInside = state.row === 'task' && kind && edited(state.fields.task, key, kind) !== undefined;
  return isInside ? edit(state, key, model, serial) : kept(moved(state, by));
}

function entered(state: NewSession, model: Model, serial: number): Step {
  const { at, paths } = state.candidates;
  const path = state.row === 'folder' ? paths[at] : undefined;
  if (path !== undefined) return withFolder(state, fieldOf(path), model, serial);
  if (state.row === 'start') return started(state, serial);
  return kept(moved(state, 1));
}

function edit(state: NewSession, key: Key, model: Model, serial: number): Step {
  const kind = fieldKindOf(state.row);
  return kind ? typedInto(state, (field) => edited(field, key, kind), model, serial) : { state };
}

function typedInto(state: NewSession, change: (field: Field) => Field | undefined, model: Model, serial: number): Step {
  const { row } = state;
  if (row !== 'folder' && row !== 'task' && row !== 'requirements' && row !== 'name') return { state };
  const before = state.fields[row];
  const field = change(before);
  if (!field) return { state };
  if (row === 'folder' && field.text !== before.text) {
    const step = withFolder({ ...state, completes: false }, field, model, serial);
    return { ...step, keep: step.state };
  }
  return kept({ ...state, fields: { ...state.fields, [row]: field }, fault: '' });
}

/** Tab in the folder: what all candidates have in common is written; where that is nothing new, the next row. */
function completed(state: NewSession, model: Model, serial: number): Step {
  const { typed, paths, at } = state.candidates;
  const chosen = paths[at];
  if (chosen !== undefined) return withFolder(state, fieldOf(chosen), model, serial);
  if (typed === '') return kept(moved(state, 1));
  return { state: { ...state, completes: true }, commands: [completing(typed, serial)] };
}

/** The candidates are there. */
function arrived(
  state: NewSession,
  { typed, paths }: Extract<PanelEvent, { type: 'paths' }>,
  model: Model,
  serial: number,
): Step {
  if (typed !== state.fields.folder.text) return { state };
  const recent = recentFolders(model, typed).filter((path) => !paths.includes(path));
  const next: NewSession = {
    ...state,
    completes: false,
    candidates: { typed, paths: [...recent, ...paths].filter((path) => path !== typed), at: -1 },
  };
  if (!state.completes) return { state: next };
  const start = commonStart(paths);
  if (start.length > typed.length) return withFolder(next, fieldOf(start), model, serial);
  // Several go on from here: they are shown. None, or this very one: there is nothing to complete.
  return paths.some((path) => path !== typed) ? { state: next } : kept(moved(next, 1));
}

/** Brain and trust are switched by keys. */
function switched(state: NewSession, { name }: Key): NewSession {
  const by = name === 'Left' ? -1 : name === 'Right' || name === 'Space' ? 1 : 0;
  if (by === 0) return state;
  if (state.row === 'trust') return name === 'Space' ? { ...state, trust: !state.trust } : state;
  if (state.row !== 'brain') return state;
  const index =
    (brainChoices.findIndex((brain) => brain === state.brain) + by + brainChoices.length) % brainChoices.length;
  return { ...state, brain: brainChoices[index] };
}

/** Starts the session; behind a Tab only once the path that it is to be started in is whole. */
function started(state: NewSession, serial: number): Step {
  if (state.completes) return { ...kept(state), state: { ...state, sent: true, fault: '' } };
  const command = startOf(state, serial);
  if (typeof command === 'string') return { state: { ...state, fault: command, row: faultyRow(state) } };
  return { state: { ...state, sent: true, fault: '' }, keep: emptyForm, commands: [command] };
}

/** The start that waited for a completion follows it. */
function startedWhereAsked(before: NewSession, step: Step, serial: number): Step {
  const { state, commands = [] } = step;
  if (!before.sent || !before.completes || !state || state.completes) return step;
  const next = started({ ...state, sent: false }, serial);
  return { ...next, commands: [...commands, ...(next.commands ?? [])] };
}
