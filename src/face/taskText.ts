import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';

/**
 * Gives back a text that can be typed as a task.
 *
 * @throws PccError `usage` for a blank one, `too_large` for one that nobody would type; `what` names it in the sentence;
 * `charsMax`: where something else bounds it than a task's own length.
 */
export function checkTaskText(text: string, what: string, charsMax: number = limits.taskCharsMax): string {
  if (text.trim() === '') throw new PccError('usage', `${what} is empty; give the words to type.`);
  if (text.length > charsMax) {
    throw new PccError(
      'too_large',
      `${what} has ${text.length} characters, more than ${charsMax}; put it into a file and name that file.`,
    );
  }
  return text;
}
