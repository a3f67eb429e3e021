import type { ExecutionOrder, StepOrder } from './execution.ts';
import { outlookOf } from './outlook.ts';
import type { Done } from './predict.ts';
import { predict } from './predict.ts';
import { refersBack } from './references.ts';

/** How a list is best run: what depends on what, which context each task wants, and what would make the list better. */

/** The context that suits a task, and why. */
interface Context {
  readonly n: number;
  readonly context: 'fresh' | 'same';
  readonly why: string;
}

/** A plan of a list. */
export interface Plan {
  /** Tasks that do not depend on each other, in the order in which the groups can go. */
  readonly groups: number[][];
  readonly contexts: Context[];
  readonly predictedMs: number;
  readonly advice: string[];
}

/** What predictions build on: tasks that were done, and the machine's load of the last minute for each of its cores. */
export interface Experience {
  readonly history: readonly Done[];
  readonly load: number;
}

/** How a list is best run. */
export function planOf(order: ExecutionOrder, { history, load }: Experience): Plan {
  const { steps } = order;
  const contexts = steps.map((step, index) => contextOf(step, index + 1));
  const predictedMs = steps.reduce((sum, { prompt, timeoutMs }) => {
    const { ms } = predict(outlookOf(prompt), history, load);
    return sum + Math.min(ms, timeoutMs ?? Infinity);
  }, 0);
  const groups = groupsOf(steps);
  return { groups, contexts, predictedMs, advice: adviceFor(order, groups, contexts) };
}

/** The tasks that one builds on: those it uses, and the one before it where it goes on with that or speaks of it. */
function neededBy(step: StepOrder, n: number): readonly number[] {
  const named = step.uses.filter((used) => used < n);
  const goesOn = n > 1 && (step.context === 'same' || (named.length === 0 && refersBack(step.prompt) !== undefined));
  return goesOn ? [...named, n - 1] : named;
}

function groupsOf(steps: readonly StepOrder[]): number[][] {
  const groups: number[][] = [];
  const levels: number[] = [];
  steps.forEach((step, index) => {
    const level = Math.max(0, ...neededBy(step, index + 1).map((used) => (levels[used - 1] ?? 0) + 1));
    levels.push(level);
    (groups[level] ??= []).push(index + 1);
  });
  return groups;
}

function contextOf({ prompt, uses }: StepOrder, n: number): Context {
  if (n === 1) return { n, context: 'fresh', why: 'There is nothing before it.' };
  const words = refersBack(prompt);
  if (uses.length > 0)
    return { n, context: 'fresh', why: `The results that it needs (of ${uses.join(', ')}) are quoted to it.` };
  if (words === undefined) return { n, context: 'fresh', why: 'Its prompt speaks of nothing before it.' };
  return { n, context: 'same', why: `It says '${words}', and names no result that it uses.` };
}

function adviceFor(order: ExecutionOrder, groups: readonly number[][], contexts: readonly Context[]): string[] {
  const { steps, stopOnFailure } = order;
  const advice: string[] = [];
  contexts.forEach(({ n, context, why }, index) => {
    const step = steps[index];
    if (step === undefined || step.context === context) return;
    if (context === 'same')
      advice.push(
        `Task ${n} would not know what it speaks of: ${lowered(why)} Let it use task ${n - 1}, or give it the context 'same'.`,
      );
    else if (n > 1) advice.push(`Task ${n} can have a fresh context, which is cheaper and surer: ${lowered(why)}`);
  });
  const widest = groups.find((group) => group.length > 1);
  if (widest !== undefined)
    advice.push(
      `Tasks ${widest.join(', ')} do not depend on each other; as lists of their own they could go at the same time, as long as they change different files.`,
    );
  steps.forEach(({ prompt, verify, json }, index) => {
    const { class: kind, complexity } = outlookOf(prompt);
    if (complexity === 'extreme')
      advice.push(`Task ${index + 1} is a great deal at once; several smaller tasks can be checked one by one.`);
    if (
      kind === 'code' &&
      verify === undefined &&
      json === undefined &&
      (complexity === 'complex' || complexity === 'extreme')
    )
      advice.push(
        `Task ${index + 1} changes code and nothing checks it; give it a 'verify' command such as the tests of the project.`,
      );
  });
  if (!stopOnFailure && groups.length > 1)
    advice.push(
      'Tasks depend on earlier ones, and the list does not stop at failures: those that use a failed one are skipped, those that only speak of it are not.',
    );
  return advice;
}

function lowered(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
}
