import type { Verb } from '../verb.ts';
import { jsonOption } from './options.ts';

/** The verbs of the service that starts the daemon with the machine. */
export const serviceVerbs: readonly Verb[] = [
  {
    name: 'service install',
    summary:
      'Have the system start the daemon at boot, and anew when it fails (systemd of the user, launchd on macOS).',
    args: [],
    options: [
      ['--linger', 'Let the services of this user run from boot on, without a login (loginctl enable-linger).'],
      ['--force', 'Overwrite a file that pcc did not write, that was edited since, or that is for another home.'],
      jsonOption,
    ],
    examples: ['pcc service install', 'pcc service install --linger'],
    load: () => import('./serviceInstall.ts'),
  },
  {
    name: 'service uninstall',
    summary: 'Take the service away again; sessions go on, and a daemon of the usual kind with them.',
    args: [],
    options: [jsonOption],
    examples: ['pcc service uninstall'],
    load: () => import('./serviceUninstall.ts'),
  },
  {
    name: 'service status',
    summary: 'Tell whether the service is installed, begins by itself, runs, and is up to date.',
    args: [],
    options: [jsonOption],
    examples: ['pcc service status', 'pcc service status --json'],
    load: () => import('./serviceStatus.ts'),
  },
];
