import type { Execution, ExecutionStep, MethodName, PendingItem, Result } from '../../api/methods.ts';
import { predictionErrorText } from '../../face/executions/predictionError.ts';
import { oneLine } from '../../face/text/text.ts';
import { limits } from '../../limits.ts';

/** A result of a tool in a few words, for whoever reads texts; the whole of it stands beside it. */
export function toldText(method: MethodName | undefined, result: unknown): string {
  const tell = method === undefined ? undefined : (tellers[method] as ((result: unknown) => string) | undefined);
  return tell ? tell(result) : ((result as { readonly how?: string }).how ?? 'Done.');
}

type Tellers = { readonly [M in MethodName]?: (result: Result<M>) => string };

const tellers: Tellers = {
  'execution.start': executionText,
  'execution.status': executionText,
  'execution.control': executionText,
  'execution.check': ({ ok, problems }) =>
    lines(
      ok ? 'Nothing keeps the list from being run.' : 'The list cannot be run as it is.',
      problems.map(({ n, severity, text }) => `${n === undefined ? 'list' : `task ${n}`}: ${severity}: ${text}`),
    ),
  'execution.plan': ({ groups, predictedMs, advice }) =>
    lines(`Groups of tasks: ${groups.length}; ${seconds(predictedMs)} s in all, as predicted.`, advice),
  'task.outlook': (outlook) =>
    `${outlook.class}, ${outlook.complexity}; some ${outlook.tokens} tokens, ${seconds(outlook.predictedMs)} s as predicted.`,
  'execution.history': ({ steps, predictionError }) =>
    lines(`Tasks: ${steps.length}.${predictionText(predictionError)}`, steps.map(stepText)),
  'execution.verify': ({ proofs }) =>
    lines(
      `Tasks looked at: ${proofs.length}; with faults: ${proofs.filter(({ ok }) => !ok).length}.`,
      proofs.flatMap(({ n, faults }) => faults.map((fault) => `task ${n}: ${fault}`)),
    ),
  'hooks.status': ({ hooks }) =>
    lines(
      `Hooks: ${hooks.length}.`,
      hooks.map(({ event, path }) => `${event}: ${path}`),
    ),
  'session.list': (sessions) =>
    lines(
      `Sessions: ${sessions.length}.`,
      sessions.map(({ id, state, path }) => `${id}: ${state}, in ${path}`),
    ),
  'pending.list': (items) => lines(`Waiting for a person: ${items.length}.`, items.map(pendingText)),
  'pending.respond': ({ n, session, outcome }) => `${n} of session ${session}: ${outcome}`,
};

/** Where a list stands, in one line. */
export function progressText({ state, counts, step, pending }: Execution): string {
  const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
  const at = step === undefined ? '' : `; task ${step} runs`;
  const waits = pending.length > 0 ? `; a person is needed (pcc pending: ${pending.join(', ')})` : '';
  return `${state}: ${counts.done} of ${counts.all} tasks done${failed}${at}${waits}`;
}

function executionText(execution: Execution): string {
  const why = execution.why === undefined ? '' : ` ${execution.why}`;
  return lines(`List ${execution.id} is ${progressText(execution)}.${why}`, execution.steps.map(stepText));
}

function stepText({ n, name, state, why }: Pick<ExecutionStep, 'n' | 'name' | 'state' | 'why'>): string {
  return `${n}. ${name}: ${state}${why === undefined ? '' : ` (${why})`}`;
}

function pendingText({ n, session, tool, subject, question }: PendingItem): string {
  return `${n}, session ${session}: ${question ?? [tool, subject].filter((one) => one !== undefined).join(' ')}`;
}

function predictionText(error: Result<'execution.history'>['predictionError']): string {
  const sentence = predictionErrorText(error);
  return sentence === undefined ? '' : ` ${sentence}`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}

/** Each on a line of its own: names, reasons and questions are worded by models, and must not word the lines around them. */
function lines(first: string, rest: readonly string[]): string {
  const shown = [first, ...rest.slice(0, limits.mcpLinesMax)].map((line) => oneLine(line.slice(0, lineCharsMax)));
  const left = rest.length + 1 - shown.length;
  return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
}

/** One line of a text: what it is about is seen in less. */
const lineCharsMax = 300;
