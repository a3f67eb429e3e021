import { estimateTokens } from './tokens.ts';

/** What a prompt asks for, by its words, its structure and its length: good enough to tell minutes from hours. */

/** Kinds of tasks. */
export type TaskClass = 'calculation' | 'code' | 'data' | 'general' | 'file';

/** How much there is to do, rising. */
export const complexities = ['trivial', 'simple', 'moderate', 'complex', 'extreme'] as const;
export type Complexity = (typeof complexities)[number];

/** What a prompt looks like. */
export interface Outlook {
  readonly class: TaskClass;
  readonly complexity: Complexity;
  /** Estimated on the safe side. */
  readonly tokens: number;
  /** A sentence: what it was read from. */
  readonly why: string;
}

/** The beginning of a prompt says what it is; a long one is not read in full. */
const readCharsMax = 20_000;

/** Words that speak for a class, and how much. */
const classWords: readonly (readonly [TaskClass, number, RegExp])[] = [
  ['calculation', 3, /\b\d[\d.,]{0,40}\s{0,20}(?:[-+*/^×÷%]|\*\*|plus|minus|times|divided by)\s{0,20}\d/giu],
  [
    'calculation',
    2,
    /\b(?:calculat|comput|factorial|fibonacci|prime|square root|equation|integral|derivative|percent|arithmetic|how (?:many|much))\w*/giu,
  ],
  ['calculation', 1, /\b(?:sum|multipl\w+|divid\w+|average|solve|math\w*|probabilit\w+)\b/giu],
  [
    'data',
    2,
    /\b(?:csv|tsv|parquet|xlsx?|spreadsheets?|dataset\w*|data ?frames?|sql|quer(?:y|ies)|database|histogram|chart|plot)\b/giu,
  ],
  [
    'data',
    1,
    /\b(?:rows?|columns?|tables?|records?|aggregat\w+|statistic\w*|median|analy[sz]e|data|outliers?|json ?lines|jsonl)\b/giu,
  ],
  ['code', 3, /```/gu],
  [
    'code',
    2,
    /\b(?:implement|refactor|debug|compil|unit.?test|function|method|class|endpoint|codebase|module|typescript|javascript|python|rust|golang|react|library|algorithm|regex)\w*/giu,
  ],
  ['code', 2, /(?<=[\w/-])\.(?:tsx?|jsx?|mjs|py|rs|go|java|kt|c|h|cc|cpp|hpp|cs|rb|php|swift|scala|sh|sql|vue)\b/giu],
  [
    'code',
    1,
    /\b(?:bugs?|fix|tests?|code|api|script|program|build|lint\w*|types?|error|crash\w*|feature|deploy\w*|merge)\b/giu,
  ],
  [
    'file',
    3,
    /\b(?:creat|writ|read|renam|delet|remov|cop|mov|append|list|edit|save|open|make|touch|organi[sz])\w*\b[^.!?\n]{0,40}\b(?:files?|folders?|director(?:y|ies))\b/giu,
  ],
  ['file', 2, /(?<=[\w/-])\.(?:txt|md|log|conf|ini|ya?ml|toml|pdf|zip|tar|gz)\b/giu],
  [
    'general',
    2,
    /\b(?:explain|describe|summar|translat|essay|poem|stor(?:y|ies)|haiku|brainstorm|compare|who is|why (?:is|do|does)|what is (?:a|the)|draft|letter|email)\w*/giu,
  ],
];

/** Signs of much or little to do, and what each counts. */
const workWords: readonly (readonly [number, number, RegExp])[] = [
  [
    2,
    6,
    /\b(?:entire|whole|complete|full|every|all (?:of )?the) (?:code ?base|project|repositor\w+|system|application|app|test suite|module|files|stack)\b/giu,
  ],
  [
    2,
    4,
    /\b(?:architect\w*|migrat\w+|from scratch|end.to.end|distributed|microservices?|production.ready|full.stack|comprehensive|compiler|operating system|rewrite|multi.?threaded|concurren\w+|kubernetes)\b/giu,
  ],
  [
    1,
    3,
    /\b(?:implement|refactor|debug|design|optimi[sz]e|investigat|integrat|benchmark|document|research|build|add tests|write tests|unit tests?|profil|secur)\w*/giu,
  ],
  [1, 2, /\b(?:then|after that|finally|as well as|in addition|also|next)\b/giu],
  [
    -1,
    1,
    /\b(?:simple|simply|just|quick(?:ly)?|brief(?:ly)?|short|small|tiny|one.?liner?|one line|single (?:word|line|sentence)|what is|only)\b/giu,
  ],
];

/** The highest sum of each complexity but the last. */
const levels: readonly number[] = [0, 2, 5, 8];

/** Class, complexity and tokens of a prompt. */
export function outlookOf(prompt: string): Outlook {
  const text = prompt.slice(0, readCharsMax);
  const sums = new Map<TaskClass, number>();
  for (const [name, weight, form] of classWords) sums.set(name, (sums.get(name) ?? 0) + weight * count(text, form, 4));
  const most = Math.max(...sums.values());
  // The first of the table wins a draw; no word at all is a general task.
  const found = most === 0 ? 'general' : ([...sums].find(([, sum]) => sum === most)?.[0] ?? 'general');
  const { sum, words, points } = workIn(prompt, text);
  const level = levels.findIndex((highest) => sum <= highest);
  const complexity = complexities[level === -1 ? complexities.length - 1 : level] ?? 'extreme';
  return {
    class: found,
    complexity,
    tokens: estimateTokens(prompt),
    why: `${most === 0 ? 'No words of a kind' : `Words of ${found}`}; ${words} words${points > 0 ? `, ${points} points in lists` : ''}.`,
  };
}

function workIn(
  prompt: string,
  text: string,
): { readonly sum: number; readonly words: number; readonly points: number } {
  const words = prompt.split(/\s+/u).filter((word) => word !== '').length;
  const points = count(text, /^[ \t]*(?:[-*•+]|\d+[.)])[ \t]+\S/gmu, 100);
  const ofLength = [12, 40, 120, 400].filter((most) => words > most).length;
  const ofPoints = [2, 7, 19].filter((most) => points > most).length;
  const ofWords = workWords.reduce((sum, [weight, most, form]) => {
    const found = weight * count(text, form, most);
    return sum + Math.sign(weight) * Math.min(Math.abs(found), most);
  }, 0);
  return { sum: ofLength + ofPoints + ofWords, words, points };
}

/** How often a form is in a text, up to `most`: one word said twenty times is not twenty words. */
function count(text: string, form: RegExp, most: number): number {
  const matches = text.matchAll(form);
  let found = 0;
  while (found < most && matches.next().done !== true) found++;
  return found;
}
