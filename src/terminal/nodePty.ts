import { closeSync, constants, openSync } from 'node:fs';
import * as nodePty from 'node-pty';
import { assert } from '../base/assert.ts';
import { PccError, sentenceOf } from '../base/errors.ts';

/** How a child is started in a PTY of its own. */
export interface PtySpec {
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
}

/** A running child with its PTY. Output arrives as bytes: a character may be split over two reads. */
export interface Pty {
  readonly pid: number;
  onData(listener: (bytes: Buffer) => void): void;
  /** Reported once, after the last output; `signal` is 0 when the child ended by itself. */
  onExit(listener: (exit: { code: number; signal: number }) => void): void;
  write(data: string | Buffer): void;
  resize(cols: number, rows: number): void;
  /** Stops and continues reading, so that the kernel holds the child back. */
  pause(): void;
  resume(): void;
}

/** The field of node-pty's Unix terminal that names the slave side, e.g. `/dev/pts/3`; private there, so it is checked. */
function slavePath(terminal: nodePty.IPty): string {
  const path: unknown = Reflect.get(terminal, '_pty');
  assert(typeof path === 'string', 'node-pty no longer names the slave side of its PTY');
  return path;
}

/**
 * Starts a child in a PTY. The one door to node-pty.
 *
 * The slave side is held open until the child has exited: without that, Linux throws away what the child wrote just before
 * a fast exit (microsoft/node-pty #72, #85, #674). The price is an exit report some 200 ms later and one more descriptor.
 *
 * @throws PccError `unavailable` when the system has no PTY or process left.
 */
export function spawnPty(spec: PtySpec): Pty {
  let terminal: nodePty.IPty;
  try {
    terminal = nodePty.spawn(spec.file, [...spec.args], {
      name: 'xterm-256color',
      cols: spec.cols,
      rows: spec.rows,
      cwd: spec.cwd,
      env: { ...spec.env },
      encoding: null,
    });
  } catch (error) {
    throw new PccError(
      'unavailable',
      `The system gave no terminal for '${spec.file}' (${sentenceOf(error)}); end some sessions or raise the limit on open files.`,
    );
  }
  const slave = openSync(slavePath(terminal), constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  let slaveOpen = true;
  const releaseSlave = (): void => {
    if (slaveOpen) closeSync(slave);
    slaveOpen = false;
  };
  terminal.onExit(() => {
    releaseSlave();
  });
  return {
    pid: terminal.pid,
    onData: (listener) => {
      // With `encoding: null` node-pty hands over buffers, though its types say string.
      terminal.onData((data: string | Buffer) => {
        listener(typeof data === 'string' ? Buffer.from(data) : data);
      });
    },
    onExit: (listener) => {
      terminal.onExit(({ exitCode, signal }) => {
        listener({ code: exitCode, signal: signal ?? 0 });
      });
    },
    write: (data) => {
      terminal.write(data);
    },
    resize: (cols, rows) => {
      terminal.resize(cols, rows);
    },
    pause: () => {
      terminal.pause();
    },
    resume: () => {
      terminal.resume();
    },
  };
}
