import type { ChoicePage } from '../policy/consulting/matter.ts';
import { actAsked } from '../policy/consulting/replies.ts';
import type { Preference } from './brain.ts';
import type { Opinion } from './opinion.ts';
import { contentOf, holds, isSame, stemsOf } from './stems.ts';
import type { Deed, Wish } from './wishes.ts';
import { actOf, deedsOf, wishOf } from './wishes.ts';

/** How surely a question is about the topic of a preference. */
type Bearing = 'exact' | 'loose' | 'none';

/** How an option is named by a wish: word for word, as a part, or only in its description. */
const grades = ['same', 'part', 'described'] as const;
type Grade = (typeof grades)[number];

/** How sure a choice is; below .8 it goes to a person by the usual setting. */
const sureness: Readonly<Record<Bearing, Readonly<Record<Grade, number>>>> = {
  exact: { same: 0.95, part: 0.9, described: 0.75 },
  loose: { same: 0.87, part: 0.75, described: 0.6 },
  none: { same: 0.85, part: 0.8, described: 0 },
};
/** Of two options one is excluded. */
const surenessOfTheOther = 0.8;
/** Yes or no, because a preference says so of this very act. */
const surenessOfDeed = 0.9;
/** Of several things that were wished for not all can be chosen. */
const surenessOfSome = 0.7;

/** What one wish says about a page. */
interface Vote {
  readonly wish: Wish;
  readonly picks: readonly number[];
  readonly confidence: number;
}

/** Says what the preferences of the project's owner choose on a page. */
export function preferredOn(page: ChoicePage, preferences: readonly Preference[]): Opinion {
  const rows = yesAndNo(page);
  return rows ? yesOrNo(page, rows, preferences.flatMap(deedsOf)) : wished(page, preferences.map(wishOf));
}

