import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';
import type { Disposable } from '../base/disposables.ts';
import { disposable } from '../base/disposables.ts';
import { PccError, sentenceOf, systemCode } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import { YamlFile } from '../base/yamlFile.ts';
import { limits } from '../limits.ts';

/** Where rules and wordings are read from. A folder of the user's that does not exist holds nothing. */
export interface RuleFolders {
  /** Folder of what is shipped. */
  readonly shipped: string;
  /** Folder of the user's own (`PCC_HOME/rules`). */
  readonly user?: string;
}

/** A file that could not be used; its last good version stays in force. */
export interface FileProblem {
  readonly file: string;
  /** One sentence with line and column. */
  readonly sentence: string;
}

/** File beside `pcc.js` that the build writes: the content of the shipped files by the SHA-256 of their text. */
export const keptRulesFile = 'rules.json';

/** Contents of YAML files by the SHA-256 of their text. */
export type KeptContents = Readonly<Record<string, unknown>>;

/** All YAML files in a folder and below it, in the order of their names. */
export function yamlFilesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * What the build keeps of the shipped files, so that a start of pcc need not read YAML, which takes longer than all else
 * there. A file whose text has changed since is read as it is.
 */
export function keptContents(folder: string): KeptContents {
  return Object.fromEntries(
    yamlFilesIn(folder).map((file) => {
      const text = readFileSync(file, 'utf8');
      return [digestOf(text), new YamlFile(text, file).content];
    }),
  );
}

/** What was kept of the files in a folder; nothing in a work tree that was never built, or when the kept file is damaged. */
export function readKept(folder: string): KeptContents {
  try {
    const kept = JSON.parse(readFileSync(join(folder, '..', 'dist', keptRulesFile), 'utf8')) as Json;
    return isObject(kept) ? kept : {};
  } catch {
    return {};
  }
}

/** Opens a file of rules or wordings. @throws PccError when it cannot be read or is too large. */
export function openYaml(file: string, kept: KeptContents = {}): YamlFile {
  let text: string;
  try {
    if (statSync(file).size > limits.ruleFileBytesMax)
      throw new PccError('too_large', `${file} is larger than ${limits.ruleFileBytesMax} bytes; split it.`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PccError) throw error;
    throw new PccError('invalid_input', `${file} cannot be read: ${sentenceOf(error)}.`);
  }
  return new YamlFile(text, file, kept[digestOf(text)]);
}

/** Opens a file of rules that a person names. @throws PccError that says what to give when it cannot be read. */
export function openCandidate(file: string): YamlFile {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const code = systemCode(error) ?? sentenceOf(error);
    throw new PccError('invalid_input', `'${file}' cannot be read (${code}); give a file of rules.`);
  }
  return openYaml(file);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * What went wrong with a file, as its problem. Whatever is thrown while a file of the user's is read is that file's problem:
 * it is named, and ends nothing.
 */
export function problemOf(file: string, error: unknown): FileProblem {
  const sentence = error instanceof PccError ? error.message : `${file} cannot be read: ${sentenceOf(error)}.`;
  return { file, sentence };
}

/** Folder of what is shipped: beside `dist/` when built, beside `src/` in the work tree. */
export function shippedRulesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    const candidate = join(folder, 'rules');
    if (existsSync(join(candidate, 'paths.yaml'))) return candidate;
    folder = dirname(folder);
  }
  throw new PccError('missing_program', 'The shipped rules are missing; install the package again.');
}

/**
 * Calls `changed` after something in a folder changed, and `failed` when it cannot be watched. The folder may be made later,
 * so its parent is watched, and nothing else in it.
 */
export function followFolder(folder: string, changed: () => void, failed: (problem: FileProblem) => void): Disposable {
  const parent = dirname(folder);
  const watcher = watch(parent, {
    ignoreInitial: true,
    ignored: (path) => path !== parent && path !== folder && !path.startsWith(`${folder}/`),
    awaitWriteFinish: { stabilityThreshold: limits.ruleFileSettleMs, pollInterval: limits.ruleFileSettleMs },
  });
  watcher.on('all', changed);
  // What changed before the folder was watched is announced by nobody.
  watcher.on('ready', changed);
  watcher.on('error', (error) => {
    failed({ file: folder, sentence: `${folder} cannot be watched: ${sentenceOf(error)}.` });
  });
  return disposable(() => {
    void watcher.close();
  });
}
