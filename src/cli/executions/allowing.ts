import { PccError } from '../../base/errors.ts';
import type { WrittenTask } from '../../face/executions/tasks.ts';
import type { Io, Terminal } from '../../face/io.ts';
import { oneLine } from '../../face/text/text.ts';
import { lineOf } from './asking.ts';

/** Commands of a list that verify its tasks, a line each; what they run is shown whole. */
export function commandLines(tasks: readonly WrittenTask[]): string[] {
  return tasks.flatMap(({ verify }, index) => (verify === undefined ? [] : [`  ${index + 1}. ${oneLine(verify)}`]));
}

/**
 * Has a person allow the shell commands that stand in a file, at the terminal where there is one: they run without anybody being
 * asked, and whoever can write the file, such as a session in its project, could have put them there.
 *
 * @throws PccError `unsafe_environment` where nobody can be asked, or the answer is no.
 */
export async function allowCommands(
  io: Pick<Io, 'stderr'>,
  tasks: readonly WrittenTask[],
  terminal: Terminal | undefined,
): Promise<void> {
  const lines = commandLines(tasks);
  if (lines.length === 0) return;
  io.stderr.write(`Shell commands that verify tasks of this list, and run without being asked about:\n`);
  for (const line of lines) io.stderr.write(`${line}\n`);
  if (!terminal)
    throw new PccError(
      'unsafe_environment',
      "The list has shell commands ('verify'), which anybody could have written; look at them and add '--allow-verify'.",
    );
  io.stderr.write('Run them? [y]es or [N]o: ');
  const answer = await lineOf(terminal);
  if (answer !== 'y' && answer !== 'yes')
    throw new PccError('unsafe_environment', 'The commands were not allowed, so that nothing was begun.');
}
