import type { Clock } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import type { Limits } from '../../limits.ts';
import type { Pty } from '../nodePty.ts';
import { spawnPty } from '../nodePty.ts';
import { RecordingWriter } from '../recording/writer.ts';
import type { OutputSink } from './attachments.ts';
import { Attachments } from './attachments.ts';
import { Ending } from './ending.ts';
import { Freezing } from './freezing.ts';
import { OutputDecoder } from './outputDecoder.ts';
import type { KnownProcess } from './processes.ts';
import { processStartTime } from './processes.ts';
import type {
  HostAttached,
  HostedSession,
  HostExit,
  HostExited,
  HostProcess,
  HostSpawn,
  HostWrite,
  HostWritten,
  KillMode,
} from './protocol.ts';
import { Replay } from './replay.ts';
import type { StoppedNote } from './stoppedNote.ts';

/** The table of `limits`, with other numbers where a test needs them. */
export type HostLimits = { readonly [Key in keyof Limits]: number };

/** What a session is given by the host. */
export interface SessionSurroundings {
  readonly recordingFolder: string;
  readonly clock: Clock;
  readonly limits: HostLimits;
  readonly stopped: StoppedNote;
  readonly warn: (sentence: string) => void;
  /** A further recording file was begun. */
  readonly rotated: () => void;
  /** Called once, after the last output went on its way to all who are attached. */
  readonly exited: (exit: HostExited) => void;
  /** A step was taken to end the child and what it started; see `gone`. */
  readonly endingStepped: () => void;
}

/** One child in its PTY with its recording, its recent output and who follows it. */
export class HostSession {
  readonly #spec: HostSpawn;
  readonly #with: SessionSurroundings;
  readonly #pty: Pty;
  #process: HostProcess;
  readonly #startedAt: number;
  readonly #decoder = new OutputDecoder();
  readonly #replay: Replay;
  readonly #attachments: Attachments;
  readonly #recording: RecordingWriter;
  #ending: Ending | undefined;
  readonly #freezing: Freezing;
  readonly #inputIds = new Set<string>();
  #size: { cols: number; rows: number };
  #exit: HostExit | undefined;

