import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import type { Made, ServicePlan } from './plan.ts';
import { madeFor } from './plan.ts';
import { isAsSealed, sealed } from './seal.ts';

/** What stands where the file of the service belongs. */
export type Found =
  | { readonly type: 'nothing' }
  | { readonly type: 'foreign' }
  | { readonly type: 'own'; readonly made: Made /** By hand, since it was written here. */; readonly edited: boolean };

/** What stands at a path. @throws PccError `failed` when that cannot be told. */
export function look(path: string): Found {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'nothing' };
    throw new PccError('failed', `'${path}' cannot be read: ${sentenceOf(error)}.`);
  }
  const made = madeFor(text);
  return made ? { type: 'own', made, edited: !isAsSealed(text) } : { type: 'foreign' };
}

/**
 * Writes the file of the service, whole or not at all.
 *
 * @throws PccError `conflict` where a file stands that was not written here, was edited since, or is for another home, unless
 * `force`.
 */
export function writeOwn(path: string, text: string, plan: ServicePlan, force: boolean): void {
  const found = look(path);
  if (found.type === 'foreign' && !force) {
    throw new PccError('conflict', `'${path}' was not written by pcc; look at it, and overwrite it with --force.`);
  }
  if (found.type === 'own' && found.made.home !== plan.home && !force) {
    const { home } = found.made;
    throw new PccError(
      'conflict',
      `The service is installed for the home '${home}'; there is one of them: overwrite it with --force, or set PCC_HOME to that.`,
    );
  }
  if (found.type === 'own' && found.edited && !force) {
    throw new PccError(
      'conflict',
      `'${path}' was edited by hand since pcc wrote it; overwrite it with --force, or leave it as it is.`,
    );
  }
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'wx', 0o644);
    try {
      writeSync(file, sealed(text));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new PccError('failed', `'${path}' cannot be written: ${sentenceOf(error)}.`);
  }
}

/** @throws PccError `not_found` where there is none, `conflict` for one that was not written here. */
export function checkOwn(path: string): void {
  const found = look(path);
  if (found.type === 'nothing') {
    throw new PccError('not_found', `The service is not installed: there is no '${path}'.`);
  }
  if (found.type === 'foreign') {
    throw new PccError('conflict', `'${path}' was not written by pcc and stays; remove it yourself if it is yours.`);
  }
}
