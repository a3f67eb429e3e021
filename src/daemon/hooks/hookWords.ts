import { z } from 'zod';
import type { LogLine } from '../../api/methods.ts';
import type { Json } from '../../base/json.ts';
import { parseJson } from '../../base/json.ts';
import { isDeeper, tooDeep } from '../../base/nesting.ts';
import { limits } from '../../limits.ts';
import type { EscalationRecord } from '../../store/escalations.ts';
import type { ExecutionRecord, StepRecord } from '../../store/executions.ts';
import type { HookEvent } from './hookFiles.ts';

/** What hooks are told, and what those before a task may say. The shapes only grow: a field that is there stays. */

const sentence = z.string().min(1).max(2_000);

const answerShape = z
  .object({
    /** Why the task may not begin. */
    refuse: sentence.optional(),
    /** The prompt to go on with, in the place of `task.prompt`. */
    prompt: z.string().min(1).max(limits.promptCharsMax).optional(),
    /** Noted with the task. */
    notes: z.array(sentence).max(20).optional(),
  })
  .strict();

/** What a hook says before a task. */
export type PreAnswer = z.infer<typeof answerShape>;

/**
 * Reads what a hook put out before a task; anything that is not exactly an answer is a failure, told as the end of a sentence, the
 * empty text included: a guard that says nothing has said yes to nothing.
 */
export function readAnswer(output: string): PreAnswer | { readonly failed: string } {
  const value = parseJson(output);
  if (isDeeper(value)) return { failed: `put out an answer that is ${tooDeep()}; make it flatter` };
  return answerShape.safeParse(value).data ?? { failed: noAnswer };
}

const noAnswer = 'put out no answer; it must be a JSON object such as {} or {"refuse": "why"}';

/**
 * A task that is about to begin. `prompt`: its own words, as the hooks before left them; `typed`: the whole text that is typed with them,
 * which is amended where the list asks for that, with the results that it uses and what is asked of its answer. A prompt that is too
 * long has none.
 */
export function beforeTask(
  list: ExecutionRecord,
  step: StepRecord,
  { prompt, typed }: { readonly prompt: string; readonly typed: string | undefined },
): Json {
  return { ...headOf('pre-execution', list, step), task: { ...taskOf(step), prompt, ...defined({ typed }) } };
}

/** A task of which something has come. */
export function afterTask(event: HookEvent, list: ExecutionRecord, step: StepRecord): Json {
  const { state, why, result, tookMs, predictedMs, amended, receipt, response } = step;
  return {
    ...headOf(event, list, step),
    task: { ...taskOf(step), prompt: step.prompt, amended },
    outcome: {
      state,
      ...defined({ why, tookMs, predictedMs, receipt, response }),
      ...(result === undefined ? {} : { result: result as unknown as Json }),
    },
  };
}

/** A decision that was made in a session. */
export function decided(session: string, path: string, line: LogLine): Json {
  return { event: 'on-decision', session, path, decision: line as unknown as Json };
}

/** Something that newly waits for a person. */
export function escalated(path: string, record: EscalationRecord): Json {
  const { n, session, kind, tool, subject, question, options, risk, reasons, askedAt } = record;
  const labels = options.map(({ label }) => label);
  return {
    ...{ event: 'on-escalation', session, path },
    pending: {
      n,
      kind,
      tool,
      subject,
      question,
      options: labels,
      risk,
      reasons,
      askedAt: new Date(askedAt).toISOString(),
    },
  };
}

function headOf(event: HookEvent, list: ExecutionRecord, { n }: StepRecord): Record<string, Json> {
  return { event, execution: list.id, session: list.name, path: list.path, n, of: list.steps.length };
}

/** `validation` is what a fresh judge is asked behind the task: it is typed too, and no hook is called before that. */
function taskOf({ uuid, name, context, uses, verify, validation, json }: StepRecord): Record<string, Json> {
  return { uuid, context, uses, json: json !== undefined, ...defined({ name, verify, validation }) };
}

function defined(values: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const kept = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries(kept);
}
