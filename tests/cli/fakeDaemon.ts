import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PendingItem } from '../../src/api/methods.ts';
import { methods } from '../../src/api/methods.ts';
import type { ApiServer, HandledMethod, Handlers } from '../../src/api/server.ts';
import { listenUnix } from '../../src/api/server.ts';
import { PccError } from '../../src/base/errors.ts';
import { statusSample } from '../api/samples.ts';

/** A home folder with a daemon in this process that answers with what the test says. */
export interface FakeDaemon {
  readonly home: string;
  readonly server: ApiServer;
  /** Every call that came, with its params. */
  readonly calls: { readonly method: string; readonly params: unknown }[];
  dispose(): Promise<void>;
}

/** Starts one; a method without a handler fails. */
export async function fakeDaemon(handlers: Partial<Handlers>): Promise<FakeDaemon> {
  const home = mkdtempSync(join(tmpdir(), 'pcc-cli-'));
  const run = join(home, 'run');
  mkdirSync(run, { mode: 0o700 });
  writeFileSync(join(run, 'token'), 'made-up-token\n', { mode: 0o600 });
  const calls: { method: string; params: unknown }[] = [];
  const server = await listenUnix({
    socketPath: join(run, 'daemon.sock'),
    token: 'made-up-token',
    version: '0.0.0',
    handlers: watched(handlers, calls),
    onBug: (method, error) => {
      throw new Error(`the fake daemon failed in ${method}`, { cause: error });
    },
  });
  return {
    home,
    server,
    calls,
    async dispose() {
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function watched(handlers: Partial<Handlers>, calls: { method: string; params: unknown }[]): Handlers {
  const names = Object.keys(methods).filter((name): name is HandledMethod => name !== 'hello');
  const rows = names.map((name) => [
    name,
    (params: never, client: never) => {
      calls.push({ method: name, params });
      const handler = handlers[name] as ((params: never, client: never) => unknown) | undefined;
      if (!handler) throw new PccError('failed', `The fake daemon does not know '${name}'.`);
      return handler(params, client);
    },
  ]);
  return Object.fromEntries(rows) as Handlers;
}

/** A question about a dangerous command. */
export const dangerous: PendingItem = {
  n: 3,
  session: 'app-1',
  kind: 'permission',
  tool: 'Bash',
  subject: 'rm -rf build',
  options: [
    { key: '1', label: 'Yes', kind: 'yes-once', selected: true },
    { key: '2', label: 'No', kind: 'no', selected: false },
  ],
  risk: 'HIGH',
  reasons: ['Deletes files recursively.'],
  askedAt: '2026-03-01T10:00:00.000Z',
};

/** A session that waits, changed as the test needs it. */
export const session = statusSample;
