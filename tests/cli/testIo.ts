import { Readable } from 'node:stream';
import { systemClock } from '../../src/base/clock.ts';
import { disposable } from '../../src/base/disposables.ts';
import type { Io } from '../../src/face/io.ts';
import { run } from '../../src/cli/run.ts';

/** What one command printed and how it ended. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A command's world in this process, with what it prints kept. */
export interface TestIo extends Io {
  readonly printed: { out: string; err: string };
  /** Presses Ctrl-C. */
  interrupt(): void;
}

/** Everything a test may set; the rest is a pipe without colours, 2026-03-01 10:02 UTC. */
export interface TestWorld {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Width of the terminal that stdout is; a pipe when left out. */
  readonly columns?: number;
  readonly self?: Io['self'];
  readonly engines?: Partial<Io['engines']>;
}

const noEngine = () => Promise.reject(new Error('this test has no such engine'));

export function testIo(world: TestWorld): TestIo {
  const printed = { out: '', err: '' };
  const listeners = new Set<() => void>();
  return {
    printed,
    interrupt() {
      for (const listener of listeners) listener();
    },
    stdin: Readable.from([world.stdin ?? '']),
    stdout: {
      write: (text) => (printed.out += text),
      ...(world.columns === undefined ? {} : { isTTY: true, columns: world.columns }),
    },
    stderr: { write: (text) => (printed.err += text) },
    env: { PCC_HOME: world.home, TERM: 'xterm-256color', TZ: 'UTC', ...world.env },
    cwd: world.cwd ?? world.home,
    clock: { ...systemClock(), wallMs: () => Date.parse('2026-03-01T10:02:00.000Z') },
    self: world.self ?? ['false'],
    engines: {
      replay: noEngine,
      explain: noEngine,
      rules: noEngine,
      backtest: noEngine,
      tui: noEngine,
      mcp: noEngine,
      assess: noEngine,
      ...world.engines,
    },
    terminal: undefined,
    onInterrupt(listener) {
      listeners.add(listener);
      return disposable(() => listeners.delete(listener));
    },
  };
}

/** Runs one command to its end. */
export async function ran(world: TestWorld, ...argv: string[]): Promise<Ran> {
  const io = testIo(world);
  const status = await run(argv, io);
  return { status, ...io.printed };
}
