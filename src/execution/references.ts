import { ownWords } from './ownWords.ts';

/** Words by which a prompt speaks of something that only an earlier task knows. */
const backwards: readonly RegExp[] = [
  /\b(?:the )?(?:previous|earlier|preceding|prior|last|former) (?:task|step|result|answer|output|response|reply|prompt|file|function|script|one|code|change|command)s?\b/iu,
  /\b(?:from|in|of|with) (?:the )?step (?:\d+|before)\b/iu,
  /\b(?:task|step) (?:\d+|before)(?:'s)?\b(?! (?:of|in) (?:the|this) (?:plan|file|list))/iu,
  /\byou(?:'ve| have)? (?:just )?(?:created|wrote|written|made|built|found|listed|did|added|changed|generated|implemented|mentioned|suggested|proposed|said)\b/iu,
  /\b(?:as|like) (?:before|above|earlier|last time)\b/iu,
  /\b(?:do|try|repeat) (?:it|that|this|the same)(?: thing)? (?:again|once more|for (?:the )?(?:others?|rest))\b/iu,
  /\b(?:continue|go on|carry on|keep going)\b(?=\s*[.!]|\s*$|\s+(?:with (?:it|that|this|the (?:work|task))|where|from where|as before))/iu,
  /\byour (?:previous |last |earlier )?(?:answer|result|suggestion|proposal|findings|reply|response|changes)\b/iu,
];

/** The words by which a prompt refers to an earlier task; undefined where it does not. */
export function refersBack(prompt: string): string | undefined {
  const { words } = ownWords(prompt);
  for (const form of backwards) {
    const found = form.exec(words)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}
