import { readFileSync } from 'node:fs';
import { parseJson } from '../../../src/base/json.ts';
import type { Stage } from '../stage.ts';

/** What the server answered. */
export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** The server of a stage: the process that `pcc server start` starts. */
export class Server {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #stage: Stage;

  private constructor(stage: Stage, { url, tokenFile }: { readonly url: string; readonly tokenFile: string }) {
    this.#stage = stage;
    this.url = url;
    this.headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
  }

  static async start(stage: Stage): Promise<Server> {
    return new Server(stage, await stage.json('server', 'start', '--port', '0'));
  }

  /** One request with the token. */
  async ask(verb: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method: verb,
      headers: { ...this.headers, connection: 'close', ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, json: parseJson(await answer.text()) };
  }

  /** All that a list has put out, read piece by piece, and where the pieces do not fit together. */
  async output(id: string): Promise<{ readonly text: string; readonly bytes: number }> {
    let text = '';
    for (let at = 0; ; ) {
      const { status, json } = await this.ask('GET', `/executions/${id}/output?from=${at}`);
      if (status !== 200) throw new Error(`output of ${id}: ${JSON.stringify(json)}`);
      const piece = json as { readonly from: number; readonly text: string; readonly next: number };
      if (piece.from !== at) throw new Error(`output of ${id}: asked for ${at}, given from ${piece.from}`);
      if (piece.text === '') return { text, bytes: at };
      text += piece.text;
      at = piece.next;
    }
  }

  async stop(): Promise<void> {
    await this.#stage.pcc('server', 'stop');
  }
}
