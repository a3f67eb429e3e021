import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { PccError, systemCode } from '../base/errors.ts';
import type { Config } from './settings.ts';

type Environment = Readonly<Record<string, string>>;

/** Where systems keep their shells; looked at before PATH, whose folders may be anybody's. */
const shellFolders = ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The path of a shell; undefined where it is not installed. */
export function findShell(name: string, env: Environment): string | undefined {
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...shellFolders, ...onPath].map((folder) => join(folder, name)).find(isProgram);
}

/** The path of the shell that a person prefers; undefined where that is the default, or is not installed. */
export function preferredShell(config: Pick<Config, 'shell.preferred'>, env: Environment): string | undefined {
  const name = config['shell.preferred'];
  return name === 'default' ? undefined : findShell(name, env);
}

/** The environment with the preferred shell as `SHELL`. */
export function withShell(env: Environment, config: Pick<Config, 'shell.preferred'>): Environment {
  const shell = preferredShell(config, env);
  return shell === undefined ? env : { ...env, SHELL: shell };
}

/** Why the preferred shell is not used; undefined where it is. */
export function shellWarning(config: Pick<Config, 'shell.preferred'>, env: Environment): string | undefined {
  const name = config['shell.preferred'];
  if (name === 'default' || findShell(name, env) !== undefined) return undefined;
  return `The shell '${name}' (shell.preferred) is not installed, so the default is used; install it, or run \`pcc config set shell.preferred default\`.`;
}

/** @throws PccError `invalid_input` for a shell that is not installed. */
export function checkShell(name: string, env: Environment): void {
  if (!['zsh', 'bash'].includes(name) || findShell(name, env) !== undefined) return;
  throw new PccError(
    'invalid_input',
    `The shell '${name}' is not installed (looked for in ${shellFolders.join(', ')} and PATH); install it, or choose default.`,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return false;
  }
}
