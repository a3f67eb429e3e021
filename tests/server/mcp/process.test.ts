import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { fakeDaemon } from '../../cli/fakeDaemon.ts';
import { ran } from '../../cli/testIo.ts';
import { Runs } from './runs.ts';
import { clientOf, tool } from './stage.ts';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = resolve(import.meta.dirname, '../../../src/main.ts');

test('pcc server serves MCP, and tells by it where it is', async () => {
  const daemon = await fakeDaemon(new Runs().handlers);
  const env = { PATH: process.env['PATH'] ?? '', HOME: daemon.home };
  const self = [process.execPath, '--import', loader, main] as const;
  const pcc = (...argv: string[]) => ran({ home: daemon.home, env, self, cwd: daemon.home }, ...argv);
  onTestFinished(async () => {
    await pcc('server', 'stop');
    await daemon.dispose();
  });
  const { url, tokenFile } = JSON.parse((await pcc('server', 'start', '--port', '0', '--json')).out) as {
    url: string;
    tokenFile: string;
  };
  const client = clientOf('legacy');
  const headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  expect((await tool(client, 'check_websocket_status')).result).toMatchObject({
    running: true,
    url,
    websocket: `${url.replace('http', 'ws')}/ws`,
    mcp: `${url}/mcp`,
  });
  await client.close();
}, 60_000);
