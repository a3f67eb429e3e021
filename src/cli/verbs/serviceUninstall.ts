import { rmSync } from 'node:fs';
import { connectDaemon, ensureDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { oneLine } from '../../face/text/text.ts';
import type { ServiceManager } from '../service/manager.ts';
import { serviceManager } from '../service/manager.ts';
import { checkOwn } from '../service/ownFile.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc service uninstall`: takes away what was installed, and nothing else. */
export const run: VerbRun = (given, io) => uninstall(given, io, serviceManager(io));

/** As the verb does, with a manager of services that was chosen. */
export async function uninstall(given: Given, io: Io, manager: ServiceManager): Promise<number> {
  checkOwn(manager.file);
  await manager.check();
  const before = await connectDaemon(io, true);
  before?.close();
  await manager.disable();
  rmSync(manager.file);
  await manager.forget();
  // Sessions that were watched stay so.
  if (before) (await ensureDaemon(io)).close();
  if (flag(given, 'json')) printJson(io, { manager: manager.name, file: manager.file });
  else io.stdout.write(`Removed '${oneLine(manager.file)}'.\n`);
  return exit.done;
}
