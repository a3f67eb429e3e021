import { oneLine } from '../../../face/text/text.ts';
import { agoOf, durationOf, localTime } from '../../../face/text/time.ts';
import { limits } from '../../../limits.ts';
import type { Ink } from '../../ink.ts';
import type { Line } from '../../scene.ts';
import { span } from '../../scene.ts';
import { compact } from '../../view/figures.ts';
import { fieldLine, wrapLine, wrapText } from '../../view/box.ts';
import { numberOfTask, taskLook } from '../../view/taskLooks.ts';
import type { KnownTask } from './state.ts';

const nameCols = 9;

/** Everything that is known of a task, as lines of at most `cols` cells; `all` are the tasks of its session with their errands. */
export function taskLines(task: KnownTask, all: readonly KnownTask[], cols: number, nowMs: number): Line[] {
  const { glyph, word, ink } = taskLook(task, all);
  const head: Line = [
    span(`${glyph} ${word}`, ink),
    span(`  #${oneLine(numberOfTask(task.id))}`, 'strong'),
    ...(task.why === undefined
      ? []
      : [span('  '), span(oneLine(task.why), task.state === 'failed' ? 'broken' : 'limited')]),
  ];
  return [
    ...wrapLine(head, cols),
    ...wrapText(task.text, cols, 'typed'),
    ...field('fresh', task.fresh && 'with an empty context', cols),
    ...field('after', afterOf(task, all), cols),
    ...field('verify', task.verify, cols),
    ...field('rounds', roundsOf(task), cols, 'medium'),
    ...field('priority', task.priority === undefined || task.priority === 0 ? undefined : String(task.priority), cols),
    ...field('budget', budgetOf(task), cols),
    ...field('from', task.source?.file, cols),
    ...field('times', timesOf(task, nowMs), cols),
    ...field('receipt', task.receipt, cols),
    ...(task.result === undefined ? [] : [[], [span('Result', 'strong')] as Line, ...wrapText(task.result, cols)]),
    ...errandLines(task, all, cols),
  ];
}

function field(name: string, value: string | undefined, cols: number, ink: Ink = 'plain'): Line[] {
  if (value === undefined || value === '') return [];
  const lines = wrapLine([span(oneLine(value), ink)], Math.max(1, cols - nameCols - 1));
  return lines.map((line, index) => fieldLine(index === 0 ? name : '', line, nameCols));
}

function afterOf({ after }: KnownTask, all: readonly KnownTask[]): string | undefined {
  if (after === undefined) return undefined;
  const other = all.find(({ id }) => id === after);
  return `#${numberOfTask(after)}${other ? `, which is ${other.state}` : ''}`;
}

function roundsOf({ rounds = 0, state }: KnownTask): string | undefined {
  if (rounds === 0) return undefined;
  const times = rounds === 1 ? 'once' : `${rounds} times`;
  return `the command failed ${times}${state === 'failed' ? '' : `; at ${limits.verifyRoundsMax} the task has failed`}`;
}

function budgetOf({ tokensMax, timeMaxMs }: KnownTask): string | undefined {
  const parts = [
    ...(tokensMax === undefined ? [] : [`${compact(tokensMax)} tokens`]),
    ...(timeMaxMs === undefined ? [] : [durationOf(timeMaxMs / 1_000)]),
  ];
  return parts.length > 0 ? `at most ${parts.join(', ')}` : undefined;
}

function timesOf({ createdAt, startedAt, endedAt }: KnownTask, nowMs: number): string | undefined {
  if (createdAt === undefined) return undefined;
  const parts = [`added ${localTime(createdAt)}`];
  if (startedAt !== undefined) parts.push(`begun ${localTime(startedAt)}`);
  if (endedAt !== undefined) parts.push(`ended ${localTime(endedAt)}`);
  const took = tookOf({ startedAt, endedAt }, nowMs);
  return took === '' ? parts.join(', ') : `${parts.join(', ')}: ${took}`;
}

/** How long a task took, or has been at work: `4m`; '' for one that was not begun. */
export function tookOf({ startedAt, endedAt }: Pick<KnownTask, 'startedAt' | 'endedAt'>, nowMs: number): string {
  if (startedAt === undefined) return '';
  return agoOf(startedAt, endedAt === undefined ? nowMs : Date.parse(endedAt));
}

const errandWords: Readonly<Record<NonNullable<KnownTask['role']>, string>> = {
  clear: 'emptied the context',
  compact: 'compacted the context',
  summary: 'asked for a summary',
  'go-on': 'continued it',
  feedback: 'told what the verification said',
};

/** What pcc typed to serve it. */
function errandLines({ id }: KnownTask, all: readonly KnownTask[], cols: number): Line[] {
  const errands = all.filter((task) => task.of === id && task.role !== undefined);
  if (errands.length === 0) return [];
  const lines = errands.flatMap((errand) => {
    const { glyph, word, ink } = taskLook(errand, all);
    const what = errand.role === undefined ? '' : errandWords[errand.role];
    const line = [
      span(`${glyph} ${word}  `, ink),
      span(`${what}: `, 'hint'),
      span(oneLine(errand.text.slice(0, errandChars))),
    ];
    return wrapLine(line, cols, 2);
  });
  return [[], [span('What pcc typed for it', 'strong')], ...lines];
}

/** Of what was typed its beginning tells what it was. */
const errandChars = 400;
