import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { limits } from '../limits.ts';

/** What a program gave. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where programs are run. */
export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts this very program, or others, as a user's machine would. */
export class Programs {
  readonly #self: readonly [string, ...string[]];
  readonly #place: Place;

  constructor(self: readonly [string, ...string[]], place: Place) {
    this.#self = self;
    this.#place = place;
  }

  /** Runs a verb of pcc to its end. */
  run(args: readonly string[]): Promise<Ran> {
    const [program, ...first] = this.#self;
    return this.other(program, [...first, ...args]);
  }

  /** Runs another program to its end; one that takes too long is killed, and its status is 1. */
  other(program: string, args: readonly string[]): Promise<Ran> {
    return new Promise((done) => {
      const child = spawn(program, args, {
        ...this.#place,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: limits.assessRunMs,
      });
      const said = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
      child.on('error', (error) => {
        done({ ...said, code: 1, stderr: error.message });
      });
      child.on('close', (code) => {
        done({ ...said, code: code ?? 1 });
      });
    });
  }

  /** Starts a verb of pcc that is talked to by its input and output. */
  talkTo(args: readonly string[]): ChildProcess {
    const [program, ...first] = this.#self;
    return spawn(program, [...first, ...args], { ...this.#place, stdio: ['pipe', 'pipe', 'ignore'] });
  }
}
