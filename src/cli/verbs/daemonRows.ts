import type { Verb } from '../verb.ts';
import { jsonOption } from './options.ts';

/** The verbs of the daemon. */
export const daemonVerbs: readonly Verb[] = [
  {
    name: 'daemon status',
    summary: 'Show how the daemon and the pty host are.',
    args: [],
    options: [jsonOption],
    examples: ['pcc daemon status'],
    load: () => import('./daemonStatus.ts'),
  },
  {
    name: 'daemon stop',
    summary: 'End the daemon; sessions go on without it.',
    args: [],
    options: [['--sessions', 'End all sessions first.'], jsonOption],
    examples: ['pcc daemon stop', 'pcc daemon stop --sessions'],
    load: () => import('./daemonStop.ts'),
  },
  {
    name: 'daemon restart',
    summary: 'End the daemon and start it again; sessions go on.',
    args: [],
    options: [jsonOption],
    examples: ['pcc daemon restart'],
    load: () => import('./daemonRestart.ts'),
  },
];
