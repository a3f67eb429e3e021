/**
 * Finds acts on the world in the words of an option: a verb that does something, and what it is done to. The same words are
 * everywhere in what is merely built ("Delete button colour"), so that a verb alone does not count where it names a thing.
 */

import type { Family } from './families.ts';
import { families } from './families.ts';

/** What a thing on a screen or in code is called; behind a verb these make a name of both. */
export const things = words(
  'button buttons icon icons link links page pages screen form forms modal modals dialog dialogs confirmation confirmations ' +
    'endpoint endpoints route routes handler handlers function functions functionality action actions menu menus option options ' +
    'flow command event events key shortcut shortcuts color colour label support feature features operation operations ' +
    'api request requests flag prompt warning toggle field fields section sections guide docs documentation workflow script template ' +
    'badge banner message toast tooltip checkbox mutation resolver query queries statement hook middleware',
);

/** With one of these behind it a name is none any more: something is done to a lot. */
const masses = words(
  'all everything data database db table tables files records users production prod entire whole live customers repo repository',
);

/** Who the act is of, when it is no act of ours but a feature of what is built. */
const users = words(
  'user users people admin admins member members customer customers owner owners visitor visitors they anyone',
);
const builders = words(
  'add adds adding implement implements implementing build builds building support supports supporting include includes create ' +
    'creates creating design show shows display displays provide provides offer offers ability style styling document documents',
);
const negators = words("don't dont doesn't won't never without cannot can't not avoid avoids prevent prevents");
const beforeActs = words('ask asks confirm confirmation confirms warn warns prompt prompts check');
const passive = words('is are be been being gets get');
/** A clause is looked at so many words far. */
const clauseWordsMax = 12;
const articles = words('a an the');
const joints = words('- / " ` \'');
const between = words('to be the a an - ever');
const clauseEnds = words('. , ; : ? ! ( ) and then or but');

const doubling = words('drop reset ship skip commit submit format squat');
const irregular: Readonly<Record<string, string>> = {
  overwrite: 'overwritten',
  rewrite: 'rewritten',
  spend: 'spent',
  pay: 'paid',
  buy: 'bought',
  send: 'sent',
  reset: 'reset',
  override: 'overridden',
};

interface Verb {
  readonly family: Family;
  /** `done` is a participle: an act only in the passive. */
  readonly done: boolean;
  readonly needs: ReadonlySet<string> | undefined;
  readonly names: ReadonlySet<string>;
  readonly namedBy: ReadonlySet<string>;
}

/** What a word may mean: a verb may belong to several families. */
const verbs: ReadonlyMap<string, readonly Verb[]> = byWord(families.flatMap(formsOf));

/** Whether a word is a form of a verb that is judged by its object here. */
export function isJudgedVerb(word: string): boolean {
  return verbs.has(word);
}

function byWord(forms: readonly (readonly [string, Verb])[]): Map<string, Verb[]> {
  const found = new Map<string, Verb[]>();
  for (const [word, verb] of forms) found.set(word, [...(found.get(word) ?? []), verb]);
  return found;
}

