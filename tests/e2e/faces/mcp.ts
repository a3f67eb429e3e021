import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Execution } from '../../../src/api/methods.ts';
import type { Action, Ended, Face, Order } from './face.ts';
import { isOver } from './face.ts';
import type { Server } from './server.ts';

/** Longer than any list of the tests takes. */
const patienceMs = 1_200_000;
/** As long as one call may wait. */
const waitMs = 600_000;

/** An agent: the official client of MCP over streamable HTTP, whose call waits for the end of its list. */
export class Mcp implements Face {
  readonly #server: Server;
  readonly #client = new Client({ name: 'e2e', version: '1.0.0' });
  #id = '';
  #running: Promise<Execution> | undefined;
  /** What it was told of how far the list is. */
  readonly progress: number[] = [];

  constructor(server: Server) {
    this.#server = server;
  }

  async begin(order: Order): Promise<string> {
    this.#id = order.id;
    const { url, headers } = this.#server;
    await this.#client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
    let taken = (): void => undefined;
    const begun = new Promise<void>((done) => (taken = done));
    const running = this.#call('execute_task_list', { ...order }, (progress) => {
      this.progress.push(progress);
      taken();
    });
    this.#running = running;
    await Promise.race([begun, running]);
    return order.id;
  }

  async ended(): Promise<Ended> {
    let told = await this.#running;
    while (!told || !isOver(told)) told = await this.#call('monitor_execution', { id: this.#id, waitMs });
    return told;
  }

  async control(action: Action, freeze?: boolean): Promise<void> {
    await this.#call('control_execution', { id: this.#id, action, ...(freeze ? { freeze } : {}) });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #call(name: string, given: Record<string, unknown>, told?: (progress: number) => void): Promise<Execution> {
    const answer = await this.#client.callTool(
      { name, arguments: given },
      {
        timeout: patienceMs,
        ...(told
          ? {
              onprogress: ({ progress }: { readonly progress: number }) => {
                told(progress);
              },
            }
          : {}),
      },
    );
    if (answer.isError) throw new Error(`${name}: ${JSON.stringify(answer.content)}`);
    return answer.structuredContent as Execution;
  }
}
