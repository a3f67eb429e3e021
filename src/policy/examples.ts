import type { Facts } from './facts.ts';
import { judge } from './judge.ts';
import type { RuleExample, RuleSet } from './ruleSet.ts';
import type { Verdict } from './verdict.ts';

/** The folder that examples are judged in unless they name another, and the home folder of who works there. */
export const exampleFolder = '/home/dev/app';
const exampleHome = '/home/dev';

/** A machine without links on which examples mean the same for everybody. */
const exampleFacts: Facts = {
  home: exampleHome,
  ownHome: '/opt/pcc-home',
  platform: 'linux',
  allowedRoots: [],
  realPathOf: (path) => path,
  gitConfigIsClean: () => true,
};

/** Something that states examples. */
export interface Stating {
  readonly id: string;
  readonly source: string;
  readonly examples: readonly RuleExample[];
}

/** An example with what the rules say of it now. */
export interface TriedExample {
  readonly stating: Stating;
  readonly example: RuleExample;
  readonly verdict: Verdict;
  /** What is wrong with it; undefined when all is as stated. */
  readonly fault?: string;
}

/**
 * Judges every example of whoever states some. It holds when class and action are as stated, and, for a rule that forbids and
 * an example that is HIGH, when that rule is among those that spoke.
 */
export function triedExamples(stating: Stating, rules: RuleSet, mustSpeak: boolean): TriedExample[] {
  return stating.examples.map((example) => {
    const call = { tool: example.tool, input: example.input, cwd: example.cwd ?? exampleFolder };
    const verdict = judge(call, { rules, facts: exampleFacts });
    const fault = faultOf(stating.id, example, verdict, mustSpeak);
    return { stating, example, verdict, ...(fault === undefined ? {} : { fault }) };
  });
}

function faultOf(id: string, example: RuleExample, verdict: Verdict, mustSpeak: boolean): string | undefined {
  if (verdict.risk !== example.risk) return `is ${verdict.risk}, not ${example.risk} (${verdict.rules.join(', ')})`;
  if (example.action !== undefined && verdict.action !== example.action)
    return `is to ${verdict.action}, not to ${example.action} (${verdict.rules.join(', ')})`;
  if (mustSpeak && example.risk === 'HIGH' && !verdict.rules.includes(id))
    return `is HIGH, but not by ${id} (${verdict.rules.join(', ')})`;
  return undefined;
}
