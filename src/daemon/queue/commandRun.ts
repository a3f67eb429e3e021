import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { killGroup } from '../../claude/processGroup.ts';
import { limits } from '../../limits.ts';
import { guarded } from '../guardedCommand.ts';
import { durationWords } from './durationWords.ts';

/** A command that is to be run. */
export interface CommandSpec {
  readonly command: string;
  /** Path of the shell that runs it; `sh` where absent. */
  readonly shell?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** It takes no longer than this. */
  readonly timeMaxMs: number;
  readonly clock: Clock;
}

/** What came of a command. */
export interface CommandEnd {
  readonly ok: boolean;
  /** The end of a sentence: how it ended. */
  readonly how: string;
  /** The end of what it put out, on both ways, as a terminal would leave it. */
  readonly output: string;
}

/** Runs a command in a process group of its own and tells what came of it; nothing of it is left behind. */
export class CommandRun implements Disposable {
  readonly #child: ChildProcess;
  readonly #spec: CommandSpec;
  readonly #late: Disposable;
  readonly #ended: (end: CommandEnd) => void;
  #output = '';
  #why: string | undefined;
  #over = false;

  /** @param ended told once, but not after it was given up */
  constructor(spec: CommandSpec, ended: (end: CommandEnd) => void) {
    this.#spec = spec;
    this.#ended = ended;
    const [file, ...args] = guarded([spec.shell ?? 'sh', '-c', spec.command]);
    this.#child = spawn(file, args, {
      cwd: spec.cwd,
      env: { ...spec.env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = `${this.#output}${text}`.slice(-limits.verifyOutputCharsMax);
      });
    }
    // The pipe of the guard breaks with the group; that is no news.
    this.#child.stdio[3]?.on('error', () => undefined);
    this.#child.on('error', (error) => {
      this.#tell(false, `could not be started (${error.message})`);
    });
    this.#child.on('exit', (code, signal) => {
      this.#exited(code, signal);
    });
    this.#late = spec.clock.after(spec.timeMaxMs, () => {
      this.#why = `took longer than ${durationWords(spec.timeMaxMs)} and was ended`;
      this.#kill();
    });
  }

  /** Gives it up: it ends with all that it started, and nobody is told. */
  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    this.#late.dispose();
    this.#kill();
  }

  #kill(): void {
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    // What it left running in the background would write on, and hold its output open.
    this.#kill();
    const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
    const tell = (): void => {
      patience.dispose();
      this.#tell(this.#why === undefined && code === 0, this.#why ?? how);
    };
    // A process that left the group may hold the output open for ever.
    const patience = this.#spec.clock.after(limits.verifyKillMs, () => {
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
      tell();
    });
    this.#child.once('close', tell);
  }

  #tell(ok: boolean, how: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#late.dispose();
    this.#ended({ ok, how, output: plainText(this.#output) });
  }
}

/** Output as a terminal would leave it: without escape sequences, of a line that was written over the last state. */
export function plainText(output: string): string {
  const plain = output
    // Operating system commands, then all other sequences.
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])/g, '')
    .replace(/\r\n/g, '\n');
  return plain
    .split('\n')
    .map((line) =>
      line
        .slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1)
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ''),
    )
    .join('\n');
}
