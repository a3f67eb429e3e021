import type { LogLine } from '../../../api/methods.ts';
import { kindWord } from '../../../face/text/log.ts';
import { beginningOf, oneLine } from '../../../face/text/text.ts';
import { limits } from '../../../limits.ts';
import { localTime } from '../../../face/text/time.ts';
import { span } from '../../scene.ts';
import { riskMark } from '../forms.ts';
import type { Column } from '../sheet.ts';
import { outcomeInk } from './detail.ts';

/** The columns of the table of decisions. */
export function decisionColumns(nowMs: number): readonly Column<LogLine>[] {
  const today = localTime(new Date(nowMs).toISOString()).slice(0, 10);
  return [
    { title: 'time', cells: 8, rank: 6, cell: ({ at }) => span(shortTime(at, today), 'dim') },
    { title: 'session', cells: 12, rank: 4, cell: ({ session }) => span(oneLine(session)) },
    { title: 'risk', cells: 8, rank: 7, cell: ({ risk }) => (risk ? riskMark(risk) : span('')) },
    { title: 'tool', cells: 8, rank: 3, cell: (line) => span(oneLine(aboutOf(line)), 'strong') },
    {
      title: 'subject',
      cells: 0,
      rank: 9,
      cell: ({ subject }) => span(oneLine(beginningOf(subject ?? '', limits.colsMax))),
    },
    { title: 'action', cells: 9, rank: 5, cell: ({ action }) => span(oneLine(action ?? '')) },
    { title: 'by', cells: 6, rank: 2, cell: ({ by }) => span(oneLine(by ?? ''), 'dim') },
    { title: 'outcome', cells: 9, rank: 1, cell: ({ outcome }) => span(oneLine(outcome ?? ''), outcomeInk(outcome)) },
  ];
}

function aboutOf({ tool, kind }: LogLine): string {
  return tool === undefined || tool === '' ? kindWord(kind ?? '') : tool;
}

/** The time of today, the day of another day: both have eight cells. */
function shortTime(at: string, today: string): string {
  const [day = '', time = ''] = localTime(at).split(' ');
  return day === today ? time : day.slice(2);
}
