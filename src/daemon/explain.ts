import { BugError } from '../base/assert.ts';
import type { Judgement, World } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';

/** Judges one line of `pcc explain --json`: `{"tool","input","cwd"}`. A malformed line is HIGH. */
export function explainLine(line: string, world: World): Verdict {
  throw new BugError(`not built yet: ${line} ${world.facts.home}`);
}

/** The trace of a judgement for people: lines of text without colours. */
export function describeJudgement(judgement: Judgement): string[] {
  throw new BugError(`not built yet: ${judgement.decidedBy}`);
}
