import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sentenceOf, systemCode } from '../../base/errors.ts';
import { parseJson } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import type { SavedLayout } from '../layout/saved.ts';
import { firstLayout, savedLayoutShape } from '../layout/saved.ts';

/** What was read, and a sentence where a file was there and could not be used. */
export interface ReadLayout {
  readonly layout: SavedLayout;
  readonly notice: string | undefined;
}

/** Where the layout is kept in a home folder. */
export function layoutFile(home: string): string {
  return join(home, 'tui.json');
}

/** Reads the layout that was saved; a file that is missing, broken or too large gives that of a first run. */
export function readLayout(file: string): ReadLayout {
  let text: string;
  try {
    if (statSync(file).size > limits.tuiLayoutBytesMax) return broken(file, 'it is too large');
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { layout: firstLayout, notice: undefined }
      : broken(file, sentenceOf(error));
  }
  const parsed = savedLayoutShape.safeParse(parseJson(text));
  return parsed.success ? { layout: parsed.data, notice: undefined } : broken(file, 'it holds no layout');
}

/** Saves a layout, whole or not at all; gives a sentence where that was not possible. */
export function saveLayout(file: string, layout: SavedLayout): string | undefined {
  const fresh = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(fresh, `${JSON.stringify(layout, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(fresh, file);
    return undefined;
  } catch (error) {
    removeQuietly(fresh);
    return `The layout is not remembered: ${sentenceOf(error)}`;
  }
}

function broken(file: string, why: string): ReadLayout {
  return {
    layout: firstLayout,
    notice: `The saved layout '${file}' is not used: ${why}; the next change replaces it.`,
  };
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never made.
  }
}
