import type { Execution, ExecutionStep, Result } from '../../api/methods.ts';
import { limits } from '../../limits.ts';
import type { Reach } from '../connect.ts';
import { withDaemon } from '../connect.ts';

type PastStep = Result<'execution.history'>['steps'][number];

/** The tasks of a list with all that they said, which may be more than goes into one message. */
export function wholeSteps(reach: Reach, { id, steps }: Pick<Execution, 'id' | 'steps'>): Promise<ExecutionStep[]> {
  return allOf(reach, steps, () => id);
}

/** The same for tasks of several lists. */
export function wholeHistory(reach: Reach, steps: readonly PastStep[]): Promise<PastStep[]> {
  return allOf(reach, steps, ({ execution }) => execution);
}

/** Those that were cut are asked for one by one, up to `limits.wholeCharsMax` in all; what is left then still says that it is cut. */
async function allOf<S extends ExecutionStep>(
  reach: Reach,
  steps: readonly S[],
  listOf: (step: S) => string,
): Promise<S[]> {
  if (!steps.some(({ cut }) => cut)) return [...steps];
  return await withDaemon(reach, async (api) => {
    const whole: S[] = [];
    let chars = 0;
    for (const step of steps) {
      const isAsked = step.cut === true && chars < limits.wholeCharsMax;
      const asked = isAsked
        ? (await api.call('execution.status', { id: listOf(step), n: step.n })).steps[0]
        : undefined;
      const { cut: _cut, ...rest } = step;
      const told = asked ? ({ ...rest, ...asked } as S) : step;
      chars += charsOf(told);
      whole.push(told);
    }
    return whole;
  });
}

function charsOf({ prompt, text = '', object }: ExecutionStep): number {
  return prompt.length + text.length + (object === undefined ? 0 : JSON.stringify(object).length);
}
