import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { playedClis } from '../../src/claude/lab/cliVersions.ts';
import type { Reply } from '../../src/claude/lab/script.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import { Stage } from './stage.ts';

/** No, with words, to every kind of request on the real CLI: typed where the dialog has a place for them, else the next prompt. */

const lab = resolve(import.meta.dirname, '../../src/claude/lab/trackerServer.ts');
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const tracker = { command: process.execPath, args: ['--import', loader, lab] };
const asked = (name: string, input: Parameters<typeof calls>[1]): Reply[] => [calls(name, input), says('So be it.')];

const requests: Readonly<Record<string, (project: string) => Reply[]>> = {
  bash: () => asked('Bash', { command: 'rm -rf old' }),
  write: (project) => asked('Write', { file_path: join(project, 'package.lock'), content: '{}\n' }),
  fetch: () => asked('WebFetch', { url: 'https://example.com/guide', prompt: 'Summarise it' }),
  mcp: () => asked('mcp__tracker__create_ticket', { title: 'Greet strangers', steps: [{ prompt: 'Say hello' }] }),
};

describe.concurrent.each(playedClis)('no, with words, to claude %s', (version) => {
  it('arrives whole, whatever asks', async ({ onTestFinished }) => {
    const stage: Stage = await Stage.set({
      version,
      trusted: true,
      script: ({ caseName, turn }) => requests[caseName]?.(stage.project)[turn] ?? says('Nothing is scripted.'),
    });
    onTestFinished(() => stage.strike());
    const config = join(stage.root, 'mcp.json');
    writeFileSync(config, JSON.stringify({ mcpServers: { tracker } }));
    const id = await stage.start('--brain', 'none', '--', '--mcp-config', config);
    await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    for (const [n, name] of Object.keys(requests).entries()) {
      const words = `use ticket ${n + 7} of the board instead`;
      await stage.pcc('send', id, `go on [case:${name}]`);
      const [item] = await stage.untilPending();
      expect(item?.kind).toBe('permission');
      expect([name, await stage.pcc('respond', String(item?.n), 'no', words)]).toEqual([
        name,
        expect.objectContaining({ code: 0, stderr: '' }),
      ]);
      const told = (): Promise<boolean> => Promise.resolve(JSON.stringify(stage.api.requests).includes(words));
      await stage.until(words, told, (seen) => seen);
      await stage.untilDone(id);
      expect(stage.toolResults()).toHaveLength(n + 1);
      expect(stage.toolResults().at(-1)?.isError).toBe(true);
    }
    const human = (await stage.decisions(id)).filter((line) => line.by === 'human');
    expect(human.map((line) => line.outcome)).toEqual(Object.keys(requests).map(() => 'confirmed'));
  });
});
