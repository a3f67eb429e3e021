import type { ErrorCode } from '../../base/errors.ts';

/**
 * What the pty host and its clients say to each other: the values, not the bytes (those are in `framing.ts`).
 *
 * OUTPUT OFFSET, used throughout: the number of UTF-16 units of decoded output since the child was started. The host alone
 * decodes, so that the recording, the offsets and what a client parses agree exactly.
 */
export const hostProtocol = 1;

/** The first answer on every connection. */
export interface HostHello {
  readonly protocol: number;
  /** Version of the program that the host runs. */
  readonly version: string;
  readonly pid: number;
  /** Wall-clock milliseconds. */
  readonly startedAt: number;
  /** Methods that were added to the protocol since its beginning and that this host knows; older hosts tell none. */
  readonly also?: readonly string[];
}

/** How a child is asked for. */
export interface HostSpawn {
  /** Names the session and its recording folder; unique among the sessions the host knows, also ended ones. */
  readonly id: string;
  /** Absolute path of the program. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
  /** Title in the recording's header. */
  readonly title?: string;
}

/** A child as the system knows it; with its start time a pid cannot be mistaken for a later process of the same number. */
export interface HostProcess {
  /** The child leads its session and its process group, so this is also both of their ids. */
  readonly pid: number;
  /** Opaque, comparable for equality; null when it could not be read. */
  readonly processStartTime: string | null;
}

export interface HostExit {
  /** Exit status; 0 when a signal ended the child. */
  readonly code: number;
  /** Number of the signal, 0 when the child ended by itself. */
  readonly signal: number;
  /** Wall-clock milliseconds. */
  readonly at: number;
}

export interface HostRecording {
  /** Folder with the session's files `0001.cast` …; null when nothing could be recorded from the start. */
  readonly path: string | null;
  /** Why nothing is being recorded now; absent when all is well. */
  readonly warning?: string;
}

/** One session that the host owns, running or ended and not yet forgotten. */
export interface HostedSession extends HostProcess {
  readonly id: string;
  readonly cols: number;
  readonly rows: number;
  /** Output offset reached. */
  readonly offset: number;
  /** Oldest output offset still in the host's memory. */
  readonly replayFrom: number;
  /** Wall-clock milliseconds. */
  readonly startedAt: number;
  readonly recording: HostRecording;
  /** Its processes are stopped. */
  readonly frozen?: true;
  readonly exit?: HostExit;
}

/** The answer to `attach`: output from `start` on follows; what lies between the asked offset and `start` is in the recording. */
export interface HostAttached {
  readonly start: number;
  /** Output offset reached when the host answered. */
  readonly end: number;
  readonly cols: number;
  readonly rows: number;
  readonly exit?: HostExit;
}

/** Who typed: a person, this program, or the emulator answering a fixed query. */
export type TypedBy = 'human' | 'pcc' | 'reply';

export interface HostWrite {
  /** The same id is written once per session, also over reconnections. */
  readonly inputId: string;
  readonly data: string;
  readonly by: TypedBy;
  /** Compare-and-write: write only when exactly this much output has come out and no more is waiting to be read. */
  readonly ifOffset?: number;
}

/**
 * `written`: handed to the PTY now. `repeated`: this input id was written before, nothing was done. `stale`: output came
 * after `ifOffset` (or `ifOffset` is ahead of it), nothing was written and the id stays unused. `exited`: no child to write to.
 */
export interface HostWritten {
  readonly result: 'written' | 'repeated' | 'stale' | 'exited';
  /** Output offset after the check. */
  readonly offset: number;
}

/** `ask`: HUP, then TERM, then KILL, with the limits' waits between. `insist`: TERM, then KILL. `force`: KILL at once. */
export type KillMode = 'ask' | 'insist' | 'force';

/** Pushed to attached clients: `text` begins at output offset `offset`. */
export interface HostOutput {
  readonly id: string;
  readonly offset: number;
  readonly text: string;
}

/** Pushed to every client, after the session's last output. */
export interface HostExited extends HostExit {
  readonly id: string;
  /** Final output offset. */
  readonly offset: number;
}

/** Pushed to every client: the session goes on, but something about it is worth a sentence (recording stopped or resumed). */
export interface HostWarning {
  readonly id: string;
  readonly sentence: string;
}

/** Pushed to a client that acknowledged nothing for too long: its output ends at `offset`; it may attach again from there. */
export interface HostDetached {
  readonly id: string;
  readonly offset: number;
}

/** Every method: what it is given and what it answers. */
export interface HostMethods {
  hello: { params: { readonly protocol: number }; result: HostHello };
  list: { params: Record<string, never>; result: readonly HostedSession[] };
  spawn: { params: HostSpawn; result: HostProcess };
  attach: { params: { readonly id: string; readonly from: number }; result: HostAttached };
  detach: { params: { readonly id: string }; result: null };
  write: { params: HostWrite & { readonly id: string }; result: HostWritten };
  resize: { params: { readonly id: string; readonly cols: number; readonly rows: number }; result: null };
  mark: { params: { readonly id: string; readonly label: string }; result: null };
  /** Stops the child and all it started (SIGSTOP), or lets them go on; `also` of `hello` names it where it is known. */
  freeze: { params: { readonly id: string; readonly frozen: boolean }; result: null };
  kill: { params: { readonly id: string; readonly mode: KillMode }; result: null };
  forget: { params: { readonly id: string }; result: null };
  shutdown: { params: { readonly force: boolean }; result: null };
}

export type HostMethod = keyof HostMethods;

/** Client to host, as JSON. `ack` has no answer: the client has taken the session's output up to `offset`. */
export type HostRequest = { readonly n: number; readonly method: string; readonly params: unknown };
export interface HostAck {
  readonly ack: { readonly id: string; readonly offset: number };
}

/** Host to client, as JSON: the answer to request `n`, or a push. Output travels in a frame kind of its own. */
export type HostAnswer =
  | { readonly n: number; readonly ok: unknown }
  | { readonly n: number; readonly error: { readonly code: ErrorCode; readonly sentence: string } };
export type HostPush =
  | { readonly push: 'exit'; readonly value: HostExited }
  | { readonly push: 'warning'; readonly value: HostWarning }
  | { readonly push: 'detached'; readonly value: HostDetached };
