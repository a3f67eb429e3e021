import { absolutePath } from '../paths.ts';

/** A file that a call wrote; its text when that is known. */
export interface Written {
  readonly text: string | undefined;
}

/** What one call wrote so far, as a command in some folder names it. */
export interface WrittenFrom {
  /** Remembers that a file is written: the same call may run it later. */
  readonly note: (path: string, text: string | undefined) => void;
  readonly at: (path: string) => Written | undefined;
  /** The files of this kind whose text is not known. */
  readonly unknown: (kind: (path: string) => boolean) => string[];
}

/** The files that one call writes, by their absolute path. */
export class WrittenFiles {
  readonly #files = new Map<string, Written>();

  /** Every file that was written, by its absolute path. */
  all(): ReadonlyMap<string, Written> {
    return this.#files;
  }

  /** The same files as seen from a working directory. */
  from(cwd: string, home: string): WrittenFrom {
    return {
      note: (path, text) => {
        this.#files.set(absolutePath(path, cwd, home), { text });
      },
      unknown: (kind) =>
        [...this.#files].filter(([path, { text }]) => text === undefined && kind(path)).map(([path]) => path),
      at: (path) => this.#files.get(absolutePath(path, cwd, home)),
    };
  }
}
