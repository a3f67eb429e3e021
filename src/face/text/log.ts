import type { LogLine } from '../../api/methods.ts';
import type { Colour, Layout } from './ink.ts';
import { cellsOf, oneLine, padded, shorten } from './text.ts';
import { inLocalTime, localTime } from './time.ts';

const colours: Readonly<Record<LogLine['type'], Colour | undefined>> = {
  decision: 'cyan',
  state: 'dim',
  task: 'blue',
  input: 'dim',
  human: 'magenta',
  warning: 'yellow',
  session: 'green',
  note: undefined,
};

const typeCells = 8;

/** One aligned line that tells one event; on a terminal it is cut to its width. */
export function logLine(line: LogLine, layout: Layout): string {
  const { ink, width } = layout;
  const time = localTime(line.at);
  const type = padded(line.type, typeCells);
  const left = cellsOf(time) + 2 + typeCells + 2;
  const text = shorten(
    oneLine(line.type === 'decision' ? decisionText(line) : inLocalTime(eventText(line))),
    Math.max(20, width - left),
  );
  const colour = colours[line.type];
  return `${ink('dim', time)}  ${colour ? ink(colour, type) : type}  ${text}`.trimEnd();
}

function eventText(line: LogLine): string {
  return line.text ?? line.state ?? '';
}

/** A kind as people call it: a question in words is a question, and what the loop does by itself a step. */
export function kindWord(kind: string): string {
  return kind === 'prose' ? 'question' : kind === 'agent' ? 'step' : kind;
}

/** `approve LOW Bash npm test → Yes (by policy, keys 1, confirmed): reasons`. */
function decisionText(line: LogLine): string {
  const reasons = line.reasons?.length ? `: ${inLocalTime(line.reasons.join(' '))}` : '';
  // No dialog was answered, so that nothing of risk, rules and keys is to be told.
  if (line.kind === 'agent') return `${line.action ?? ''} ${(line.subject ?? '').replace(/\.$/, '')}${reasons}`;
  const about = line.tool === undefined || line.tool === '' ? kindWord(line.kind ?? '') : line.tool;
  const head = [line.action, line.risk, about, line.subject].filter((part) => part).join(' ');
  const answer = line.answer ? ` → ${line.answer}` : '';
  const how = [line.by && `by ${line.by}`, line.keys && `keys ${line.keys}`, line.outcome]
    .filter((part) => part)
    .join(', ');
  return `${head}${answer}${how ? ` (${how})` : ''}${reasons}`;
}
