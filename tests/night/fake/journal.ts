import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, parseJson } from '../../../src/base/json.ts';

/** Something that happened to a fake CLI. */
export interface JournalLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly pid: number;
  readonly session: string;
  /**
   * `start`, `prompt`, `key` for a dialog, `stray` a key that no dialog takes, `menu` a row of the limit's menu, `limit`, `crash`,
   * `interrupt`, `clear`, `done`.
   */
  readonly what: string;
  readonly text: string;
}

/** What the fake CLIs of this folder have written down; nothing is ever taken out. */
export function journalOf(folder: string): JournalLine[] {
  const file = join(folder, 'journal.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => parseJson(line))
    .filter(isObject)
    .map((line) => line as unknown as JournalLine);
}
