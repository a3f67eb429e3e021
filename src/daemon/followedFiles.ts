import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import type { FileProblem } from './yamlFiles.ts';
import { followFolder, problemOf } from './yamlFiles.ts';

/** What was read from files and follows them. */
export interface Followed<T> extends Disposable {
  /** What is in force. */
  readonly current: T;
  /** Files that are broken at the moment; folders that cannot be watched. */
  readonly problems: readonly FileProblem[];
  /** Announced after what is in force or the list of problems changed. */
  readonly onChange: Event<Followed<T>>;
}

/** Does some reading; false, and a problem of that file, when it throws. */
export type Attempt = (file: string, read: () => void) => boolean;

/** Calls `read` now and after each change in one of the folders; `read` keeps the last good versions itself. */
export class FollowedFiles<T> implements Followed<T> {
  readonly #own = new Disposables();
  readonly #changes = this.#own.own(new Emitter<Followed<T>>());
  readonly #read: (attempt: Attempt) => T;
  readonly #unwatched: FileProblem[] = [];
  #problems: FileProblem[] = [];
  #current: T;

  constructor(folders: readonly (string | undefined)[], read: (attempt: Attempt) => T) {
    this.#read = read;
    this.#current = this.#readAgain();
    for (const folder of folders) if (folder !== undefined) this.#follow(folder);
  }

  get current(): T {
    return this.#current;
  }

  get problems(): readonly FileProblem[] {
    return [...this.#unwatched, ...this.#problems];
  }

  get onChange(): Event<Followed<T>> {
    return this.#changes.event;
  }

  dispose(): void {
    this.#own.dispose();
  }

  #follow(folder: string): void {
    const again = (): void => {
      this.#current = this.#readAgain();
      this.#changes.fire(this);
    };
    const failed = (problem: FileProblem): void => {
      this.#unwatched.push(problem);
      this.#changes.fire(this);
    };
    this.#own.own(followFolder(folder, again, failed));
  }

  #readAgain(): T {
    const problems: FileProblem[] = [];
    const current = this.#read((file, read) => {
      try {
        read();
        return true;
      } catch (error) {
        problems.push(problemOf(file, error));
        return false;
      }
    });
    this.#problems = problems;
    return current;
  }
}
