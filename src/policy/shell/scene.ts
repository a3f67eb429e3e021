import type { Place } from '../paths.ts';
import type { Trace } from '../trace.ts';
import type { Arg } from './words.ts';
import type { WrittenFrom } from './written.ts';

/** What a command reads from its standard input. */
export interface Stdin {
  readonly kind: 'none' | 'pipe' | 'text' | 'file';
  /** The text of a heredoc or here-string that is known. */
  readonly text?: string;
  /** A path of the project as the command upstream lists them. */
  readonly listed?: Arg;
}

export const noStdin: Stdin = { kind: 'none' };

/** What a command prints of which nothing is known. */
export const piped: Stdin = { kind: 'pipe' };

/** One simple command on its way to a verdict. */
export interface Scene {
  readonly place: Place;
  readonly trace: Trace;
  readonly stdin: Stdin;
  /** True when an unsuccessful `cd` before may have left the command elsewhere. */
  readonly cwdUnsure: boolean;
  /** Judges a text that a shell will run. */
  readonly judgeShell: (text: string) => void;
  /** Judges the command that a wrapper runs. */
  readonly judgeCommand: (args: readonly Arg[], stdin?: Stdin) => void;
  /** Judges the command of `find -exec`, `xargs` and the like in another folder. */
  readonly inFolder: (cwd: string) => Scene;
  /** Moves the shell to another folder, or with `-` to the one before; undefined when it is not known which. */
  readonly enter: (folder: string | undefined) => void;
  /** What this very call wrote before. */
  readonly written: WrittenFrom;
  readonly setVariable: (name: string, value: Arg | undefined) => void;
}
