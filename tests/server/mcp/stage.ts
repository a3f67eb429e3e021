import type { ClientOptions } from '@modelcontextprotocol/client';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { mcpMount } from '../../../src/server/mcp/mount.ts';
import type { Stage } from '../stage.ts';
import { stage, token } from '../stage.ts';
import { Runs } from './runs.ts';

/** The revisions that clients open with: the older ones with a session, the newer one without. */
export const revisions = ['legacy', { pin: '2026-07-28' }] as const;
export type Revision = (typeof revisions)[number];

/** A server with MCP in front of a daemon with made-up lists. */
export async function mcpStage(clock: Clock = systemClock()): Promise<Stage & { readonly runs: Runs }> {
  const runs = new Runs();
  const logged: string[] = [];
  const log = (sentence: string): void => void logged.push(sentence);
  const made = await stage(runs.handlers, {
    mount: (parts) => {
      const io = { env: { PCC_HOME: '/nowhere' }, cwd: '/' };
      const own = { clock, io, version: '1.2.3', log: { info: log, warn: log, error: log } };
      return [mcpMount(parts, own)];
    },
  });
  return { ...made, logged, runs };
}

/** What a client of the tests is. */
export function clientOf(revision: Revision): Client {
  const options: ClientOptions = { versionNegotiation: { mode: revision } };
  return new Client({ name: 'test', version: '1.0.0' }, options);
}

/** A client over HTTP. */
export async function httpClient(port: number, revision: Revision = 'legacy'): Promise<Client> {
  const client = clientOf(revision);
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
  );
  onTestFinished(() => client.close());
  return client;
}

/** The result of a tool, in the first of its texts and as a whole. */
export interface Told {
  readonly text: string;
  readonly isError: boolean;
  readonly result: Record<string, unknown>;
}

/** Calls a tool. */
export async function tool(client: Client, name: string, given: Record<string, unknown> = {}): Promise<Told> {
  return toldOf(await client.callTool({ name, arguments: given }));
}

export function toldOf(answer: Awaited<ReturnType<Client['callTool']>>): Told {
  const [first] = answer.content as { readonly text: string }[];
  return {
    text: first?.text ?? '',
    isError: answer.isError === true,
    result: (answer.structuredContent ?? {}) as Record<string, unknown>,
  };
}
