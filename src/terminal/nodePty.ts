import { closeSync, constants, openSync, readSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import * as nodePty from 'node-pty';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import { withoutInheritedDescriptors } from './cleanExec.ts';
import { PtyInput } from './ptyInput.ts';

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
  /** Hands input to the kernel before it returns; what the kernel has no room for follows in order. Nothing after the exit. */
  write(data: Buffer): void;
  /** True while earlier input still waits for room in the kernel. */
  readonly inputWaits: boolean;
  /** Reads, without waiting, what the child has written up to now and hands it to the data listeners; false when there was nothing. */
  readNow(): boolean;
  resize(cols: number, rows: number): void;
  /** Stops and continues reading, so that the kernel holds the child back. */
  pause(): void;
  resume(): void;
}

/**
 * Starts a child in a PTY. The one door to node-pty.
 *
 * The slave side is held open until the child has exited: without that, Linux throws away what the child wrote just before
 * a fast exit (microsoft/node-pty #72, #85, #674). The price is an exit report some 200 ms later and one more descriptor.
 * At that moment node-pty closes the PTY whether or not it was read to the end (a paused reader, a blocked event loop), so
 * the rest is read just before the close.
 *
 * Input does not go through node-pty: it writes from a thread later on, which a compare-and-write cannot have, and polls
 * without a pause when the PTY is full.
 *
 * @throws PccError `unavailable` when the system has no PTY or process left.
 */
export function spawnPty(spec: PtySpec, clock: Clock): Pty {
  const terminal = spawnTerminal(spec);
  const { slavePath, master } = privateParts(terminal);
  const slave = openSync(slavePath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const reader = new MasterReader(master.fd, master.stream);
  const input = new PtyInput(master.fd, clock);
  const closeMaster = master.stream.destroy.bind(master.stream);
  let open = true;
  master.stream.destroy = (error) => {
    if (open) reader.readRest(limits.ptyFinalBytesMax);
    // From here on the descriptor's number may belong to somebody else.
    open = false;
    input.dispose();
    return closeMaster(error);
  };
  terminal.onExit(() => {
    closeSync(slave);
  });
  return {
    pid: terminal.pid,
    onData: (listener) => {
      master.stream.on('data', listener);
    },
    onExit: (listener) => {
      terminal.onExit(({ exitCode, signal }) => {
        listener({ code: exitCode, signal: signal ?? 0 });
      });
    },
    write: (data) => {
      if (open) input.write(data);
    },
    get inputWaits() {
      return input.waits;
    },
    readNow: () => open && reader.readOnce(),
    resize: (cols, rows) => {
      if (open) terminal.resize(cols, rows);
    },
    pause: () => {
      terminal.pause();
    },
    resume: () => {
      terminal.resume();
    },
  };
}

function spawnTerminal(spec: PtySpec): nodePty.IPty {
  const program = withoutInheritedDescriptors(spec.file, spec.args);
  try {
    requireSpareDescriptors(limits.hostSpareDescriptors);
    return nodePty.spawn(program.file, [...program.args], {
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
}

/** Throws the system's own error while fewer are free: started with the last descriptors, a child could be neither kept nor ended. */
function requireSpareDescriptors(count: number): void {
  const spare: number[] = [];
  try {
    while (spare.length < count) spare.push(openSync('/dev/null', 'r'));
  } finally {
    for (const descriptor of spare) closeSync(descriptor);
  }
}

/** What is private in node-pty's Unix terminal and needed here; checked, since a new version may move it. */
function privateParts(terminal: nodePty.IPty): { slavePath: string; master: { fd: number; stream: ReadStream } } {
  const slavePath: unknown = Reflect.get(terminal, '_pty');
  const fd: unknown = Reflect.get(terminal, '_fd');
  const stream: unknown = Reflect.get(terminal, '_socket');
  assert(typeof slavePath === 'string', 'node-pty no longer names the slave side of its PTY');
  assert(typeof fd === 'number' && fd > 2, 'node-pty no longer names the descriptor of its PTY');
  assert(stream instanceof ReadStream, 'node-pty no longer reads its PTY through a stream');
  return { slavePath, master: { fd, stream } };
}

/** Reads the master side out of turn, in order with what its stream has read: the stream's own buffer comes first. */
class MasterReader {
  readonly #fd: number;
  readonly #stream: ReadStream;

  constructor(fd: number, stream: ReadStream) {
    this.#fd = fd;
    this.#stream = stream;
  }

  /** One buffer's worth; false when nothing was waiting. */
  readOnce(): boolean {
    // `read` announces what it returns to the data listeners by itself, paused or not.
    if (this.#stream.readableLength > 0) return this.#stream.read() !== null;
    return this.#readKernel() > 0;
  }

  /** Everything that is left, up to a bound in bytes. */
  readRest(bytesMax: number): void {
    if (this.#stream.readableLength > 0) this.#stream.read();
    for (let left = bytesMax; left > 0; ) {
      const count = this.#readKernel();
      if (count === 0) return;
      left -= count;
    }
  }

  /** The descriptor does not block: no output gives `EAGAIN`, a PTY without any other side `EIO`; both mean nothing to read. */
  #readKernel(): number {
    const bytes = Buffer.allocUnsafe(65_536);
    let count = 0;
    try {
      count = readSync(this.#fd, bytes);
    } catch {
      return 0;
    }
    if (count > 0) this.#stream.emit('data', bytes.subarray(0, count));
    return count;
  }
}
