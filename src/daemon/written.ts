import { relative, sep } from 'node:path';
import type { TranscriptEvent } from '../claude/transcript/line.ts';
import { limits } from '../limits.ts';
import type { World } from '../policy/judge.ts';
import { reachOf } from '../policy/reach.ts';
import type { FileWrite } from '../policy/writes.ts';
import { writesOf } from '../policy/writes.ts';

/** What a session's writing is followed with. */
export interface WrittenParts {
  /** Real path of the session's folder. */
  readonly cwd: string;
  readonly world: () => World;
  /** Files that were already known to reach when the session was taken over. */
  readonly known?: readonly string[];
}

/**
 * Follows what a session writes into files that a later run of its tests or scripts executes, and keeps those that would do
 * more than test: start programs, use the network, delete, or leave the project. The policy raises such a run once
 * (`Facts.reachingFiles`). A write counts from its call on, unless the call was refused or failed.
 */
export class ReachingFiles {
  readonly #parts: WrittenParts;
  /** Absolute paths, each with the calls that wrote something reaching; a file known from before has none. */
  readonly #files = new Map<string, Set<string>>();
  /** What calls without a result so far wrote. */
  readonly #open = new Map<string, readonly FileWrite[]>();

  constructor(parts: WrittenParts) {
    this.#parts = parts;
    for (const path of parts.known ?? []) this.#files.set(path, new Set());
  }

  /** The files that reach, for `Facts.reachingFiles`: as seen from the session's folder, the latest last. */
  get list(): readonly string[] {
    return [...this.#files.keys()].map((path) => {
      const inside = relative(this.#parts.cwd, path);
      return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) ? path : inside;
    });
  }

  /** Their absolute paths, to be given as `known` after a restart. */
  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /** Takes in what the transcript tells; anything but calls and their results is nothing to it. */
  told(event: TranscriptEvent): void {
    if (event.type === 'call') this.#called(event.id, event.tool, event.input, event.cwd);
    else if (event.type === 'result') this.#done(event.callId, !event.refused && !event.failed);
  }

  /** A person or a brain let a run pass that named these files (as `list` gave them): they are not asked about again. */
  approved(files: readonly string[]): void {
    const named = new Set(files);
    for (const path of this.paths)
      if (named.has(path) || named.has(relative(this.#parts.cwd, path))) this.#files.delete(path);
  }

  #called(id: string, tool: string, input: WrittenInput, cwd = this.#parts.cwd): void {
    const writes = writesOf({ tool, input, cwd }, this.#parts.world());
    if (writes.length === 0) return;
    this.#open.set(id, writes);
    keepWithin(this.#open, limits.openWritesMax);
    for (const { path, text } of writes) if (reachOf(path, text) !== undefined) this.#reaches(path, id);
  }

  #reaches(path: string, id: string): void {
    const calls = this.#files.get(path) ?? new Set();
    this.#files.delete(path);
    this.#files.set(path, calls.add(id));
    keepWithin(this.#files, limits.reachingFilesMax);
  }

  #done(id: string, happened: boolean): void {
    const writes = this.#open.get(id) ?? [];
    this.#open.delete(id);
    for (const { path, text, whole } of writes) {
      const calls = this.#files.get(path);
      if (!calls) continue;
      if (!happened) this.#undo(path, calls, id);
      else if (whole && reachOf(path, text) === undefined) this.#files.delete(path);
    }
  }

  /** The call wrote nothing; the file still reaches when another call made it so. */
  #undo(path: string, calls: Set<string>, id: string): void {
    if (calls.delete(id) && calls.size === 0) this.#files.delete(path);
  }
}

type WrittenInput = Extract<TranscriptEvent, { type: 'call' }>['input'];

function keepWithin(map: Map<string, unknown>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
