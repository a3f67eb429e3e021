import type { Handlers } from '../../api/server.ts';
import { PccError } from '../../base/errors.ts';
import type { Schedules } from './schedules.ts';

type ScheduleMethod = Extract<keyof Handlers, `schedule.${string}`>;

/** The methods about schedules. */
export function scheduleHandlers(schedules: Schedules): Pick<Handlers, ScheduleMethod> {
  const missing = (): never => {
    throw new PccError('unavailable', 'There are no schedules yet.');
  };
  return {
    'schedule.add': missing,
    'schedule.list': () => schedules.list(),
    'schedule.remove': missing,
    'schedule.next': missing,
    'schedule.runs': missing,
  };
}
