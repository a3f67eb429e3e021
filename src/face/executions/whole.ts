import type { ApiClient } from '../../api/client.ts';
import type { Execution, ExecutionStep, Params, Result } from '../../api/methods.ts';
import { limits } from '../../limits.ts';
import type { Reach } from '../connect.ts';
import { withDaemon } from '../connect.ts';

type PastStep = Result<'execution.history'>['steps'][number];

/** What of a history is wanted; more than one call tells. */
export type HistoryWish = Omit<Params<'execution.history'>, 'before' | 'limit'> & {
  readonly limit: number;
  /** See `limits.wholeCharsMax`. */
  readonly charsMax?: number;
};

/** The tasks of a list with all that they said, which may be more than goes into one message. */
export async function wholeSteps(
  reach: Reach,
  { id, steps }: Pick<Execution, 'id' | 'steps'>,
): Promise<ExecutionStep[]> {
  if (!steps.some(({ cut }) => cut)) return [...steps];
  return await withDaemon(reach, (api) => allOf(api, { steps, listOf: () => id }));
}

/** Tasks of all lists with all that they said, the newest first. @throws PccError as the daemon does. */
export async function wholeHistory(reach: Reach, { limit, charsMax, ...wanted }: HistoryWish): Promise<PastStep[]> {
  return await withDaemon(reach, async (api) => {
    const steps: PastStep[] = [];
    for (;;) {
      const asked = Math.min(limit - steps.length, limits.historyPage);
      const last = steps.at(-1);
      const older = last ? { before: last.uuid } : {};
      const page = (await api.call('execution.history', { ...wanted, ...older, limit: asked })).steps;
      steps.push(...page);
      if (page.length < asked || steps.length === limit) break;
    }
    return await allOf(api, { steps, listOf: ({ execution }) => execution, charsMax });
  });
}

/** Those that were cut are asked for one by one, up to so many characters in all; what is left then still says that it is cut. */
async function allOf<S extends ExecutionStep>(
  api: ApiClient,
  {
    steps,
    listOf,
    charsMax = limits.wholeCharsMax,
  }: {
    readonly steps: readonly S[];
    readonly listOf: (step: S) => string;
    readonly charsMax?: number | undefined;
  },
): Promise<S[]> {
  const whole: S[] = [];
  let chars = 0;
  for (const step of steps) {
    const isAsked = step.cut === true && chars < charsMax;
    const asked = isAsked ? (await api.call('execution.status', { id: listOf(step), n: step.n })).steps[0] : undefined;
    const { cut: _cut, ...rest } = step;
    const told = asked ? ({ ...rest, ...asked } as S) : step;
    chars += JSON.stringify(told).length;
    whole.push(told);
  }
  return whole;
}
