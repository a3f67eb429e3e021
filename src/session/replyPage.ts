import { limits } from '../limits.ts';
import type { Choice, ChoicePage } from '../policy/consulting/matter.ts';
import { dangerIn, screenedPage } from '../policy/consulting/screening.ts';

/**
 * A question in words with what only a person may reply: what the input box takes for more than words, and where the whole
 * text speaks of what only a person decides, every reply but a plain no, for that is what a reply agrees to.
 */
export function replyPage(page: ChoicePage, text: string): ChoicePage {
  const screened = screenedPage(page);
  const danger = textDanger(text);
  return {
    ...screened,
    choices: screened.choices.map((choice) => {
      const closed = choice.closed ?? markIn(choice.label) ?? (isPlainNo(choice) ? undefined : danger);
      return closed === undefined ? choice : { ...choice, closed };
    }),
  };
}

function textDanger(text: string): string | undefined {
  if (text.length > limits.proseTextCharsMax)
    return `what it agrees to is longer than ${limits.proseTextCharsMax} characters`;
  const danger = dangerIn(text);
  return danger === undefined ? undefined : `what it agrees to needs a person: ${danger}`;
}

/** A no that says nothing beside, which agrees to nothing. */
function isPlainNo({ label }: Choice): boolean {
  return /^no[.!]?$/i.test(label.trim());
}

/**
 * What the CLI does with a prompt beside telling Claude (2.0.64 to 2.1.329): a mode of the input box at its beginning; `@` reads
 * a file or a server's resource, or names an agent, wherever it stands; so does `/` with a skill, or with the path of a picture;
 * a few words change how, how long and where Claude works; a backslash at the end keeps Enter from sending.
 */
const marks: readonly (readonly [RegExp, string])[] = [
  [/^[\s\p{Cc}]*[!#&/]|[\r\n]|\\\s*$/u, 'it is no plain reply'],
  [/@/, 'the CLI reads what stands behind `@`'],
  [/(?<![\p{L}\p{N}_.])\/[\p{L}\p{N}_]/u, 'the CLI may take it for a command or a file'],
  [/\.(?:png|jpe?g|gif|webp)(?![\p{L}\p{N}])/iu, 'the CLI may read the picture that it names'],
  [/\bultra-?(?:think|plan|code|review)/i, 'it holds a word by which the CLI works in another way'],
];

function markIn(label: string): string | undefined {
  const plain = label.normalize('NFKC');
  return marks.find(([form]) => form.test(label) || form.test(plain))?.[1];
}
