import { clearFolder } from '../../src/assess/leftOver.ts';
import { systemClock } from '../../src/base/clock.ts';

/**
 * Waits for the end of every process of a throw-away machine, kills those that do not end, and removes its folder; gives what had to
 * be killed. A process belongs to it when its environment names the folder: daemons, also one that came late and that no lock names,
 * pty hosts, clients, CLIs and what they started.
 *
 * @param endsWithinMs so long what was told to end may take.
 * @throws PccError when something outlives even being killed.
 */
export async function clear(root: string, endsWithinMs = 10_000): Promise<readonly string[]> {
  const killed = await clearFolder(root, systemClock(), endsWithinMs);
  return killed.map(({ pid, command }) => `${pid} ${command}`);
}
