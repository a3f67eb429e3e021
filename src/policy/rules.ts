import type { Rule, RuleSet } from './ruleSet.ts';
import type { Trace } from './trace.ts';

/** What rules are compared with: one command, one path, one host, or the input of another tool. */
export interface RuleSubject {
  readonly tool?: string;
  readonly program?: string;
  readonly path?: string;
  readonly host?: string;
  readonly text?: string;
}

/** Adds a finding for each deny or ask rule that matches. */
export function matchRules(subject: RuleSubject, rules: RuleSet, trace: Trace): void {
  for (const rule of rules.rules) {
    if (rule.effect === 'allow' || !isMatch(rule, subject)) continue;
    trace.add(rule.effect === 'deny' ? 'HIGH' : 'MEDIUM', rule.id, rule.reason);
  }
}

/** Every field that a rule gives must be there and match. */
export function isMatch(rule: Rule, subject: RuleSubject): boolean {
  const { tool, program, path, host, text } = rule.match;
  return (
    passes(tool, subject.tool ?? 'Bash') &&
    passes(program, subject.program) &&
    passes(path, subject.path) &&
    passes(host, subject.host) &&
    passes(text, subject.text)
  );
}

function passes(pattern: RegExp | undefined, value: string | undefined): boolean {
  return pattern === undefined || (value !== undefined && pattern.test(value));
}
