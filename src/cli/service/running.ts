import { pause } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import { connectDaemon } from '../../face/connect.ts';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';
import type { ServiceManager } from './manager.ts';
import { serviceManager } from './manager.ts';
import { look } from './ownFile.ts';

/** The manager of services that runs this very daemon; undefined where it was started otherwise, or nobody can tell. */
export async function managerOf(daemonPid: number, io: Io): Promise<ServiceManager | undefined> {
  try {
    const manager = serviceManager(io);
    if (look(manager.file).type !== 'own') return undefined;
    return (await manager.standing()).pid === daemonPid ? manager : undefined;
  } catch (error) {
    if (error instanceof PccError) return undefined;
    throw error;
  }
}

/** The process of the daemon that the service runs, once it answers. @throws PccError `timeout`. */
export async function answering(io: Io, manager: ServiceManager): Promise<number> {
  const deadlineMs = io.clock.monotonicMs() + limits.processStartMs;
  for (;;) {
    const api = await connectDaemon(io, true);
    const { daemon } = (await api?.call('daemon.status', {}).finally(() => api.close())) ?? {};
    if (daemon && daemon.pid === (await manager.standing()).pid) return daemon.pid;
    if (io.clock.monotonicMs() > deadlineMs) {
      const seconds = limits.processStartMs / 1_000;
      throw new PccError(
        'timeout',
        `The service was started, but its daemon did not answer within ${seconds} s; '${manager.logs}' tells why.`,
      );
    }
    await pause(io.clock, limits.servicePollMs);
  }
}
