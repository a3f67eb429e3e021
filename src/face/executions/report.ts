import type { Execution, ExecutionStep } from '../../api/methods.ts';
import { asBlock, asCode, asPlain } from '../../base/markdown.ts';
import type { Io } from '../io.ts';
import { writeReportFile } from '../reportFile.ts';

/** A report of lists of tasks in Markdown: what was asked, what came of it, and where the proofs are. */
export function reportOf(executions: readonly Execution[]): string {
  const steps = executions.flatMap((execution) => execution.steps);
  const done = steps.filter(({ state }) => state === 'done').length;
  return [
    `# ${done} of ${steps.length} tasks done`,
    '',
    ...executions.flatMap(headOf),
    '| task | name | state | took | predicted | tokens in / out |',
    '|---:|---|---|---:|---:|---:|',
    ...steps.map(rowOf),
    '',
    ...steps.flatMap(sectionOf),
  ].join('\n');
}

/**
 * Writes a report of lists and gives its path: `named`, or a file of the home folder.
 *
 * @throws PccError when it cannot be written.
 */
export function writeReport(io: Pick<Io, 'env' | 'cwd'>, executions: readonly Execution[], named?: string): string {
  return writeReportFile(io, { own: `${executions[0]?.id ?? 'empty'}.md`, named, text: reportOf(executions) });
}

function headOf({ id, state, path, session, startedAt, endedAt, why }: Execution): string[] {
  return [
    `- List \`${id}\`: ${state}${why === undefined ? '' : `. ${asPlain(why)}`}`,
    `- Folder: ${asCode(path)}${session === undefined ? '' : `; session ${asCode(session)}`}`,
    `- From ${startedAt ?? 'never'} to ${endedAt ?? 'now'}`,
    '',
  ];
}

function rowOf({ n, name, state, tookMs, predictedMs, usage }: ExecutionStep): string {
  const tokens = usage === undefined ? '' : `${usage.input} / ${usage.output}`;
  return `| ${n} | ${asPlain(name)} | ${state} | ${secondsOf(tookMs)} | ${secondsOf(predictedMs)} | ${tokens} |`;
}

function sectionOf(step: ExecutionStep): string[] {
  const { n, uuid, name, state, why, amended, validation, files, receipt, response, prompt, text, object } = step;
  const judged =
    validation && `${validation.valid ? 'valid' : 'not valid'}${validation.failed ? ' (the judge failed)' : ''}`;
  const answer = object === undefined ? text : JSON.stringify(object, null, 2);
  return [
    `## ${n}. ${asPlain(name)}`,
    '',
    `- ${state}${why === undefined ? '' : `: ${asPlain(why)}`}; uuid \`${uuid}\``,
    ...amended.map((change) => `- Prompt amended: ${asPlain(change)}`),
    ...(validation ? [`- Judged ${judged}: ${asPlain(validation.reason)}`] : []),
    ...(['created', 'modified', 'deleted'] as const).flatMap((how) => {
      const paths = files?.[how] ?? [];
      return paths.length === 0 ? [] : [`- Files ${how}: ${paths.map(asCode).join(', ')}`];
    }),
    ...(receipt === undefined ? [] : [`- Receipt: ${asCode(receipt)}`]),
    ...(response === undefined ? [] : [`- Response: ${asCode(response)}`]),
    '',
    'Asked:',
    '',
    asBlock(prompt.trimEnd()),
    '',
    ...(answer === undefined || answer === ''
      ? []
      : ['Answered:', '', asBlock(answer.trimEnd(), object ? 'json' : ''), '']),
  ];
}

function secondsOf(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1_000).toFixed(1)} s`;
}
