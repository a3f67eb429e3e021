import type { Execution, ExecutionStep, Result } from '../../api/methods.ts';
import type { WrittenTask } from '../../face/executions/tasks.ts';
import type { Layout } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { beginningOf, manyLines, oneLine } from '../../face/text/text.ts';
import { durationOf, localTime } from '../../face/text/time.ts';
import { stateColour, stateText } from './progress.ts';

/** What came of a list: a line for each task, with the beginning of what it said. */
export function summaryLines(execution: Execution, layout: Layout): string[] {
  const { counts, id, why } = execution;
  const rows = execution.steps.map((step) => [
    { text: String(step.n) },
    stateCell(step.state, layout),
    { text: step.tookMs === undefined ? '' : durationOf(step.tookMs / 1_000) },
    { text: oneLine(step.name) },
    { text: beginning(step.state === 'done' ? answerOf(step) : (step.why ?? ''), layout.width) },
  ]);
  return [
    ...tableLines(rows, layout.width),
    `${counts.done} of ${counts.all} tasks done${why === undefined ? '' : `; ${oneLine(why)}`}`,
    `'pcc history show ${id.slice(0, 8)}' tells all of it.`,
  ];
}

/** How a list that is not run yet is read: its tasks, and what is thought of each. */
export function checkLines(
  steps: readonly WrittenTask[],
  { steps: outlooks }: Pick<Result<'execution.check'>, 'steps'>,
  layout: Layout,
): string[] {
  const rows = steps.map(({ prompt, name }, index) => {
    const outlook = outlooks[index];
    return [
      { text: String(index + 1) },
      { text: outlook ? `${outlook.class}, ${outlook.complexity}` : '' },
      { text: outlook ? `~${durationOf(outlook.predictedMs / 1_000)}` : '' },
      { text: beginning(name ?? prompt, layout.width) },
    ];
  });
  return tableLines(rows, layout.width);
}

/** Lists, the newest first, a line each. */
export function listLines(lists: Result<'execution.list'>['executions'], layout: Layout): string[] {
  const rows = lists.map(({ id, state, createdAt, counts, path }) => [
    { text: id.slice(0, 8) },
    { text: localTime(createdAt) },
    stateCell(state, layout),
    { text: `${counts.done}/${counts.all}` },
    { text: oneLine(path) },
  ]);
  return tableLines(rows, layout.width);
}

/** One list with all that its tasks were asked and said. */
export function wholeLines(execution: Execution, layout: Layout): string[] {
  const { id, state, path, session, createdAt, why, pending } = execution;
  return [
    layout.ink('bold', `${id}  ${stateText(state)}`),
    `  ${oneLine(path)}${session === undefined ? '' : `, session ${session}`}, ${localTime(createdAt)}`,
    ...(why === undefined ? [] : [`  ${oneLine(why)}`]),
    ...(pending.length === 0 ? [] : [`  waits for you: ${pending.map((n) => `pcc respond ${n}`).join(', ')}`]),
    ...execution.steps.flatMap((step) => ['', ...stepLines(step, layout)]),
  ];
}

function stepLines(step: ExecutionStep, { ink }: Layout): string[] {
  const { n, name, state, uuid, why, amended, validation, files, receipt, tookMs } = step;
  const took = tookMs === undefined ? '' : `, took ${durationOf(tookMs / 1_000)}`;
  const changed = (['created', 'modified', 'deleted'] as const).flatMap((how) =>
    (files?.[how] ?? []).map((path) => `    ${how}: ${oneLine(path)}`),
  );
  const answer = answerOf(step);
  return [
    ink(stateColour(state), `  ${n}. ${oneLine(name)}  ${stateText(state)}${took}`),
    ink('dim', `    ${uuid}`),
    ...(why === undefined ? [] : [`    ${oneLine(why)}`]),
    ...amended.map((change) => `    amended: ${oneLine(change)}`),
    ...(validation ? [`    judged ${validation.valid ? 'valid' : 'not valid'}: ${oneLine(validation.reason)}`] : []),
    ...changed,
    ...(receipt === undefined ? [] : [`    receipt: ${oneLine(receipt)}`]),
    ...(answer === ''
      ? []
      : manyLines(answer.trimEnd())
          .split('\n')
          .map((line) => `    | ${line}`)),
  ];
}

function answerOf({ object, text = '' }: ExecutionStep): string {
  return object === undefined ? text : JSON.stringify(object);
}

function stateCell(state: Parameters<typeof stateText>[0], { ink }: Layout): TableCell {
  return { text: stateText(state), paint: (text) => ink(stateColour(state), text) };
}

function beginning(text: string, cells: number): string {
  return oneLine(beginningOf(text.trim(), cells));
}
