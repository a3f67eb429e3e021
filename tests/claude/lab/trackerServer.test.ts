import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../../src/claude/lab/trackerServer.ts', import.meta.url));

it('introduces itself, lists its tool, calls it, and ends with its input', () => {
  const messages = [
    { id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18' } },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/list' },
    { id: 3, method: 'tools/call', params: { name: 'create_ticket', arguments: { title: 'x' } } },
    { id: 4, method: 'resources/list' },
  ];
  const input = messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join('');
  const run = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), program], {
    input: `not json\n${input}`,
    encoding: 'utf8',
  });
  const answers = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(answers).toMatchObject([
    { id: 1, result: { protocolVersion: '2025-06-18', serverInfo: { name: 'tracker' } } },
    { id: 2, result: { tools: [{ name: 'create_ticket' }] } },
    { id: 3, result: { content: [{ type: 'text' }] } },
    { id: 4, error: { code: -32601 } },
  ]);
  expect(run.status).toBe(0);
});
