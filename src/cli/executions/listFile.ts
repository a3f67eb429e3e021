import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import type { WrittenTask } from '../../face/executions/tasks.ts';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';
import { checkSize, inputText } from './inputText.ts';

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
  if (!isJson && !/^\s*\[\s*["{\]]/.test(text)) return markdownTasks(text);
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
 * Tasks of Markdown: the items at its left edge that have a box or a number, each with the indented lines below it; where there are
 * none, the headings of the highest level that has several (or of the only level), each with what stands below it.
 */
function markdownTasks(text: string): ListFile {
  const lines = withoutComments(text.replace(/^\ufeff/, '')).split(/\r?\n/);
  const items = itemsOf(lines);
  if (items.length > 0)
    return {
      tasks: items.filter(({ ticked }) => !ticked).map(({ prompt }) => ({ prompt })),
      ticked: items.filter(({ ticked }) => ticked).length,
    };
  return { tasks: headedTasks(lines), ticked: 0 };
}

interface Item {
  readonly prompt: string;
  readonly ticked: boolean;
}

const itemForm = /^(?:[-*+]\s+\[([ xX])\]|\d{1,9}[.)])\s+(\S.*)$/;

function itemsOf(lines: readonly string[]): Item[] {
  const items: { ticked: boolean; lines: string[] }[] = [];
  let open: string[] | undefined;
  for (const { line, isCode } of marked(lines)) {
    const found = isCode ? null : itemForm.exec(line);
    if (found) {
      open = [found[2] ?? ''];
      items.push({ ticked: /x/i.test(found[1] ?? ''), lines: open });
    } else if (/^(?: {2,}|\t)/.test(line) || line.trim() === '') open?.push(line);
    // A line at the left edge is the document's own again.
    else open = undefined;
  }
  return items.map(({ ticked, lines: own }) => ({ ticked, prompt: joined(own) }));
}

function headedTasks(lines: readonly string[]): WrittenTask[] {
  const all = marked(lines);
  const levels = all.flatMap(({ line, isCode }) => (isCode ? [] : [levelOf(line)])).filter((level) => level > 0);
  const several = [1, 2, 3, 4, 5, 6].find((level) => levels.filter((one) => one === level).length > 1);
  const level = several ?? Math.max(0, ...levels);
  const tasks: { name: string; lines: string[] }[] = [];
  for (const { line, isCode } of all) {
    const own = isCode ? 0 : levelOf(line);
    if (own === level && level > 0) tasks.push({ name: line.replace(/^#+\s+|\s+#*\s*$/g, ''), lines: [] });
    // A higher heading begins another chapter, in which no task stands yet.
    else if (own > 0 && own < level) tasks.push({ name: '', lines: [] });
    else tasks.at(-1)?.lines.push(line);
  }
  const headed = tasks
    .filter(({ name }) => name !== '')
    .map(({ name, lines: own }) => ({ name, body: own.join('\n').trim() }));
  // A title with nothing below it is the title of an empty document.
  if (headed.length === 1 && headed[0]?.body === '') return [];
  return headed.map(({ name, body }) => ({
    name: name.slice(0, limits.taskNameCharsMax),
    prompt: body === '' ? name : `${name}\n\n${body}`,
  }));
}

function levelOf(line: string): number {
  return /^(#{1,6})\s+\S/.exec(line)?.[1]?.length ?? 0;
}

/** What begins a block of code; words may stand behind its mark, and no other mark of backticks. */
const fenceForm = /^\s*(`{3,}(?=[^`]*$)|~{3,})/;

/** Lines with whether they stand in a fenced block, whose marks count as its own. */
function marked(lines: readonly string[]): { line: string; isCode: boolean }[] {
  let fence: string | undefined;
  return lines.map((line) => {
    const isCode = fence !== undefined || fenceForm.test(line);
    if (fence === undefined) fence = fenceForm.exec(line)?.[1];
    else if (/^\s*(`{3,}|~{3,})\s*$/.exec(line)?.[1]?.startsWith(fence)) fence = undefined;
    return { line, isCode };
  });
}

/** A comment at the left edge holds notes and examples, no tasks. */
function withoutComments(text: string): string {
  return text.replace(/^<!--[\s\S]*?(?:-->|$(?![\s\S]))/gm, '');
}

/** An item as a text: its further lines without what they are all indented by. */
function joined([first = '', ...more]: readonly string[]): string {
  const depths = more.filter((line) => line.trim() !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0);
  const depth = Math.min(...depths);
  return [first, ...more.map((line) => line.slice(depth))].join('\n').trim();
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