  /** @throws PccError `unavailable` when the system has no PTY left; nothing is left behind then. */
  constructor(spec: HostSpawn, surroundings: SessionSurroundings) {
    const { clock, limits, stopped } = surroundings;
    this.#spec = spec;
    this.#with = surroundings;
    this.#size = { cols: spec.cols, rows: spec.rows };
    this.#freezing = new Freezing(() => this.#leader(), stopped.of(spec.id));
    this.#pty = spawnPty(spec, clock);
    this.#startedAt = clock.wallMs();
    const { pid } = this.#pty;
    this.#process = { pid, processStartTime: processStartTime(pid) ?? null };
    this.#replay = new Replay(limits.hostReplayChars);
    this.#attachments = new Attachments({
      id: spec.id,
      replay: this.#replay,
      clock,
      limits,
      hold: (held) => {
        if (held) this.#pty.pause();
        else this.#pty.resume();
      },
    });
    this.#recording = this.#record();
    this.#pty.onData((bytes) => {
      this.#take(this.#decoder.decode(bytes));
    });
    this.#pty.onExit((exit) => {
      this.#end(exit);
    });
  }

  get process(): HostProcess {
    return this.#process;
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  /** True when the child has ended and nothing more will be done to end what it left behind. */
  get gone(): boolean {
    return !this.running && (this.#ending?.over ?? true);
  }

  describe(): HostedSession {
    const { warning, path } = this.#recording;
    return {
      id: this.#spec.id,
      ...this.#process,
      ...this.#size,
      offset: this.#replay.end,
      replayFrom: this.#replay.from,
      startedAt: this.#startedAt,
      recording: { path, ...(warning === undefined ? {} : { warning }) },
      ...(this.#freezing.isFrozen && this.running ? { frozen: true as const } : {}),
      ...(this.#exit ? { exit: this.#exit } : {}),
    };
  }

  /** Prepares the following of output; `follow` begins it, after the answer was sent. The recording then holds all before. */
  attach(sink: OutputSink, from: number): HostAttached {
    if (from > this.#replay.end) {
      throw new PccError(
        'invalid_input',
        `Session '${this.#spec.id}' has put out ${this.#replay.end} characters; output from ${from} was asked for.`,
      );
    }
    this.#recording.flush();
    const start = Math.max(from, this.#replay.from);
    this.#attachments.add(sink, start);
    return { start, end: this.#replay.end, ...this.#size, ...(this.#exit ? { exit: this.#exit } : {}) };
  }

  follow(): void {
    this.#attachments.pump();
  }

  isAttached(sink: OutputSink): boolean {
    return this.#attachments.has(sink);
  }

  detach(sink: OutputSink): void {
    this.#attachments.remove(sink);
  }

  ack(sink: OutputSink, offset: number): void {
    this.#attachments.ack(sink, offset);
  }

  /** Looks and writes in one synchronous step; see `HostWritten`. */
  write(input: HostWrite): HostWritten {
    const result = this.#tryWrite(input);
    return { result, offset: this.#replay.end };
  }

  #tryWrite({ inputId, data, by, ifOffset }: HostWrite): HostWritten['result'] {
    if (this.#inputIds.has(inputId)) return 'repeated';
    if (this.#exit) return 'exited';
    if (ifOffset !== undefined && !this.#isUntouchedSince(ifOffset)) return 'stale';
    this.#pty.write(Buffer.from(data));
    this.#remember(inputId);
    this.#recording.mark(by === 'reply' ? 'input:reply' : `input:${by}:${inputId}`);
    this.#recording.input(data);
    return 'written';
  }

  /** True when a reader at `offset` has seen everything: nothing held back, nothing unread in the kernel, no input on its way. */
  #isUntouchedSince(offset: number): boolean {
    if (this.#replay.end !== offset || this.#decoder.holds || this.#pty.inputWaits) return false;
    return !this.#pty.readNow();
  }

  resize(cols: number, rows: number): void {
    if (this.#exit || (cols === this.#size.cols && rows === this.#size.rows)) return;
    this.#pty.resize(cols, rows);
    this.#size = { cols, rows };
    this.#recording.resize(cols, rows);
  }

  mark(label: string): void {
    this.#recording.mark(label);
  }

  /** Stops the child and all it started, or lets them go on. One that has ended or is being ended is not stopped. */
  freeze(isFrozen: boolean): void {
    if (!isFrozen) {
      this.#thaw();
      return;
    }
    if (!this.running) return;
    if (this.#ending)
      throw new PccError('conflict', `The session '${this.#spec.id}' is being ended; it cannot be stopped.`);
    const before = this.#freezing.isFrozen;
    this.#freezing.freeze();
    if (!before) this.#recording.mark('frozen');
  }

  #thaw(): void {
    if (!this.#freezing.isFrozen) return;
    this.#freezing.thaw();
    this.#recording.mark('thawed');
  }

  kill(mode: KillMode): void {
    const { clock, limits, endingStepped } = this.#with;
    // So that it can end as it wants to where it is only asked.
    this.#thaw();
    this.#ending ??= new Ending(this.#leader(), clock, limits, endingStepped);
    this.#ending.begin(mode);
  }

  /** Until its exit is reported the child keeps its pid, so a start time that was missed can still be read. */
  #leader(): KnownProcess {
    const { pid } = this.#process;
    if (this.running)
      this.#process = { pid, processStartTime: processStartTime(pid) ?? this.#process.processStartTime };
    return { pid, startTime: this.#process.processStartTime ?? '' };
  }

  #record(): RecordingWriter {
    const { recordingFolder, clock, limits, warn, rotated } = this.#with;
    const { id, title, cols, rows } = this.#spec;
    return new RecordingWriter({
      session: id,
      folder: recordingFolder,
      title,
      cols,
      rows,
      clock,
      limits,
      warn,
      rotated,
    });
  }

  #remember(inputId: string): void {
    this.#inputIds.add(inputId);
    if (this.#inputIds.size <= this.#with.limits.hostRememberedInputs) return;
    for (const oldest of this.#inputIds) {
      this.#inputIds.delete(oldest);
      return;
    }
  }

  #take(text: string): void {
    if (text === '') return;
    this.#replay.append(text);
    this.#recording.output(text);
    this.#attachments.pump();
  }

  #end({ code, signal }: { code: number; signal: number }): void {
    // Somebody else ended it while it stood still: what it has started must not stay stopped for ever.
    this.#thaw();
    this.#take(this.#decoder.end());
    this.#exit = { code, signal, at: this.#with.clock.wallMs() };
    this.#recording.mark(`exit:${code}:${signal}`);
    this.#recording.close();
    const exited = { id: this.#spec.id, ...this.#exit, offset: this.#replay.end };
    this.#attachments.announceExit(exited);
    this.#with.exited(exited);
  }
}
