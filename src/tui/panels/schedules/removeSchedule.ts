import { removingKind } from '../removing.ts';
import { scheduleLines } from './lines.ts';

/** Takes a schedule away after a yes; what it started goes on. */
export const removeScheduleKind = removingKind({
  name: 'remove-schedule',
  summary: 'Remove a schedule after a yes',
  title: 'Remove a schedule',
  about({ text: id = '' }, { fleet, nowMs }, cols) {
    const schedule = fleet.schedules.find((one) => one.id === id);
    if (!schedule) return `There is no schedule '${id}' any more.`;
    return scheduleLines(schedule, cols, nowMs).slice(0, linesShown);
  },
  call: ({ text = '' }, serial) => ({
    type: 'call',
    tag: { panel: serial, word: 'remove' },
    method: 'schedule.remove',
    params: { id: text },
  }),
  told: ({ text = '' }) => `Schedule '${text}' was removed; what it started goes on.`,
});

/** Of a schedule its first lines tell which one it is. */
const linesShown = 8;
