import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { clear } from './clearing.ts';
import type { Ran } from './stage.ts';

const program = resolve(import.meta.dirname, '../../dist/pcc.js');

/** The built program on a throw-away machine without any CLI but what a test puts there. */
export class Bare {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-bare-')));
  readonly env: Record<string, string> = {
    PATH: '/usr/bin:/bin',
    HOME: join(this.root, 'home'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    PCC_HOME: join(this.root, 'pcc'),
  };

  constructor() {
    mkdirSync(join(this.root, 'app'));
    mkdirSync(join(this.root, 'home'));
  }

  get home(): string {
    return this.env['PCC_HOME'] ?? '';
  }

  /** Puts a program in the place of the CLI that shows a shell's output. */
  cli(script: string, mode = 0o755): string {
    const file = this.write('bin/claude', `#!/bin/sh\n${script}\n`);
    chmodSync(file, mode);
    this.env['PCC_CLAUDE'] = file;
    return file;
  }

  write(path: string, text: string): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  pcc(...args: string[]): Promise<Ran> {
    return new Promise((done) => {
      const options = { cwd: this.root, env: this.env, timeout: 60_000 };
      execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        done({ code, stdout, stderr });
      });
    });
  }

  async json<T>(...args: string[]): Promise<T> {
    const ran = await this.pcc(...args, '--json');
    if (ran.code !== 0) throw new Error(`pcc ${args.join(' ')}: ${ran.stderr}`);
    return JSON.parse(ran.stdout) as T;
  }

  /** Waits until something holds; what was seen last is in the error. */
  async until<T>(what: string, look: () => Promise<T>, holds: (seen: T) => boolean, withinMs = 40_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const seen = await look();
      if (holds(seen)) return seen;
      if (Date.now() > deadline) throw new Error(`${what} was not seen; last: ${JSON.stringify(seen, null, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends the daemon and all it owns, whatever state it is in, and removes the folder. */
  async strike(): Promise<void> {
    if (existsSync(this.home)) await this.pcc('daemon', 'stop', '--sessions');
    await clear(this.root);
  }
}
