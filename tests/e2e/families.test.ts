import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LogLine, PendingItem } from '../../src/api/methods.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { newestCli, oldestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Reply, Script } from '../../src/claude/lab/script.ts';
import { calls, says } from '../../src/claude/lab/script.ts';
import type { StageSpec } from './stage.ts';
import { Stage } from './stage.ts';

/** The rarer families of dialogs on the real CLI, answered by `pcc respond`: several in one session, sessions beside each other. */

const then = says('So be it.');
const notebook = {
  cells: [{ cell_type: 'code', id: 'c1', metadata: {}, source: ['print(1)'], outputs: [], execution_count: null }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

/** A stage that is struck in any case, on which pcc answers no permission by itself. */
async function onStage(
  spec: Omit<StageSpec, 'version'>,
  version: string,
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const stage = await Stage.set({ ...spec, version });
  try {
    mkdirSync(stage.pccHome, { mode: 0o700 });
    writeFileSync(join(stage.pccHome, 'config.toml'), '[policy]\nmode = "shadow"\n', { mode: 0o600 });
    await act(stage);
  } finally {
    await stage.strike();
  }
}

async function waits(stage: Stage): Promise<PendingItem> {
  const [item] = await stage.untilPending();
  if (!item) throw new Error('nothing waits');
  return item;
}

async function respond(stage: Stage, ...answer: string[]): Promise<PendingItem> {
  const item = await waits(stage);
  expect(await stage.pcc('respond', String(item.n), ...answer)).toMatchObject({ code: 0, stderr: '' });
  return item;
}

async function go(stage: Stage, id: string, name: string): Promise<void> {
  await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
  expect(await stage.pcc('send', id, `go on [case:${name}]`)).toMatchObject({ code: 0 });
}

const layout: JsonObject = {
  question: 'Which layout shall the page have?',
  header: 'Layout',
  multiSelect: false,
  options: [
    { label: 'Stacked', description: 'One below the other', preview: '+------+\n| head |\n+------+' },
    { label: 'Side by side', description: 'Two columns', preview: '+---+---+\n| a | b |\n+---+---+' },
  ],
};
const plain: JsonObject = {
  ...layout,
  options: [
    { label: 'Wide', description: 'All of it' },
    { label: 'Narrow', description: 'Some of it' },
  ],
};

function limited(): Reply {
  const headers = {
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(Math.ceil(Date.now() / 3_600_000) * 3_600 + 4 * 86_400),
    'anthropic-ratelimit-unified-representative-claim': 'seven_day',
    'x-should-retry': 'false',
  };
  return {
    kind: 'error',
    status: 429,
    type: 'rate_limit_error',
    message: 'This request would exceed your rate limit.',
    headers,
  };
}

/** Each on the newest CLI and on the oldest that has the dialog. */
describe.concurrent('the rarer families', () => {
  test.each([newestCli, oldestCli])('tools on %s', async (version) => {
    const script: Script = { fetch: [calls('WebFetch', { url: 'https://example.org/', prompt: 'What is it?' }), then] };
    await onStage({ script, trusted: true }, version, async (stage) => {
      const path = join(stage.project, 'n.ipynb');
      stage.write('n.ipynb', JSON.stringify(notebook));
      Object.assign(script, {
        write: [calls('Write', { file_path: join(stage.project, 'Dockerfile'), content: 'FROM scratch\n' }), then],
        notebook: [
          calls('Read', { file_path: path }),
          calls('NotebookEdit', {
            notebook_path: path,
            cell_id: 'c1',
            new_source: 'print(2)',
            cell_type: 'code',
            edit_mode: 'replace',
          }),
          then,
        ],
      });
      const id = await stage.start();

      await go(stage, id, 'write');
      expect(await respond(stage, 'yes')).toMatchObject({ kind: 'permission', tool: 'Write' });
      await stage.untilDone(id);
      expect(stage.read('Dockerfile')).toBe('FROM scratch\n');

      await go(stage, id, 'notebook');
      expect(await respond(stage, 'yes')).toMatchObject({ kind: 'permission', tool: 'NotebookEdit' });
      await stage.untilDone(id);
      expect(stage.read('n.ipynb')).toContain('print(2)');

      await go(stage, id, 'fetch');
      expect(await respond(stage, 'no')).toMatchObject({ kind: 'permission', tool: 'WebFetch' });
      await stage.untilDone(id);
      // A plain no ends the turn: the API is told of it with the next prompt.
      Object.assign(script, { after: [then] });
      await go(stage, id, 'after');
      await stage.untilDone(id);
      expect(stage.toolResults().filter(({ isError }) => isError)).toHaveLength(1);
    });
  });

  test.each([newestCli, '2.1.202'])('previews and a chat on %s', async (version) => {
    const script: Script = {
      preview: [calls('AskUserQuestion', { questions: [layout] }), then],
      chat: [calls('AskUserQuestion', { questions: [plain] }), then],
    };
    await onStage({ script, trusted: true }, version, async (stage) => {
      const id = await stage.start();
      await go(stage, id, 'preview');
      await respond(stage, 'side by');
      await stage.untilDone(id);
      expect(stage.toolResults().at(-1)?.text).toContain('\\"=\\"Side by side\\"');

      await go(stage, id, 'chat');
      await respond(stage, 'chat about');
      await stage.untilDone(id);
      expect(stage.toolResults().at(-1)?.text).not.toMatch(/=\\"(?:Wide|Narrow)/);
    });
  });

  // No permission: it is answered in shadow mode too.
  test.each([newestCli, '2.1.98'])('the menu of a weekly limit on %s, by pcc itself', async (version) => {
    await onStage({ script: { limit: [limited()] }, trusted: true }, version, async (stage) => {
      const id = await stage.start();
      await go(stage, id, 'limit');
      const isChosen = ({ answer, by, outcome }: LogLine): boolean =>
        by === 'policy' && /^Stop and wait/.test(answer ?? '') && outcome === 'confirmed';
      await stage.until(
        'an answered menu',
        () => stage.decisions(id),
        (lines) => lines.some(isChosen),
      );
      const { limit } = await stage.untilStatus(id, 'a session that waits', (status) => status.limit !== undefined);
      expect(limit).toMatchObject({ kind: 'seven_day' });
      expect(await stage.pending()).toEqual([]);
    });
  });

  test.each([newestCli, oldestCli])('an MCP server of the project on %s', async (version) => {
    await onStage({ script: {}, trusted: true }, version, async (stage) => {
      stage.write('.mcp.json', '{ "mcpServers": { "tracker": { "command": "false", "args": [] } } }\n');
      const id = await stage.start();
      const item = await respond(stage, 'continue without');
      expect(item.kind).toBe('menu');
      await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    });
  });

  test.each([newestCli, oldestCli])('the warning of a session without permissions on %s', async (version) => {
    await onStage({ script: {}, trusted: true, env: { IS_SANDBOX: '1' } }, version, async (stage) => {
      const id = await stage.start('--', '--dangerously-skip-permissions');
      expect((await respond(stage, 'yes, i accept')).kind).toBe('menu');
      await stage.untilStatus(id, 'the input box', (status) => status.state === 'idle');
    });
  });
});
