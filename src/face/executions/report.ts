import { randomUUID } from 'node:crypto';
import { closeSync, constants, lstatSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Execution, ExecutionStep } from '../../api/methods.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { clientHome } from '../home.ts';
import type { Io } from '../io.ts';
import { oneLine } from '../text/text.ts';

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
 * Writes a report, readable by its owner alone, and gives its path: `named`, or a file of the home folder. Sessions write in the
 * project, so that no link there is followed.
 *
 * @throws PccError when it cannot be written.
 */
export function writeReport(io: Pick<Io, 'env' | 'cwd'>, executions: readonly Execution[], named?: string): string {
  const own = join(clientHome(io).folder, 'reports', `${executions[0]?.id ?? 'empty'}.md`);
  const path = named === undefined ? own : resolve(io.cwd, named);
  try {
    if (named !== undefined) refuseLinks(io.cwd, path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceFile(path, reportOf(executions));
  } catch (error) {
    if (error instanceof PccError) throw error;
    throw new PccError('failed', `The report '${path}' cannot be written (${sentenceOf(error)}); name another file.`);
  }
  return path;
}

/** The folders from the working folder down to a file in it are those that their names say. */
function refuseLinks(cwd: string, path: string): void {
  const below = relative(cwd, dirname(path)).split(sep);
  if (below[0] === '..') return;
  for (const [index, name] of below.entries()) {
    const folder = join(cwd, ...below.slice(0, index), name);
    if (name !== '' && lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new PccError('failed', `The report '${path}' is not written, as '${folder}' is a link; name another file.`);
  }
}

/** A new file takes the place of what stands there: of a link itself, never of what it points to. */
function replaceFile(path: string, text: string): void {
  const fresh = join(dirname(path), `.pcc-${randomUUID()}`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = openSync(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
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
  return [`${marks}${language}`, text.trimEnd(), marks, ''];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
