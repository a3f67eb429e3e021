/** The kinds of settings, and how rows of the table are written. */

/** One key of `config.toml`. */
interface SettingBase {
  /** Unit of the value, '' for none. */
  readonly unit: string;
  /** One sentence for `pcc config show`. */
  readonly doc: string;
}
interface TextSetting extends SettingBase {
  readonly type: 'string';
  readonly default: string;
  /** All values that are allowed; any text when absent. */
  readonly choices?: readonly string[];
  /** It may be left empty. */
  readonly mayBeEmpty?: true;
  /** What is wrong with a value, as the end of a sentence that begins with its key; undefined when it fits. */
  readonly fault?: (value: string) => string | undefined;
}
interface NumberSetting extends SettingBase {
  /** A whole number. */
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
interface SwitchSetting extends SettingBase {
  readonly type: 'boolean';
  readonly default: boolean;
}
interface ListSetting extends SettingBase {
  /** Texts, each of which is not empty. */
  readonly type: 'list';
  readonly default: readonly string[];
  /** What is wrong with one of them, as the end of a sentence that begins with the key; undefined when it fits. */
  readonly fault: (value: string) => string | undefined;
}
/** A key of the table. */
export type Setting = TextSetting | NumberSetting | SwitchSetting | ListSetting;

/** A text; any that is not empty unless `fault` finds something wrong with it. */
export function text(value: string, doc: string, fault?: TextSetting['fault']): TextSetting {
  return { type: 'string', default: value, unit: '', doc, ...(fault ? { fault } : {}) };
}
/** One of some words. */
export function choice<const C extends string>(
  value: C,
  choices: readonly C[],
  doc: string,
): TextSetting & { readonly choices: readonly C[] } {
  return { type: 'string', default: value, choices, unit: '', doc };
}

/** A whole number within bounds. */
export function number(value: number, [min, max]: readonly [number, number], unit: string, doc: string): NumberSetting {
  return { type: 'number', default: value, min, max, unit, doc };
}

/** A switch. */
export function onOff(value: boolean, doc: string): SwitchSetting {
  return { type: 'boolean', default: value, unit: '', doc };
}

/** Some texts, in their order. */
export function list(doc: string, fault: ListSetting['fault']): ListSetting {
  return { type: 'list', default: [], unit: '', doc, fault };
}
