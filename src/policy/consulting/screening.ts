import { limits } from '../../limits.ts';
import { nameTextProblem } from '../textFilter.ts';
import { actIn } from './acts.ts';
import { commandIn } from './commands.ts';
import type { Choice, ChoicePage } from './matter.ts';
import { outsideActIn, unknownActIn } from './outside.ts';
import { phraseIn } from './phrases.ts';

/**
 * Why only a person may choose this option, as the end of a sentence; undefined where a brain may. The words are the model's,
 * perhaps repeated from a file that somebody made for it: what destroys, publishes, costs, loosens, asks for more leave,
 * talks to a machine or cannot be read goes to a person, and so does every answer to a question of that kind. In doubt: a person.
 */
export function closedBecause(
  choice: Pick<Choice, 'label' | 'description'>,
  page: Pick<ChoicePage, 'question' | 'header'>,
): string | undefined {
  const own = dangerInChoice(choice);
  if (own !== undefined) return own;
  const asked = questionDanger(page);
  return asked === undefined ? undefined : `the question itself needs a person: ${asked}`;
}

/** The page with `closed` filled in for each choice that only a person may choose; two that are worded alike are both closed. */
export function screenedPage(page: ChoicePage): ChoicePage {
  const names = page.choices.map(({ label }) => bareName(label));
  return {
    ...page,
    choices: page.choices.map(({ label, description, closed: before }, index) => {
      const twin = names.some((name, other) => other !== index && name === names[index]);
      const closed = before ?? (twin ? 'another option is worded alike' : closedBecause({ label, description }, page));
      return { label, description, ...(closed === undefined ? {} : { closed }) };
    }),
  };
}

/** What a text says that a brain must not decide about, as the end of a sentence; undefined for nothing. */
export function dangerIn(text: string): string | undefined {
  return textProblem(text) ?? phraseIn(text) ?? commandIn(text) ?? actIn(text) ?? outsideActIn(text);
}

function dangerInChoice({ label, description }: Pick<Choice, 'label' | 'description'>): string | undefined {
  if (label.trim() === '') return 'it has no words';
  if (/[\r\n]/.test(label)) return 'its label has several lines';
  if (label.length > limits.choiceLabelCharsMax)
    return `its label is longer than ${limits.choiceLabelCharsMax} characters`;
  if (description.length > limits.choiceTextCharsMax)
    return `its description is longer than ${limits.choiceTextCharsMax} characters`;
  return dangerIn(label) ?? unknownActIn(label) ?? dangerIn(description) ?? dangerIn(`${label} ${description}`);
}

function questionDanger({ question, header }: Pick<ChoicePage, 'question' | 'header'>): string | undefined {
  if (question.length > limits.choiceTextCharsMax) return `it is longer than ${limits.choiceTextCharsMax} characters`;
  return dangerIn(question) ?? dangerIn(header);
}

function textProblem(text: string): string | undefined {
  const problem = nameTextProblem(text.replace(/\r?\n|\t/g, ' ').replaceAll('\u00a0', ' '));
  if (problem !== undefined) return `its text can show something else than it says (${problem.replace(/\.$/, '')})`;
  const strange = /(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])\p{L}/u.exec(text.normalize('NFKC'));
  if (strange) return 'it is not written in letters that are read here';
  if (/(?:^|[^\p{L}])(?:\p{L}[\s.\-_*]){3,}\p{L}(?!\p{L})/u.test(text)) return 'its letters stand apart';
  // A commit is named by forty digits.
  if (/(?![0-9a-fA-F]+(?![A-Za-z0-9+=]))[A-Za-z0-9+=]{40,}/.test(text)) return 'it holds something encoded';
  return undefined;
}

/** What is left of a label when everything is taken away that the eye may pass over. */
function bareName(label: string): string {
  const bare = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\(recommended\)/g, '')
    .replace(/[^\p{L}\p{N}+#]/gu, '');
  return bare === '' ? label : bare;
}
