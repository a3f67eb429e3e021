import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../src/cli/stopDaemon.ts';
import type { FakeDaemon } from '../../cli/fakeDaemon.ts';
import { fakeDaemon } from '../../cli/fakeDaemon.ts';
import { until } from '../stage.ts';
import { Runs } from './runs.ts';
import { clientOf, revisions, tool } from './stage.ts';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = resolve(import.meta.dirname, '../../../src/main.ts');
const args = ['--import', loader, main, 'mcp'];

async function home(): Promise<{
  readonly daemon: FakeDaemon;
  readonly runs: Runs;
  readonly env: Record<string, string>;
}> {
  const runs = new Runs();
  const daemon = await fakeDaemon(runs.handlers);
  onTestFinished(() => daemon.dispose());
  return { daemon, runs, env: { PATH: process.env['PATH'] ?? '', PCC_HOME: daemon.home, HOME: daemon.home } };
}

/** `pcc mcp` with what it wrote so far, and how it ended. */
interface Spawned {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly said: { out: string; err: string; status: number | null | undefined };
}

function spawned(env: Record<string, string>): Spawned {
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said: Spawned['said'] = { out: '', err: '', status: undefined };
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString('utf8')));
  child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString('utf8')));
  child.on('exit', (status) => (said.status = status));
  child.stdin.on('error', () => undefined);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, said };
}

const lines = (said: Spawned['said']) => said.out.split('\n').filter((line) => line !== '');

test.each(revisions)(
  'pcc mcp serves a client of %j',
  async (revision) => {
    const { runs, env, daemon } = await home();
    const client = clientOf(revision);
    const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' });
    await client.connect(transport);
    onTestFinished(() => client.close());
    expect((await client.listTools()).tools.length).toBeGreaterThan(10);
    expect(client.getInstructions()).toContain('answered by that person alone');
    const heard: number[] = [];
    const running = client.callTool(
      { name: 'execute_task_list', arguments: { path: '/p', steps: [{ prompt: 'one' }, { prompt: 'two' }] } },
      { onprogress: ({ progress }) => heard.push(progress) },
    );
    await until(() => heard.length === 1 && runs.watched === 1);
    const id = runs.ids[0] ?? '';
    runs.advance(id);
    await until(() => heard.length === 2);
    runs.advance(id);
    expect((await running).isError ?? false).toBe(false);
    expect((await tool(client, 'check_websocket_status')).result).toMatchObject({ running: false });
    const { pid } = transport;
    await client.close();
    await until(() => !isAlive(pid ?? 0));
    await until(() => daemon.server.clients === 0);
  },
  60_000,
);

test('nothing but messages stands on standard output, whatever comes in, and the end of the input ends it', async () => {
  const { env } = await home();
  const { child, said } = spawned(env);
  const send = (text: string): void => void child.stdin.write(`${text}\n`);
  send('no JSON at all');
  send('[]');
  send('{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"monitor_execution","arguments":{"id":5}}}');
  send('{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{}}');
  await until(() => lines(said).length === 4);
  const told = lines(said).map(
    (line) => JSON.parse(line) as { id: number | null; error?: { code: number }; result?: object },
  );
  const codes = told.map(({ id, error }) => [id, error?.code]);
  expect(codes.slice(0, 2)).toEqual([
    [null, -32_700],
    [null, -32_600],
  ]);
  // Requests are answered when they are done.
  expect(new Map(codes.slice(2) as [number, number][])).toEqual(
    new Map([
      [3, undefined],
      [4, -32_602],
    ]),
  );
  child.stdin.end();
  await until(() => said.status !== undefined);
  expect([said.status, lines(said).length]).toEqual([0, 4]);
}, 60_000);

test('a message without an end is not kept: the conversation is over', async () => {
  const { env } = await home();
  const { child, said } = spawned(env);
  const part = 'x'.repeat(1_048_576);
  for (let count = 0; count < 9; count++) child.stdin.write(part);
  await until(() => said.status !== undefined);
  expect([said.status, said.out]).toEqual([1, '']);
  expect(said.err).toContain('A message is longer than');
}, 60_000);

test('a daemon that cannot be started is an error of the tool, not of the conversation', async () => {
  const { env } = await home();
  const { child, said } = spawned({ ...env, PCC_HOME: main });
  child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n');
  child.stdin.write('{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_sessions"}}\n');
  await until(() => lines(said).length === 2);
  const told = new Map(lines(said).map((line) => [(JSON.parse(line) as { id: number }).id, line]));
  expect(told.get(1)).toContain('execute_task_list');
  expect(told.get(2)).toMatch(/"isError":true/);
  expect(told.get(2)).toContain('name another with PCC_HOME');
}, 60_000);

test('it ends when the program that started it was killed and another one holds the pipe', async () => {
  const { env } = await home();
  // The shell starts it, tells its process id, and waits; the pipe to it stays open here.
  const script = '"$0" "$@" <&3 & echo $!; wait';
  const shell = spawn('sh', ['-c', script, process.execPath, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  onTestFinished(() => void shell.kill('SIGKILL'));
  let told = '';
  shell.stdout?.on('data', (bytes: Buffer) => (told += bytes.toString('utf8')));
  const pid = Number(await until(() => /^\d+(?=\n)/.exec(told)?.[0]));
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  (shell.stdio[3] as Writable).write('{"jsonrpc":"2.0","id":1,"method":"nothing"}\n');
  await until(() => told.includes('"id":1'));
  shell.kill('SIGKILL');
  await until(() => !isAlive(pid), 20_000);
}, 60_000);
