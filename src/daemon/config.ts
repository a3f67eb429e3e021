import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import { PccError, sentenceOf, systemCode } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';
import { nearest } from '../base/nearest.ts';
import type { Setting } from './settingKinds.ts';
import { type Config, isSettingKey, type SettingKey, type SettingValue, settings } from './settings.ts';
import { lineOf, setLine } from './tomlLines.ts';

/** What a file says. */
export interface LoadedConfig {
  readonly config: Config;
  /** Keys that nobody knows, one sentence each. */
  readonly warnings: readonly string[];
}

/** One row of `pcc config show`. */
export interface ConfigRow {
  readonly key: SettingKey;
  readonly value: SettingValue;
  readonly default: SettingValue;
  readonly unit: string;
  readonly doc: string;
}

/**
 * Reads the configuration; a file that does not exist sets nothing.
 *
 * A value of the wrong type or out of its bounds is an error and not replaced by the default: a mistyped `policy.mode` must
 * not begin to answer dialogs.
 *
 * @throws PccError `invalid_input` with file and line.
 */
export function loadConfig(file: string): LoadedConfig {
  const source = readSource(file);
  const warnings: string[] = [];
  const values: Record<string, SettingValue> = {};
  for (const [key, setting] of Object.entries(settings)) values[key] = setting.default;
  for (const [key, value] of flatten(parseSource(file, source))) {
    const place = `${file}:${lineOf(source, key) ?? 1}`;
    if (!isSettingKey(key)) {
      warnings.push(`${place}: ${unknownSentence(key)}`);
      continue;
    }
    const wrong = complaint(settings[key], value);
    if (wrong !== undefined) throw new PccError('invalid_input', `${place}: '${key}' ${wrong}.`);
    values[key] = value as SettingValue;
  }
  // Every key of the table was given its default above, and each other value was checked against its row.
  return { config: values as unknown as Config, warnings };
}

/** All keys with their values, in the order of the table. */
export function configRows(config: Config): readonly ConfigRow[] {
  return Object.entries(settings).map(([name, setting]) => {
    const key = name as SettingKey;
    return { key, value: config[key], default: setting.default, unit: setting.unit, doc: setting.doc };
  });
}

/**
 * Sets one key in the file, which is made when it is missing; all other lines, and comments, stay as they are. The file
 * changes all at once. Gives the value as it was understood.
 *
 * @throws PccError `invalid_input` for an unknown key (with the nearest one), a value that does not fit, or a file in which
 * the key cannot be set by line.
 */
export function setConfig(
  file: string,
  key: string,
  value: string,
): { readonly key: SettingKey; readonly value: SettingValue } {
  if (!isSettingKey(key)) throw new PccError('invalid_input', unknownSentence(key));
  const setting: Setting = settings[key];
  const wanted = valueIn(setting, value);
  const wrong = complaint(setting, wanted);
  if (wrong !== undefined) throw new PccError('invalid_input', `'${key}' ${wrong}.`);
  const source = readSource(file);
  const before = parseSource(file, source);
  const edited = setLine(source, key, JSON.stringify(wanted));
  if (!setsOnly(edited, new Map(flatten(before)), key, wanted)) {
    throw new PccError(
      'invalid_input',
      `'${key}' cannot be set in '${file}' without touching more than a line; edit the file by hand.`,
    );
  }
  writeWhole(file, edited);
  return { key, value: wanted };
}

function unknownSentence(key: string): string {
  const near = nearest(key, Object.keys(settings));
  const hint = near === undefined ? '`pcc config show` lists all keys' : `did you mean '${near}'?`;
  return `There is no key '${key}'; ${hint}${near === undefined ? '.' : ''}`;
}

/** What is wrong with a value, as the end of a sentence that begins with the key; undefined when it fits. */
function complaint(setting: Setting, value: unknown): string | undefined {
  if (setting.type === 'string') {
    if (typeof value !== 'string') return `must be a text in quotes, not ${shown(value)}`;
    if (value === '') return setting.mayBeEmpty ? undefined : 'must not be empty';
    if (setting.choices && !setting.choices.includes(value))
      return `must be one of ${setting.choices.join(', ')}, not ${shown(value)}`;
    return setting.fault?.(value);
  }
  if (setting.type === 'list') return listComplaint(setting, value);
  if (setting.type === 'boolean')
    return typeof value === 'boolean' ? undefined : `must be true or false, not ${shown(value)}`;
  if (typeof value !== 'number' || !Number.isInteger(value)) return `must be a whole number, not ${shown(value)}`;
  if (value < setting.min || value > setting.max) {
    return `must be from ${setting.min} to ${setting.max} ${setting.unit}, not ${value}`;
  }
  return undefined;
}

function listComplaint({ fault }: Extract<Setting, { type: 'list' }>, value: unknown): string | undefined {
  if (!Array.isArray(value)) return `must be a list of texts in quotes, such as ["…"], not ${shown(value)}`;
  for (const one of value as readonly unknown[]) {
    if (typeof one !== 'string' || one === '') return `must be a list of texts in quotes; ${shown(one)} is none`;
    const wrong = fault(one);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What a person's word means for a setting; a word that means nothing to it stays a text. */
function valueIn(setting: Setting, word: string): SettingValue {
  if (setting.type === 'number') return numberOf(word);
  if (setting.type === 'list') return listIn(word);
  if (setting.type === 'boolean' && ['true', 'false'].includes(word)) return word === 'true';
  return word;
}

/** A list as JSON writes it, or one text; nothing for an empty list. */
function listIn(word: string): SettingValue {
  if (word.trim() === '') return [];
  const parsed = word.trimStart().startsWith('[') ? parseJson(word) : undefined;
  // What is no text in it is told by who checks the value.
  return Array.isArray(parsed) ? (parsed as readonly string[]) : [word];
}

/** The number that a text writes; anything else stays a text, which no number setting takes. */
function numberOf(text: string): number | string {
  return /^-?\d[\d_]*$/.test(text.trim()) ? Number(text.replaceAll('_', '')) : text;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a date, table or list';
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return '';
    throw new PccError('invalid_input', `The configuration '${file}' cannot be read (${sentenceOf(error)}).`);
  }
}

function parseSource(file: string, source: string): Record<string, unknown> {
  try {
    return parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split('\n', 1)[0] ?? '';
    throw new PccError('invalid_input', `${file}:${error.line}:${error.column}: ${what}.`);
  }
}

/** Every value with its dotted key. */
function* flatten(table: Record<string, unknown>, prefix = ''): Generator<readonly [string, unknown]> {
  for (const [name, value] of Object.entries(table)) {
    const key = `${prefix}${name}`;
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
    if (inner && !isSettingKey(key)) yield* flatten(value as Record<string, unknown>, `${key}.`);
    else yield [key, value];
  }
}

/** True when the edited text is the old one with this one value set. */
function setsOnly(edited: string, before: ReadonlyMap<string, unknown>, key: string, value: SettingValue): boolean {
  let after: Map<string, unknown>;
  try {
    after = new Map(flatten(parse(edited)));
  } catch {
    return false;
  }
  const expected = new Map(before).set(key, value);
  return (
    after.size === expected.size &&
    [...expected].every(([name, known]) => after.has(name) && JSON.stringify(after.get(name)) === JSON.stringify(known))
  );
}

/** A link is kept, and what it points to is replaced. */
function writeWhole(name: string, text: string): void {
  const file = existsSync(name) ? realpathSync(name) : name;
  const temporary = `${file}.new`;
  rmSync(temporary, { force: true });
  const handle = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}
