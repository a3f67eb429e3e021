import type { Execution, ExecutionStep } from '../../api/methods.ts';
import type { Reach } from '../connect.ts';
import { withDaemon } from '../connect.ts';

/** Where a list says more than goes into one message, the daemon cuts its texts and ends them so, or leaves objects out. */
const cutForm = /… \(\d+ more characters\)$/;

/** The tasks of a list with all that they said: those that were cut to go into one message are asked for one by one. */
export async function wholeSteps(
  reach: Reach,
  { id, steps }: Pick<Execution, 'id' | 'steps'>,
): Promise<ExecutionStep[]> {
  if (!steps.some(isCut)) return steps;
  return await withDaemon(reach, async (api) => {
    const whole: ExecutionStep[] = [];
    for (const step of steps) {
      const asked = isCut(step) || step.state === 'done' ? await api.call('execution.status', { id, n: step.n }) : null;
      whole.push(asked?.steps[0] ?? step);
    }
    return whole;
  });
}

function isCut({ prompt, text = '' }: ExecutionStep): boolean {
  return cutForm.test(prompt) || cutForm.test(text);
}
