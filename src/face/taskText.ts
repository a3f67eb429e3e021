import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';

/**
 * Gives back a text that can be typed as a task.
 *
 * @throws PccError `usage` for a blank one, `too_large` for one that nobody would type; `what` names it in the sentence.
 */
export function checkTaskText(text: string, what: string): string {
  if (text.trim() === '') throw new PccError('usage', `${what} is empty; give the words to type.`);
  if (text.length > limits.taskCharsMax) {
    throw new PccError(
      'too_large',
      `${what} has ${text.length} characters, more than ${limits.taskCharsMax}; put it into a file and name that file.`,
    );
  }
  return text;
}
