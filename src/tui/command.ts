import type { Brain, MethodName, Params } from '../api/methods.ts';
import type { Mouse } from './key.ts';
import type { SavedLayout } from './layout/saved.ts';
import type { Size, Tag } from './message.ts';

/** A method of the API; its answer comes back as `answered` or `refused` with the tag. */
export type Call = {
  [M in MethodName]: {
    readonly type: 'call';
    readonly tag: Tag;
    readonly method: M;
    readonly params: Params<M>;
  };
}[MethodName];

/**
 * What the model wants done: plain values, performed by `runtime/`. Which screens are watched is no command: it follows from
 * the pictures of the scene.
 */
export type Command =
  | Call
  /**
   * A human takes the keyboard of a session, whose child gets this size; `held` tells what came of it. Of a session that is held
   * already: another size.
   */
  | { readonly type: 'take'; readonly session: string; readonly size: Size }
  | { readonly type: 'release'; readonly session: string }
  /** The child gets this size while it is shown so (zoom), or its own size back. */
  | { readonly type: 'fit'; readonly session: string; readonly size: Size | undefined }
  /** Keys of the human who holds the session, as the terminal sent them; the runtime adapts them to the child's modes. */
  | { readonly type: 'type'; readonly session: string; readonly data: string }
  | { readonly type: 'paste'; readonly session: string; readonly text: string }
  | { readonly type: 'point'; readonly session: string; readonly mouse: Mouse }
  /** Into the clipboard (OSC 52) and, inside tmux, its buffer. */
  | { readonly type: 'copy'; readonly text: string }
  /**
   * A new session; the answer is that of `session.start`, or `refused`. `path` and `requirements` (a file, whose text the runtime
   * reads) are as typed: `~` stands for the home folder, and what is relative is meant from where the TUI was started.
   */
  | {
      readonly type: 'start';
      readonly tag: Tag;
      readonly path: string;
      readonly task?: string;
      readonly requirements?: string;
      readonly name?: string;
      readonly brain?: Brain;
      readonly trust: boolean;
    }
  /** A new schedule; the answer is that of `schedule.add`. Its folder and its requirements file are as typed, as those of `start`. */
  | { readonly type: 'add-schedule'; readonly tag: Tag; readonly params: Params<'schedule.add'> }
  | { readonly type: 'bell' }
  /** A notification of the terminal (OSC 9, 777 or 99). */
  | { readonly type: 'notify'; readonly title: string; readonly body: string }
  | { readonly type: 'scrollback'; readonly tag: Tag; readonly session: string }
  | { readonly type: 'complete-path'; readonly tag: Tag; readonly typed: string }
  /** A recording that is a file or a folder of parts: one part, from 0; else that of a moment in wall-clock milliseconds, else the last. */
  | {
      readonly type: 'open-recording';
      readonly tag: Tag;
      readonly path: string;
      readonly part?: number | undefined;
      readonly atMs?: number | undefined;
    }
  | { readonly type: 'close-recording'; readonly key: string }
  | { readonly type: 'save-layout'; readonly layout: SavedLayout }
  /** Everything is drawn anew. */
  | { readonly type: 'redraw' }
  /** The TUI ends; sessions go on. */
  | { readonly type: 'leave' };
