/**
 * What random stories are drawn from, told in the names of their tests: `PCC_SEED` plays those of one seed again, and
 * `PCC_STORIES` says how many.
 */
export function chance(stories: number): { readonly seed: number; readonly numRuns: number } {
  return {
    seed: Number(process.env.PCC_SEED ?? Date.now() % 1_000_000_000),
    numRuns: Number(process.env.PCC_STORIES ?? stories),
  };
}
