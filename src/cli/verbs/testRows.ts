import { limits } from '../../limits.ts';
import type { Verb } from '../verb.ts';
import { jsonOption } from './options.ts';

const shared: Verb['options'] = [
  ['--claude <file>', 'The claude to try it on; the one of your sessions unless told.'],
  ['--report <file>', 'Where the report in Markdown goes; a file of the home folder unless told.'],
  jsonOption,
];

/** The verbs that try this very program. */
export const testVerbs: readonly Verb[] = [
  {
    name: 'test assess',
    summary:
      'Try what pcc promises, as it is installed here: a home of its own, your claude, an API on loopback. Takes minutes; no account, no network.',
    args: [
      [
        '[part]',
        'One part alone: order, sdk, rest, websocket, mcp, control, recovery, verify, hardening or hooks; all unless told.',
      ],
    ],
    options: shared,
    examples: [
      'pcc test assess',
      'pcc test assess control',
      'pcc test assess --report assessment.md',
      'pcc test assess --claude ./node_modules/.bin/claude --json',
    ],
    load: () => import('./testAssess.ts'),
  },
  {
    name: 'test stress',
    summary: 'Run lists of tasks at the same time, offline as in `assess`, and tell speed, delays, memory and losses.',
    args: [],
    options: [
      ['--tasks <n>', `Tasks of each list, 1 to ${limits.stressTasksMax}; has to be given.`],
      [
        '--parallel <n>',
        `Lists at the same time, each in a session of its own, 1 to ${limits.stressParallelMax}; has to be given.`,
      ],
      [
        '--clients <n>',
        `WebSocket clients that stream their output, one of them slow, up to ${limits.stressClientsMax}; none unless told.`,
      ],
      ...shared,
    ],
    examples: ['pcc test stress --tasks 5 --parallel 2', 'pcc test stress --tasks 5 --parallel 8 --clients 200 --json'],
    load: () => import('./testStress.ts'),
  },
];
