import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { JsonObject } from '../../../src/base/json.ts';
import { isObject, parseJson } from '../../../src/base/json.ts';
import type { Consumer } from '../consumer.ts';
import type { Stage } from '../stage.ts';
import type { Action, Ended, Face, Order } from './face.ts';

const program = resolve(import.meta.dirname, 'sdkProgram.ts');

/** A program of its own that has the package installed. */
export class Sdk implements Face {
  readonly #stage: Stage;
  readonly #consumer: Consumer;
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  readonly #heard: JsonObject[] = [];
  #begun = (): void => undefined;
  #steered = (): void => undefined;
  #over: Promise<unknown> | undefined;

  constructor(stage: Stage, consumer: Consumer) {
    this.#stage = stage;
    this.#consumer = consumer;
  }

  /** All that its `stream` was called with, its length in bytes, and whether each piece began where the one before ended. */
  get output(): { readonly text: string; readonly bytes: number; readonly whole: boolean } {
    let [text, bytes, whole] = ['', 0, true];
    for (const one of this.#heard) {
      if (one['type'] !== 'output' || typeof one['text'] !== 'string') continue;
      whole &&= one['from'] === bytes;
      text += one['text'];
      bytes += Buffer.byteLength(one['text']);
    }
    return { text, bytes, whole };
  }

  async begin({ id, path, steps }: Order): Promise<string> {
    const file = join(this.#stage.root, `${id}.json`);
    const tasks = steps.map(({ json, ...step }) => ({ ...step, ...(json ? { jsonMode: true } : {}) }));
    writeFileSync(file, JSON.stringify({ id, path, tasks }));
    const begun = new Promise<void>((done) => (this.#begun = done));
    const child = this.#consumer.start(program, file);
    this.#child = child;
    createInterface(child.stdout).on('line', (line) => {
      const said = parseJson(line);
      if (!isObject(said)) return;
      this.#heard.push(said);
      if (said['type'] === 'started') this.#begun();
      if (said['type'] === 'steered') this.#steered();
    });
    this.#over = once(child, 'close');
    await Promise.race([begun, this.#over]);
    return id;
  }

  /** It cancels by its signal. */
  async control(action: Action, freeze?: boolean): Promise<void> {
    const done = new Promise<void>((done) => (this.#steered = done));
    this.#child?.stdin.write(`${freeze ? 'freeze' : action}\n`);
    await Promise.race([done, this.#over]);
  }

  async ended(): Promise<Ended> {
    await this.#over;
    const last = this.#heard.at(-1);
    const steps = last?.['results'] as Ended['steps'] | undefined;
    if (!steps) throw new Error(`the SDK ended with ${JSON.stringify(last)}`);
    if (last?.['type'] === 'results') return { state: 'done', steps };
    return { state: last?.['code'] === 'cancelled' ? 'cancelled' : 'failed', steps };
  }

  async close(): Promise<void> {
    if (this.#child?.exitCode === null) this.#child.kill('SIGKILL');
    await this.#over;
  }
}
