import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { namespacePrefix, stagePrefix } from '../../src/claude/lab/namespace.ts';
import { takeStage } from './stage.ts';
import type { Outcome, Task } from './task.ts';

/** Node's words to run a program from its source. */
const fromSource = ['--import', import.meta.resolve('tsx')];
const program = fileURLToPath(new URL('lane.ts', import.meta.url));

/**
 * Plays the tasks in up to `jobs` processes at once, each on a stage of its own; one after another where the system allows no
 * such stages. A failure, also of a whole process, stops none of the others.
 *
 * @param told hears each outcome as it comes.
 * @throws PccError `conflict` when the one stage of this machine is in use.
 */
export async function playAll(
  tasks: readonly Task[],
  jobs: number,
  told: (task: Task, outcome: Outcome) => void,
): Promise<void> {
  const ownStage = stagePrefix();
  const shared = ownStage.length === 0;
  const giveBack = shared ? takeStage() : undefined;
  const prefix = shared ? namespacePrefix() : ownStage;
  const left = [...tasks];
  const lane = async (): Promise<void> => {
    let child: ChildProcess | undefined;
    for (let task = left.shift(); task; task = left.shift()) {
      if (child?.connected !== true) child = startLane(prefix);
      told(task, await played(child, task));
    }
    await ended(child);
  };
  try {
    await Promise.all(Array.from({ length: shared ? 1 : jobs }, lane));
  } finally {
    giveBack?.();
  }
}

function startLane(prefix: readonly string[]): ChildProcess {
  const [file = '', ...args]: readonly string[] = [...prefix, process.execPath, ...fromSource, program];
  return spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function played(child: ChildProcess, task: Task): Promise<Outcome> {
  const beganMs = performance.now();
  return new Promise((resolve) => {
    const finish = (outcome: Outcome): void => {
      child.off('message', finish).off('exit', died).off('error', died);
      resolve(outcome);
    };
    const died = (cause: unknown): void => {
      const failed = `The recorder's process ended meanwhile (${String(cause)}).`;
      finish({ seconds: (performance.now() - beganMs) / 1_000, shown: '', failed });
    };
    child.on('message', finish).on('exit', died).on('error', died);
    child.send(task);
  });
}

function ended(child: ChildProcess | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (child?.connected !== true) {
      resolve();
      return;
    }
    child.on('exit', () => {
      resolve();
    });
    child.disconnect();
  });
}
