import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import type { Ran, Stage } from './stage.ts';

const root = resolve(import.meta.dirname, '../..');

/** The folder of the examples. */
export const examples = join(root, 'scripts/examples');

/** A project beside the stage that has the package installed and the examples as plain JavaScript. */
export class Consumer {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor({ root: around, env }: Stage) {
    this.#env = env;
    this.#folder = join(around, 'consumer');
    mkdirSync(join(this.#folder, 'node_modules'), { recursive: true });
    symlinkSync(root, join(this.#folder, 'node_modules/perpetualcc'));
    writeFileSync(join(this.#folder, 'package.json'), '{ "type": "module" }\n');
    for (const name of readdirSync(examples)) {
      const from = join(examples, name);
      if (!name.endsWith('.ts')) copyFileSync(from, join(this.#folder, name));
      else {
        const { code } = transformSync(readFileSync(from, 'utf8'), { loader: 'ts', format: 'esm', target: 'node20' });
        writeFileSync(join(this.#folder, name.replace(/\.ts$/, '.js')), code);
      }
    }
  }

  /** Runs one of the examples to its end. */
  example(name: string, ...args: string[]): Promise<Ran> {
    return new Promise((done) => {
      const options = { cwd: this.#folder, env: this.#env, timeout: 150_000 };
      execFile(process.execPath, [`${name}.js`, ...args], options, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        done({ code, stdout, stderr });
      });
    });
  }
}
