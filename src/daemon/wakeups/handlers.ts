import type { Handlers } from '../../api/server.ts';
import type { Wakeups } from './wakeups.ts';

/** The methods about usage limits. */
export function usageHandlers(wakeups: Wakeups): Pick<Handlers, 'usage.limits'> {
  return { 'usage.limits': () => wakeups.limits() };
}
