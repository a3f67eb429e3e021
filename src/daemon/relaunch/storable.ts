import { createHmac } from 'node:crypto';
import type { Redactor } from '../../policy/redact.ts';
import { isSecretName } from '../../policy/secretWorth.ts';
import type { StoredLaunch } from '../../store/storedLaunch.ts';
import { childEnvironment } from '../../claude/launch.ts';
import type { Launch } from '../launching.ts';

/** Gives the mark of a secret: a hash of name and value under a key of this home, so that nobody without it can try values. */
export type Marking = (name: string, value: string) => string;

/** Marks with this key. */
export function markingWith(key: string): Marking {
  return (name, value) => createHmac('sha256', key).update(`variable\0${name}\0${value}`).digest('hex');
}

/** What of a launch may be stored: without the variables and arguments that hold secrets. */
export function storableLaunch({ file, args, env }: Launch, redactor: Redactor, mark: Marking): StoredLaunch {
  const isSecret = ([name, value]: readonly [string, string]): boolean =>
    isSecretName(name) || redactor.text(`${name}=${value}`) !== `${name}=${value}` || redactor.text(value) !== value;
  const entries = Object.entries(env);
  const open = entries.filter((entry) => !isSecret(entry));
  const line = args.join(' ');
  return {
    file,
    ...(redactor.text(line) === line && args.every((arg) => redactor.text(arg) === arg) ? { args } : {}),
    env: Object.fromEntries(open),
    secretNames: entries.filter(isSecret).map(([name]) => name),
    secretMarks: Object.fromEntries(entries.filter(isSecret).map(([name, value]) => [name, mark(name, value)])),
  };
}

/**
 * The environment of a stored launch, with its secrets from that of this daemon, and the names of those that are not there. With
 * `mark` only the very same values are taken: another one might be the key of another account.
 */
export function restoredEnvironment(
  { env, secretNames, secretMarks = {} }: StoredLaunch,
  own: Readonly<Record<string, string>>,
  mark?: Marking,
): { readonly env: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const isFound = (name: string): boolean => {
    const value = own[name];
    return value !== undefined && (!mark || secretMarks[name] === mark(name, value));
  };
  const secrets = Object.fromEntries(secretNames.filter(isFound).map((name) => [name, own[name] ?? '']));
  return {
    env: childEnvironment({ ...env, ...secrets }),
    missing: secretNames.filter((name) => !isFound(name)),
  };
}
