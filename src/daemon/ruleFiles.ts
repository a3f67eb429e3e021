import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { disposable, Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError } from '../base/errors.ts';
import type { RuleFile } from '../policy/ruleFile.ts';
import { compileRules, idsOf, readRuleFile } from '../policy/ruleFile.ts';
import type { RuleSet } from '../policy/ruleSet.ts';
import { brokenRules } from './brokenRules.ts';
import { FollowedProject, projectRulesFile, readProjectRules } from './projectRules.ts';
import { answersFileName } from './answerRules.ts';
import { wordsFileName } from './screenWords.ts';
import type { FileProblem, RuleFolders } from './yamlFiles.ts';
import { followFolder, openYaml, problemOf, readKept, yamlFilesIn } from './yamlFiles.ts';

/** Rules that follow their files. */
export interface LiveRules extends Disposable {
  /** The rule set in force. */
  readonly current: RuleSet;
  /** Files that are broken at the moment, those of projects in which sessions work included. */
  readonly problems: readonly FileProblem[];
  /** Announced after a rule set or the list of problems changed. */
  readonly onChange: Event<LiveRules>;
  /** The rules for one session in a folder (its real path), with those of the project; followed until disposed. */
  forProject(folder: string): ProjectRules;
}

/** The rules that hold for a session. */
export interface ProjectRules extends Disposable {
  readonly current: RuleSet;
  /** What is wrong with the rules of this project. */
  readonly problems: readonly FileProblem[];
}

/** Reads all rules once; a broken file is a `PccError` with file, line and column. */
export function readRules(folders: RuleFolders): RuleSet {
  const shipped = readShipped(folders.shipped);
  const user = folders.user === undefined ? [] : ruleFilesIn(folders.user);
  return compileRules([...shipped, ...user.map((file) => readUserFile(file, idsOf(shipped)))]);
}

/** The rules of a folder, and the files that are broken; in their place everything is asked. */
export interface FoundRules {
  readonly rules: RuleSet;
  readonly problems: readonly FileProblem[];
}

/** Reads the shipped and the user's rules once; gives them as a new session in a folder (its real path) would get them. */
export function rulesReader(folders: RuleFolders): (project?: string) => FoundRules {
  const problems: FileProblem[] = [];
  const shipped = readShipped(folders.shipped);
  const taken = idsOf(shipped);
  const user = (folders.user === undefined ? [] : ruleFilesIn(folders.user)).flatMap((file) =>
    attempt(file, 'user', problems, () => readUserFile(file, taken)),
  );
  const files = [...shipped, ...user];
  const alone = compileRules(files);
  return (project) => {
    if (project === undefined) return { rules: alone, problems };
    const found = [...problems];
    const own = attempt(projectRulesFile(project), 'project', found, () => readProjectRules(project, taken));
    return { rules: own.length === 0 ? alone : compileRules([...files, ...own]), problems: found };
  };
}

function attempt(
  file: string,
  origin: 'user' | 'project',
  problems: FileProblem[],
  read: () => RuleFile | undefined,
): RuleFile[] {
  try {
    const found = read();
    return found ? [found] : [];
  } catch (error) {
    const problem = problemOf(file, error);
    problems.push(problem);
    return [brokenRules(problem, origin)];
  }
}

/**
 * Reads all rules and follows the user's files: a broken one keeps its last good version and is named in `problems`.
 * Shipped rules belong to the program and are read once; broken ones throw.
 */
export function watchRules(folders: RuleFolders, clock: Clock = systemClock(false)): LiveRules {
  return new WatchedRules(folders, clock);
}

function readShipped(folder: string): RuleFile[] {
  const files = ruleFilesIn(folder);
  if (files.length === 0)
    throw new PccError('not_found', `The folder ${folder} holds no rule files; install the package again.`);
  const kept = readKept(folder);
  return files.map((file) => readRuleFile(openYaml(file, kept), 'shipped'));
}

/** What stands in a folder of rules and holds none: the wordings of screens, and what answers questions. */
const otherFiles = [wordsFileName, answersFileName];

