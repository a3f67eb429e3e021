import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { parseJson } from '../../base/json.ts';
import type { StepResult } from '../../execution/execution.ts';
import { isStepOver } from '../../execution/execution.ts';
import { limits } from '../../limits.ts';
import type { ExecutionRecord, StepRecord } from '../../store/executions.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Store } from '../../store/store.ts';
import type { FilesPort } from '../executions/ports.ts';
import { readWhole, writeWhole } from '../receipts/files.ts';
import { commitOf } from './git.ts';
import type { Before, Changes, LookingParts } from './look.ts';
import { changesSince, lookAt } from './look.ts';
import { placesNow } from './ranges.ts';

/** What noting the files of projects takes. */
export interface ProjectFilesParts extends LookingParts {
  /** Folder of all receipts. */
  readonly folder: string;
  readonly store: Pick<Store, 'executions'>;
  readonly log: (sentence: string) => void;
}

const noteShape = z.object({
  /** When it was noted, milliseconds since the Unix epoch. */
  at: z.number(),
  /** SHA-256 of the text that is typed first. */
  typed: z.string().optional(),
  /** How far the transcripts of the session and its sub-agents had come. */
  places: z.array(z.object({ path: z.string(), at: z.number() })),
  by: z.enum(['git', 'scan']),
  isCut: z.boolean(),
  commit: z.string().optional(),
  /** SHA-256 of the file in which the state of all files stands. */
  marks: z.string().optional(),
});

/** What is noted before a task, and kept with it. */
export type StepNote = z.infer<typeof noteShape>;

/** What was noted before a task; undefined for a text that is no such note. */
export function noteOf(text: string | undefined): StepNote | undefined {
  return noteShape.safeParse(text === undefined ? undefined : parseJson(text)).data;
}

const marksShape = z.array(z.tuple([z.string(), z.string(), z.number(), z.string().nullable()]));

/**
 * What tasks of lists change in the files of their projects. How all files stood before a task lies in a file of its own, since it is
 * large, until the task is over.
 */
export class ProjectFiles implements FilesPort {
  readonly #parts: ProjectFilesParts;

  constructor(parts: ProjectFilesParts) {
    this.#parts = parts;
  }

  async before({ path, sources }: ExecutionRecord, { uuid, typed }: StepRecord): Promise<string> {
    const { clock, env } = this.#parts;
    const at = clock.wallMs();
    const commit = await commitOf(path, env);
    const { by, isCut, marks } = await lookAt(path, true, this.#parts);
    const rows = [...marks].map(([file, mark]) => [file, mark.signature, mark.changedMs, mark.sha256 ?? null]);
    const kept = this.#keep(uuid, JSON.stringify(rows));
    const note: StepNote = {
      at,
      places: placesNow(sources),
      by,
      isCut,
      ...(typed === undefined ? {} : { typed: sha256(typed) }),
      ...(commit === undefined ? {} : { commit }),
      ...(kept === undefined ? {} : { marks: kept }),
    };
    return JSON.stringify(note);
  }

  async after(
    { path }: ExecutionRecord,
    { uuid }: StepRecord,
    noted: string | undefined,
  ): Promise<StepResult['files']> {
    const note = noteOf(noted);
    const before = note && this.#read(uuid, note);
    if (!before)
      return { created: [], modified: [], deleted: [], note: 'What its files were before is not known any more.' };
    const changes = await changesSince(path, before, await commitOf(path, this.#parts.env), this.#parts);
    return told(changes);
  }

  /** Forgets how files stood before tasks that are over, and before this one. */
  forget(uuid?: string): void {
    const { executions } = this.#parts.store;
    const folder = join(this.#parts.folder, folderName);
    for (const name of namesIn(folder)) {
      const own = name.slice(0, -ending.length);
      const step = own === uuid ? undefined : executions.step(own)?.step;
      if (!step || isStepOver(step.state)) rmSync(join(folder, name), { force: true });
    }
  }

  /** Without it the task goes on all the same; only what it changed is not known. */
  #keep(uuid: string, text: string): string | undefined {
    try {
      this.forget();
      writeWhole(this.#file(uuid), text, 'soon');
      return sha256(text);
    } catch (error) {
      const why = error instanceof PccError ? error.message : sentenceOf(error);
      this.#parts.log(`Task ${uuid}: how the files of its project stand could not be noted: ${why}`);
      return undefined;
    }
  }

  #read(uuid: string, { at, by, isCut, commit, marks: wanted }: StepNote): Before | undefined {
    const text = readWhole(this.#file(uuid))?.toString('utf8');
    if (text === undefined || sha256(text) !== wanted) return undefined;
    const rows = marksShape.safeParse(parseJson(text)).data;
    if (!rows) return undefined;
    const marks = new Map(
      rows.map(([path, signature, changedMs, hash]) => [
        path,
        { signature, changedMs, ...(hash === null ? {} : { sha256: hash }) },
      ]),
    );
    return { at, by, isCut, marks, ...(commit === undefined ? {} : { commit }) };
  }

  #file(uuid: string): string {
    return join(this.#parts.folder, folderName, `${uuid}${ending}`);
  }
}

/** No session has such an id. */
const folderName = '.before';
const ending = '.json';

function told({ created, modified, deleted, isCut }: Changes): StepResult['files'] {
  const most = limits.changedFilesTold;
  const all = [created, modified, deleted];
  const leftOut = all.reduce((sum, paths) => sum + Math.max(0, paths.length - most), 0);
  const notes = [
    ...(isCut ? ['The project has more files than could be looked at, so that some changes may be missing.'] : []),
    ...(leftOut > 0 ? [`${leftOut} more changed files are not named.`] : []),
  ];
  const [made = [], written = [], removed = []] = all.map((paths) => paths.slice(0, most));
  return {
    ...{ created: made, modified: written, deleted: removed },
    ...(notes.length === 0 ? {} : { note: notes.join(' ') }),
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending));
  } catch {
    return [];
  }
}
