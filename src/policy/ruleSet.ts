import type { Program } from './shell/grammar.ts';
import type { Action, Risk } from './verdict.ts';

/** Where a rule file came from. Files of a project may only tighten. */
export type RuleOrigin = 'shipped' | 'user' | 'project';

/** What a rule looks at; every field that is given must match. */
export interface RuleMatch {
  /** Name of the tool, `*` as wildcard. */
  readonly tool?: RegExp;
  /** Program of a shell command, after wrappers are taken off. */
  readonly program?: RegExp;
  /** A path that the call reads or writes, absolute and relative to the session's folder. */
  readonly path?: RegExp;
  /** Host of a URL that the call names. */
  readonly host?: RegExp;
  /** The dequoted words of one simple command joined by blanks, or the JSON of another tool's input. */
  readonly text?: RegExp;
}

/** A call that a rule file states as an example, with the class it must get. */
export interface RuleExample {
  readonly tool: string;
  readonly input: Readonly<Record<string, string>>;
  readonly risk: Risk;
}

/** One rule: `deny` raises to HIGH, `ask` raises to MEDIUM, `allow` lowers MEDIUM to LOW and never lifts the floor. */
export interface Rule {
  readonly id: string;
  readonly effect: 'deny' | 'ask' | 'allow';
  readonly match: RuleMatch;
  readonly reason: string;
  readonly examples: readonly RuleExample[];
  readonly origin: RuleOrigin;
  /** File name and line, for `pcc rules why`. */
  readonly source: string;
  /** Tightens what is done with a call without changing its class. */
  readonly action?: Action;
}

/** What the policy knows about a kind of path. The gravest rule that matches speaks. */
export interface PathRule {
  readonly id: string;
  readonly risk: Risk;
  /** Whether it speaks of reading, of changing, or of both. */
  readonly access: 'read' | 'write' | 'any';
  /** Over the absolute path. */
  readonly matches: RegExp;
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
}
