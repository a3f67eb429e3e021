import type { StepOutcome } from '../../execution/advance.ts';
import type { StepResult } from '../../execution/execution.ts';
import { readAnswer } from '../../execution/answer.ts';
import { againPrompt } from '../../execution/compose.ts';
import { judgePrompt, readJudgement } from '../../execution/judging.ts';
import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { StepRecord } from '../../store/executions.ts';
import type { Turn } from './transcript.ts';

/** What follows from the answer of a task: a further text is typed for it, or what came of it is known. */
export type Followed =
  | { readonly type: 'again'; readonly typed: string }
  | { readonly type: 'judge'; readonly typed: string; readonly result: StepResult }
  | { readonly type: 'outcome'; readonly outcome: StepOutcome };

/** What follows from the words with which the turn of a task has ended. `files`: what has changed in the project since it began. */
export function afterAnswer(step: StepRecord, turn: Turn, files: StepResult['files']): Followed {
  const answer = readAnswer(step, turn.text);
  const usage = turn.usage === undefined ? {} : { usage: turn.usage };
  if (!answer.ok) {
    if (step.again < limits.stepAgainMax) return { type: 'again', typed: againPrompt(step, answer.why, answer.detail) };
    const result = { text: answer.text, echoed: answer.why !== 'echo', files, ...usage };
    const why = `After ${limits.stepAgainMax + 1} rounds its answer could not be taken. ${answer.detail}`;
    return { type: 'outcome', outcome: { state: 'failed', why, result } };
  }
  const result: StepResult = {
    text: answer.text,
    ...(answer.object === undefined ? {} : { object: answer.object }),
    echoed: answer.echoed,
    files,
    ...usage,
  };
  if (step.validation !== undefined) return { type: 'judge', typed: judgePrompt(step, result), result };
  return { type: 'outcome', outcome: { state: 'done', result } };
}

/** What follows from the words of a judge; undefined where there are none. */
export function afterJudgement(step: StepRecord, words: string | undefined): StepOutcome {
  const validation =
    words === undefined
      ? { valid: true, reason: 'The judge came to no end, so that the result counts as valid.', failed: true as const }
      : readJudgement(words);
  const result = step.judged && { ...step.judged, validation };
  if (validation.valid) return { state: 'done', ...(result ? { result } : {}) };
  return { state: 'failed', why: `Its result is not valid: ${validation.reason}`, ...(result ? { result } : {}) };
}

/**
 * True where the text that a session's task has, under the id that was noted, is the one of a task of a list. A task that has ended
 * is kept without what was known as a secret then, so that it is also known by the uuid in it, or by its beginning in the marks of
 * what a judge is shown.
 */
export function isSame(text: string, { typed, uuid, state }: StepRecord, redactor: Redactor): boolean {
  if (typed === undefined) return false;
  const mark = state === 'judging' ? uuid.slice(0, 8) : uuid;
  return text === typed || text === redactor.text(typed) || (typed.includes(mark) && text.includes(mark));
}
