import { systemCode } from '../base/errors.ts';

/** Kills a process that leads a group, and all of its group; one that is gone already is no error. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}
