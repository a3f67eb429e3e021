import type { Brain } from '../../../api/methods.ts';
import { limits } from '../../../limits.ts';
import type { Command } from '../../command.ts';
import type { Model } from '../../model.ts';
import type { Field, FieldKind } from '../field.ts';
import { emptyField } from '../field.ts';

/** The rows of the form, from the top. */
export const formRows = ['folder', 'task', 'requirements', 'name', 'brain', 'trust', 'start'] as const;
export type FormRow = (typeof formRows)[number];

/** The rows that are typed into. */
export type FieldRow = 'folder' | 'task' | 'requirements' | 'name';

/** The form that starts a session. */
export interface NewSession {
  readonly fields: Readonly<Record<FieldRow, Field>>;
  /** Undefined: the brain of the configuration. */
  readonly brain: Brain | undefined;
  /** The human vouches for the folder. */
  readonly trust: boolean;
  readonly row: FormRow;
  /** Folders that the typed one could mean, and the one that the mark is on; -1: on none. */
  readonly candidates: { readonly typed: string; readonly paths: readonly string[]; readonly at: number };
  /** Tab was pressed before the candidates were there. */
  readonly completes: boolean;
  /** The command is on its way, or waits for the completion that Tab began. */
  readonly sent: boolean;
  readonly fault: string;
}

/** An empty form. */
export const emptyForm: NewSession = {
  fields: { folder: emptyField, task: emptyField, requirements: emptyField, name: emptyField },
  brain: undefined,
  trust: false,
  row: 'folder',
  candidates: { typed: '', paths: [], at: -1 },
  completes: false,
  sent: false,
  fault: '',
};

/** Which brain can be chosen: that of the configuration first. The method table itself is not loaded for their names. */
export const brainChoices = [undefined, 'none', 'rules', 'ollama', 'gemini'] as const satisfies readonly (
  | Brain
  | undefined
)[];

/** Whether a row is typed into, and how. */
export function fieldKindOf(row: FormRow): FieldKind | undefined {
  if (row === 'task') return 'lines';
  return row === 'folder' || row === 'requirements' || row === 'name' ? 'line' : undefined;
}

/** The row so many on, within the form. */
export function rowBy(row: FormRow, by: number): FormRow {
  const index = Math.max(0, Math.min(formRows.length - 1, formRows.indexOf(row) + by));
  return formRows[index] ?? row;
}

/** Folders of the sessions there are, the last begun first, that a typed path could mean. */
export function recentFolders({ fleet }: Model, typed: string): string[] {
  const folders = [...fleet.sessions].reverse().map(({ path }) => path);
  // A whole path is gone on with; a word may stand anywhere.
  const fits = (path: string): boolean => (typed.startsWith('/') ? path.startsWith(typed) : path.includes(typed));
  return [...new Set(folders)].filter((path) => path !== typed && fits(path));
}

/** What the form comes to: the command that starts the session, or one sentence on what is missing. */
export function startOf(form: NewSession, panel: number): Extract<Command, { type: 'start' }> | string {
  const text = (row: FieldRow): string => form.fields[row].text.trim();
  const [folder, task, requirements, name] = [text('folder'), text('task'), text('requirements'), text('name')];
  if (folder === '') return 'The folder is missing: name the one that Claude is to work in.';
  if (task !== '' && requirements !== '') return 'A task and a requirements file are both given: keep one of them.';
  if (name.length > limits.sessionNameCharsMax)
    return `The name has ${name.length} characters, more than ${limits.sessionNameCharsMax}: shorten it.`;
  return {
    type: 'start',
    tag: { panel, word: 'start' },
    path: folder,
    ...(task === '' ? {} : { task }),
    ...(requirements === '' ? {} : { requirements }),
    ...(name === '' ? {} : { name }),
    ...(form.brain === undefined ? {} : { brain: form.brain }),
    trust: form.trust,
  };
}

/** The row that a sentence of `startOf` is about. */
export function faultyRow({ fields }: NewSession): FormRow {
  if (fields.folder.text.trim() === '') return 'folder';
  return fields.requirements.text.trim() === '' ? 'name' : 'requirements';
}

/** What all candidates begin with. */
export function commonStart(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  let length = first.length;
  for (const path of others) while (!path.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
