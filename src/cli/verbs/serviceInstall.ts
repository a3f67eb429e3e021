import { mkdirSync } from 'node:fs';
import { PccError } from '../../base/errors.ts';
import { connectDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import { oneLine } from '../../face/text/text.ts';
import type { ServiceManager, Standing } from '../service/manager.ts';
import { serviceManager } from '../service/manager.ts';
import { writeOwn } from '../service/ownFile.ts';
import { servicePlan } from '../service/plan.ts';
import { answering } from '../service/running.ts';
import { stopDaemon } from '../stopDaemon.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';
import { warn } from '../warnings.ts';

/** `pcc service install`: writes the file, has the system start the daemon, and waits until it answers. */
export const run: VerbRun = (given, io) => install(given, io, serviceManager(io));

/** As the verb does, with a manager of services that was chosen. */
export async function install(given: Given, io: Io, manager: ServiceManager): Promise<number> {
  await manager.check();
  const plan = servicePlan(io);
  mkdirSync(clientHome(io).logs, { recursive: true, mode: 0o700 });
  writeOwn(manager.file, manager.text(), plan, flag(given, 'force'));
  const { pid, lingers } = await started(given, io, manager);
  if (flag(given, 'json')) printJson(io, { manager: manager.name, file: manager.file, pid, lingers });
  else
    io.stdout.write(`${oneLine(manager.file)}\nDaemon ${pid} runs; '${oneLine(manager.logs)}' shows what it says.\n`);
  if (lingers === false) warn(io, withoutLinger);
  return exit.done;
}

/** The written service at work. @throws PccError that also says that the service stays installed. */
async function started(given: Given, io: Io, manager: ServiceManager): Promise<Pick<Standing, 'pid' | 'lingers'>> {
  try {
    await manager.enable();
    // The sessions live on in the pty host; the daemon of the service takes them over.
    const old = await connectDaemon(io, true);
    if (old) await stopDaemon(io, old, false);
    await manager.start();
    const pid = await answering(io, manager);
    if (flag(given, 'linger') && manager.linger) await manager.linger();
    const { lingers } = await manager.standing();
    return { pid, lingers };
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    const why = error.message.replace(/\.$/, '');
    throw new PccError(
      error.code,
      `${why}; '${manager.file}' stays: 'pcc service install' tries it again, 'pcc service uninstall' takes it away.`,
    );
  }
}

/** What a person should know whose services end with their last login. */
export const withoutLinger =
  "The services of this user begin at login and end, with all sessions, at logout. 'loginctl enable-linger' (or 'pcc service install --linger') lets them run from boot on.";
