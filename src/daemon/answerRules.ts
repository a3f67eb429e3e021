import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { readAnswerFile } from '../brain/answerFile.ts';
import type { AnswerRule, AnswerRules } from '../brain/answerRules.ts';
import type { FileProblem, RuleFolders } from './yamlFiles.ts';
import { followFolder, openYaml, problemOf, readKept } from './yamlFiles.ts';

/** Name of the file of answer rules in a folder of rules. Projects have none: they could loosen. */
export const answersFileName = 'answers.yaml';

/** Answer rules that follow the user's file. */
export interface LiveAnswers extends Disposable {
  /** The rules in force. */
  readonly current: AnswerRules;
  /** The user's file, while it is broken. */
  readonly problems: readonly FileProblem[];
  /** Announced after the rules in force or the list of problems changed. */
  readonly onChange: Event<LiveAnswers>;
}

/** Reads the answer rules once. @throws PccError naming file, line and column of what is broken. */
export function readAnswers(folders: RuleFolders): AnswerRules {
  return { user: ownRules(folders), shipped: shippedRules(folders) };
}

/**
 * Reads the answer rules and follows the user's file: a broken one keeps its last good version and is named in `problems`; one
 * that is broken from the start holds no rules. @throws PccError when the shipped file is broken.
 */
export function watchAnswers(folders: RuleFolders): LiveAnswers {
  return new WatchedAnswers(folders);
}

function shippedRules({ shipped: folder }: RuleFolders): readonly AnswerRule[] {
  return readAnswerFile(openYaml(join(folder, answersFileName), readKept(folder)), 'shipped');
}

function ownRules({ user }: RuleFolders): readonly AnswerRule[] {
  const file = user === undefined ? undefined : join(user, answersFileName);
  return file !== undefined && existsSync(file) ? readAnswerFile(openYaml(file), 'user') : [];
}

class WatchedAnswers implements LiveAnswers {
  readonly #own = new Disposables();
  readonly #changes = this.#own.own(new Emitter<LiveAnswers>());
  readonly #folders: RuleFolders;
  #current: AnswerRules;
  #problems: FileProblem[] = [];
  #unwatched: FileProblem[] = [];

  constructor(folders: RuleFolders) {
    this.#folders = folders;
    this.#current = { user: [], shipped: shippedRules(folders) };
    this.#readAgain();
    if (folders.user !== undefined) this.#follow(folders.user);
  }

  get current(): AnswerRules {
    return this.#current;
  }

  get problems(): readonly FileProblem[] {
    return [...this.#unwatched, ...this.#problems];
  }

  get onChange(): Event<LiveAnswers> {
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
    try {
      this.#current = { user: ownRules(this.#folders), shipped: this.#current.shipped };
    } catch (error) {
      this.#problems.push(problemOf(join(this.#folders.user ?? '', answersFileName), error));
    }
  }
}
