import { PccError } from '../base/errors.ts';

/** A task of a requirements file. */
export interface OpenTask {
  readonly text: string;
  /** The number of its first line, from 1. */
  readonly line: number;
}

/** The open tasks of a requirements file: its `- [ ] …` lines in order, with the lines indented under each. */
export function openTasks(text: string): OpenTask[] {
  const tasks: OpenTask[] = [];
  let open: { line: number; parts: string[] } | undefined;
  for (const [index, line] of [...text.split(/\r?\n/), ''].entries()) {
    const head = /^\s*[-*+] \[( |x|X)\] +(.*\S)\s*$/.exec(line);
    const belongs = open !== undefined && /^\s{2,}\S/.test(line) && !head;
    if (belongs) open?.parts.push(line.trim());
    else if (open) {
      tasks.push({ text: open.parts.join('\n'), line: open.line });
      open = undefined;
    }
    if (head && head[1] === ' ') open = { line: index + 1, parts: [head[2] ?? ''] };
  }
  return tasks;
}

/**
 * Gives back a task that the input box takes as words for Claude: its first character must not switch the mode of the box.
 * After `!` the CLI would run the rest in a shell and ask nobody. A person may give a command of the CLI (`/…`), a file may not.
 *
 * @throws PccError `invalid_input`; `what` begins its sentence.
 */
export function checkTaskStart(text: string, what: string, from: 'person' | 'file'): string {
  // What is left out when a text is typed must not hide the first character that counts.
  const first = /^[\s\p{Cc}]*([!#&/])/u.exec(text)?.[1];
  if (first === undefined || (first === '/' && from === 'person')) return text;
  throw new PccError(
    'invalid_input',
    `${what} begins with '${first}', which switches the mode of the CLI's input box; begin it with a word.`,
  );
}
