import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { KnownProcess } from '../../terminal/host/processes.ts';
import { isAlive, processStartTime } from '../../terminal/host/processes.ts';

/**
 * The process that plays a demonstration, as `PCC_DEMO_OWNER` names it by pid; undefined for every other daemon. A demonstration
 * is nothing without the one who looks at it: its daemon ends behind it, however that went.
 */
export function demoOwner(env: Readonly<Record<string, string | undefined>>): KnownProcess | undefined {
  const pid = Number(env['PCC_DEMO_OWNER']);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  // One that is gone already has no time of its start, and no process has this one.
  return { pid, startTime: processStartTime(pid) ?? 'gone' };
}

/** Calls back once when a process is no more: it is looked for now and then, since nobody tells. */
export function whenGone(known: KnownProcess, clock: Clock, then: () => void): Disposable {
  let waiting: Disposable = { dispose: () => undefined };
  const look = (): void => {
    if (!isAlive(known)) then();
    else waiting = clock.after(limits.demoOwnerLookMs, look);
  };
  waiting = clock.after(limits.demoOwnerLookMs, look);
  return { dispose: () => waiting.dispose() };
}
