import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import type { WrittenTask } from '../../face/executions/tasks.ts';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';
import { checkSize, inputText } from './inputText.ts';
import type { MarkdownSection } from './markdown.ts';

const remedy = 'make several lists of it';

/** What a file with a list of tasks says. */
export interface ListFile {
  readonly tasks: readonly WrittenTask[];
  /** Tasks that are ticked, which are left out. */
  readonly ticked: number;
}

/** Reads a list of tasks from a file, or from the standard input for `-`. @throws PccError that says what is wrong with it. */
export async function readListFile(named: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<ListFile> {
  const what = named === '-' ? 'The standard input' : `The file '${named}'`;
  const text = named === '-' ? await inputText(io.stdin, { what, remedy }) : fileText(resolve(io.cwd, named), named);
  const list = await parseList(text, { what, isJson: named.endsWith('.json') });
  if (list.tasks.length === 0) {
    const why = list.ticked > 0 ? 'has only tasks that are ticked' : 'has no tasks';
    throw new PccError(
      'invalid_input',
      `${what} ${why}; write a task a line: '- [ ] …', '1. …', or a heading for each.`,
    );
  }
  if (list.tasks.length > limits.executionStepsMax)
    throw new PccError(
      'too_large',
      `${what} has ${list.tasks.length} tasks and may have ${limits.executionStepsMax}; make several lists of it.`,
    );
  return list;
}

/**
 * The tasks of a text: a JSON array of texts and objects, or Markdown.
 *
 * @throws PccError `invalid_input`; `what` begins its sentence.
 */
export async function parseList(text: string, { what, isJson }: { what: string; isJson: boolean }): Promise<ListFile> {
  if (!isJson && !/^\s*\[\s*["{\]]/.test(text)) return markdownTasks(text, what);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PccError('invalid_input', `${what} is no JSON (${sentenceOf(error)}).`);
  }
  if (!Array.isArray(value))
    throw new PccError('invalid_input', `${what} is no list; write a JSON array of texts and objects.`);
  const { writtenTask } = await import('../../face/executions/writtenTask.ts');
  return { tasks: value.map((task, index) => writtenTask(task, index + 1)), ticked: 0 };
}

/**
 * Tasks of Markdown: the items at its left edge that have a box or a number; where there are none, the headings of the highest level
 * that has several (or of the only level), each with what stands below it.
 */
async function markdownTasks(text: string, what: string): Promise<ListFile> {
  if (text.length > limits.executionMarkdownCharsMax)
    throw new PccError(
      'too_large',
      `${what} has ${text.length} characters and may have ${limits.executionMarkdownCharsMax} in Markdown; write it in JSON, or ${remedy}.`,
    );
  const { readMarkdown } = await import('./markdown.ts');
  const { items, sections } = readMarkdown(text);
  const tasks = items.filter((item) => (item.isNumbered || item.isTicked !== undefined) && item.text !== '');
  if (tasks.length === 0) return { tasks: headedTasks(sections), ticked: 0 };
  const open = tasks.filter(({ isTicked }) => isTicked !== true);
  return { tasks: open.map((item) => ({ prompt: item.text })), ticked: tasks.length - open.length };
}

function headedTasks(all: readonly MarkdownSection[]): WrittenTask[] {
  const sections = all.filter(({ name }) => name !== '');
  const depths = sections.map(({ depth }) => depth);
  const several = [1, 2, 3, 4, 5, 6].find((depth) => depths.filter((one) => one === depth).length > 1);
  const headed = sections.filter(({ depth }) => depth === (several ?? Math.max(0, ...depths)));
  // A title with nothing below it is the title of an empty document.
  if (headed.length === 1 && headed[0]?.text === '') return [];
  return headed.map(({ name, text }) => ({
    name: name.slice(0, limits.taskNameCharsMax),
    prompt: text === '' ? name : `${name}\n\n${text}`,
  }));
}

function fileText(path: string, named: string): string {
  try {
    const read = readFileSync(path);
    checkSize(read.length, { what: `The file '${named}'`, remedy });
    return read.toString('utf8');
  } catch (error) {
    if (error instanceof PccError) throw error;
    const code = systemCode(error);
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? sentenceOf(error)})`;
    throw new PccError('invalid_input', `The file '${named}' ${why}; give a file with a list of tasks.`);
  }
}
