import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { connectApi } from '../../src/api/client.ts';
import { methods } from '../../src/api/methods.ts';
import type { Handlers } from '../../src/api/server.ts';
import { listenUnix } from '../../src/api/server.ts';
import { systemClock } from '../../src/base/clock.ts';
import { PccError } from '../../src/base/errors.ts';
import { explainLine } from '../../src/daemon/explain.ts';
import { defaultWorld } from '../../src/daemon/world.ts';
import { newSession } from '../../src/session/session.ts';
import type { SessionRecord } from '../../src/store/sessions.ts';
import { openStore } from '../../src/store/store.ts';
import type { Measured } from './measure.ts';
import { summed, timed } from './measure.ts';

/** How many calls of the mix are judged in one run: enough that cheap and dear ones weigh as they come. */
const callsOfRun = 1_000;

/** How long a tool call takes to be judged on the average, as `pcc explain --json` does it, beside reading its line. */
export async function measureJudge(folder: string): Promise<Measured> {
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  const world = defaultWorld();
  const each = (act: (line: string) => unknown) => (run: number) => {
    for (let index = 0; index < callsOfRun; index++)
      act(lines[Math.abs(run * callsOfRun + index) % lines.length] ?? '');
  };
  const perCall = (runsMs: readonly number[]): number[] => runsMs.map((ms) => ms / callsOfRun);
  const runs = Math.ceil(lines.length / callsOfRun) * 10;
  const parse = perCall(
    await timed(
      runs,
      each((line) => JSON.parse(line) as unknown),
    ),
  );
  const judge = perCall(
    await timed(
      runs,
      each((line) => explainLine(line, () => world)),
    ),
  );
  return summed('judging one tool call of the mix', judge, {
    what: 'parsing its line',
    medianMs: summed('', parse).medianMs,
  });
}

/** A log, and a decision, belongs to a session. */
export const someSession: SessionRecord = {
  id: 'bench-1',
  path: '/project',
  claudeSessionId: '00000000-0000-4000-8000-000000000000',
  claudeVersion: null,
  args: [],
  brain: 'none',
  trusted: false,
  configFolder: '/home/someone/.claude',
  zone: 'UTC',
  startedAt: 0,
  pid: null,
  cols: 80,
  rows: 24,
  session: newSession('bench-1', false),
};

/** How long a commit takes until it is on the disk, beside a plain write that is. */
export async function measureStore(folder: string): Promise<Measured> {
  const page = Buffer.alloc(4_096, 1);
  const plain = openSync(join(folder, 'plain'), 'w');
  const writes = await timed(200, () => {
    writeSync(plain, page);
    fsyncSync(plain);
  });
  closeSync(plain);
  const store = openStore(join(folder, 'state.db'), systemClock());
  store.sessions.insert(someSession);
  const commits = await timed(200, (index) =>
    store.events.append({ session: someSession.id, at: index + 1_000, type: 'note', text: 'A line of the log.' }),
  );
  store.dispose();
  return summed('committing one log line', commits, {
    what: 'writing and syncing a page',
    medianMs: summed('', writes).medianMs,
  });
}

/** How long one call of the API takes, beside a bare line there and back. */
export async function measureApi(folder: string): Promise<Measured> {
  const echo = await timedEcho(join(folder, 'echo.sock'));
  const token = 'b'.repeat(64);
  const socketPath = join(folder, 'api.sock');
  const server = await listenUnix({
    socketPath,
    token,
    version: '0.0.0',
    handlers: { ...refusing(), 'session.list': () => [] },
    onBug: (_method, error) => {
      throw error;
    },
  });
  const client = await connectApi({ socketPath, token, client: 'bench' });
  const calls = await timed(1_000, () => client.call('session.list', {}));
  client.close();
  await server.close();
  return summed('one call of the API', calls, { what: 'a bare line there and back', medianMs: echo });
}

function refusing(): Handlers {
  const refuse = (): never => {
    throw new PccError('unavailable', 'Not in the benchmark.');
  };
  const names = Object.keys(methods).filter((name) => name !== 'hello');
  return Object.fromEntries(names.map((name) => [name, refuse])) as unknown as Handlers;
}

async function timedEcho(path: string): Promise<number> {
  const server = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const socket = createConnection(path);
  const line = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session.list', params: {} })}\n`;
  const runs = await timed(
    1_000,
    () =>
      new Promise<void>((resolve) => {
        socket.once('data', () => {
          resolve();
        });
        socket.write(line);
      }),
  );
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return summed('', runs).medianMs;
}
