import type { Handlers } from '../../api/server.ts';
import type { Sessions } from '../sessions.ts';

/** The methods for monitoring. */
export function metricHandlers({
  sessions,
}: {
  readonly sessions: () => Pick<Sessions, 'live'>;
}): Pick<Handlers, 'metrics.get'> {
  return {
    'metrics.get': () => ({
      metrics: [
        {
          name: 'pcc_sessions',
          help: 'Sessions that live.',
          type: 'gauge',
          values: [{ labels: {}, value: sessions().live.size }],
        },
      ],
    }),
  };
}