/** The places of the yes and the no, where a page has just these two. */
export function yesAndNo(page: ChoicePage): { readonly yes: number; readonly no: number } | undefined {
  if (page.choices.length !== 2 || page.multi) return undefined;
  const yes = page.choices.findIndex(({ label }) => /^(?:yes|proceed|continue|go ahead|sure|ok|okay)\b/i.test(label));
  const no = page.choices.findIndex(({ label }) => /^(?:no|not|stop|cancel|wait|don't|do not|skip)\b/i.test(label));
  return yes >= 0 && no >= 0 && yes !== no ? { yes, no } : undefined;
}

function yesOrNo(
  page: ChoicePage,
  rows: { readonly yes: number; readonly no: number },
  deeds: readonly Deed[],
): Opinion {
  const asked = actOf(actAsked(page.question) ?? page.question);
  const speaking = deeds.filter((deed) => isOf(deed, asked));
  const says = new Set(speaking.map((deed) => deed.says));
  const [first] = speaking;
  if (!first) return undefined;
  if (says.size > 1) return { person: `The requirements say both yes and no (${quoted(speaking)})` };
  return opened(page, [first.says === 'yes' ? rows.yes : rows.no], surenessOfDeed, [first.preference]);
}

/** The same verb, done to nothing that the preference does not name. */
function isOf(deed: Deed, asked: Pick<Deed, 'verb' | 'objects'>): boolean {
  if (deed.verb !== asked.verb || (asked.verb === '' && asked.objects.length === 0)) return false;
  return (
    deed.objects.length > 0 === asked.objects.length > 0 && asked.objects.every((word) => deed.objects.includes(word))
  );
}

function wished(page: ChoicePage, wishes: readonly Wish[]): Opinion {
  const bearings = wishes.map((wish) => bearingOf(wish, page));
  const unwanted = new Set(wishes.flatMap((wish, index) => (bearings[index] === undefined ? [] : shunned(wish, page))));
  const votes: Vote[] = [];
  for (const [index, wish] of wishes.entries()) {
    const bearing = bearings[index];
    if (bearing === undefined || wish.wanted.length === 0) continue;
    const said = page.multi ? severalFor(wish, page, bearing) : oneFor(wish, page, bearing);
    if (said !== undefined && 'person' in said) return said;
    if (said) votes.push({ wish, ...said });
  }
  return summedUp(page, votes, unwanted, wishes);
}

function summedUp(
  page: ChoicePage,
  votes: readonly Vote[],
  unwanted: ReadonlySet<number>,
  wishes: readonly Wish[],
): Opinion {
  const picks = [...new Set(votes.flatMap((vote) => vote.picks))].sort((a, b) => a - b);
  const speaking = votes.map(({ wish }) => wish);
  if (picks.some((pick) => unwanted.has(pick)) || (picks.length > 1 && !page.multi))
    return { person: `The requirements do not agree about this (${quoted(speaking)})` };
  if (speaking.some((wish) => wish.isConditional))
    return { person: `The requirements make a condition (${quoted(speaking)})` };
  if (picks.length > 0) {
    const confidence = page.multi
      ? Math.min(...votes.map((vote) => vote.confidence))
      : Math.max(...votes.map((vote) => vote.confidence));
    return opened(
      page,
      picks,
      confidence,
      speaking.map(({ preference }) => preference),
    );
  }
  if (unwanted.size === 0) return undefined;
  const refusing = wishes.filter((wish) => shunned(wish, page).length > 0);
  const left = page.choices.flatMap((_choice, index) => (unwanted.has(index) ? [] : [index]));
  if (page.choices.length !== 2 || left.length !== 1 || page.multi || refusing.some((wish) => wish.isConditional))
    return { person: `The requirements only say what is not wanted (${quoted(refusing)})` };
  return opened(
    page,
    left,
    surenessOfTheOther,
    refusing.map(({ preference }) => preference),
  );
}

/** The picks, if a brain may choose them all. */
function opened(page: ChoicePage, picks: readonly number[], confidence: number, by: readonly Preference[]): Opinion {
  const shut = picks.map((pick) => page.choices[pick]).find((choice) => choice?.closed !== undefined);
  if (shut) return { person: `The requirements choose '${shut.label}', which only a person may: ${shut.closed ?? ''}` };
  return { picks, confidence, reason: `the requirements say ${quoted(by.map((preference) => ({ preference })))}` };
}

function quoted(by: readonly { readonly preference: Preference }[]): string {
  const lines = by.map(({ preference: { topic, wish } }) => `"${topic === '' ? wish : `${topic}: ${wish}`}"`);
  return [...new Set(lines)].slice(0, 3).join(', ');
}

/** How a page bears on a wish; undefined where it does not. */
function bearingOf({ topic }: Wish, page: ChoicePage): Bearing | undefined {
  if (topic.length === 0) return 'none';
  const header = contentOf(page.header);
  const question = contentOf(page.question);
  if (isSame(header, topic)) return 'exact';
  if (!topic.every((word) => question.includes(word) || header.includes(word))) return undefined;
  return isAskedFor(stemsOf(page.question), topic) ? 'exact' : 'loose';
}

const behindTopic = /^(?:shall|should|do|doe|would|will|can|could|is|are|to|for|you|we|i|in|option|system|engine)$/;

/** "Which database shall …" is about the database, "which database driver" is not. */
function isAskedFor(question: readonly string[], topic: readonly string[]): boolean {
  const [first = '', ...rest] = question;
  const next = rest[topic.length];
  return (
    /^(?:which|what)$/.test(first) &&
    isSame(rest.slice(0, topic.length), topic) &&
    (next === undefined || behindTopic.test(next))
  );
}

/** The one option that a wish names best. */
function oneFor(
  wish: Wish,
  page: ChoicePage,
  bearing: Bearing,
): Omit<Vote, 'wish'> | { readonly person: string } | undefined {
  for (const grade of grades) {
    const hits = page.choices.flatMap((choice, index) =>
      wish.wanted.some((thing) => gradeOf(thing, choice) === grade) ? [index] : [],
    );
    const confidence = sureness[bearing][grade];
    if (hits.length === 0 || confidence === 0) continue;
    if (hits.length === 1) return { picks: hits, confidence };
    return { person: `The requirements fit several options (${quoted([wish])})` };
  }
  return bearing === 'exact' ? { person: `No option is what the requirements want (${quoted([wish])})` } : undefined;
}

/** All options that a wish names, each thing one. */
function severalFor(wish: Wish, page: ChoicePage, bearing: Bearing): Omit<Vote, 'wish'> | undefined {
  if (bearing === 'none') return undefined;
  const hits = wish.wanted.map((thing) =>
    page.choices.flatMap((choice, index) => (/^(?:same|part)$/.test(gradeOf(thing, choice) ?? '') ? [index] : [])),
  );
  const picks = hits.flat();
  if (picks.length === 0 || hits.some((own) => own.length > 1)) return undefined;
  const isWhole = hits.every((own) => own.length === 1);
  return { picks, confidence: isWhole ? sureness[bearing].part : surenessOfSome };
}

function shunned(wish: Wish, page: ChoicePage): number[] {
  return page.choices.flatMap((choice, index) => {
    const label = bareLabel(choice.label);
    return wish.unwanted.some((thing) => holds(stemsOf(label), thing)) ? [index] : [];
  });
}

/** Words of a label that turn what it names round, or put something else beside it. */
const turning =
  /\b(?:no|not|without|away|replace|instead|except|remove|drop|avoid|never|than|both|and|or|plus|but|migrate)\b|[+&/]/i;

function gradeOf(
  thing: readonly string[],
  choice: { readonly label: string; readonly description: string },
): Grade | undefined {
  const label = bareLabel(choice.label);
  const words = stemsOf(label);
  if (isSame(words, thing)) return 'same';
  const isTurned = turning.test(label);
  if (!isTurned && (holds(words, thing) || (contentOf(label).length > 0 && holds(thing, words)))) return 'part';
  if (holds(words, thing)) return 'described';
  return holds(stemsOf(choice.description), thing) ? 'described' : undefined;
}

/** A label without what stands around its name: "(Recommended)", or the words of a reply. */
function bareLabel(label: string): string {
  return label
    .replace(/\([^)]*\)/g, ' ')
    .replace(/^(?:go with (?:option \w+|this one): |use )/i, '')
    .replace(/,? please\.?$|\.$/i, '')
    .trim();
}
