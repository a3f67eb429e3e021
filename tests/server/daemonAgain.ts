import { join } from 'node:path';
import { methods } from '../../src/api/methods.ts';
import type { ApiServer, Handlers } from '../../src/api/server.ts';
import { listenUnix } from '../../src/api/server.ts';
import { PccError } from '../../src/base/errors.ts';
import type { FakeDaemon } from '../cli/fakeDaemon.ts';

/** Ends a made-up daemon and starts another one in its home. */
export async function daemonAgain({ home, server }: FakeDaemon, handlers: Partial<Handlers>): Promise<ApiServer> {
  await server.close();
  const refuse = () => {
    throw new PccError('unavailable', 'Not in this test.');
  };
  const names = Object.keys(methods).filter((name) => name !== 'hello');
  return listenUnix({
    socketPath: join(home, 'run', 'daemon.sock'),
    token: 'made-up-token',
    version: '0.0.1',
    handlers: { ...Object.fromEntries(names.map((name) => [name, refuse])), ...handlers } as Handlers,
    onBug: (_method, error) => {
      throw error;
    },
  });
}
