import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PccError, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Io } from './io.ts';
import { checkTaskText } from './taskText.ts';

/** What starting a session takes from the side of whoever asks: the same for every face. */

/** The folder of the project that was named, whole. @throws PccError that says what is wrong with it. */
export function projectFolder(named: string, io: Pick<Io, 'cwd'>): string {
  if (named === '') throw new PccError('usage', "The folder of the project is missing: 'pcc start <path>'.");
  const path = resolve(io.cwd, named);
  if (!statOf(path, named).isDirectory()) {
    throw new PccError('invalid_input', `'${named}' is a file; give the folder of the project.`);
  }
  return path;
}

function statOf(path: string, named: string): ReturnType<typeof statSync> & object {
  try {
    return statSync(path);
  } catch (error) {
    throw new PccError('invalid_input', `'${named}' ${whyUnusable(error)}; give the folder of the project.`);
  }
}

function whyUnusable(error: unknown): string {
  const code = systemCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code ?? 'unknown reason'})`;
}

/** The file of requirements that was named, with its text. @throws PccError that says what is wrong with it. */
export function readRequirements(named: string, io: Pick<Io, 'cwd'>): { path: string; text: string } {
  const path = resolve(io.cwd, named);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = systemCode(error) === 'EISDIR' ? 'is a folder' : whyUnusable(error);
    throw new PccError('invalid_input', `'${named}' ${why}; give a file with requirements.`);
  }
  return { path, text: checkTaskText(text, `The file '${named}'`) };
}

/** A name that a session can have. @throws PccError `usage`. */
export function checkName(name: string): string {
  if (name !== '' && name.length <= limits.sessionNameCharsMax) return name;
  throw new PccError(
    'usage',
    `A name has 1 to ${limits.sessionNameCharsMax} characters; '${name}' has ${name.length}.`,
  );
}

/** The CLI that the caller's `PCC_CLAUDE` names; a relative path is meant from where the caller stands. */
export function claudeCommand(io: Pick<Io, 'env' | 'cwd'>): { claude?: string } {
  const named = io.env.PCC_CLAUDE;
  if (!named) return {};
  return { claude: named.includes('/') ? resolve(io.cwd, named) : named };
}

/** The session runs in the caller's environment; this program's own variables are none of its business. */
export function callerEnvironment(io: Pick<Io, 'env'>): Record<string, string> {
  const entries = Object.entries(io.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('PCC_'),
  );
  return Object.fromEntries(entries);
}
