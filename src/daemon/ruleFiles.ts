import { join } from 'node:path';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError } from '../base/errors.ts';
import type { RuleFile } from '../policy/ruleFile.ts';
import { compileRules, readRuleFile } from '../policy/ruleFile.ts';
import type { RuleOrigin, RuleSet } from '../policy/ruleSet.ts';
import { wordsFileName } from './screenWords.ts';
import type { FileProblem, KeptContents, RuleFolders } from './yamlFiles.ts';
import { followFolder, openYaml, problemOf, readKept, yamlFilesIn } from './yamlFiles.ts';

/** Rules that follow their files. */
export interface LiveRules extends Disposable {
  /** The rule set in force. */
  readonly current: RuleSet;
  /** Files that are broken at the moment. */
  readonly problems: readonly FileProblem[];
  /** Announced after the rule set or the list of problems changed. */
  readonly onChange: Event<LiveRules>;
}

/** Reads all rules once; a broken file is a `PccError` with file, line and column. */
export function readRules(folders: RuleFolders): RuleSet {
  return compileRules([
    ...readFolder(folders.shipped, 'shipped'),
    ...(folders.user === undefined ? [] : readFolder(folders.user, 'user')),
  ]);
}

/**
 * Reads all rules and follows the user's files: a broken one keeps its last good version and is named in `problems`.
 * Shipped rules belong to the program and are read once; broken ones throw.
 */
export function watchRules(folders: RuleFolders): LiveRules {
  return new WatchedRules(folders);
}

function readFolder(folder: string, origin: RuleOrigin): RuleFile[] {
  const files = ruleFilesIn(folder);
  if (origin === 'shipped' && files.length === 0) {
    throw new PccError('not_found', `The folder ${folder} holds no rule files; install the package again.`);
  }
  const kept = origin === 'shipped' ? readKept(folder) : {};
  return files.map((file) => readFile(file, origin, kept));
}

/** The wordings of screens stand beside the rules, and are none. */
function ruleFilesIn(folder: string): string[] {
  return yamlFilesIn(folder).filter((file) => file !== join(folder, wordsFileName));
}

function readFile(file: string, origin: RuleOrigin, kept: KeptContents = {}): RuleFile {
  return readRuleFile(openYaml(file, kept), origin);
}

class WatchedRules implements LiveRules {
  readonly #own = new Disposables();
  readonly #changes = this.#own.own(new Emitter<LiveRules>());
  readonly #shipped: readonly RuleFile[];
  readonly #user: string | undefined;
  readonly #good = new Map<string, RuleFile>();
  #problems: FileProblem[] = [];
  #current: RuleSet;

  constructor(folders: RuleFolders) {
    this.#shipped = readFolder(folders.shipped, 'shipped');
    this.#user = folders.user;
    this.#current = this.#read();
    if (this.#user !== undefined) this.#follow(this.#user);
  }

  get current(): RuleSet {
    return this.#current;
  }

  get problems(): readonly FileProblem[] {
    return this.#problems;
  }

  get onChange(): Event<LiveRules> {
    return this.#changes.event;
  }

  dispose(): void {
    this.#own.dispose();
  }

  #follow(folder: string): void {
    const changed = (): void => {
      this.#current = this.#read();
      this.#changes.fire(this);
    };
    const failed = (problem: FileProblem): void => {
      this.#problems = [...this.#problems, problem];
      this.#changes.fire(this);
    };
    this.#own.own(followFolder(folder, changed, failed));
  }

  #read(): RuleSet {
    this.#problems = [];
    const files = this.#user === undefined ? [] : ruleFilesIn(this.#user);
    for (const file of this.#good.keys()) if (!files.includes(file)) this.#good.delete(file);
    for (const file of files) {
      try {
        this.#good.set(file, readFile(file, 'user'));
      } catch (error) {
        this.#problems.push(problemOf(file, error));
      }
    }
    return compileRules([...this.#shipped, ...files.flatMap((file) => this.#good.get(file) ?? [])]);
  }
}
