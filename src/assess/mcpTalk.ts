import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import { messageOf } from './messageOf.ts';

/** A client of MCP over the standard input and output of a process: a message a line. */
export class McpTalk implements Disposable {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (message: Json | undefined) => void>();
  #serial = 0;

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    child.stdin?.on('error', () => undefined);
    child.on('error', () => undefined);
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const message = parseJson(line);
        if (isObject(message) && typeof message.id === 'number') this.#waiting.get(message.id)?.(message);
      });
    }
    child.on('close', () => {
      for (const answer of [...this.#waiting.values()]) answer(undefined);
    });
  }

  /** Calls a method. @throws PccError with the sentence of the other side, `timeout`, or `gone`. */
  call<T>(method: string, params: object): Promise<T> {
    const id = ++this.#serial;
    return new Promise<T>((done, failed) => {
      const late = this.#clock.after(limits.assessWaitMs, () => {
        this.#waiting.delete(id);
        failed(new PccError('timeout', `'${method}' was not answered within ${limits.assessWaitMs / 1_000} s.`));
      });
      this.#waiting.set(id, (message) => {
        late.dispose();
        this.#waiting.delete(id);
        if (!isObject(message)) failed(new PccError('gone', "'pcc mcp' ended."));
        else if (isObject(message.error)) failed(new PccError('failed', messageOf(message.error)));
        else done(message.result as T);
      });
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
  }

  /** Tells something that is not answered. */
  tell(method: string): void {
    this.#send({ jsonrpc: '2.0', method });
  }

  /** The end of its input ends it. */
  dispose(): void {
    this.#child.stdin?.end();
  }

  #send(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
