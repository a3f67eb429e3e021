import { tools as toolRows } from '../../api/faces.ts';
import type { Execution } from '../../api/methods.ts';
import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import type { Bench } from '../bench.ts';
import { ask } from '../httpAsking.ts';
import { McpTalk } from '../mcpTalk.ts';
import type { Part } from '../part.ts';
import { expectSame, expectThat } from '../part.ts';
import { expectDone, expectOrder, stepsOf } from './listChecks.ts';

export const mcp: Part = {
  name: 'mcp',
  shows: 'the tools of MCP, over standard input and output and over HTTP',
  run: async (bench, tries) => {
    const words = bench.lab.words('mcp', 2);
    const talk = new McpTalk(bench.programs.talkTo(['mcp']), bench.clock);
    try {
      await tries.check('pcc mcp greets and lists its tools', async () => {
        await talk.call('initialize', greeting);
        talk.tell('notifications/initialized');
        const { tools } = await talk.call<{ tools: JsonObject[] }>('tools/list', {});
        const names = tools.map(({ name }) => name);
        const missing = toolRows.map(({ name }) => name).filter((name) => !names.includes(name));
        expectSame('What is missing of the tools', missing, []);
        return `${names.length} tools`;
      });
      await tries.check('execute_task_list runs a list to its end', async () => {
        const list = await called(talk, 'execute_task_list', {
          ...{ path: bench.project, steps: stepsOf(words) },
          waitMs: waitMs,
        });
        expectDone(list as unknown as Execution, words);
        return expectOrder(bench, words);
      });
      await tries.check('respond answers nothing for a person who has not allowed it', async () => {
        const given = { name: 'respond', arguments: { n: 1, answers: ['yes'] } };
        const refused = await talk.call<{ isError?: boolean }>('tools/call', given);
        expectThat(refused.isError === true, 'The tool answered for a person although nobody allowed it.');
        expectThat(JSON.stringify(refused).includes('server.mcp_respond'), 'It does not say what would allow it.');
      });
      await tries.check('a tool that is called wrongly says so', async () => {
        const { isError } = await talk.call<{ isError?: boolean }>('tools/call', {
          name: 'execute_task_list',
          arguments: {},
        });
        expectSame('Whether it is an error', isError, true);
      });
    } finally {
      talk.dispose();
    }
    await tries.check('streamable HTTP at /mcp greets', () => overHttp(bench));
  },
};

const greeting = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'pcc test assess', version: '1' },
};

/** A list of two tasks is over long before. */
const waitMs = 60_000;

async function called(talk: McpTalk, name: string, given: object): Promise<JsonObject> {
  const result = await talk.call<{ isError?: boolean; structuredContent?: JsonObject; content?: JsonObject[] }>(
    'tools/call',
    {
      name,
      arguments: given,
    },
  );
  expectThat(result.isError !== true, `'${name}' failed: ${JSON.stringify(result.content?.[0]?.text)}`);
  expectThat(isObject(result.structuredContent), `'${name}' gave no structured result.`);
  return result.structuredContent;
}

async function overHttp(bench: Bench): Promise<void> {
  const { status, text } = await ask(await bench.server(), {
    method: 'POST',
    path: '/mcp',
    headers: { accept: 'application/json, text/event-stream' },
    body: { jsonrpc: '2.0', id: 1, method: 'initialize', params: greeting },
  });
  expectSame('The status', status, 200);
  expectThat(text.includes('"perpetualcc"'), `The answer does not name the server: ${text.slice(0, 200)}`);
}
