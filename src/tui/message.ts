import type { LogLine, MethodName, Result, Schedule, Status, UsageLimits } from '../api/methods.ts';
import type { PlaybackChange } from '../face/io.ts';
import type { Row } from '../screen/frame.ts';
import type { ScreenModes } from '../terminal/headlessScreen.ts';
import type { Key, Mouse } from './key.ts';
import type { Model } from './model.ts';

/** Cells of the terminal. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** What the daemon says of itself. */
export type DaemonFacts = Result<'daemon.status'>;

/** What is known of the screen of an attached session. */
export interface ScreenFacts extends Size {
  readonly modes: ScreenModes;
}

/** Names the call that an answer belongs to: the panel that made it (0: none) and a word of its own. */
export interface Tag {
  readonly panel: number;
  readonly word: string;
}

/** The answer to a `call`, by method. */
export type Answered = {
  [M in MethodName]: {
    readonly type: 'answered';
    readonly tag: Tag;
    readonly method: M;
    readonly result: Result<M>;
  };
}[MethodName];

/** A part of a recording that is open, for pictures under `key`. */
export interface OpenedRecording {
  readonly key: string;
  /** Which part of the recording it is, from 0, and of how many. */
  readonly part: number;
  readonly parts: number;
  readonly lengthS: number;
  /** Wall-clock milliseconds of second 0, by the recording's header; undefined where it names no time. */
  readonly startedMs: number | undefined;
  readonly changes: readonly PlaybackChange[];
}

/** What reaches a panel that asked for it by a tag. */
export type Reply =
  | Answered
  | { readonly type: 'refused'; readonly tag: Tag; readonly sentence: string }
  /** The lines above a session's screen and the screen itself, oldest first; `top` is the index of the screen's first row. */
  | {
      readonly type: 'scrollback';
      readonly tag: Tag;
      readonly session: string;
      readonly rows: readonly Row[];
      readonly top: number;
    }
  /** Folders that a typed path could mean, each whole and ending in `/`. */
  | { readonly type: 'paths'; readonly tag: Tag; readonly typed: string; readonly paths: readonly string[] }
  | ({ readonly type: 'recording'; readonly tag: Tag } & OpenedRecording);

/** Everything that can happen to the TUI. */
export type Message =
  | { readonly type: 'key'; readonly key: Key }
  /** Keys that came all at once, as from no hand: a paste that the terminal did not mark, or what was typed while nothing was read. */
  | { readonly type: 'burst'; readonly keys: readonly Key[] }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'mouse'; readonly mouse: Mouse }
  /** The terminal's window got or lost the focus. */
  | { readonly type: 'window'; readonly focused: boolean }
  | { readonly type: 'resized'; readonly size: Size }
  /** Once a second; wall-clock milliseconds. */
  | { readonly type: 'tick'; readonly nowMs: number }
  /** At the frame rate, only while time moves an open panel (see `PanelKind.moves`); wall-clock milliseconds. */
  | { readonly type: 'frame'; readonly nowMs: number }
  /** The terminal has taken the whole frame of this model: what it shows can be read from now on. */
  | { readonly type: 'drawn'; readonly model: Model }
  /** The terminal has not taken a frame for a while: what a human sees is old. */
  | { readonly type: 'behind' }
  /** The conversation with the daemon was lost (`why`), or is there again: then `fleet` follows. */
  | { readonly type: 'link'; readonly up: boolean; readonly why: string }
  | { readonly type: 'fleet'; readonly sessions: readonly Status[]; readonly daemon: DaemonFacts }
  | { readonly type: 'session'; readonly session: Status }
  | { readonly type: 'line'; readonly line: LogLine }
  | { readonly type: 'daemon'; readonly daemon: DaemonFacts }
  /** Usage limits, who waits for them and what woke, all anew. */
  | { readonly type: 'limits'; readonly limits: UsageLimits }
  | { readonly type: 'schedules'; readonly schedules: readonly Schedule[] }
  /** Units of output of each session in the last interval of `limits.pulseEveryMs`; sessions without are left out. */
  | { readonly type: 'pulse'; readonly pulses: Readonly<Record<string, number>> }
  /** The screen of a session is there, or has another size or other modes; undefined: it was let go, and its pane is blank. */
  | { readonly type: 'screen'; readonly session: string; readonly facts: ScreenFacts | undefined }
  /** The keyboard of a session was got, or could not be got, or was let go by the daemon, with the reason. */
  | { readonly type: 'held'; readonly session: string; readonly ok: boolean; readonly why: string }
  /** The daemon does not take what is typed, for now: `held` follows when it does, and what is typed until then is `unsent`. */
  | { readonly type: 'stuck'; readonly session: string }
  /** So many keys could not be sent: the daemon was away. */
  | { readonly type: 'unsent'; readonly session: string; readonly keys: number }
  /** Something that a person should know and nobody asked for. */
  | { readonly type: 'told'; readonly sentence: string; readonly bad: boolean }
  /** Something of the TUI itself failed that must not; `panel`: the serial of the panel that did. */
  | { readonly type: 'defect'; readonly sentence: string; readonly panel: number | undefined }
  | Reply;
