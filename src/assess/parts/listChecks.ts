import type { Execution } from '../../api/methods.ts';
import type { Bench } from '../bench.ts';
import { expectSame, expectThat } from '../part.ts';
import { promptOf, proofFaults, proveOrder } from '../proof.ts';

/** The tasks of these words, as every face takes them. */
export function stepsOf(words: readonly string[]): { readonly prompt: string }[] {
  return words.map((word) => ({ prompt: promptOf(word) }));
}

/** States that a list is done and that its results are those of its words. @throws PccError `failed`. */
export function expectDone({ state, why, steps }: Execution, words: readonly string[]): void {
  expectThat(
    state === 'done',
    `The list is ${state}: ${why ?? steps.find((step) => step.why)?.why ?? 'nothing says why'}.`,
  );
  expectSame(
    'What the tasks said',
    steps.map(({ text }) => text),
    words.map((word) => `The word is ${word}.`),
  );
}

/** States what the requests that reached the API say of a list: each task once, in order, in a context of its own. */
export function expectOrder({ lab }: Bench, words: readonly string[]): string {
  const faults = proofFaults(proveOrder(words, lab.seen));
  expectThat(faults.length === 0, faults.slice(0, 3).join(' '));
  const requests = lab.seen.filter(({ word }) => word !== undefined && words.includes(word)).length;
  return `${words.length} tasks, ${requests} requests at the API`;
}
