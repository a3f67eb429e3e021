import type { Handlers } from '../../api/server.ts';
import type { Schedules } from './schedules.ts';

type ScheduleMethod = Extract<keyof Handlers, `schedule.${string}`>;

/** The methods about schedules. */
export function scheduleHandlers(schedules: Schedules): Pick<Handlers, ScheduleMethod> {
  return {
    'schedule.add': (params) => schedules.add(params),
    'schedule.list': () => schedules.list(),
    'schedule.remove': ({ id }) => schedules.remove(id),
    'schedule.next': (params) => schedules.next(params),
    'schedule.runs': (params) => schedules.runs(params),
  };
}
