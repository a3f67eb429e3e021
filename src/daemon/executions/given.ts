import type { Params } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import type { Problem } from '../../execution/checking.ts';
import { ofEach, problemsOf } from '../../execution/checking.ts';
import type { ExecutionOrder, StepOrder } from '../../execution/execution.ts';

/** A list as a program gives it: a task may be its prompt alone, use others by their names, and be said in the words of the SDK. */
type Given = Pick<Params<'execution.start'>, 'path' | 'steps' | 'stopOnFailure' | 'amend' | 'amendPrompt' | 'tooLong'>;
type GivenStep = Exclude<Given['steps'][number], string>;

/** Numbers of the tasks that have a name, rising. */
type Named = ReadonlyMap<string, readonly number[]>;

/** What a program asks for, with what it left open. Names that mean no task are left out: `problemsIn` tells of them. */
export function orderOf({ path, steps, stopOnFailure, amend, amendPrompt, tooLong }: Given): ExecutionOrder {
  const all = steps.map(asObject);
  const named = namesOf(all);
  return {
    path,
    steps: all.map((step, index) => stepOf(step, index + 1, named)),
    stopOnFailure: stopOnFailure ?? true,
    amend: amend ?? amendPrompt ?? false,
    tooLong: tooLong ?? 'refuse',
  };
}

/** All that is wrong with a list as it is given. */
export function problemsIn(given: Given): Problem[] {
  const all = given.steps.map(asObject);
  const named = namesOf(all);
  const { amend, amendPrompt } = given;
  return [
    ...(amend === undefined || amendPrompt === undefined ? [] : [twice(undefined, 'amend', 'amendPrompt')]),
    ...ofEach(all, (step, n) => ofStep(step, n, named)),
    ...problemsOf(orderOf(given)),
  ];
}

/** Refuses a list that cannot be run. @throws PccError `invalid_input` with the first of what is wrong. */
export function checkOrder(given: Given): void {
  const wrong = problemsIn(given).filter(({ severity }) => severity === 'error');
  const [first] = wrong;
  if (!first) return;
  const more = wrong.length === 1 ? '' : ` (and ${wrong.length - 1} more; \`execution.check\` tells all)`;
  throw new PccError('invalid_input', `${first.text}${more}`);
}

function asObject(step: Given['steps'][number]): GivenStep {
  return typeof step === 'string' ? { prompt: step } : step;
}

function stepOf(given: GivenStep, n: number, named: Named): StepOrder {
  const { prompt, name, context, uses = [], json, jsonMode, schema, verify, timeoutMs, tokensMax } = given;
  const isJson = json ?? jsonMode ?? schema !== undefined;
  const validation = given.validation ?? given.validationPrompt;
  return {
    prompt,
    ...(name === undefined ? {} : { name }),
    context: context ?? 'fresh',
    uses: uses.flatMap((used) => (typeof used === 'number' ? [used] : numberOf(used, n, named))),
    ...(isJson ? { json: schema === undefined ? {} : { schema } } : {}),
    ...(verify === undefined ? {} : { verify }),
    ...(validation === undefined ? {} : { validation }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(tokensMax === undefined ? {} : { tokensMax }),
  };
}

function namesOf(steps: readonly GivenStep[]): Named {
  const named = new Map<string, number[]>();
  steps.forEach(({ name }, index) => {
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), index + 1]);
  });
  return named;
}

/** The number of the one task before this one that has the name; none where that is not clear. */
function numberOf(name: string, n: number, named: Named): number[] {
  const [first, second = Infinity] = named.get(name) ?? [];
  return first !== undefined && first < n && second >= n ? [first] : [];
}

function ofStep({ uses = [], json, jsonMode, validation, validationPrompt }: GivenStep, n: number, named: Named) {
  const unclear = uses.filter((used) => typeof used === 'string' && numberOf(used, n, named).length === 0);
  return [
    ...[...new Set(unclear)].map((used) =>
      problem(n, `Task ${n} uses '${used}', ${whyUnclear(String(used), n, named)}.`),
    ),
    ...(json === undefined || jsonMode === undefined ? [] : [twice(n, 'json', 'jsonMode')]),
    ...(validation === undefined || validationPrompt === undefined ? [] : [twice(n, 'validation', 'validationPrompt')]),
  ];
}

function whyUnclear(name: string, n: number, named: Named): string {
  const [first] = named.get(name) ?? [];
  if (first === undefined) return 'which no task is called';
  return first < n ? 'which is the name of several tasks; give its number' : 'which does not stand before it';
}

function twice(n: number | undefined, one: string, other: string): Problem {
  const what = n === undefined ? 'The list' : `Task ${n}`;
  return problem(n, `${what} has both '${one}' and '${other}', which mean the same; give one of them.`);
}

function problem(n: number | undefined, text: string): Problem {
  return { ...(n === undefined ? {} : { n }), severity: 'error', text };
}
