import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { compileWords } from '../screen/compileWords.ts';
import type { WordFile } from '../screen/wordFile.ts';
import { readWordFile } from '../screen/wordFile.ts';
import type { Words } from '../screen/words.ts';
import type { FileProblem, RuleFolders } from './yamlFiles.ts';
import { followFolder, openYaml, problemOf, readKept, shippedRulesFolder } from './yamlFiles.ts';

/** Name of the file of wordings in a folder of rules; it holds no rules. */
export const wordsFileName = 'screens.yaml';

/** Wordings that follow their files. */
export interface LiveWords extends Disposable {
  /** The wordings in force. */
  readonly current: Words;
  /** Files that are broken at the moment. */
  readonly problems: readonly FileProblem[];
  /** Announced after the wordings in force or the list of problems changed. */
  readonly onChange: Event<LiveWords>;
}

/** Reads the wordings once. @throws PccError naming file, line and column of what is broken. */
export function readWords(folders: RuleFolders): Words {
  return compileWords(shippedFile(folders), ...ownFiles(folders));
}

let shipped: Words | undefined;

/** The shipped wordings, without anybody's own; read once. */
export function shippedWords(): Words {
  return (shipped ??= readWords({ shipped: shippedRulesFolder() }));
}

/**
 * Reads the wordings and follows both files: a broken one keeps its last good version and is named in `problems`. The shipped
 * file is followed too, so that it can be mended in place. @throws PccError when it is broken at the start.
 */
export function watchWords(folders: RuleFolders): LiveWords {
  return new WatchedWords(folders);
}

function shippedFile({ shipped: folder }: RuleFolders): WordFile {
  return readWordFile(openYaml(join(folder, wordsFileName), readKept(folder)));
}

function ownFiles({ user }: RuleFolders): WordFile[] {
  const file = user === undefined ? undefined : join(user, wordsFileName);
  return file !== undefined && existsSync(file) ? [readWordFile(openYaml(file))] : [];
}

class WatchedWords implements LiveWords {
  readonly #own = new Disposables();
  readonly #changes = this.#own.own(new Emitter<LiveWords>());
  readonly #folders: RuleFolders;
  /** Last good versions. */
  #shipped: WordFile;
  #user: readonly WordFile[] = [];
  #problems: FileProblem[] = [];
  #unwatched: FileProblem[] = [];
  #current: Words;

  constructor(folders: RuleFolders) {
    this.#folders = folders;
    this.#shipped = shippedFile(folders);
    this.#current = compileWords(this.#shipped);
    this.#take(this.#shipped);
    for (const folder of [folders.shipped, folders.user]) if (folder !== undefined) this.#follow(folder);
  }

  get current(): Words {
    return this.#current;
  }

  get problems(): readonly FileProblem[] {
    return [...this.#unwatched, ...this.#problems];
  }

  get onChange(): Event<LiveWords> {
    return this.#changes.event;
  }

  dispose(): void {
    this.#own.dispose();
  }

  #follow(folder: string): void {
    const again = (): void => {
      this.#readAgain();
      this.#changes.fire(this);
    };
    const failed = (problem: FileProblem): void => {
      this.#unwatched.push(problem);
      this.#changes.fire(this);
    };
    this.#own.own(followFolder(folder, again, failed));
  }

  #readAgain(): void {
    this.#problems = [];
    let shipped = this.#shipped;
    this.#attempt(join(this.#folders.shipped, wordsFileName), () => {
      const file = shippedFile(this.#folders);
      compileWords(file);
      shipped = file;
    });
    this.#take(shipped);
  }

  /**
   * Puts the shipped wordings and the user's own in force. They are compiled together only as they are now: a new shipped file
   * need not fit what the user's file was before. Where the user's is broken its last good version stays, and where that does
   * not fit either, all stays as it was.
   */
  #take(shipped: WordFile): void {
    const file = join(this.#folders.user ?? '', wordsFileName);
    if (this.#attempt(file, () => this.#putInForce(shipped, ownFiles(this.#folders)))) return;
    if (shipped !== this.#shipped) this.#attempt(file, () => this.#putInForce(shipped, this.#user));
  }

  #putInForce(shipped: WordFile, user: readonly WordFile[]): void {
    this.#current = compileWords(shipped, ...user);
    this.#shipped = shipped;
    this.#user = user;
  }

  #attempt(file: string, read: () => void): boolean {
    try {
      read();
      return true;
    } catch (error) {
      this.#problems.push(problemOf(file, error));
      return false;
    }
  }
}
