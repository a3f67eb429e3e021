import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { Task } from '../../session/task.ts';
import { wordsOf } from '../../session/task.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Draft } from './receipt.ts';

/** What came of the command by which a task is verified. */
export interface Verification {
  readonly command: string;
  readonly ok: boolean;
  /** The end of a sentence: how it ended. */
  readonly how: string;
  /** The end of what it put out. */
  readonly output: string;
}

/** Notes that a task has come to another state. */
export function withState(draft: Draft, state: string, at: string): Draft {
  return { ...draft, states: [...draft.states, { state, at }].slice(-limits.receiptListMax) };
}

/** Notes what was typed for a task: its own text, or that of an errand. */
export function withPrompt(draft: Draft, typed: Task, at: string, redactor: Redactor): Draft {
  const words = wordsOf(typed);
  const text = shown(words, redactor);
  const prompt = {
    at,
    ...(typed.role === undefined ? {} : { role: typed.role }),
    text,
    sha256: sha256(words),
    whole: text === words,
  };
  return { ...draft, prompts: [...draft.prompts, prompt].slice(-limits.receiptListMax) };
}

/** Notes what came of a verification. */
export function withVerification(
  draft: Draft,
  { command, ok, how, output }: Verification,
  at: string,
  redactor: Redactor,
): Draft {
  const digits = /exit code (\d{1,3})\b/.exec(how)?.[1];
  const verification = {
    at,
    command: shown(command, redactor),
    ok,
    how,
    ...(digits === undefined ? {} : { exitStatus: Number(digits) }),
    sha256: sha256(output),
  };
  return { ...draft, verifications: [...draft.verifications, verification].slice(-limits.receiptListMax) };
}

/** A text as a receipt shows it: redacted, and cut. */
export function shown(text: string, redactor: Redactor): string {
  return redactor.text(text).slice(0, limits.receiptTextCharsMax);
}
