import type { Brain } from './brain.ts';

/** The brain of who wants none: a person is asked at once. */
export const noBrain: Brain = {
  name: 'none',
  consult: () => Promise.resolve({ say: 'person', reason: 'No brain is set for this session.' }),
  check: () => Promise.resolve({ ok: true, detail: 'Nobody is asked: what the rules leave open goes to a person.' }),
};
