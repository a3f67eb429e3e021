import { cliLimits } from './limits/cli.ts';
import { daemonLimits } from './limits/daemon.ts';
import { goingOnLimits } from './limits/goingOn.ts';
import { labLimits } from './limits/lab.ts';
import { listsLimits } from './limits/lists.ts';
import { policyLimits } from './limits/policy.ts';
import { screensLimits } from './limits/screens.ts';
import { serverLimits } from './limits/server.ts';
import { tasksLimits } from './limits/tasks.ts';
import { terminalLimits } from './limits/terminal.ts';
import { tuiLimits } from './limits/tui.ts';

/**
 * Every wait, queue, retry and size, each with its unit in its name and its reason above it: in `limits/`, a file for each
 * area, and all of them here, under one name. Keys under `settings` in `src/daemon/config.ts` start from these; nothing
 * else in the program carries a number of this kind.
 */
export const limits = {
  ...terminalLimits,
  ...screensLimits,
  ...policyLimits,
  ...daemonLimits,
  ...listsLimits,
  ...serverLimits,
  ...cliLimits,
  ...labLimits,
  ...tuiLimits,
  ...goingOnLimits,
  ...tasksLimits,
} as const;

export type Limits = typeof limits;
