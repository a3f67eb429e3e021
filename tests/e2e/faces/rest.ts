import type { Execution } from '../../../src/api/methods.ts';
import type { Action, Ended, Face, Order } from './face.ts';
import { isOver, lookEveryMs, pause } from './face.ts';
import type { Answer, Server } from './server.ts';

/** A program that speaks HTTP: it asks now and then, and again where the daemon was just not there. */
export class Rest implements Face {
  readonly #server: Server;
  #id = '';
  /** How often it was told to ask again. */
  refused = 0;

  constructor(server: Server) {
    this.#server = server;
  }

  async begin(order: Order): Promise<string> {
    this.#id = order.id;
    const { json } = checked(await this.#server.ask('POST', '/execute', order), 202);
    if ((json as Execution).id !== order.id) throw new Error(`another list was begun: ${JSON.stringify(json)}`);
    return order.id;
  }

  async ended(): Promise<Ended> {
    for (;;) {
      const answer = await this.#server.ask('GET', `/executions/${this.#id}/status`);
      if (answer.status === 503) this.refused++;
      else if (isOver(checked(answer, 200).json as Execution)) break;
      await pause(2 * lookEveryMs);
    }
    return checked(await this.#server.ask('GET', `/executions/${this.#id}/results`), 200).json as Execution;
  }

  async control(action: Action, freeze?: boolean): Promise<void> {
    const path = `/executions/${this.#id}`;
    if (action === 'cancel') checked(await this.#server.ask('DELETE', path), 200);
    else checked(await this.#server.ask('POST', `${path}/control`, { action, ...(freeze ? { freeze } : {}) }), 200);
  }

  async close(): Promise<void> {
    // Each of its requests has a connection of its own.
  }
}

function checked(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`HTTP ${answer.status}: ${JSON.stringify(answer.json)}`);
  return answer;
}
