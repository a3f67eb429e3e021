import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PccError } from '../../base/errors.ts';
import type { VerbRun } from '../verb.ts';
import { exit, flag, printJson } from '../verb.ts';

/** `pcc replay FILE…`: one JSON object a line each time the reading of a recording changes. */
export const run: VerbRun = async (given, io) => {
  for (const file of given.args) checkFile(file, io.cwd);
  const engine = await io.engines.replay();
  for (const file of given.args) {
    const lines = engine.replayFile(resolve(io.cwd, file), { decide: flag(given, 'decide') });
    for await (const line of lines) printJson(io, { ...line, file });
  }
  return exit.done;
};

function checkFile(file: string, cwd: string): void {
  const found = statSync(resolve(cwd, file), { throwIfNoEntry: false });
  if (!found) throw new PccError('invalid_input', `'${file}' does not exist; give asciicast v2 recordings.`);
  if (found.isDirectory()) throw new PccError('invalid_input', `'${file}' is a folder; give asciicast v2 recordings.`);
}
