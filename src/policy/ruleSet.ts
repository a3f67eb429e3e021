import type { JsonObject } from '../base/json.ts';
import type { MatchSource } from './ruleForms.ts';
import type { WeighedForm } from './ruleWork.ts';
import type { Program } from './shell/grammar.ts';
import type { Action, Risk } from './verdict.ts';

/** Where a rule file came from. Files of a project may only tighten. */
export type RuleOrigin = 'shipped' | 'user' | 'project';

/** What a rule looks at; every field that is given must match. */
export interface RuleMatch {
  /** Name of the tool, `*` as wildcard. */
  readonly tool?: WeighedForm;
  /** Program of a shell command, after wrappers are taken off; a script of the project also by its last name. */
  readonly program?: WeighedForm;
  /** A path that the call names: absolute, with `~` for the home folder, and, for `allow`, below the session's folder. */
  readonly path?: RegExp;
  /** Host of a URL that the call names. */
  readonly host?: WeighedForm;
  /** The dequoted words of one simple command joined by blanks, or the JSON of another tool's input. */
  readonly text?: WeighedForm;
  /** The folder the session works in: absolute, or with `~` for the home folder. */
  readonly project?: RegExp;
}

/** A call that a rule file states as an example, with the class it must get. */
export interface RuleExample {
  readonly tool: string;
  readonly input: JsonObject;
  readonly risk: Risk;
  /** What must be done with it, where that does not follow from the class. */
  readonly action?: Action;
  /** Folder of the session, instead of the one that examples are judged in. */
  readonly cwd?: string;
}

/**
 * One rule: `deny` raises to HIGH, `ask` raises to MEDIUM, `allow` lowers MEDIUM to LOW and never lifts the floor; `none` has an
 * action only.
 */
export interface Rule {
  readonly id: string;
  readonly effect: 'deny' | 'ask' | 'allow' | 'none';
  readonly match: RuleMatch;
  /** What it matches as its file says it, for people. */
  readonly says: MatchSource;
  readonly reason: string;
  readonly examples: readonly RuleExample[];
  readonly origin: RuleOrigin;
  /** File name and line, for `pcc rules why`. */
  readonly source: string;
  /** A person decides, whatever the class is; absent where the class alone tells what is done. */
  readonly action?: 'escalate';
}

/** What a rule id means that no rule file matches by: a clause of the floor or of a grammar, spoken by code. */
export interface Clause {
  readonly id: string;
  /** The gravest class that it gives. */
  readonly risk: Risk;
  readonly reason: string;
  readonly examples: readonly RuleExample[];
  readonly source: string;
}

/** What the policy knows about a kind of path. The gravest rule that matches speaks. */
export interface PathRule {
  readonly id: string;
  readonly risk: Risk;
  /** Whether it speaks of reading, of changing, or of both. */
  readonly access: 'read' | 'write' | 'any';
  /**
   * What its globs are compared with. `anywhere`: the absolute path; its exceptions with the path below the project. `project`: the
   * path below the root of the project, and nothing outside. `machine`: the absolute path, or `~/…`; silent inside a project or home
   * folder that it covers as a whole.
   */
  readonly place: 'anywhere' | 'project' | 'machine';
  readonly matches: RegExp;
  /** Its globs as its file says them, for people. */
  readonly says: readonly string[];
  readonly except?: RegExp;
  /** True when the existence of such a file inside the project is no secret at all. */
  readonly listing: boolean;
  /** True for folders that builds write: artefacts may be made there, hand-written files are looked at. */
  readonly output: boolean;
  readonly reason: string;
  readonly examples: readonly RuleExample[];
  readonly source: string;
}

/** Everything that judging needs from rule files, compiled once and never changed. */
export interface RuleSet {
  /** Grammar of each known program, by name. */
  readonly programs: ReadonlyMap<string, Program>;
  readonly rules: readonly Rule[];
  /** Gravest first. */
  readonly paths: readonly PathRule[];
  readonly clauses: readonly Clause[];
  /** `file:line` where a program is described. */
  readonly programSource: (name: string) => string | undefined;
}
