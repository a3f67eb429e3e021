import type { Execution, ExecutionStep } from '../../api/methods.ts';
import type { Io } from '../io.ts';
import { writeReportFile } from '../reportFile.ts';
import { manyLines, oneLine } from '../text/text.ts';

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
    `- List \`${id}\`: ${state}${why === undefined ? '' : `. ${plain(why)}`}`,
    `- Folder: ${code(path)}${session === undefined ? '' : `; session ${code(session)}`}`,
    `- From ${startedAt ?? 'never'} to ${endedAt ?? 'now'}`,
    '',
  ];
}

function rowOf({ n, name, state, tookMs, predictedMs, usage }: ExecutionStep): string {
  const tokens = usage === undefined ? '' : `${usage.input} / ${usage.output}`;
  return `| ${n} | ${plain(name)} | ${state} | ${secondsOf(tookMs)} | ${secondsOf(predictedMs)} | ${tokens} |`;
}

function sectionOf(step: ExecutionStep): string[] {
  const { n, uuid, name, state, why, amended, validation, files, receipt, response, prompt, text, object } = step;
  const judged =
    validation && `${validation.valid ? 'valid' : 'not valid'}${validation.failed ? ' (the judge failed)' : ''}`;
  const answer = object === undefined ? text : JSON.stringify(object, null, 2);
  return [
    `## ${n}. ${plain(name)}`,
    '',
    `- ${state}${why === undefined ? '' : `: ${plain(why)}`}; uuid \`${uuid}\``,
    ...amended.map((change) => `- Prompt amended: ${plain(change)}`),
    ...(validation ? [`- Judged ${judged}: ${plain(validation.reason)}`] : []),
    ...(['created', 'modified', 'deleted'] as const).flatMap((how) => {
      const paths = files?.[how] ?? [];
      return paths.length === 0 ? [] : [`- Files ${how}: ${paths.map(code).join(', ')}`];
    }),
    ...(receipt === undefined ? [] : [`- Receipt: ${code(receipt)}`]),
    ...(response === undefined ? [] : [`- Response: ${code(response)}`]),
    '',
    'Asked:',
    '',
    ...quoted(prompt, ''),
    ...(answer === undefined || answer === '' ? [] : ['Answered:', '', ...quoted(answer, object ? 'json' : '')]),
  ];
}

function secondsOf(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1_000).toFixed(1)} s`;
}

/** Other people's words on one line, in which nothing is markup. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&');
}

function code(text: string): string {
  const line = oneLine(text);
  const marks = '`'.repeat(longestRun(line) + 1);
  return line.includes('`') ? `${marks} ${line} ${marks}` : `\`${line}\``;
}

/** Other people's words as a block that they cannot end. */
function quoted(text: string, language: string): string[] {
  const marks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${marks}${language}`, manyLines(text.trimEnd()), marks, ''];
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
