import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { PccError, sentenceOf, systemCode } from '../base/errors.ts';
import { YamlFile } from '../base/yamlFile.ts';
import { limits } from '../limits.ts';
import type { RuleFile } from '../policy/ruleFile.ts';
import { readRuleFile } from '../policy/ruleFile.ts';
import { brokenRules } from './brokenRules.ts';
import type { FileProblem } from './yamlFiles.ts';
import { pollFile } from './polledFile.ts';
import { problemOf } from './yamlFiles.ts';

/** Folder of a project's own files for pcc, and the file of its rules in it. */
const ownFolder = '.pcc';
const fileName = 'rules.yaml';

/** Where the rules of a project stand. */
export function projectRulesFile(folder: string): string {
  return join(folder, ownFolder, fileName);
}

/**
 * Reads the rules of a project by the real path of its folder; undefined when it has none. It must be a plain file of bounded
 * size that no link leads to: a link could lead to a file that may be written without being asked. Whose file it is does not
 * matter, since it can only tighten. `taken`: see `readRuleFile`.
 *
 * @throws PccError that names the file, with line and column where its content is wrong.
 */
export function readProjectRules(folder: string, taken?: ReadonlySet<string>): RuleFile | undefined {
  const file = projectRulesFile(folder);
  const text = textOf(file, join(folder, ownFolder));
  return text === undefined ? undefined : readRuleFile(new YamlFile(text, file), 'project', taken);
}

function textOf(file: string, parent: string): string | undefined {
  let descriptor: number;
  try {
    if (realpathSync(parent) !== parent)
      throw new PccError('invalid_input', `${parent} is reached by a link; make it a folder.`);
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP') throw new PccError('invalid_input', `${file} is a link; make it a plain file.`);
    throw error instanceof PccError
      ? error
      : new PccError('invalid_input', `${file} cannot be read: ${sentenceOf(error)}.`);
  }
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) throw new PccError('invalid_input', `${file} is no plain file.`);
    if (found.size > limits.projectRuleBytesMax)
      throw new PccError('too_large', `${file} is larger than ${limits.projectRuleBytesMax} bytes; shorten it.`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The rules of one project, followed while sessions work in it. A broken file leaves its last good version in force; where there
 * never was one, everything is asked. A file that vanishes leaves its last version in force as well, until the last session has
 * ended: it may have gone with a change of branch, or by the hand of a session, and neither is the owner's wish to loosen. Who
 * wants its rules gone at once empties the file.
 */
export class FollowedProject implements Disposable {
  readonly #folder: string;
  readonly #taken: ReadonlySet<string>;
  readonly #following: Disposable;
  #good: RuleFile | undefined;
  #problem: FileProblem | undefined;
  /** How many sessions work in it. */
  users = 0;

  /** `changed` is called after the rules or the problems have changed. */
  constructor(folder: string, taken: ReadonlySet<string>, clock: Clock, changed: () => void) {
    this.#folder = folder;
    this.#taken = taken;
    this.#read();
    this.#following = pollFile(projectRulesFile(folder), clock, () => {
      this.#read();
      changed();
    });
  }

  /** The file that holds, as the compiler takes it. */
  get files(): readonly RuleFile[] {
    if (this.#good) return [this.#good];
    return this.#problem ? [brokenRules(this.#problem, 'project')] : [];
  }

  get problems(): readonly FileProblem[] {
    return this.#problem ? [this.#problem] : [];
  }

  dispose(): void {
    this.#following.dispose();
  }

  #read(): void {
    const file = projectRulesFile(this.#folder);
    try {
      const found = readProjectRules(this.#folder, this.#taken);
      this.#problem = found || !this.#good ? undefined : { file, sentence: vanished(file) };
      this.#good = found ?? this.#good;
    } catch (error) {
      this.#problem = problemOf(file, error);
    }
  }
}

function vanished(file: string): string {
  return `${file} is gone; its last version holds until the last session in this project has ended. Write \`rules: []\` into it to lift its rules now.`;
}
