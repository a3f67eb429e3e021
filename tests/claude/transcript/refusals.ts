import type { RefusalKind } from '../../../src/claude/transcript/refusal.ts';

/** What each recorded scenario had the API refuse, never what was read of it. */
export const refusedKinds: Readonly<Record<string, RefusalKind>> = {
  'error-auth': 'auth',
  'error-mid-turn': 'auth',
  'error-context': 'context-full',
  'error-credit': 'credit',
  'error-internal': 'overloaded',
  'error-overloaded': 'overloaded',
  'error-invalid': 'other',
  'error-too-large': 'other',
  'error-network': 'network',
};
