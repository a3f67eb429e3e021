import type { Preference } from './brain.ts';
import { contentOf, stemsOf } from './stems.ts';

/** What one preference asks for among things that can be chosen; each thing as its words. */
export interface Wish {
  readonly preference: Preference;
  /** Words of what it is about; none when it does not say. */
  readonly topic: readonly string[];
  readonly wanted: readonly (readonly string[])[];
  readonly unwanted: readonly (readonly string[])[];
  /** It holds only under a condition, which nobody here can judge. */
  readonly isConditional: boolean;
}

/** What one preference says about doing something: `run the tests`, always or never. */
export interface Deed {
  readonly preference: Preference;
  readonly says: 'yes' | 'no';
  /** The verb, '' for one that only means that something shall be there. */
  readonly verb: string;
  readonly objects: readonly string[];
}

const conditional = /\b(?:if|unless|when|whenever|except|until|depending|only for|only when|otherwise|once)\b/i;
const refusing = /^(?:please )?(?:never|do not|don't|dont|avoid|no|not|without|must not|should not|shouldn't)\s+/i;
const choosing =
  /^(?:please |always |we |i )*(?:(?:prefer|use|using|choose|pick|take|favou?r|want|like)s?|go with|stick (?:to|with)|default to)\s+/i;
const comparing = /^(.+?),?\s+(?:over|instead of|rather than|(?:and |but )?not)\s+(.+)$/i;

/** Reads a preference as a wish among things. */
export function wishOf(preference: Preference): Wish {
  const { topic } = preference;
  const text = preference.wish
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const isConditional = conditional.test(text);
  const base = { preference, isConditional };
  const refused = refusing.exec(text);
  if (refused) {
    const named = text
      .slice(refused[0].length)
      .replace(choosing, '')
      .replace(/^(?:use|using|add|install|choose|pick)\s+/i, '');
    const { things, about } = thingsIn(named, topic);
    return { ...base, topic: about, wanted: [], unwanted: things };
  }
  const isChosen = choosing.test(text);
  if (topic === '' && !isChosen && !comparing.test(text)) return { ...base, topic: [], wanted: [], unwanted: [] };
  const chosen = text.replace(choosing, '');
  const [, better = '', worse = ''] = comparing.exec(chosen) ?? [];
  const { things, about } = thingsIn(better === '' ? chosen : better, topic);
  const others = thingsIn(worse, topic);
  return { ...base, topic: about.length > 0 ? about : others.about, wanted: things, unwanted: others.things };
}

/** `SQLite for storage` without a topic of its own is about storage. */
function thingsIn(text: string, topic: string): { things: string[][]; about: readonly string[] } {
  const said = text.replace(/(?:\s+(?:because|since|so that|as it)\b|\s[–—-]\s|[;:]).*$/i, '').replace(/\s+only$/i, '');
  const [, thing = said, about = ''] = topic === '' ? (/^(.+?)\s+(?:for|as)\s+(.+)$/i.exec(said) ?? []) : [];
  const things = thing
    .split(/,\s*(?:and |or )?|\s+(?:and|or|&)\s+|\s\/\s/i)
    .map((part) => stemsOf(part.replace(/^(?:only|just|always|the|an?)\s+/i, '')))
    .filter((part) => part.length > 0);
  return { things, about: contentOf(topic === '' ? about : topic) };
}

/** Verbs that only say that something shall be there. */
const making = new Set(
  'add use write create include make have keep provide want prefer support put generate'.split(' '),
);
/** What a deed may be done to without saying more. */
const filling = new Set('change work code everything all alway every step often regularly first again'.split(' '));
const lead =
  /^(?:you (?:may|can|should|must|are allowed to)|please|always|feel free to|it(?:'s| is) (?:ok|okay|fine|allowed) to|go ahead and|we|i)\s+/i;

/** Reads a preference as something that is to be done always, or never; nothing for one that says neither, or says more. */
export function deedsOf(preference: Preference): Deed[] {
  const { topic, wish } = preference;
  if (conditional.test(wish)) return [];
  if (topic !== '') return deedsOfTopic(preference);
  const refused = refusing.exec(wish);
  if (!refused) {
    const main = wish.replace(lead, '').replace(/\s*\b(?:before|after|at the end|at each|at every)\b.*$/i, '');
    return main.trim() === '' ? [] : [{ preference, says: 'yes', ...actOf(main) }];
  }
  const act = wish.slice(refused[0].length);
  // "Never commit without running the tests" forbids neither.
  if (/\b(?:without|before|after|more than|other than|but)\b/i.test(act)) return [];
  const isThing = /^(?:no|not|without)\b/i.test(refused[0]);
  return [{ preference, says: 'no', ...(isThing ? { verb: '', objects: objectsIn(act) } : actOf(act)) }];
}

/** `Run tests: always` and `Comments: no`: the topic is an act, or a thing that shall be there. */
function deedsOfTopic(preference: Preference): Deed[] {
  const { topic, wish } = preference;
  const isYes = /^(?:yes|always|of course|sure|on|allowed|ok|okay)\b/i.test(wish);
  if (!isYes && !/^(?:no|never|off|not allowed)\b/i.test(wish)) return [];
  const says = isYes ? 'yes' : 'no';
  return [
    { preference, says, ...actOf(topic) },
    { preference, says, verb: '', objects: objectsIn(topic) },
  ];
}

/** A text in the imperative as verb and objects. */
export function actOf(text: string): Pick<Deed, 'verb' | 'objects'> {
  const [first = '', ...rest] = objectsIn(text);
  return making.has(first) ? { verb: '', objects: rest } : { verb: first, objects: rest };
}

function objectsIn(text: string): string[] {
  return contentOf(text).filter((word) => !filling.has(word));
}
