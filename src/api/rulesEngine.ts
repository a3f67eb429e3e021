import type { Risk } from '../policy/verdict.ts';

/** How rules are asked about without a daemon; one definition for who tells and who shows. */

/** Which rules are meant: those of a home folder of pcc, and of a project's folder where one is given. */
export interface RulesRequest {
  readonly home: string;
  readonly project?: string;
}

/** One thing that can speak about a call or a question. */
export interface RuleRow {
  readonly id: string;
  /** `rule` of a rule file, `path` a kind of path, `clause` what code says, `program` a grammar, `answer` an answer rule. */
  readonly kind: 'rule' | 'path' | 'clause' | 'program' | 'answer';
  /** The gravest class that it gives; LOW for what allows, '' for an answer rule, which gives none. */
  readonly risk: Risk | '';
  /**
   * `deny`, `ask`, `allow`, `escalate`, or several joined by `+`; of an answer rule `choose`, `recommended`, `approve` or
   * `person`; empty where the class says all.
   */
  readonly does: string;
  readonly origin: 'shipped' | 'user' | 'project';
  readonly matches: string;
  readonly reason: string;
  /** `file:line`. */
  readonly source: string;
}

/** One row with its examples and what they get now. */
export interface RuleStory extends RuleRow {
  readonly examples: readonly ExampleRow[];
}

/** An example of a rule with what it gets now. */
export interface ExampleRow {
  /** The call, or the question with its options. */
  readonly call: string;
  /** The class, or of an answer rule's example the answer. */
  readonly expected: string;
  readonly risk: Risk | '';
  /** What is done with the call, or the answer. */
  readonly action: string;
  /** What is wrong with it; missing when all is as stated. */
  readonly fault?: string;
}

/** What trying examples gave. */
export interface ExamplesReport {
  readonly tried: number;
  readonly failures: readonly (ExampleRow & { readonly id: string; readonly source: string })[];
  /** Rule files that are broken. */
  readonly problems: readonly string[];
}

/** Tells of the rules without a daemon; made for one request. */
export interface RulesEngine {
  /** The order of all rules in one sentence. */
  readonly precedence: string;
  /** Rule files that are broken, each with line and column. */
  readonly problems: readonly string[];
  /** Everything that can speak, a person's own first. */
  list(): readonly RuleRow[];
  /** Everything that an id stands for. @throws PccError `not_found` with the nearest id. */
  why(id: string): readonly RuleStory[];
  /**
   * Tries the examples of all rules: the shipped ones against the shipped rules, a person's and the project's own against all
   * in force; or those of one file, of rules or answer rules, that is added to these as one of the user's own.
   *
   * @throws PccError when that file is broken, with line and column.
   */
  test(candidate?: string): ExamplesReport;
  /** Writes a sample file and gives its path. @throws PccError when there is one. */
  init(): string;
}
