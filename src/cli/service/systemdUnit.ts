import type { ServicePlan } from './plan.ts';
import { markLines } from './plan.ts';

/**
 * The unit of the user's systemd that runs the daemon.
 *
 * - The daemon starts the pty host, and that every `claude`: all of them are in the control group of the unit. `KillMode=process`
 *   has systemd end the daemon alone, so that stopping or restarting the service leaves every session as it is; the next daemon
 *   finds the host by its socket, as after any other end. A scope of its own for the host would need a manager that answers in
 *   the moment the host is started, and would part what belongs together in the accounting; nothing is gained by it.
 * - `OOMPolicy=continue`: otherwise a `claude` that the kernel ends for want of memory would take the service with it.
 * - `Restart=on-failure` within bounds: `pcc daemon stop` ends with 0 and is respected, a defect or kill -9 is made good, and a
 *   home that cannot be used does not make a loop.
 * - `TasksMax=infinity`: all sessions together count as one unit; the limits of the user still hold.
 */
export function systemdUnit(plan: ServicePlan): string {
  const lines = [
    ...markLines(plan).map((line) => `# ${line}`),
    '[Unit]',
    'Description=PerpetualCC, the daemon of pcc',
    'StartLimitIntervalSec=300',
    'StartLimitBurst=5',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${plan.program.map((word) => quoted(word.replaceAll('$', '$$$$'))).join(' ')}`,
    ...plan.env.map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
    'Restart=on-failure',
    'RestartSec=2',
    'KillMode=process',
    'OOMPolicy=continue',
    'TasksMax=infinity',
    'TimeoutStopSec=20',
    'StandardOutput=journal',
    'StandardError=journal',
    'SyslogIdentifier=pcc',
    '',
    '[Install]',
    'WantedBy=default.target',
  ];
  return `${lines.join('\n')}\n`;
}

/** A word as unit files take it: see systemd.syntax(7); a percent sign would name a specifier. */
function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}
