import type { Handlers } from '../../api/server.ts';
import type { Metrics } from './metrics.ts';

/** The methods for monitoring. */
export function metricHandlers(metrics: Pick<Metrics, 'get'>): Pick<Handlers, 'metrics.get'> {
  return { 'metrics.get': () => ({ metrics: [...metrics.get()] }) };
}
