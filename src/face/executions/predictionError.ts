import type { Result } from '../../api/methods.ts';

/** How far predictions were off, in a sentence for people and agents; none where no task has both a prediction and an outcome. */
export function predictionErrorText(error: Result<'execution.history'>['predictionError']): string | undefined {
  if (error === null) return undefined;
  const { mean, of } = error;
  return `Predictions were off by ${Math.round(mean * 100)} % of what was taken, on average of ${of} ${of === 1 ? 'task' : 'tasks'}.`;
}
