import type { ApiClient } from '../../api/client.ts';
import type { Result } from '../../api/methods.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import type { Bindings } from '../../api/keys/bindings.ts';
import { bindingsOf } from '../../api/keys/bind.ts';
import type { TuiSettings } from '../model.ts';

/** What the configuration says of the TUI, and what is wrong with it. */
export interface ReadSettings {
  readonly settings: TuiSettings;
  readonly framesPerS: number;
  /** A name of a theme, or `auto`. */
  readonly theme: string;
  readonly problems: readonly string[];
}

type Rows = Result<'config.show'>;

/** What the command line said, which goes before the configuration. */
export interface Wanted {
  readonly theme: string | undefined;
  readonly ascii: boolean;
  readonly demo: boolean;
}

/** Reads the `tui.` keys. What is wrong with a key costs that key alone. @throws what the call throws. */
export async function readSettings(api: ApiClient, io: Pick<Io, 'env'>, wanted: Wanted): Promise<ReadSettings> {
  const rows = await api.call('config.show', {});
  const problems: string[] = [];
  const borders = textOf(rows, 'tui.borders', 'auto');
  return {
    settings: {
      bindings: bindingsIn(textOf(rows, 'tui.keys', ''), problems),
      prefix: textOf(rows, 'tui.prefix', 'C-]'),
      ascii: wanted.ascii || borders === 'ascii' || (borders === 'auto' && !drawsBorders(io.env)),
      bell: isOn(rows, 'tui.bell'),
      notify: isOn(rows, 'tui.notify'),
      mouse: isOn(rows, 'tui.mouse'),
      demo: wanted.demo,
    },
    framesPerS: numberOf(rows, 'tui.frames_per_s', 30),
    theme: wanted.theme ?? textOf(rows, 'tui.theme', 'auto'),
    problems,
  };
}

function bindingsIn(text: string, problems: string[]): Bindings {
  try {
    return bindingsOf(text);
  } catch (error) {
    problems.push(`${sentenceOf(error)} The usual keys are in force.`);
    return bindingsOf('');
  }
}

/** Whether the terminal has characters for lines and marks: its locale is UTF-8, and it is not the console with its small font. */
export function drawsBorders(env: Io['env']): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale) && env.TERM !== 'linux';
}

function valueOf(rows: Rows, key: string): Rows[number]['value'] | undefined {
  return rows.find((row) => row.key === key)?.value;
}

function textOf(rows: Rows, key: string, usual: string): string {
  const value = valueOf(rows, key);
  return typeof value === 'string' ? value : usual;
}

function numberOf(rows: Rows, key: string, usual: number): number {
  const value = valueOf(rows, key);
  return typeof value === 'number' ? value : usual;
}

function isOn(rows: Rows, key: string): boolean {
  return !['off', 'no', 'false', false].includes(valueOf(rows, key) as string | boolean);
}
