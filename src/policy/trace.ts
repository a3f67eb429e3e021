import type { Risk } from './verdict.ts';
import { graver } from './verdict.ts';

/** One thing that was found out on the way to a verdict. */
export interface Finding {
  readonly risk: Risk;
  /** Id of the rule, floor clause or grammar that spoke. */
  readonly rule: string;
  /** One sentence. */
  readonly reason: string;
  /** The sub-command, path or URL it is about. */
  readonly subject: string;
}

/** Longest subject kept in a finding, in characters; the full input is in the call itself. */
const subjectCharsMax = 200;

/** Collects what is found out about one call; the gravest finding is the class. */
export class Trace {
  readonly findings: Finding[] = [];
  #risk: Risk = 'LOW';
  #subject = '';

  /** The gravest risk so far; LOW while nothing was found. */
  get risk(): Risk {
    return this.#risk;
  }

  /** What the next findings are about, unless they say otherwise. */
  about(subject: string): void {
    this.#subject = subject;
  }

  add(risk: Risk, rule: string, reason: string, subject = this.#subject): void {
    const shown = subject.length > subjectCharsMax ? `${subject.slice(0, subjectCharsMax)}…` : subject;
    this.findings.push({ risk, rule, reason, subject: shown });
    this.#risk = graver(this.#risk, risk);
  }

  high(rule: string, reason: string): void {
    this.add('HIGH', rule, reason);
  }

  medium(rule: string, reason: string): void {
    this.add('MEDIUM', rule, reason);
  }
}
