import { isObject, parseJson } from '../base/json.ts';
import { isDeeper, tooDeep } from '../base/nesting.ts';
import type { Judgement, World } from '../policy/judge.ts';
import { judge } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';

/** Judges one line of `pcc explain --json`: `{"tool","input","cwd"}`, in the world of its folder. A malformed line is HIGH. */
export function explainLine(line: string, worldOf: (cwd: string) => World): Verdict {
  const value = parseJson(line);
  if (!isObject(value)) return malformed('The line is no JSON object.');
  if (isDeeper(value)) return malformed(`The line is ${tooDeep()}.`);
  const { tool, input, cwd } = value;
  if (typeof tool !== 'string' || tool === '') return malformed('The field "tool" is missing or no text.');
  if (!isObject(input)) return malformed('The field "input" is missing or no object.');
  if (typeof cwd !== 'string' || !cwd.startsWith('/'))
    return malformed('The field "cwd" is missing or no absolute path.');
  return judge({ tool, input, cwd }, worldOf(cwd));
}

function malformed(reason: string): Verdict {
  return { risk: 'HIGH', action: 'escalate', rules: ['malformed-input'], reasons: [reason] };
}

/** The trace of a judgement for people: lines of text without colours. */
export function describeJudgement(judgement: Judgement): string[] {
  const lines = [`${judgement.risk}: ${judgement.action}`];
  if (judgement.decidedBy !== '') lines.push(`decided by: ${judgement.decidedBy}`);
  for (const { risk, rule, reason, subject } of judgement.findings)
    lines.push(`${risk.padEnd(6)} ${rule}: ${reason} [${subject}]`);
  if (judgement.findings.length === 0) lines.push(...judgement.reasons);
  const [remedy, ...more] = judgement.remedy;
  if (remedy !== undefined) lines.push(`to make it pass: ${remedy}`, ...more.map((line) => `  ${line}`));
  return lines;
}
