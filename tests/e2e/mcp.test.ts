import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PendingItem } from '../../src/api/methods.ts';
import { installedCli, newestCli } from '../../src/claude/lab/cliVersions.ts';
import type { Reply } from '../../src/claude/lab/script.ts';
import { calls, ownUuid, says } from '../../src/claude/lab/script.ts';
import type { Ran } from './stage.ts';
import { Stage } from './stage.ts';

/** The real CLI as a client of `pcc mcp`: on its own, and as a session of pcc. */

const program = resolve(import.meta.dirname, '../../dist/pcc.js');

/** A machine with a file that names `pcc mcp` to the CLI, as a user's own configuration does. */
async function set(answer: (typed: string, turn: number, stage: Stage) => Reply | undefined): Promise<Stage> {
  const stage: Stage = await Stage.set({
    version: newestCli,
    trusted: true,
    script: ({ turn }, typed) => answer(typed, turn, stage) ?? says(`Nothing is scripted for: ${typed.slice(0, 200)}`),
  });
  onTestFinished(() => stage.strike());
  const server = { command: process.execPath, args: [program, 'mcp'], env: stage.env };
  writeFileSync(configOf(stage), JSON.stringify({ mcpServers: { perpetualcc: server } }));
  return stage;
}

function configOf(stage: Stage): string {
  return join(stage.root, 'mcp.json');
}

/** Runs the CLI itself, without a terminal and without pcc around it. */
function claude(stage: Stage, ...args: string[]): Promise<Ran> {
  const { PCC_HOME: _home, PCC_CLAUDE: _claude, ...env } = stage.env;
  return new Promise((done) => {
    const child = execFile(
      installedCli(newestCli),
      [...args, '--mcp-config', configOf(stage), '--strict-mcp-config', '--permission-mode', 'default'],
      { cwd: stage.project, env, timeout: 120_000 },
      (error, stdout, stderr) => {
        done({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** What waits, once it is about this tool. */
async function waiting(stage: Stage, tool: string): Promise<PendingItem> {
  const items = await stage.until(
    `a question about ${tool}`,
    () => stage.pending(),
    (seen) => seen.some((item) => item.tool === tool),
  );
  const item = items.find((one) => one.tool === tool);
  if (!item) throw new Error(`nothing waits about ${tool}`);
  return item;
}

describe('the real CLI as a client of MCP', () => {
  it('runs a list of tasks and gets its results', async () => {
    const stage = await set((typed, turn, { project }) => {
      if (typed.includes('Say the first word')) return says(`alpha\n\nexecution_uuid: ${ownUuid}`);
      if (typed.includes('Say the second word')) return says(`beta\n\nexecution_uuid: ${ownUuid}`);
      if (!typed.includes('Have it done')) return undefined;
      const steps = [{ prompt: 'Say the first word' }, { prompt: 'Say the second word' }];
      return turn === 0
        ? // The CLI asks for progress: it is answered when the list is over.
          calls('mcp__perpetualcc__execute_task_list', { path: project, steps })
        : says('It was done.');
    });
    const ran = await claude(stage, '-p', 'Have it done', '--allowedTools', 'mcp__perpetualcc__execute_task_list');
    expect([ran.code, ran.stdout.trim()]).toEqual([0, 'It was done.']);
    const [result] = stage.toolResults();
    expect(result).toMatchObject({ isError: false });
    for (const part of ['alpha', 'beta']) expect(result?.text).toContain(part);
    const begun = stage.api.requests.filter(({ body }) => JSON.stringify(body).includes('Say the second word'));
    // The task that is run knows nothing of the one before it, and nothing of who asked.
    const inner = begun.map(({ body }) => JSON.stringify(body)).filter((body) => !body.includes('Have it done'));
    expect(inner.length).toBeGreaterThan(0);
    expect(inner.filter((body) => body.includes('alpha'))).toEqual([]);
    expect(await stage.json('history', 'list')).toMatchObject([{ state: 'done', counts: { all: 2, done: 2 } }]);
  });

  it('as a session of pcc is asked about by the class of each tool, and cannot answer for the person', async () => {
    const steps = [{ prompt: 'Say the first word' }];
    const stage = await set((typed, turn, { project }) => {
      if (!typed.includes('Act for me')) return undefined;
      const turns: readonly Reply[] = [
        calls('mcp__perpetualcc__list_pending', {}),
        calls('mcp__perpetualcc__respond', { n: 1, answers: ['yes'] }),
        calls('mcp__perpetualcc__execute_task_list', { path: project, steps }),
      ];
      return turns[turn] ?? says('That is all.');
    });
    mkdirSync(stage.pccHome, { mode: 0o700 });
    const id = await stage.start('--task', 'Act for me', '--', '--mcp-config', configOf(stage), '--strict-mcp-config');
    const looks = await waiting(stage, 'mcp__perpetualcc__list_pending');
    expect(looks.risk).toBe('MEDIUM');
    expect(await stage.pcc('respond', String(looks.n), 'yes')).toMatchObject({ code: 0, stderr: '' });
    const answers = await waiting(stage, 'mcp__perpetualcc__respond');
    expect([answers.risk, answers.reasons.join(' ')]).toEqual([
      'HIGH',
      expect.stringContaining('that it may respond') as string,
    ]);
    expect(await stage.pcc('respond', String(answers.n), 'yes')).toMatchObject({ code: 0, stderr: '' });
    const acts = await waiting(stage, 'mcp__perpetualcc__execute_task_list');
    expect([acts.risk, acts.reasons.join(' ')]).toEqual(['HIGH', expect.stringContaining('that it may execute')]);
    expect(await stage.pcc('respond', String(acts.n), 'no')).toMatchObject({ code: 0, stderr: '' });
    await stage.untilStatus(
      id,
      'the end of its turn',
      ({ state, pending }) => state === 'idle' && pending.length === 0,
    );
    expect(await stage.json('history', 'list')).toEqual([]);
    // Who allowed the call has not allowed programs to answer for people.
    expect(stage.toolResults().slice(0, 2)).toMatchObject([
      { isError: false, text: expect.stringContaining('pending') as string },
      { isError: true, text: expect.stringContaining('server.mcp_respond') as string },
    ]);
  });
});
