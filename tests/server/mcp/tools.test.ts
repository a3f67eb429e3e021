import { setMaxListeners } from 'node:events';
import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, test } from 'vitest';
import { tools } from '../../../src/api/faces.ts';
import { limits } from '../../../src/limits.ts';
import { mcpTools } from '../../../src/server/mcp/table.ts';
import { until } from '../stage.ts';
import { httpClient, mcpStage, revisions, toldOf, tool } from './stage.ts';

const list = { path: '/p', steps: [{ prompt: 'one' }, { prompt: 'two' }] };

/** What each tool is called with, and a part of what it says. */
const calls: readonly (readonly [name: string, given: Record<string, unknown>, text: string])[] = [
  ['check_websocket_status', {}, 'No server runs'],
  ['execute_task_list', list, 'running: 0 of 2 tasks done; task 1 runs'],
  ['validate_task_list', list, 'task 1: error: The prompt is empty'],
  ['suggest_execution_strategy', list, 'Groups of tasks: 2; 61 s'],
  ['get_task_complexity', { prompt: 'add' }, 'code, simple; some 12 tokens, 30 s'],
  ['get_execution_history', { limit: 2 }, '2. task 2: done'],
  ['verify_execution', { last: 1 }, 'with faults: 1'],
  ['get_hook_status', {}, 'Hooks: 0'],
  ['list_sessions', {}, 'app-1: idle, in /srv/app'],
  ['list_pending', {}, '3, session app-1: Bash rm -rf build'],
];

async function begunList(client: Client): Promise<string> {
  return (await tool(client, 'execute_task_list', list)).result['id'] as string;
}

describe.each(revisions.map((revision) => [JSON.stringify(revision), revision] as const))(
  'a client of %s',
  (_, revision) => {
    test('is told every tool, with schemas that its validator takes, and gets what each tells', async () => {
      const { server, daemon, runs } = await mcpStage();
      const client = await httpClient(server.port, revision);
      const { tools: listed } = await client.listTools();
      expect(listed.map(({ name }) => name)).toEqual(['check_websocket_status', ...tools.map(({ name }) => name)]);
      for (const [name, given, text] of calls) {
        // The client holds the result against the schema, and throws when it does not fit.
        const told = await tool(client, name, given);
        expect([name, told.isError, told.text]).toEqual([name, false, expect.stringContaining(text)]);
      }
      const id = runs.ids[0] ?? '';
      expect((await tool(client, 'monitor_execution', { id: id.slice(0, 8) })).result['id']).toBe(id);
      expect((await tool(client, 'control_execution', { id, action: 'CANCEL' })).text).toContain('cancelled');
      // The environment of a session comes from the server, without what belongs to pcc; nothing else stands on its command line.
      expect(daemon.calls.find(({ method }) => method === 'execution.start')?.params).toEqual({
        ...list,
        id,
        env: { PATH: '/bin' },
        claude: '/opt/claude',
        args: [],
      });
    });

    test('gets errors of the daemon as errors of the tool, with their sentence', async () => {
      const { server } = await mcpStage();
      const client = await httpClient(server.port, revision);
      expect(await tool(client, 'monitor_execution', { id: 'nothing' })).toMatchObject({
        isError: true,
        text: "No list is called 'nothing'; pcc history tells which there are.",
      });
      expect((await tool(client, 'execute_task_list', { path: '/p', steps: [] })).text).toBe(
        "The parameters of 'execute_task_list' do not fit: 'steps' must not be empty.",
      );
      expect((await tool(client, 'validate_task_list', { ...list, path: 'app' })).text).toContain(
        "'path' must be the absolute path of a folder",
      );
      await expect(tool(client, 'format_disk')).rejects.toThrow("There is no tool 'format_disk'");
    });

    test('that asks for progress is told of each task, and answered when the list is over', async () => {
      const { server, runs } = await mcpStage();
      const client = await httpClient(server.port, revision);
      const heard: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
      const running = client.callTool(
        { name: 'execute_task_list', arguments: list },
        { onprogress: (progress) => heard.push(progress) },
      );
      const id = await until(() => runs.ids[0]);
      await until(() => heard.length === 1 && runs.watched === 1);
      runs.advance(id);
      await until(() => heard.length === 2);
      runs.advance(id, 'the last word');
      const told = toldOf(await running);
      expect(told.text).toContain('done: 2 of 2 tasks done');
      expect(told.result['steps']).toMatchObject([{ text: 'done' }, { text: 'the last word' }]);
      expect(heard).toEqual([
        { progress: 0, total: 2, message: 'running: 0 of 2 tasks done; task 1 runs' },
        { progress: 1, total: 2, message: 'running: 1 of 2 tasks done; task 2 runs' },
      ]);
    });

    test('that gives up on a call leaves the list alone', async () => {
      const { server, runs, daemon } = await mcpStage();
      const client = await httpClient(server.port, revision);
      const gone = new AbortController();
      const running = client.callTool(
        { name: 'execute_task_list', arguments: { ...list, waitMs: 60_000 } },
        { signal: gone.signal },
      );
      const id = await until(() => runs.watched === 1 && runs.ids[0]);
      gone.abort();
      await expect(running).rejects.toThrow();
      await until(() => server.watching.lists === 0);
      expect(daemon.calls.filter(({ method }) => method === 'execution.control')).toEqual([]);
      expect((await tool(client, 'monitor_execution', { id })).result['state']).toBe('running');
    });
  },
);

