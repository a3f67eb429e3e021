import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import { clientHome } from '../../face/home.ts';
import { projectFolder } from '../../face/starting.ts';
import { oneLine } from '../../face/text/text.ts';
import { configSample, mcpSample, requirementsSample } from '../executions/samples.ts';
import type { VerbRun } from '../verb.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc init`: writes samples where nothing is yet, and tells what it wrote and what it kept. */
export const run: VerbRun = async (given, io) => {
  const project = projectFolder(argument(given, 0) || '.', io);
  const rows = await withDaemon(io, (api) => api.call('config.show', {}));
  const home = clientHome(io).folder;
  const files = [
    { path: join(home, 'config.toml'), text: configSample(rows), mode: 0o600 },
    { path: join(project, 'requirements.md'), text: requirementsSample, mode: 0o644 },
    { path: join(project, '.mcp.json'), text: mcpSample(io.env['PCC_HOME'] ? home : undefined), mode: 0o644 },
  ];
  const told = files.map((file) => ({ path: file.path, isNew: written(file) }));
  const pathsOf = (isNew: boolean): string[] => told.filter((one) => one.isNew === isNew).map(({ path }) => path);
  if (flag(given, 'json')) printJson(io, { written: pathsOf(true), kept: pathsOf(false) });
  else {
    for (const path of pathsOf(true)) io.stdout.write(`wrote  ${oneLine(path)}\n`);
    for (const path of pathsOf(false)) io.stdout.write(`kept   ${oneLine(path)}, which is there already\n`);
  }
  return exit.done;
};

/** Writes a file that is not there yet; whatever has its name, a link too, stays as it is and gives false. */
function written({
  path,
  text,
  mode,
}: {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { flag: 'wx', mode });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw new PccError('failed', `'${path}' cannot be written (${sentenceOf(error)}); check who owns its folder.`);
  }
}
