import type { Redactor } from '../../policy/redact.ts';
import { isSecretName } from '../../policy/secretWorth.ts';
import type { StoredLaunch } from '../../store/storedLaunch.ts';
import { childEnvironment } from '../../claude/launch.ts';
import type { Launch } from '../launching.ts';

/** What of a launch may be stored: without the variables and arguments that hold secrets. */
export function storableLaunch({ file, args, env }: Launch, redactor: Redactor): StoredLaunch {
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
  };
}

/** The environment of a stored launch, with its secrets from that of this daemon, and the names of those that are not there. */
export function restoredEnvironment(
  { env, secretNames }: StoredLaunch,
  own: Readonly<Record<string, string>>,
): { readonly env: Readonly<Record<string, string>>; readonly missing: readonly string[] } {
  const found = secretNames.filter((name) => own[name] !== undefined);
  const secrets = Object.fromEntries(found.map((name) => [name, own[name] ?? '']));
  return {
    env: childEnvironment({ ...env, ...secrets }),
    missing: secretNames.filter((name) => !found.includes(name)),
  };
}