function formsOf(family: Family): (readonly [string, Verb])[] {
  const common = {
    family,
    needs: family.needs === undefined ? undefined : words(family.needs),
    names: words(family.names ?? ''),
    namedBy: words(family.namedBy ?? ''),
  };
  return family.verbs.split(' ').flatMap((verb) => {
    const stem = verb.endsWith('e') ? verb.slice(0, -1) : doubling.has(verb) ? verb + verb.slice(-1) : verb;
    const third = verb.endsWith('y') && !/[aeo]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : verb;
    const past = verb.endsWith('y') && !/[aeo]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${stem}ed`;
    const done = [past, irregular[verb] ?? past].filter((form) => form !== verb);
    const doing = [verb, `${third}s`, `${verb}es`, `${stem}ing`];
    return [
      ...done.map((form) => [form, { ...common, done: true }] as const),
      ...doing.map((form) => [form, { ...common, done: false }] as const),
    ];
  });
}

/** The words of a list. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').filter((word) => word !== ''));
}

/** The words of a text in small letters, and its punctuation as words; `camelCase` and `snake_case` are taken apart. */
export function wordsOf(text: string): string[] {
  const apart = text
    .normalize('NFKC')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/\n\s*(?:\n|[-*+#]\s|\d+[.)]\s)/g, ' . ')
    .toLowerCase();
  return [...apart.matchAll(/[\p{L}\p{N}]+(?:'[\p{L}]+)?|[^\s\p{L}\p{N}_]/gu)].map(([word]) => word);
}

/** What a text does to the world: the end of a sentence that begins with "it …", with the words; undefined for nothing. */
export function actIn(text: string): string | undefined {
  const all = wordsOf(text);
  for (const [index, word] of all.entries()) {
    const meant = verbs.get(word) ?? verbs.get(plainLetters(word)) ?? [];
    const verb = meant.find((one) => isAct(one, all, index));
    if (verb) return `${verb.family.reason} ("${all.slice(index, index + 4).join(' ')}")`;
  }
  return undefined;
}

/** Digits and signs that stand for letters ("d3lete"), where letters are beside them. */
function plainLetters(word: string): string {
  if (!/\d/.test(word) || !/[a-z]/.test(word)) return word;
  const letters: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't' };
  return word.replace(/\d/g, (digit) => letters[digit] ?? digit);
}

function isAct(verb: Verb, all: readonly string[], index: number): boolean {
  const before = all.slice(Math.max(0, index - 8), index);
  if (isNegated(before)) return false;
  if (verb.done && !isPassive(before)) return false;
  const clause = clauseAfter(all, index + 1);
  if (verb.needs) {
    const near = clause.slice(0, 6);
    const ends = clause.length === 0 || near.every((word) => between.has(word) || word === 'it' || word === 'now');
    const isAll = near.at(-1) === 'all' && near.length === clause.length && verb.needs.has('ALL');
    if (!near.some((word) => verb.needs?.has(word)) && !(ends && verb.needs.has('END')) && !isAll) return false;
  }
  if (verb.done) return true;
  if (isNamedBefore(verb, before)) return false;
  const isMass = all.slice(index + 1, index + 1 + clauseWordsMax).some((word) => masses.has(word));
  return isMass || !isName(verb, before, clause);
}

function isPassive(before: readonly string[]): boolean {
  return !articles.has(before.at(-1) ?? '') && before.slice(-2).some((word) => passive.has(word));
}

/** The words up to the end of the clause, without dashes. */
function clauseAfter(all: readonly string[], from: number): string[] {
  const rest = all.slice(from, from + clauseWordsMax).filter((word) => !joints.has(word));
  const end = rest.findIndex((word) => clauseEnds.has(word));
  return end < 0 ? rest : rest.slice(0, end);
}

function isNegated(before: readonly string[]): boolean {
  const near = before.slice(-3);
  while (between.has(near.at(-1) ?? '')) near.pop();
  const [last = '', second = ''] = [near.at(-1), near.at(-2)];
  if (last === 'before') return beforeActs.has(second);
  if (last === 'of') return second === 'instead';
  if (last === 'than') return second === 'rather';
  return negators.has(last) && !(last === 'not' && second === 'why');
}

/** "Soft delete", "drag and drop", "swipe to delete". */
function isNamedBefore(verb: Verb, before: readonly string[]): boolean {
  const near = before.filter((word) => !joints.has(word)).slice(-2);
  const [last = '', second = ''] = near.toReversed();
  return verb.namedBy.has(last) || (verb.namedBy.has(second) && /^(?:and|to|n)$/.test(last));
}

function isName(verb: Verb, before: readonly string[], clause: readonly string[]): boolean {
  const [next = '', second = ''] = clause;
  if (verb.names.has(next) || verb.names.has(second)) return true;
  // "Send it to support" and "ignore TypeScript errors" are no names.
  const isThing = (word: string): boolean =>
    things.has(word) && (verb.needs === undefined || !(verb.needs.has(word) || /^(?:script|support)$/.test(word)));
  if (verb.needs && clause.slice(0, 4).some(isThing)) return true;
  if (isThing(next) || (isThing(second) && !between.has(next))) return true;
  const near = before.filter((word) => !joints.has(word)).slice(-6);
  const from = near.findLastIndex((word) => clauseEnds.has(word)) + 1;
  const own = near.slice(from);
  return own.some((word) => builders.has(word) || users.has(word));
}
