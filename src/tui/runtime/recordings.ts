import type { Disposable } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import type { Io, Playback, RecordingFile } from '../../face/io.ts';
import { clientHome } from '../../face/home.ts';
import { limits } from '../../limits.ts';
import type { Frame } from '../../screen/frame.ts';
import type { Command } from '../command.ts';

/** Which part of a recording to open: by its place, by a moment in it, or the last. */
type Wanted = Omit<Extract<Command, { type: 'open-recording' }>, 'type' | 'tag'>;

interface OpenRecording {
  readonly key: string;
  /** From 0. */
  readonly part: number;
  readonly parts: number;
  readonly playback: Playback;
}

/** A part that was written to last before a moment ends before it. */
function partFor(files: readonly RecordingFile[], { part, atMs }: Wanted): number {
  const last = files.length - 1;
  if (part !== undefined) return Math.min(Math.max(0, part), last);
  const found = atMs === undefined ? -1 : files.findIndex(({ endedMs }) => endedMs >= atMs);
  return found < 0 ? last : found;
}

/** The recordings that pictures show, in memory under keys; of too many the one that was opened first is closed. */
export class Recordings implements Disposable {
  readonly #io: Io;
  readonly #open = new Map<string, { readonly playback: Playback; readonly panel: number }>();
  #next = 1;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Opens a part of a recording for a panel, by its serial. @throws what reading it throws, in a sentence that names it. */
  async open(wanted: Wanted, panel: number): Promise<OpenRecording> {
    if (wanted.path === '') throw new PccError('not_found', 'This session has no recording.');
    const engine = await this.#io.engines.replay();
    const files = engine.partsOf(wanted.path);
    const part = partFor(files, wanted);
    const file = files[part];
    if (!file) throw new PccError('not_found', `There is no recording in '${wanted.path}'.`);
    const playback = await engine.openPlayback(file.path, { decide: true, home: clientHome(this.#io).folder });
    const key = `recording-${this.#next++}`;
    this.#open.set(key, { playback, panel });
    for (const old of this.#open.keys()) {
      if (this.#open.size <= limits.tuiRecordingsMax) break;
      this.close(old);
    }
    return { key, part, parts: files.length, playback };
  }

  /** The screen of an open recording at a second. */
  frameAt(key: string, atS: number): Frame | undefined {
    return this.#open.get(key)?.playback.frameAt(atS);
  }

  close(key: string): void {
    this.#open.get(key)?.playback.dispose();
    this.#open.delete(key);
  }

  /** Exactly these panels are open: what others had is closed, however they ended. */
  keep(panels: ReadonlySet<number>): void {
    for (const [key, { panel }] of [...this.#open]) if (!panels.has(panel)) this.close(key);
  }

  dispose(): void {
    for (const key of [...this.#open.keys()]) this.close(key);
  }
}
