import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watch } from 'chokidar';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { RuleFile } from '../policy/ruleFile.ts';
import { compileRules, contentOf, readRuleFile } from '../policy/ruleFile.ts';
import type { RuleOrigin, RuleSet } from '../policy/ruleSet.ts';

/** Where rules are read from. A folder of the user's that does not exist holds no rules. */
export interface RuleFolders {
  /** Folder of the shipped rules. */
  readonly shipped: string;
  /** Folder of the user's own rules (`PCC_HOME/rules`). */
  readonly user?: string;
}

/** A rule file that could not be used; its last good version stays in force. */
export interface RuleProblem {
  readonly file: string;
  /** One sentence with line and column. */
  readonly sentence: string;
}

/** Rules that follow their files. */
export interface LiveRules extends Disposable {
  /** The rule set in force. */
  readonly current: RuleSet;
  /** Files that are broken at the moment. */
  readonly problems: readonly RuleProblem[];
  /** Announced after the rule set or the list of problems changed. */
  readonly onChange: Event<LiveRules>;
}

/** File beside `pcc.js` that the build writes: the content of the shipped rules by the SHA-256 of their text. */
export const keptRulesFile = 'rules.json';

/**
 * What the build keeps of the shipped rules, so that a start of pcc need not read YAML, which takes longer than all else
 * there. A rule file whose text has changed since is read as it is.
 */
export function keptContents(folder: string): Record<string, unknown> {
  return Object.fromEntries(
    ruleFilesIn(folder).map((file) => {
      const text = readFileSync(file, 'utf8');
      return [digestOf(text), contentOf(text, file)];
    }),
  );
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function readKept(folder: string): Readonly<Record<string, unknown>> {
  try {
    const kept = JSON.parse(readFileSync(join(folder, '..', 'dist', keptRulesFile), 'utf8')) as Json;
    return isObject(kept) ? kept : {};
  } catch {
    // In a work tree that was never built, or with a damaged file, the rules themselves are read.
    return {};
  }
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

/** Folder of the shipped rules: beside `dist/` when built, beside `src/` in the work tree. */
export function shippedRulesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (folder !== dirname(folder)) {
    const candidate = join(folder, 'rules');
    if (existsSync(join(candidate, 'paths.yaml'))) return candidate;
    folder = dirname(folder);
  }
  throw new PccError('missing_program', 'The shipped rules are missing; install the package again.');
}

function readFolder(folder: string, origin: RuleOrigin): RuleFile[] {
  const files = ruleFilesIn(folder);
  if (origin === 'shipped' && files.length === 0) {
    throw new PccError('not_found', `The folder ${folder} holds no rule files; install the package again.`);
  }
  const kept = origin === 'shipped' ? readKept(folder) : {};
  return files.map((file) => readFile(file, origin, kept));
}

function ruleFilesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function readFile(file: string, origin: RuleOrigin, kept: Readonly<Record<string, unknown>> = {}): RuleFile {
  let text: string;
  try {
    if (statSync(file).size > limits.ruleFileBytesMax)
      throw new PccError('too_large', `${file} is larger than ${limits.ruleFileBytesMax} bytes; split it.`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof PccError) throw error;
    throw new PccError('invalid_input', `${file} cannot be read: ${sentenceOf(error)}.`);
  }
  return readRuleFile(text, file, origin, kept[digestOf(text)]);
}

class WatchedRules implements LiveRules {
  readonly #own = new Disposables();
  readonly #changes = this.#own.own(new Emitter<LiveRules>());
  readonly #shipped: readonly RuleFile[];
  readonly #user: string | undefined;
  readonly #good = new Map<string, RuleFile>();
  #problems: RuleProblem[] = [];
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

  get problems(): readonly RuleProblem[] {
    return this.#problems;
  }

  get onChange(): Event<LiveRules> {
    return this.#changes.event;
  }

  dispose(): void {
    this.#own.dispose();
  }

  /** The folder may be made later, so its parent is watched, and nothing else in it. */
  #follow(folder: string): void {
    const parent = dirname(folder);
    const watcher = watch(parent, {
      ignoreInitial: true,
      ignored: (path) => path !== parent && path !== folder && !path.startsWith(`${folder}/`),
      awaitWriteFinish: { stabilityThreshold: limits.ruleFileSettleMs, pollInterval: limits.ruleFileSettleMs },
    });
    watcher.on('all', () => {
      this.#current = this.#read();
      this.#changes.fire(this);
    });
    watcher.on('error', (error) => {
      this.#problems = [
        ...this.#problems,
        { file: folder, sentence: `${folder} cannot be watched: ${sentenceOf(error)}.` },
      ];
      this.#changes.fire(this);
    });
    this.#own.defer(() => {
      void watcher.close();
    });
  }

  #read(): RuleSet {
    this.#problems = [];
    const files = this.#user === undefined ? [] : ruleFilesIn(this.#user);
    for (const file of this.#good.keys()) if (!files.includes(file)) this.#good.delete(file);
    for (const file of files) {
      try {
        this.#good.set(file, readFile(file, 'user'));
      } catch (error) {
        if (!(error instanceof PccError)) throw error;
        this.#problems.push({ file, sentence: error.message });
      }
    }
    return compileRules([...this.#shipped, ...files.flatMap((file) => this.#good.get(file) ?? [])]);
  }
}
