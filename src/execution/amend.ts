import type { AmendRule } from './amendRules.ts';
import { amendRules } from './amendRules.ts';
import { ownWords } from './ownWords.ts';
import { refersBack } from './references.ts';

/** Prompts that would wait for somebody, or that name nothing, get a few sentences that say how to go on alone. */

/** What stands above the sentences that were added. */
const heading = 'This task runs on its own:';

const emptyNote =
  "Where it is not clear what is meant, look at the project's folder (git status, git log, the newest files), choose the likeliest meaning, and say which you chose.";

/** A whole prompt that is a verb and a word that points to nothing. */
const pointer =
  /^\W*(?:(?:please|pls|ok(?:ay)?|now|and|so|then|can you|could you|go ahead and|just|let's)[\s,]+)*(?:fix|do|finish|continue|improve|repeat|update|clean|refactor|test|check|make|run|try|change|redo|complete|handle|solve|debug|review|commit|deploy|ship|apply|go on|go ahead|proceed|carry on|keep going|rewrite|undo|revert|delete|remove|add|use|optimi[sz]e|simplify|extend|convert|translate|same)(?:\s+(?:it|this|that|these|those|them|all|everything|the (?:same|rest|others?|thing|issue|problem|error|bug|remaining ones)|same|others?|rest|one|ones|thing|things|again|too|now|then|better|faster|work(?:ing)?|nicer|properly|up|out|for|with|to|as|well|before|else|on|next|please|first|both|pass|green|a bit|more|once))*\W*$/iu;

/** The prompt with what was added at its end, and a sentence for each addition. The person's own words stay as they are. */
export function amendPrompt(prompt: string): { prompt: string; changes: readonly string[] } {
  const own = withoutNotes(prompt);
  const read = ownWords(own);
  const texts = { words: withoutGaps(read.words), withCommands: withoutGaps(read.withCommands) };
  const added = amendRules.flatMap((rule) => {
    const words = foundBy(rule, rule.of === 'words' ? texts.words : texts.withCommands);
    return words === undefined ? [] : [{ note: rule.note, change: `${rule.change} ('${words}').` }];
  });
  const empty = namesNothing(own, read.words);
  if (empty !== undefined)
    added.push({
      note: emptyNote,
      change: `Warning: the prompt does not name what it is about ('${empty}'); it now says how to find out.`,
    });
  const fresh = added.filter(({ note }) => !prompt.includes(note));
  if (fresh.length === 0) return { prompt, changes: [] };
  const notes = fresh.map(({ note }) => `- ${note}`).join('\n');
  const start = endsWithNotes(prompt) ? `${prompt.trimEnd()}\n` : `${prompt}\n\n${heading}\n`;
  return { prompt: `${start}${notes}`, changes: fresh.map(({ change }) => change) };
}

/** Blanks in a row that are looked through: the forms take their square, and what is quoted was made of blanks. */
const blanksMax = 200;
const gap = new RegExp(`[^\\S\\n]{${blanksMax + 1},}`, 'gu');

function withoutGaps(text: string): string {
  return text.replace(gap, ' '.repeat(blanksMax));
}

const allNotes: readonly string[] = [...amendRules.map(({ note }) => note), emptyNote];

/** What was added earlier is no instruction to be looked at. */
function withoutNotes(prompt: string): string {
  return [heading, ...allNotes.map((note) => `- ${note}`)].reduce((text, line) => text.replace(line, ''), prompt);
}

function endsWithNotes(prompt: string): boolean {
  return prompt.includes(heading) && allNotes.some((note) => prompt.trimEnd().endsWith(note));
}

/** So much before a match is looked at, in characters. */
const sentenceMax = 300;
/** Words shown of a prompt, in characters. */
const shownMax = 60;

function foundBy({ forms, unless, of }: AmendRule, text: string): string | undefined {
  if (unless?.test(text) === true) return undefined;
  for (const form of forms) {
    for (const match of text.matchAll(form)) {
      if (isMeant(text.slice(Math.max(0, match.index - sentenceMax), match.index), of))
        return match[0].replace(/\s+/gu, ' ').trim().slice(0, shownMax);
    }
  }
  return undefined;
}

/** Somebody else is to do it: a program that is written, the reader of a text, a person in a story. */
const others =
  /\b(?:(?:that|which|who|users?|readers?|people|everyone) (?:\w+ )?|(?!you\b)\p{L}+ (?:should|will|must|can|could|would|may|might|shall|has to|needs? to) )$|\b(?:how|ways?|needs?|commands?|scripts?|programs?|functions?|tools?|apps?|bots?|targets?|buttons?|options?|code|instructions?|says?|said|users?|readers?|people|used|able|wants?|prompts?|dialogs?|steps?|reminders?|cli|class|makefile) to (?:\w+ )?$|\b(?:if|when|after|before|while|unless) (?:you|users?|they|someone|anyone) $/iu;
const negation =
  /\b(?:not|never|without|avoid|instead of|rather than|no need to|don'?t|don’t|doesn'?t|won'?t|cannot|can'?t|nor|neither|nobody|refrain from|forbid\w*|unable to)\b/iu;

/** Whether the words before a match let it be what the prompt asks for, and not its opposite or something that others do. */
function isMeant(before: string, of: AmendRule['of']): boolean {
  const sentence = /[^.!?;:\n]*$/u.exec(before)?.[0] ?? '';
  if (others.test(sentence)) return false;
  // After a comma something else may begin ("if you are not sure, ask me"); a row of commands goes on over it.
  const clause = of === 'words' ? (/[^,]*$/u.exec(sentence)?.[0] ?? '') : sentence;
  const last = clause.split(/\b(?:but|just|only|then|and then|instead(?! of))\b/iu).at(-1) ?? '';
  return !negation.test(last.slice(-60));
}

/** A prompt of more words says somewhere what it is about. */
const pointerWordsMax = 16;

function namesNothing(own: string, words: string): string | undefined {
  const text = own.trim();
  if (text.split(/\s+/u).length > pointerWordsMax) return undefined;
  // What stands in quotes or code names something.
  if (words.trim().length < text.length * 0.8) return undefined;
  return pointer.test(text) ? text.slice(0, shownMax) : refersBack(own);
}
