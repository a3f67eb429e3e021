import type { Disposable } from '../base/disposables.ts';
import type { Bench } from './bench.ts';
import type { StressFigures } from './figures.ts';
import { peakBytesOf } from './processFacts.ts';

type Peaks = StressFigures['peakBytes'];

/** The most memory that the processes of a bench held at once, of what was seen of them. */
export class PeakMemory implements Disposable {
  readonly #bench: Bench;
  readonly #pids: { daemon: number | undefined; host: number | undefined; server: number };
  #asking = false;
  #isOver = false;
  #peaks: Peaks = { daemon: null, host: null, server: null };

  constructor(bench: Bench, server: number) {
    this.#bench = bench;
    this.#pids = { daemon: undefined, host: undefined, server };
  }

  get peaks(): Peaks {
    return this.#peaks;
  }

  /** Looks at all of them, and finds out which they are where that is not known yet. */
  look(): void {
    if (this.#pids.host === undefined) void this.#ask();
    const { daemon, host, server } = this.#peaks;
    this.#peaks = {
      daemon: larger(daemon, this.#pids.daemon),
      host: larger(host, this.#pids.host),
      server: larger(server, this.#pids.server),
    };
  }

  dispose(): void {
    this.#isOver = true;
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#isOver) return;
    this.#asking = true;
    try {
      const api = await this.#bench.daemon();
      const { daemon, host } = await api.call('daemon.status', {}).finally(() => api.close());
      this.#pids.daemon = daemon.pid;
      this.#pids.host = host.pid ?? undefined;
    } catch {
      // It is asked again at the next look.
    } finally {
      this.#asking = false;
    }
  }
}

function larger(known: number | null, pid: number | undefined): number | null {
  const now = pid === undefined ? null : peakBytesOf(pid);
  return now === null ? known : Math.max(now, known ?? 0);
}
