import { BugError } from '../base/assert.ts';
import type { Disposable } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import type { RuleSet } from '../policy/ruleSet.ts';

/** Where rules are read from. A folder that does not exist holds no rules. */
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

/** Reads all rules once; a broken file is a `PccError` with file, line and column. */
export function readRules(folders: RuleFolders): RuleSet {
  throw new BugError(`not built yet: ${folders.shipped}`);
}

/** Reads all rules and follows their files. Shipped rules that are broken throw; a broken user file is a problem in the list. */
export function watchRules(folders: RuleFolders): LiveRules {
  throw new BugError(`not built yet: ${folders.shipped}`);
}

/** Folder of the shipped rules: beside `dist/` when built, beside `src/` in the work tree. */
export function shippedRulesFolder(): string {
  throw new BugError('not built yet');
}