describe('waiting for a list', () => {
  test('ends when something newly waits for a person', async () => {
    const { server, runs } = await mcpStage();
    const client = await httpClient(server.port);
    const id = await begunList(client);
    const first = tool(client, 'monitor_execution', { id, waitMs: 60_000 });
    await until(() => runs.watched === 1);
    runs.ask(id, 7);
    expect((await first).text).toContain('a person is needed (pcc pending: 7)');
    // What is known already does not end the next wait.
    const second = tool(client, 'monitor_execution', { id, waitMs: 60_000 });
    await until(() => server.watching.lists === 1);
    runs.ask(id, 8);
    expect((await second).result['pending']).toEqual([7, 8]);
  });

  test('ends when the time is over, and is not there unless it is asked for', async () => {
    const { server } = await mcpStage();
    const client = await httpClient(server.port);
    const id = await begunList(client);
    expect((await tool(client, 'monitor_execution', { id, waitMs: 20 })).result['state']).toBe('running');
    expect(server.watching.lists).toBe(0);
    expect((await tool(client, 'monitor_execution', { id, waitMs: limits.mcpWaitMsMax + 1 })).isError).toBe(true);
  });
});

describe('calls that wait', () => {
  const wait = (id: string) => ({ name: 'monitor_execution', arguments: { id, waitMs: 60_000 } });
  const looked = async (client: Client): Promise<string> => (await tool(client, 'list_pending')).text;

  test.each([
    ['in a conversation', 'legacy', limits.mcpClientCallsMax],
    ['that stand for themselves', { pin: '2026-07-28' }, limits.mcpTogetherCallsMax],
  ] as const)(
    '%s are bounded, keep nobody else out, and make room when they are given up',
    async (_, revision, max) => {
      const { server } = await mcpStage();
      const [client, other] = [await httpClient(server.port, revision), await httpClient(server.port)];
      const id = await begunList(other);
      const gone = Array.from({ length: max }, () => new AbortController());
      const waits = gone.map(({ signal }) => client.callTool(wait(id), { signal }).catch(() => 'given up'));
      await expect.poll(() => looked(client), { timeout: 10_000 }).toContain('Too many calls');
      expect(await looked(other)).toContain('Waiting for a person: 1');
      for (const controller of gone) controller.abort();
      expect(new Set(await Promise.all(waits))).toEqual(new Set(['given up']));
      await expect.poll(() => looked(client), { timeout: 10_000 }).toContain('Waiting for a person: 1');
    },
  );

  test('never take all places: one too many is answered at once', async () => {
    const { server } = await mcpStage();
    const last = await httpClient(server.port);
    const id = await begunList(last);
    const clients = await Promise.all([1, 2, 3, 4].map(() => httpClient(server.port)));
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const waiting = new Set<string>();
    const waits = clients.flatMap((client, one) =>
      Array.from({ length: limits.mcpWaitsMax / 4 }, (_, call) => {
        // Whoever waits is told how far the list is, at once.
        const onprogress = (): Set<string> => waiting.add(`${one}.${call}`);
        return client.callTool(wait(id), { signal: gone.signal, onprogress }).catch(() => 'given up');
      }),
    );
    await until(() => waiting.size === limits.mcpWaitsMax);
    expect((await tool(last, 'monitor_execution', { id, waitMs: 60_000 })).result['state']).toBe('running');
    gone.abort();
    expect(new Set(await Promise.all(waits))).toEqual(new Set(['given up']));
  });
});

