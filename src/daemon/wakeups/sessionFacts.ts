import type { Limited } from '../../session/lasting.ts';
import type { Session } from '../../session/session.ts';
import type { Task } from '../../session/task.ts';

/** True where a wake-up has to be kept for a limit: it is confirmed, and nobody has got past it. */
export function isWaiting({ stage }: Limited): boolean {
  return stage !== 'seen';
}

/** The tasks that are still to be typed. */
export function untyped({ tasks }: Session): readonly Task[] {
  return tasks.filter(({ state }) => state === 'queued');
}

/** The highest priority of what a session has to do; 0 where nothing is said. */
export function priorityOf({ tasks }: Session): number {
  const open = tasks.filter(({ state }) => state === 'queued' || state === 'typing' || state === 'running');
  return open.length === 0 ? 0 : Math.max(...open.map(({ priority }) => priority ?? 0));
}

/** Why pcc may type nothing in a session now, as the end of a sentence; undefined where it may. */
export function heldWhy({ paused, off, humans, phase }: Session): string | undefined {
  if (phase === 'restarting' || phase === 'launching') return 'its CLI is being started';
  if (off) return 'all typing is switched off';
  if (paused) return 'the session is paused';
  return humans > 0 ? 'a person holds its pane' : undefined;
}
