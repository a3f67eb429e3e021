/** Which rules are meant: those of a home folder, and of a project where one is given. */
export interface RulesRequest {
  readonly home: string;
  readonly project?: string;
}

/** One thing that can speak about a call. */
export interface RuleRow {
  readonly id: string;
  readonly kind: string;
  readonly risk: string;
  /** `deny`, `ask`, `allow`, `escalate`, or several joined by `+`; empty where the class says all. */
  readonly does: string;
  readonly origin: string;
  readonly matches: string;
  readonly reason: string;
  /** `file:line`. */
  readonly source: string;
}

/** An example of a rule with what it gets now. */
export interface ExampleRow {
  readonly call: string;
  readonly expected: string;
  readonly risk: string;
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
  list(): readonly RuleRow[];
  /** Everything that an id stands for. @throws PccError `not_found`. */
  why(id: string): readonly (RuleRow & { readonly examples: readonly ExampleRow[] })[];
  /** Tries all examples, or those of one file on top of the rules. @throws PccError when that file is broken. */
  test(candidate?: string): ExamplesReport;
  /** Writes a sample file and gives its path. @throws PccError when there is one. */
  init(): string;
}