describe('what an agent must not get', () => {
  test.each([
    [{ trust: true }],
    [{ brain: 'none' }],
    [{ keep: true }],
    [{ env: { PATH: '/tmp' } }],
    [{ claude: '/tmp/claude' }],
    [{ args: ['--dangerously-skip-permissions'] }],
    [{ mentions: [1] }],
    [{ steps: [{ prompt: 'one', verify: 'curl example.org' }] }],
  ])('a list with %j is refused', async (more) => {
    const { server, daemon } = await mcpStage();
    const told = await tool(await httpClient(server.port), 'execute_task_list', { ...list, ...more });
    expect(told).toMatchObject({ isError: true, text: expect.stringContaining('there is no parameter') as string });
    expect(daemon.calls.filter(({ method }) => method === 'execution.start')).toEqual([]);
  });

  test('answers are given only while the configuration says so', async () => {
    const { server, runs, daemon } = await mcpStage();
    const client = await httpClient(server.port);
    const answer = { n: 3, answers: ['no'] };
    const listed = (await client.listTools()).tools.find(({ name }) => name === 'respond');
    expect(listed?.description).toContain('refused unless the configuration has server.mcp_respond switched on');
    expect(await tool(client, 'respond', answer)).toMatchObject({
      isError: true,
      text: expect.stringContaining('server.mcp_respond') as string,
    });
    expect(daemon.calls.map(({ method }) => method)).not.toContain('pending.respond');
    runs.mayRespond = true;
    expect((await tool(client, 'respond', answer)).text).toBe('3 of session app-1: answered');
    runs.mayRespond = false;
    expect((await tool(client, 'respond', answer)).isError).toBe(true);
  });
});

test('what is too long for an agent is cut, and what has too many entries refused', async () => {
  const { server } = await mcpStage();
  const client = await httpClient(server.port);
  const told = await tool(client, 'get_execution_history', { limit: 50 });
  expect(told.text).toContain('Texts were cut to 1000 characters');
  expect(told.result['cut']).toContain('Texts were cut to 1000 characters');
  expect(JSON.stringify(told.result).length).toBeLessThan(limits.mcpResultCharsMax);
  expect(await tool(client, 'get_execution_history', { limit: 1_000 })).toMatchObject({
    isError: true,
    text: expect.stringContaining('with `limit`') as string,
  });
});

test('tools that do something take what is open to agents, and nothing that rows come to take', () => {
  const taken = (name: string) => Object.keys(mcpTools.find((one) => one.name === name)?.params.shape ?? {}).sort();
  expect(taken('execute_task_list')).toEqual([
    ...['amend', 'amendPrompt', 'id', 'path', 'steps', 'stopOnFailure', 'tooLong', 'waitMs'],
  ]);
  const steps = ['one', { prompt: 'two', name: 'b', jsonMode: true }, { prompt: 'three', uses: ['b', 1] }];
  const execute = mcpTools.find(({ name }) => name === 'execute_task_list');
  expect(execute?.params.safeParse({ path: '/srv/app', steps }).error).toBeUndefined();
  expect(taken('control_execution')).toEqual(['action', 'freeze', 'id']);
  expect(taken('respond')).toEqual(['answers', 'dismiss', 'n', 'text']);
  for (const { name, annotations } of mcpTools) {
    const acts = ['execute_task_list', 'control_execution', 'respond'].includes(name);
    expect([name, annotations.readOnlyHint, annotations.destructiveHint ?? false]).toEqual([name, !acts, acts]);
  }
});

test('two clients see the same lists', async () => {
  const { server } = await mcpStage();
  const [first, second] = await Promise.all([httpClient(server.port), httpClient(server.port, revisions[1])]);
  const id = await begunList(first);
  expect((await tool(second, 'monitor_execution', { id })).result['id']).toBe(id);
  await first.close();
  expect((await tool(second, 'list_sessions')).isError).toBe(false);
});
