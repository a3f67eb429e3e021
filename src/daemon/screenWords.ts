import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileWords } from '../screen/compileWords.ts';
import type { WordFile } from '../screen/wordFile.ts';
import { readWordFile } from '../screen/wordFile.ts';
import type { Words } from '../screen/words.ts';
import type { Attempt, Followed } from './followedFiles.ts';
import { FollowedFiles } from './followedFiles.ts';
import type { RuleFolders } from './yamlFiles.ts';
import { openYaml, readKept, shippedRulesFolder } from './yamlFiles.ts';

/** Name of the file of wordings in a folder of rules; it holds no rules. */
export const wordsFileName = 'screens.yaml';

/** Wordings that follow their files. */
export type LiveWords = Followed<Words>;

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
  const inForce = new WordsInForce(folders);
  return new FollowedFiles([folders.shipped, folders.user], (attempt) => inForce.read(attempt));
}

function shippedFile({ shipped: folder }: RuleFolders): WordFile {
  return readWordFile(openYaml(join(folder, wordsFileName), readKept(folder)));
}

function ownFiles({ user }: RuleFolders): WordFile[] {
  const file = user === undefined ? undefined : join(user, wordsFileName);
  return file !== undefined && existsSync(file) ? [readWordFile(openYaml(file))] : [];
}

/** The last good versions of both files, and what they are together. */
class WordsInForce {
  readonly #folders: RuleFolders;
  #shipped: WordFile;
  #user: readonly WordFile[] = [];
  #current: Words;

  constructor(folders: RuleFolders) {
    this.#folders = folders;
    this.#shipped = shippedFile(folders);
    this.#current = compileWords(this.#shipped);
  }

  /**
   * Puts the shipped wordings and the user's own in force. They are compiled together only as they are now: a new shipped file
   * need not fit what the user's file was before. Where the user's is broken its last good version stays, and where that does
   * not fit either, all stays as it was.
   */
  read(attempt: Attempt): Words {
    let shipped = this.#shipped;
    attempt(join(this.#folders.shipped, wordsFileName), () => {
      const file = shippedFile(this.#folders);
      compileWords(file);
      shipped = file;
    });
    const own = join(this.#folders.user ?? '', wordsFileName);
    const isWhole = attempt(own, () => this.#take(shipped, ownFiles(this.#folders)));
    if (!isWhole && shipped !== this.#shipped) attempt(own, () => this.#take(shipped, this.#user));
    return this.#current;
  }

  #take(shipped: WordFile, user: readonly WordFile[]): void {
    this.#current = compileWords(shipped, ...user);
    this.#shipped = shipped;
    this.#user = user;
  }
}
