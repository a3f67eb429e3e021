import { randomUUID } from 'node:crypto';
import type { Params } from '../../api/methods.ts';
import { durationMs } from '../../face/duration.ts';
import type { TaskDefaults, WrittenTask } from '../../face/executions/tasks.ts';
import { withDefaults } from '../../face/executions/tasks.ts';
import type { Io } from '../../face/io.ts';
import { callerEnvironment, claudeCommand, projectFolder } from '../../face/starting.ts';
import type { Given } from '../verb.ts';
import { flag, value } from '../verb.ts';

/** What is asked of the daemon, with its tasks as they are told to people. */
export type ListOrder = Omit<Params<'execution.start'>, 'steps'> & {
  readonly id: string;
  readonly steps: WrittenTask[];
};

/** What is asked of the daemon by the options that `pcc run` and `pcc exec` share. */
export function listOrder(given: Given, io: Io, tasks: readonly WrittenTask[], defaults: TaskDefaults = {}): ListOrder {
  const brain = value(given, 'brain') as Params<'execution.start'>['brain'];
  const timeout = value(given, 'timeout');
  const all = timeout === undefined ? defaults : { ...defaults, timeoutMs: durationMs(timeout, '--timeout') };
  return {
    id: randomUUID(),
    path: projectFolder(value(given, 'project') ?? '.', io),
    steps: withDefaults(tasks, all),
    trust: flag(given, 'trust'),
    args: [...given.rest],
    ...claudeCommand(io),
    env: callerEnvironment(io),
    ...(brain === undefined ? {} : { brain }),
    ...(flag(given, 'amend') ? { amend: true } : {}),
    ...(flag(given, 'cut') ? { tooLong: 'cut' as const } : {}),
    ...(flag(given, 'keepGoing') ? { stopOnFailure: false } : {}),
  };
}
