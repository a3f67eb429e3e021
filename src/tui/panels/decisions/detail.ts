import type { LogLine } from '../../../api/methods.ts';
import { kindWord } from '../../../face/text/log.ts';
import { oneLine } from '../../../face/text/text.ts';
import { agoOf, localTime } from '../../../face/text/time.ts';
import type { Ink } from '../../ink.ts';
import type { Line } from '../../scene.ts';
import { span } from '../../scene.ts';
import { fieldLine, lineOf, wrapLine, wrapText } from '../../view/box.ts';
import { riskMark } from '../forms.ts';

const nameCols = 8;

/** Everything that is known of a decision, as lines of at most `cols` cells. */
export function detailLines(line: LogLine, cols: number, nowMs: number): Line[] {
  const about = line.tool === undefined || line.tool === '' ? kindWord(line.kind ?? '') : line.tool;
  const head = lineOf([
    line.risk ? riskMark(line.risk) : undefined,
    span('  '),
    span(oneLine(line.action ?? ''), 'strong'),
  ]);
  return [
    ...wrapLine([...head, span('  '), span(oneLine(about), 'strong')], cols),
    ...wrapText(line.subject ?? '', cols, 'typed'),
    [],
    ...(line.reasons ?? []).flatMap((reason) => wrapLine([span('• ', 'hint'), span(oneLine(reason))], cols, 2)),
    ...((line.reasons ?? []).length > 0 ? [[]] : []),
    ...field('at', `${localTime(line.at)}, ${agoOf(line.at, nowMs)} ago`, cols),
    ...field('session', line.session, cols),
    ...field('by', line.by, cols),
    ...field('rules', line.rules?.join(', '), cols),
    ...field('answer', line.answer, cols),
    ...field('keys', line.keys, cols),
    ...field('outcome', line.outcome, cols, outcomeInk(line.outcome)),
  ];
}

function field(name: string, value: string | undefined, cols: number, ink: Ink = 'plain'): Line[] {
  if (value === undefined || value === '') return [];
  const lines = wrapLine([span(oneLine(value), ink)], Math.max(1, cols - nameCols - 1));
  return lines.map((line, index) => fieldLine(index === 0 ? name : '', line, nameCols));
}

/** How an outcome looks: what went as it should is calm. */
export function outcomeInk(outcome: string | undefined): Ink {
  switch (outcome) {
    case 'confirmed':
    case 'answered':
      return 'low';
    case 'pending':
    case 'typed':
    case 'withdrawn':
    case 'overtaken':
      return 'dim';
    case undefined:
      return 'dim';
    default:
      return 'broken';
  }
}
