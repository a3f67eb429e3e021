import type { Handlers } from '../../api/server.ts';
import { outlookOf } from '../../execution/outlook.ts';
import type { Experience } from '../../execution/planning.ts';
import { planOf } from '../../execution/planning.ts';
import { predict } from '../../execution/predict.ts';
import { limits } from '../../limits.ts';
import type { Store } from '../../store/store.ts';
import type { Executions } from './executions.ts';
import { orderOf, problemsIn } from './given.ts';
import { historyOf, machineLoad } from './preparing.ts';

type ExecutionMethod =
  | Exclude<Extract<keyof Handlers, `execution.${string}`>, 'execution.verify'>
  | Extract<keyof Handlers, `task.${string}`>;

/** The methods about lists of tasks. */
export function executionHandlers(
  executions: Executions,
  { store }: { readonly store: Pick<Store, 'executions'> },
): Pick<Handlers, ExecutionMethod> {
  const experience = (): Experience => ({
    history: historyOf(store.executions.taken(limits.historyTasksMax)),
    load: machineLoad(),
  });
  const outlook = (prompt: string, { history, load } = experience()) => {
    const seen = outlookOf(prompt);
    const { ms, basis, why } = predict(seen, history, load);
    return { class: seen.class, complexity: seen.complexity, tokens: seen.tokens, predictedMs: ms, basis, why };
  };
  return {
    'execution.start': (params) => executions.begin(params),
    'execution.status': ({ id, n }) => executions.status(id, n),
    'execution.list': (params) => executions.list(params),
    'execution.control': (params) => executions.control(params),
    'execution.output': (params) => executions.output(params),
    'execution.watch': ({ id }, client) => executions.watch(id, client),
    'execution.unwatch': ({ id }, client) => executions.unwatch(id, client),
    'execution.check': (params) => {
      const problems = problemsIn(params);
      const past = experience();
      return {
        ok: problems.every(({ severity }) => severity !== 'error'),
        problems: problems.map((problem) => ({ ...problem })),
        steps: orderOf(params).steps.map(({ prompt }) => outlook(prompt, past)),
      };
    },
    'execution.plan': (params) => {
      const { groups, contexts, predictedMs, advice } = planOf(orderOf(params), experience());
      return {
        groups: groups.map((group) => [...group]),
        contexts: contexts.map((context) => ({ ...context })),
        predictedMs,
        advice: [...advice],
      };
    },
    'execution.history': (params) => executions.history(params),
    'task.outlook': ({ prompt }) => outlook(prompt),
  };
}
