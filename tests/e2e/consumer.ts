import type { ChildProcessByStdio } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
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
      if (name.endsWith('.ts')) this.#compile(from);
      else copyFileSync(from, join(this.#folder, name));
    }
  }

  /** Starts a program of the tests, by its path; what it writes to its standard error is shown. */
  start(path: string, ...args: string[]): ChildProcessByStdio<Writable, Readable, null> {
    return spawn(process.execPath, [this.#compile(path), ...args], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
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

  /** As plain JavaScript; gives the name of the file. */
  #compile(path: string): string {
    const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'esm', target: 'node20' });
    const name = basename(path).replace(/\.ts$/, '.js');
    writeFileSync(join(this.#folder, name), code);
    return name;
  }
}
