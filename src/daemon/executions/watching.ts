import type { StepAtWork } from '../../execution/advance.ts';
import { limits } from '../../limits.ts';
import type { StepRecord } from '../../store/executions.ts';
import { durationWords } from '../queue/durationWords.ts';
import type { Turn } from './transcript.ts';

/** What is seen of a task whose turn runs. */
export interface SeenTurn {
  /** How long turns have run for it, milliseconds. */
  readonly ranMs: number;
  readonly turn: Turn;
  /** Its session was found to show no sign of life. */
  readonly isStuck: boolean;
  /** The error that its session has given up on. */
  readonly trouble: string | undefined;
}

/** How the CLI tells that an answer was longer than the API allows (2.0.20 to 2.1.329). */
const tooLong = /\boutput token maximum\b|max_output_tokens/i;

/**
 * Why the turn of a task is stopped; undefined while it goes on. A time that a program has given is kept; one that was only
 * predicted is passed while the session is healthy.
 */
export function whyStopped(step: StepRecord, seen: SeenTurn): StepAtWork['stopping'] {
  const { turn, trouble } = seen;
  if (trouble !== undefined) {
    const { refusal } = turn;
    if (refusal && tooLong.test(`${refusal.code ?? ''} ${refusal.text}`)) {
      const why = `Its answer was longer than the API allows: ${refusal.text}`;
      return { by: step.state === 'running' && step.again < limits.stepAgainMax ? 'length' : 'error', why };
    }
    return trouble === 'context-full' ? { by: 'error', why: 'Its context is full.' } : undefined;
  }
  const tokens = turn.usage ? turn.usage.input + turn.usage.cacheWrite + turn.usage.output : 0;
  // A judge that was stopped would count as one that consents.
  if (step.tokensMax !== undefined && step.state !== 'judging' && tokens > step.tokensMax) {
    return { by: 'error', why: `Its turns have taken ${tokens} tokens; they may take ${step.tokensMax}.` };
  }
  return whyLate(step, seen);
}

function whyLate(step: StepRecord, { ranMs: allMs, isStuck }: SeenTurn): StepAtWork['stopping'] {
  const isJudged = step.state === 'judging';
  const { predictedMs } = step;
  // Whoever steers a task could else let it run until no time is left for its judge: one that is stopped counts as one that consents.
  const ranMs = isJudged ? allMs - (step.ranBeforeJudgeMs ?? 0) : allMs;
  const timeoutMs =
    isJudged && step.timeoutMs !== undefined ? Math.max(step.timeoutMs, limits.predictedMsMin) : step.timeoutMs;
  const allowedMs = timeoutMs ?? (isStuck ? (predictedMs ?? limits.predictedMsMin) : limits.predictedMsMax);
  if (ranMs < allowedMs) return undefined;
  const health = isStuck
    ? 'its session shows no sign of life and was ended'
    : 'its session is healthy, and its turn was stopped';
  const given = timeoutMs === undefined ? '' : ` of the ${durationWords(timeoutMs)} that it may take`;
  return { by: 'time', why: `It has run for ${durationWords(ranMs)}${given}; ${health}.` };
}
