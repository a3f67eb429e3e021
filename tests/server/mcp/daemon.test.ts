import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../src/cli/stopDaemon.ts';
import { ran } from '../../cli/testIo.ts';
import { until } from '../stage.ts';
import { clientOf, tool } from './stage.ts';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = resolve(import.meta.dirname, '../../../src/main.ts');

/** `pcc mcp` in front of the real daemon; no session is begun, so that no CLI is needed. */
test('the real daemon is started, answers every tool that only looks, and is started anew when it was killed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'pcc-mcp-'));
  // The pty host of a daemon that was killed goes by itself.
  mkdirSync(join(home, 'pcc'), { mode: 0o700 });
  writeFileSync(join(home, 'pcc', 'config.toml'), '[host]\nidle_exit_ms = 1000\n');
  const env = { PATH: process.env['PATH'] ?? '', PCC_HOME: join(home, 'pcc'), HOME: home };
  const self = [process.execPath, '--import', loader, main] as const;
  const pcc = (...argv: string[]) => ran({ home: env.PCC_HOME, env, self, cwd: home }, ...argv);
  onTestFinished(async () => {
    await pcc('daemon', 'stop');
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const client = clientOf('legacy');
  const [command, ...args] = [...self, 'mcp'];
  await client.connect(new StdioClientTransport({ command, args, env, stderr: 'ignore' }));
  onTestFinished(() => client.close());
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('respond');
  const list = { path: home, steps: [{ prompt: 'Write a parser in src/parser.ts and its test.' }] };
  const calls: readonly (readonly [string, Record<string, unknown>])[] = [
    ['list_sessions', { all: true }],
    ['list_pending', {}],
    ['validate_task_list', list],
    ['suggest_execution_strategy', list],
    ['get_task_complexity', { prompt: 'Write a parser.' }],
    ['get_execution_history', { limit: 10 }],
    ['verify_execution', { last: 5 }],
    ['get_hook_status', {}],
  ];
  for (const [name, given] of calls) {
    const { isError, text } = await tool(client, name, given);
    expect([name, isError, text]).toEqual([name, false, expect.any(String)]);
  }
  expect((await tool(client, 'monitor_execution', { id: 'none' })).isError).toBe(true);
  const { daemon } = JSON.parse((await pcc('daemon', 'status', '--json')).out) as { daemon: { pid: number } };
  process.kill(daemon.pid, 'SIGKILL');
  await until(() => !isAlive(daemon.pid));
  expect((await tool(client, 'list_sessions')).result).toEqual({ sessions: [] });
  expect((await tool(client, 'respond', { n: 99, answers: ['yes'] })).text).toContain('server.mcp_respond');
  expect((await pcc('config', 'set', 'server.mcp_respond', 'true')).status).toBe(0);
  expect(await tool(client, 'respond', { n: 99, answers: ['yes'] })).toMatchObject({
    isError: true,
    text: expect.stringContaining('99') as string,
  });
}, 120_000);
