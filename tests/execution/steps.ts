import type { Step } from '../../src/execution/execution.ts';

/** Uuids of tasks in tests. */
export const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const otherUuid = '7c9e6679-7425-40de-944b-e07fc1f90ae7';

/** A task with what a test needs of it. */
export function stepOf(values: Partial<Step> = {}): Step {
  return {
    n: 1,
    uuid,
    prompt: 'Do it well.',
    context: 'fresh',
    uses: [],
    state: 'waiting',
    amended: [],
    again: 0,
    ...values,
  };
}
