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
  /** A rule of a rule file said so, which no other rule lifts. */
  readonly byRule?: boolean;
  /** A person is to decide, whatever the class is. */
  readonly action?: 'escalate';
}

/** A simple command that a call runs. */
export interface NamedCommand {
  /** As the grammar knows it, and for a script of the project also by its last name. */
  readonly names: readonly string[];
  /** Its dequoted words, joined by blanks. */
  readonly text: string;
  readonly subject: string | undefined;
}

/** Longest subject kept in a finding, in characters; the full input is in the call itself. */
const subjectCharsMax = 200;

/** A subject as findings keep it. */
export function shortened(subject: string): string {
  return subject.length > subjectCharsMax ? `${subject.slice(0, subjectCharsMax)}…` : subject;
}

/** Collects what is found out about one call; the gravest finding is the class. */
export class Trace {
  readonly findings: Finding[] = [];
  /** The simple commands of a shell text, with those that wrappers run. */
  readonly commands: NamedCommand[] = [];
  /** The paths that were looked at: absolute, as written and as the kernel resolves them. */
  readonly paths = new Set<string>();
  /** The shell patterns whose files are read or changed, absolute. */
  readonly globs = new Set<string>();
  /** The hosts of the URLs that were looked at. */
  readonly hosts = new Set<string>();
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

  /** Keeps a simple command for rules to look at. */
  runs(names: readonly string[], text: string): void {
    this.commands.push({ names, text, subject: this.#subject });
  }

  add(risk: Risk, rule: string, reason: string, subject = this.#subject): void {
    this.tell({ risk, rule, reason }, subject);
  }

  tell(finding: Omit<Finding, 'subject'>, subject = this.#subject): void {
    this.findings.push({ ...finding, subject: shortened(subject) });
    this.#risk = graver(this.#risk, finding.risk);
  }

  high(rule: string, reason: string): void {
    this.add('HIGH', rule, reason);
  }

  medium(rule: string, reason: string): void {
    this.add('MEDIUM', rule, reason);
  }
}
