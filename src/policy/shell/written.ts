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
      at: (path) => this.#files.get(absolutePath(path, cwd, home)),
    };
  }
}
