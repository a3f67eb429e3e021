import type { RuleFile } from '../policy/ruleFile.ts';
import type { FileProblem } from './yamlFiles.ts';

/**
 * What holds in place of a rule file that is broken and never was whole: it may have forbidden anything, so nothing passes
 * without a person.
 */
export function brokenRules(problem: FileProblem, origin: 'user' | 'project'): RuleFile {
  return {
    programs: new Map(),
    paths: [],
    clauses: [],
    programSource: () => undefined,
    rules: [
      {
        id: `${origin}-rules-broken`,
        effect: 'ask',
        action: 'escalate',
        match: {},
        says: {},
        reason: `Rules cannot be read: ${problem.sentence}`,
        examples: [],
        origin,
        source: problem.file,
      },
    ],
  };
}
