import { limits } from '../../limits.ts';
import type { ProcessWork } from '../../terminal/host/processes.ts';
import type { Signs } from './fuse.ts';

/** What one look finds of a session. */
export interface Observed {
  /** How many characters have come out of its terminal. */
  readonly offset: number;
  /** How many bytes of its transcripts were taken in. */
  readonly transcriptBytes: number;
  /** Its processes, the CLI's own under `leader`; absent where something came out and nobody needs to look. */
  readonly processes?: { readonly leader: number; readonly work: readonly ProcessWork[] };
}

/** The signs of life of one session over several looks. Time is told by the looks, so that a daemon that slept sees no hang. */
export class Vitals {
  #last: Observed;
  #aged = { outputMs: 0, transcriptMs: 0, processesMs: 0 };
  #atWorkMs = 0;
  #seen = false;

  constructor(first: Observed) {
    this.#last = first;
  }

  /** True when something came out since the last look. */
  hasOutput(offset: number): boolean {
    return offset !== this.#last.offset;
  }

  /** True when a sign of life was seen since the first look. */
  get seen(): boolean {
    return this.#seen;
  }

  /** Takes in what a look found, so many milliseconds after the one before. */
  take(now: Observed, elapsedMs: number): Signs {
    const isOut = this.hasOutput(now.offset);
    const isWritten = now.transcriptBytes !== this.#last.transcriptBytes;
    // Output and transcript are made by its processes; nothing else tells what they did while nobody looked at them.
    const isWorking = isOut || isWritten || hasWorked(this.#last.processes?.work, now.processes?.work);
    // A late look says that this process slept, or had no turn; it does not say that the session was silent for that long.
    const byMs = Math.min(elapsedMs, 2 * limits.healthLookMs);
    this.#aged = {
      outputMs: isOut ? 0 : this.#aged.outputMs + byMs,
      transcriptMs: isWritten ? 0 : this.#aged.transcriptMs + byMs,
      processesMs: isWorking ? 0 : this.#aged.processesMs + byMs,
    };
    this.#atWorkMs += elapsedMs;
    this.#seen ||= isWorking;
    this.#last = now;
    return { ...this.#aged, ...this.#processSigns(now) };
  }

  #processSigns({ processes }: Observed): Pick<Signs, 'command' | 'halted'> {
    if (!processes) return { command: false, halted: false };
    const { leader, work } = processes;
    const halted = work.find(({ pid }) => pid === leader)?.stopped ?? false;
    // What was there before the turn serves the CLI itself, and tells nothing.
    const begunMs = this.#atWorkMs + limits.healthLookMs;
    const command = work.some(({ pid, ageMs, stopped }) => pid !== leader && !stopped && ageMs < begunMs);
    return { command: command && !halted, halted };
  }
}

/** True when between two looks one process began or ended, or they used the processor for more than being there takes. */
function hasWorked(before: readonly ProcessWork[] | undefined, now: readonly ProcessWork[] | undefined): boolean {
  if (!before || !now) return false;
  const known = new Set(before.map(({ pid }) => pid));
  if (known.size !== now.length || now.some(({ pid }) => !known.has(pid))) return true;
  return cpuMs(now) - cpuMs(before) >= limits.healthCpuMsMin;
}

function cpuMs(work: readonly ProcessWork[]): number {
  return work.reduce((sum, process) => sum + process.cpuMs, 0);
}
