import type { Verdict } from '../policy/verdict.ts';

/** In shadow mode everything is judged and told, and a person answers. */
export function shadowOf(verdict: Verdict): Verdict {
  if (verdict.action !== 'approve') return verdict;
  return {
    ...verdict,
    action: 'escalate',
    reasons: ['Shadow mode: pcc would have approved this.', ...verdict.reasons],
  };
}
