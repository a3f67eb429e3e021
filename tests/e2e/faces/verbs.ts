import { basename, join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Execution } from '../../../src/api/methods.ts';
import type { Ran, Stage } from '../stage.ts';
import type { Action, Ended, Face, Order } from './face.ts';

/** A person at a terminal: `pcc exec`, from one process to the next. */
export class Verbs implements Face {
  readonly #stage: Stage;
  #id = '';

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async begin({ path, steps }: Order): Promise<string> {
    const file = `${basename(path)}.tasks.json`;
    writeFileSync(join(this.#stage.root, file), JSON.stringify(steps));
    const { stdout } = checked(await this.#stage.pcc('exec', file, '--project', path, '--detach'));
    this.#id = stdout.trim();
    return this.#id;
  }

  async control(action: Action, freeze?: boolean): Promise<void> {
    checked(await this.#stage.pcc('exec', `--${action}`, this.#id, ...(freeze ? ['--freeze'] : [])));
  }

  async ended(): Promise<Ended> {
    // It tells a list that did not end well by its exit code as well.
    const { stdout } = await this.#stage.pcc('exec', '--attach', this.#id, '--json');
    return JSON.parse(stdout) as Execution;
  }

  async close(): Promise<void> {
    // Nothing of it stays.
  }
}

function checked(ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran;
}
