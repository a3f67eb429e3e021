import { availableParallelism, loadavg } from 'node:os';
import { hasCode } from '../../base/errors.ts';
import { amendPrompt } from '../../execution/amend.ts';
import { composePrompt } from '../../execution/compose.ts';
import { outlookOf } from '../../execution/outlook.ts';
import { predict } from '../../execution/predict.ts';
import { estimateTokens, guardLength } from '../../execution/tokens.ts';
import { limits } from '../../limits.ts';
import type { ExecutionRecord, StepRecord, Taken } from '../../store/executions.ts';
import { checkMentions, checkTaskStart, mentionedIn } from '../queue/requirements.ts';
import type { Around } from './ports.ts';

/** A task that is ready to be typed, or why it may not begin. */
export type Prepared =
  | { readonly step: StepRecord & { readonly typed: string } }
  | { readonly refused: string; readonly step: StepRecord };

/** Brings a task to the text that is typed for it; nothing is stored and nothing is typed yet. */
export async function prepared(
  list: ExecutionRecord,
  given: StepRecord,
  { hooks, mayMention }: Pick<Around, 'hooks' | 'mayMention'>,
  taken: readonly Taken[],
): Promise<Prepared> {
  const madeFrom = lastMade(list, given);
  const word = await hooks.before(list, given, (prompt) => madeFrom(prompt).typed);
  const notes = [...given.amended, ...(word.notes ?? [])];
  if (word.refused !== undefined) return { refused: word.refused, step: { ...given, amended: notes } };
  const made = madeFrom(word.prompt ?? given.prompt);
  const step: StepRecord = { ...given, prompt: made.prompt, amended: [...notes, ...made.changes] };
  const { typed } = made;
  if (typed === undefined) return { refused: made.refused, step };
  // Hooks and amendments may have changed the prompt, and a cut may have parted an address.
  const why = refusalOf(() => {
    checkTaskStart(step.prompt, 'The task', 'file');
    const own = mentionedIn(given.mentions ? given.prompt : '');
    checkMentions(made.guarded, 'The task', (path) => mayMention(path, list.path), own);
  });
  if (why !== undefined) return { refused: why, step };
  return { step: { ...step, typed, predictedMs: predictedFor(step, taken) } };
}

/** What becomes of a prompt: as it is amended, and guarded, and the text that is typed with it; or why none is. */
type Made = { readonly prompt: string; readonly changes: readonly string[] } & (
  | { readonly guarded: string; readonly typed: string }
  | { readonly refused: string; readonly typed?: undefined }
);

/** Keeps what was made last: of a long prompt that takes a second, and many hooks may look at it without changing it. */
function lastMade(list: ExecutionRecord, given: StepRecord): (own: string) => Made {
  let last: { readonly own: string; readonly made: Made } | undefined;
  return (own) => {
    if (last?.own !== own) last = { own, made: madeOf(list, given, own) };
    return last.made;
  };
}

function madeOf(list: ExecutionRecord, given: StepRecord, own: string): Made {
  const { prompt, changes } = list.amend ? amendPrompt(own) : { prompt: own, changes: [] };
  const composed = (text: string): string => composePrompt({ ...given, prompt: text }, list.steps);
  // What is asked of the answer stands around the prompt and must not be cut with it.
  const most = limits.promptTokensMax - estimateTokens(composed(''));
  const guarded = guardLength(prompt, most, list.tooLong);
  if ('refused' in guarded) return { prompt, changes, refused: guarded.refused };
  const cut = guarded.cut ? ['It was too long, and a part of it was left out.'] : [];
  return { prompt, changes: [...changes, ...cut], guarded: guarded.text, typed: composed(guarded.text) };
}

/** How long the task is thought to take, milliseconds. */
function predictedFor(step: StepRecord, taken: readonly Taken[]): number {
  return predict(outlookOf(step.prompt), historyOf(taken), machineLoad()).ms;
}

type Past = Parameters<typeof predict>[1];

/** What was taken by earlier tasks, as predictions read it. */
export function historyOf(taken: readonly Taken[]): Past {
  return taken;
}

/** The load of the machine over the last minute, for each of its cores. */
export function machineLoad(): number {
  return (loadavg()[0] ?? 0) / availableParallelism();
}

function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (hasCode(error, 'invalid_input') && error instanceof Error) return error.message;
    throw error;
  }
}