function ruleFilesIn(folder: string): string[] {
  const others = new Set(otherFiles.map((name) => join(folder, name)));
  return yamlFilesIn(folder).filter((file) => !others.has(file));
}

function readUserFile(file: string, taken: ReadonlySet<string>): RuleFile {
  return readRuleFile(openYaml(file), 'user', taken);
}

class WatchedRules implements LiveRules {
  readonly #own = new Disposables();
  readonly #changes = this.#own.own(new Emitter<LiveRules>());
  readonly #clock: Clock;
  readonly #shipped: readonly RuleFile[];
  /** Ids of what is shipped. */
  readonly #taken: ReadonlySet<string>;
  readonly #user: string | undefined;
  readonly #good = new Map<string, RuleFile>();
  readonly #projects = new Map<string, FollowedProject>();
  /** What was compiled since the last change; `''` for the rules without those of a project. */
  readonly #compiled = new Map<string, RuleSet>();
  #files: readonly RuleFile[] = [];
  #problems: FileProblem[] = [];
  #unwatched: FileProblem[] = [];

  constructor(folders: RuleFolders, clock: Clock) {
    this.#clock = clock;
    this.#shipped = readShipped(folders.shipped);
    this.#taken = idsOf(this.#shipped);
    this.#user = folders.user;
    this.#read();
    if (this.#user !== undefined) this.#follow(this.#user);
  }

  get current(): RuleSet {
    return this.#rules('');
  }

  get problems(): readonly FileProblem[] {
    const projects = [...this.#projects.values()].flatMap((project) => project.problems);
    return [...this.#unwatched, ...this.#problems, ...projects];
  }

  get onChange(): Event<LiveRules> {
    return this.#changes.event;
  }

  forProject(folder: string): ProjectRules {
    const known = this.#projects.get(folder);
    const project = known ?? new FollowedProject(folder, this.#taken, this.#clock, () => this.#changed());
    this.#projects.set(folder, project);
    project.users++;
    const release = disposable(() => {
      this.#release(folder, project);
    });
    const current = (): RuleSet => this.#rules(folder);
    return {
      get current() {
        return current();
      },
      get problems() {
        return project.problems;
      },
      dispose: () => {
        release.dispose();
      },
    };
  }

  dispose(): void {
    for (const project of this.#projects.values()) project.dispose();
    this.#projects.clear();
    this.#own.dispose();
  }

  #release(folder: string, project: FollowedProject): void {
    if (--project.users > 0) return;
    project.dispose();
    this.#projects.delete(folder);
    this.#compiled.delete(folder);
  }

  #rules(folder: string): RuleSet {
    const project = this.#projects.get(folder)?.files ?? [];
    if (folder !== '' && project.length === 0) return this.current;
    let rules = this.#compiled.get(folder);
    if (!rules) {
      rules = compileRules([...this.#shipped, ...this.#files, ...project]);
      this.#compiled.set(folder, rules);
    }
    return rules;
  }

  #changed(): void {
    this.#compiled.clear();
    this.#changes.fire(this);
  }

  #follow(folder: string): void {
    const changed = (): void => {
      this.#read();
      this.#changed();
    };
    const failed = (problem: FileProblem): void => {
      this.#unwatched.push(problem);
      this.#changes.fire(this);
    };
    this.#own.own(followFolder(folder, changed, failed));
  }

  #read(): void {
    this.#problems = [];
    const files = this.#user === undefined ? [] : ruleFilesIn(this.#user);
    for (const file of this.#good.keys()) if (!files.includes(file)) this.#good.delete(file);
    for (const file of files) {
      try {
        this.#good.set(file, readUserFile(file, this.#taken));
      } catch (error) {
        this.#problems.push(problemOf(file, error));
      }
    }
    this.#files = [
      ...files.flatMap((file) => this.#good.get(file) ?? []),
      ...this.#problems.filter(({ file }) => !this.#good.has(file)).map((problem) => brokenRules(problem, 'user')),
    ];
  }
}
