import { userInfo } from 'node:os';
import { join } from 'node:path';
import { hasCode, PccError } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import type { ServiceManager, Standing } from './manager.ts';
import { servicePlan, userHome } from './plan.ts';
import { mustRun, runProgram } from './programs.ts';
import { systemdUnit } from './systemdUnit.ts';

const unit = 'pcc.service';

/** The user's own systemd. */
export function systemd(io: Io): ServiceManager {
  const systemctl = (...args: string[]): Promise<string> => mustRun(io, 'systemctl', ['--user', ...args]);
  return {
    name: 'systemd',
    file: join(userHome(io), '.config', 'systemd', 'user', unit),
    logs: `journalctl --user -u ${unit}`,
    check: async () => {
      try {
        await systemctl('show', '--property=Version', '--value');
      } catch (error) {
        if (!(error instanceof PccError)) throw error;
        const why = hasCode(error, 'missing_program') ? 'systemd is not installed here' : error.message;
        throw new PccError(
          'unavailable',
          `No systemd of this user answers (${why.replace(/\.$/, '')}); start 'pcc daemon restart' from whatever starts programs at boot here.`,
        );
      }
    },
    text: () => systemdUnit(servicePlan(io)),
    enable: async () => {
      await systemctl('daemon-reload');
      await systemctl('enable', unit);
    },
    start: async () => {
      // What failed too often before is to be tried all the same.
      await runProgram(io, 'systemctl', ['--user', 'reset-failed', unit]);
      await systemctl('restart', unit);
    },
    disable: async () => {
      await systemctl('disable', '--now', unit);
    },
    forget: async () => {
      await systemctl('daemon-reload');
      await runProgram(io, 'systemctl', ['--user', 'reset-failed', unit]);
    },
    standing: () => standing(io),
    linger: async () => {
      await mustRun(io, 'loginctl', ['enable-linger']);
    },
  };
}

async function standing(io: Io): Promise<Standing> {
  const shown = await mustRun(io, 'systemctl', [
    '--user',
    'show',
    unit,
    '--property=ActiveState,SubState,MainPID,UnitFileState',
  ]);
  const facts = new Map(shown.split('\n').map((line) => line.split('=', 2) as [string, string | undefined]));
  const active = facts.get('ActiveState') ?? 'unknown';
  const pid = Number(facts.get('MainPID') ?? 0);
  return {
    enabled: facts.get('UnitFileState') === 'enabled',
    running: active === 'active',
    pid: pid > 0 ? pid : null,
    lingers: await lingers(io),
    word: `${active} (${facts.get('SubState') ?? 'unknown'})`,
  };
}

async function lingers(io: Io): Promise<boolean | null> {
  try {
    const user = userInfo().username;
    const { status, out } = await runProgram(io, 'loginctl', ['show-user', user, '--property=Linger', '--value']);
    return status === 0 ? out === 'yes' : null;
  } catch (error) {
    if (hasCode(error, 'missing_program')) return null;
    throw error;
  }
}
