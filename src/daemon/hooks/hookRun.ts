import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { killGroup } from '../../claude/processGroup.ts';
import { limits } from '../../limits.ts';
import { guardedReader } from '../guardedCommand.ts';
import { durationWords } from '../queue/durationWords.ts';

/** A call of a hook. */
export interface HookCall {
  /** The program and its arguments. */
  readonly argv: readonly [string, ...string[]];
  /** Real path of the hook's file; it runs in the folder of that. */
  readonly path: string;
  /** Written to its standard input. */
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
  /** It takes no longer than this. */
  readonly timeMaxMs: number;
  readonly clock: Clock;
}

/** What came of a call: what it put out, or the end of a sentence that says how it failed. */
export type HookEnd = { readonly ok: true; readonly output: string } | { readonly ok: false; readonly how: string };

/**
 * A hook at work, in a process group of its own: within its time, with a bounded output, and with nothing of it left behind. When
 * the daemon dies it ends.
 */
export class HookRun implements Disposable {
  readonly #call: HookCall;
  readonly #child: ChildProcess;
  readonly #late: Disposable;
  readonly #ended: (end: HookEnd) => void;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #errors = '';
  #why: string | undefined;
  #over = false;

  /** @param ended told once, but not after it was given up */
  constructor(call: HookCall, ended: (end: HookEnd) => void) {
    this.#call = call;
    this.#ended = ended;
    const [file, ...args] = guardedReader(call.argv);
    this.#child = spawn(file, args, {
      cwd: dirname(call.path),
      env: { ...call.env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.on('error', (error) => {
      this.#tell({ ok: false, how: `could not be started (${error.message})` });
    });
    this.#child.on('exit', (code, signal) => {
      this.#exited(code, signal);
    });
    this.#listen();
    // A hook need not read what it is told.
    for (const pipe of [this.#child.stdin, this.#child.stdio[3]]) pipe?.on('error', () => undefined);
    this.#child.stdin?.end(call.input);
    this.#late = call.clock.after(call.timeMaxMs, () => {
      this.#stop(`took longer than ${durationWords(call.timeMaxMs)} and was ended`);
    });
  }

  /** Gives it up: it ends with all that it started, and nobody is told. */
  dispose(): void {
    if (this.#over) return;
    this.#over = true;
    this.#late.dispose();
    this.#kill();
  }

  #listen(): void {
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.#bytes += bytes.length;
      if (this.#bytes <= limits.hookOutputBytesMax) this.#pieces.push(bytes);
      else this.#stop(`put out more than ${limits.hookOutputBytesMax} bytes and was ended`);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = `${this.#errors}${text}`.slice(-limits.hookErrorCharsMax);
    });
  }

  #stop(why: string): void {
    this.#why ??= why;
    this.#kill();
  }

  #kill(): void {
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
  }

  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    // What it left running in the background would hold its output open.
    this.#kill();
    const tell = (): void => {
      patience.dispose();
      this.#tell(this.#endOf(code, signal));
    };
    // A process that left the group may hold the output open for ever.
    const patience = this.#call.clock.after(limits.verifyKillMs, () => {
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
      tell();
    });
    this.#child.once('close', tell);
  }

  #endOf(code: number | null, signal: NodeJS.Signals | null): HookEnd {
    if (this.#why !== undefined) return { ok: false, how: this.#why };
    if (code === 0) return { ok: true, output: Buffer.concat(this.#pieces).toString('utf8') };
    const said = this.#errors.trim().replaceAll(/\s+/g, ' ');
    const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
    return { ok: false, how: said === '' ? how : `${how} (${said})` };
  }

  #tell(end: HookEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#late.dispose();
    this.#ended(end);
  }
}
