import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { formatEvent, formatHeader } from '../asciicast.ts';
import { capSession, listParts, partName } from './parts.ts';

/** The numbers of `limits` that a recording obeys. */
export interface RecordingLimits {
  readonly recordingFileBytesMax: number;
  readonly recordingSessionBytesMax: number;
  readonly recordingFlushMs: number;
  readonly recordingBufferChars: number;
  readonly recordingResumeFreeBytes: number;
  readonly diskRetryMs: number;
}

/** What a recording is of, and where it goes. */
export interface RecordingSpec {
  readonly session: string;
  /** Folder of this session; made with mode 0700 when it is missing. */
  readonly folder: string;
  readonly title: string | undefined;
  readonly cols: number;
  readonly rows: number;
  readonly clock: Clock;
  readonly limits: RecordingLimits;
  /** Told once when recording stops and once when it goes on. */
  readonly warn: (sentence: string) => void;
  /** Told when a further file was begun, so that the recordings of all sessions can be capped. */
  readonly rotated: () => void;
}

interface OpenPart {
  readonly fd: number;
  readonly startedMonotonicMs: number;
  /** Between the header's whole second and the true start. */
  readonly startedMs: number;
  bytes: number;
}

/**
 * Records one run of a child as asciicast v2 files `0001.cast`, `0002.cast` …; a further run of the same session goes on
 * counting. Each header says in `pcc` which session, part and run (the number of the run's first part) it is, and at
 * which output offset it begins.
 *
 * Recording never fails towards its caller: when the disk does (full, gone, read-only), it stops with one warning, leaves
 * whole lines behind, and begins a new part once there is space again.
 */
export class RecordingWriter {
  readonly #spec: RecordingSpec;
  #part: OpenPart | undefined;
  #lastPart: number;
  #run: number | undefined;
  #buffer: string[] = [];
  #bufferChars = 0;
  #flushTimer: Disposable | undefined;
  #retryTimer: Disposable | undefined;
  #offset = 0;
  #size: { cols: number; rows: number };
  #warning: string | undefined;
  #closed = false;

  constructor(spec: RecordingSpec) {
    this.#spec = spec;
    this.#size = { cols: spec.cols, rows: spec.rows };
    this.#lastPart = 0;
    this.#attempt(() => {
      this.#lastPart = listParts(spec.folder).at(-1)?.part ?? 0;
      this.#openNext();
    });
  }

  /** The folder, or null while nothing of this run is recorded. */
  get path(): string | null {
    return this.#run === undefined ? null : this.#spec.folder;
  }

  /** Why nothing is recorded now. */
  get warning(): string | undefined {
    return this.#warning;
  }

  output(text: string): void {
    // Counted first: if this piece fills the file, the next one begins after it.
    this.#offset += text.length;
    this.#add('o', text);
  }

  input(data: string): void {
    this.#add('i', data);
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    this.#add('r', `${cols}x${rows}`);
  }

  mark(label: string): void {
    this.#add('m', label);
  }

  /** Writes what waits; the files then hold all that was recorded up to now. */
  flush(): void {
    this.#flushTimer?.dispose();
    this.#flushTimer = undefined;
    const lines = this.#buffer.join('');
    this.#buffer = [];
    this.#bufferChars = 0;
    const part = this.#part;
    if (!part || lines === '') return;
    this.#attempt(() => {
      writeWhole(part, lines);
      if (part.bytes >= this.#spec.limits.recordingFileBytesMax) this.#rotate(part);
    });
  }

  close(): void {
    this.flush();
    this.#closed = true;
    this.#retryTimer?.dispose();
    this.#leave();
  }

  #add(code: string, data: string): void {
    const part = this.#part;
    if (!part) return;
    const passedMs = this.#spec.clock.monotonicMs() - part.startedMonotonicMs;
    const line = formatEvent({ atS: Math.max(0, part.startedMs + passedMs) / 1000, code, data });
    this.#buffer.push(line);
    this.#bufferChars += line.length;
    if (this.#bufferChars >= this.#spec.limits.recordingBufferChars) {
      this.flush();
      return;
    }
    this.#flushTimer ??= this.#spec.clock.after(this.#spec.limits.recordingFlushMs, () => {
      this.flush();
    });
  }

  #rotate(part: OpenPart): void {
    this.#part = undefined;
    closeSync(part.fd);
    this.#openNext();
    capSession(this.#spec.folder, this.#spec.limits.recordingSessionBytesMax);
    this.#spec.rotated();
  }

  #openNext(): void {
    const { folder, session, title, clock } = this.#spec;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!lstatSync(folder).isDirectory()) throw new PccError('storage', `'${folder}' is not a folder`);
    const number = this.#lastPart + 1;
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_APPEND;
    const path = join(folder, partName(number));
    const fd = openSync(path, flags, 0o600);
    this.#lastPart = number;
    const wallMs = clock.wallMs();
    const timestamp = Math.floor(wallMs / 1000);
    const part = { fd, startedMonotonicMs: clock.monotonicMs(), startedMs: wallMs - timestamp * 1000, bytes: 0 };
    this.#part = part;
    const run = this.#run ?? number;
    const header = formatHeader({
      version: 2,
      width: this.#size.cols,
      height: this.#size.rows,
      timestamp,
      ...(title === undefined ? {} : { title }),
      pcc: { session, part: number, run, offset: this.#offset },
    });
    try {
      writeWhole(part, header);
    } catch (error) {
      unlinkSync(path);
      throw error;
    }
    this.#run = run;
  }

  /** Runs what may meet a failing disk; a failure stops the recording until a later try. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#stop(error);
    }
  }

  #stop(error: unknown): void {
    this.#leave();
    this.#buffer = [];
    this.#bufferChars = 0;
    if (this.#warning === undefined) {
      this.#warning = `Session '${this.#spec.session}' is not being recorded: '${this.#spec.folder}' cannot be written (${sentenceOf(error)}); the session itself goes on.`;
      this.#spec.warn(this.#warning);
    }
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closed) return;
    this.#retryTimer = this.#spec.clock.after(this.#spec.limits.diskRetryMs, () => {
      this.#attempt(() => {
        this.#retry();
      });
    });
  }

  #retry(): void {
    mkdirSync(this.#spec.folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = statfsSync(this.#spec.folder);
    if (bavail * bsize < this.#spec.limits.recordingResumeFreeBytes) {
      this.#retryLater();
      return;
    }
    this.#openNext();
    this.#warning = undefined;
    this.#spec.warn(`Session '${this.#spec.session}' is being recorded again.`);
  }

  #leave(): void {
    const part = this.#part;
    this.#part = undefined;
    if (part) closeSync(part.fd);
  }
}

/** Writes all or nothing: what a full disk took of it is cut off again, so that the file ends with a whole line. */
function writeWhole(part: OpenPart, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(part.fd, bytes, written);
  } catch (error) {
    if (fstatSync(part.fd).size > part.bytes) ftruncateSync(part.fd, part.bytes);
    throw error;
  }
  part.bytes += bytes.length;
}
