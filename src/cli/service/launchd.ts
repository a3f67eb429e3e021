import { userInfo } from 'node:os';
import { join } from 'node:path';
import { hasCode, PccError } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import { launchdLabel, launchdPlist } from './launchdPlist.ts';
import type { ServiceManager } from './manager.ts';
import { servicePlan, userHome } from './plan.ts';
import { mustRun, runProgram } from './programs.ts';

/** The agents of the user on macOS, which begin when the user logs in. */
export function launchd(io: Io): ServiceManager {
  const domain = `gui/${userInfo().uid}`;
  const service = `${domain}/${launchdLabel}`;
  const file = join(userHome(io), 'Library', 'LaunchAgents', `${launchdLabel}.plist`);
  const print = (what: string): ReturnType<typeof runProgram> => runProgram(io, 'launchctl', ['print', what]);
  const isLoaded = async (): Promise<boolean> => (await print(service)).status === 0;
  return {
    name: 'launchd',
    file,
    logs: `tail -f ${join(servicePlan(io).home, 'logs', 'service.log')}`,
    check: async () => {
      try {
        if ((await print(domain)).status === 0) return;
      } catch (error) {
        if (!hasCode(error, 'missing_program')) throw error;
      }
      throw new PccError('unavailable', `launchd does not answer for '${domain}'; log in at the machine itself.`);
    },
    text: () => launchdPlist(servicePlan(io)),
    enable: async () => {
      await mustRun(io, 'launchctl', ['enable', service]);
    },
    start: async () => {
      // It keeps what it read at the beginning.
      if (await isLoaded()) await mustRun(io, 'launchctl', ['bootout', service]);
      await mustRun(io, 'launchctl', ['bootstrap', domain, file]);
    },
    disable: async () => {
      if (await isLoaded()) await mustRun(io, 'launchctl', ['bootout', service]);
    },
    forget: () => Promise.resolve(),
    standing: async () => {
      const { status, out } = await print(service);
      const pid = Number(/^\s*pid = (\d+)$/m.exec(out)?.[1] ?? 0);
      const word = status === 0 ? (/^\s*state = (.+)$/m.exec(out)?.[1] ?? 'unknown') : 'not loaded';
      return { enabled: status === 0, running: pid > 0, pid: pid > 0 ? pid : null, lingers: null, word };
    },
  };
}
