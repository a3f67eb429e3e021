import { limits } from '../../limits.ts';
import type { Block, Item } from './items.ts';
import { blocksOf, shortName } from './items.ts';

/** What a turn ends with when it waits for an answer. */
export interface LastWords {
  /** The question, on one line. */
  readonly question: string;
  /** What can be chosen, where a list stands with the question. */
  readonly items: readonly Item[];
  /** Several things are asked at once, so that no single reply answers them. */
  readonly several: boolean;
}

/** Said out of politeness, or to itself: nobody waits for an answer. */
const courtesy = new RegExp(
  [
    /(?<!\bor )\b(?:any|some)thing (?:else|more|further|specific)\b/,
    /^(?:any |do you have (?:any )?|got any )(?:other |more |further )?(?:questions|thoughts|feedback|concerns|comments|changes)\b/,
    /\b(?:other|further|more) (?:questions|requests|tasks)\b/,
    /\b(?:help|assist)(?: you)?(?: (?:with|today|next|further|here|now).*)?\?$/,
    /^(?:so,? |now,? )?what(?:'s| is| would you like| do you want| should we| shall we| should i| shall i| can i)?(?: me)?(?: to)?(?: do| work on| tackle| build| see| know| focus on| happen| look at)?,? (?:next|now|today)\?$/,
    /^what(?:'s| is) (?:on your mind|next|up)\?$/,
    /^what (?:would you like|do you want)(?: me)?(?: to)? (?:do|work on|build|know|see)\?$/,
    /^does (?:that|this) (?:help|make sense|answer|clarify|clear)\b/,
    /^(?:make|makes) sense\?$/,
    /^(?:pretty |very |quite |really )?(?:cool|neat|nice|great|right|huh|easy|simple|see|isn't it|guess what|you know)[\w ,']{0,20}\?$/,
    /^isn't (?:that|it|this)\b/,
    /, (?:right|huh|eh|isn't it|doesn't it|don't you think|no|wasn't it|aren't they)\?$/,
    /^(?:why|how come|who knows|and )*(?:why|so what|the (?:reason|catch|result|cause|fix|upshot|culprit)|the best part|how bad|what happened|what changed|what went wrong)\??(?: not)?\?$/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

const offering = /^(?:.*[,;:–—] )?(?:(?:would|do) you (?:like|want)|want|shall i|can i)/.source;
const telling =
  /(?: for)?(?: me)? to (?:(?:also|briefly|quickly) )?(?:explain|elaborate|clarify|recap|summari[sz]e (?:what|the changes|everything|it|this)|walk (?:you )?through|go (?:over|through|into (?:more )?detail)|show (?:you\b|(?:the )?(?:full )?(?:output|diff|changes|results?|logs?)\?$))/
    .source;

/**
 * Offers to tell or show, of changes not yet thought of, and questions whether all is well: a turn that is over ends so, and
 * nothing waits for the answer.
 */
const offer = new RegExp(
  [
    `${offering}${telling}`,
    /^shall i (?:explain|recap|summari[sz]e what|walk you through|go over|show you)\b/.source,
    `${offering} to (?:see (?!if\\b|whether\\b|that\\b)|review|(?:take|have) a look|look at|hear|read|know)\\b`,
    `${offering}(?: me)? to (?:change|adjust|tweak|modify|revise|revisit|refine|make|do|see) (?:any|some)(?:thing\\b| (?:\\w+ )?(?:changes|adjustments|tweaks|modifications|edits|revisions))`,
    /^(?:(?:would|do) you (?:like|want|need|have)|need|any) (?:any )?(?:(?:more|further|other|some|additional) )?(?:changes|adjustments|tweaks|modifications|edits|details?|information)\b/
      .source,
    /^(?:(?:would|do) you (?:like|want|need)) an? (?:\w+ )?(?:recap|summary|overview|explanation|walk-?through)\b/
      .source,
    /^would (?:more|further) (?:details?|information|explanation) (?:help|be (?:helpful|useful))\b/.source,
    /^(?:is|are) there (?:(?:any|a|some) )?(?:(?:specific|particular|other) )?(?:(?:any|some)thing|parts?|areas?|sections?|aspects?|details?) (?:that )?you(?:'d| would)? (?:like|want|wish)\b/
      .source,
    /^anything (?:that )?you(?:'d| would)? (?:like|want|wish)\b/.source,
    /^(?:is|was) (?:this|that|it) (?:\w+ )?what you (?:had in mind|were (?:after|looking for|hoping for|thinking of)|wanted|expected)\b/
      .source,
    /^(?:did i|have i) (?:miss|overlook|forget|leave out)(?:ed)? (?:any|some)thing\b/.source,
    /^is (?:everything|it all|all) clear\b/.source,
    /^(?:what(?:'s| is) the next task|ready for the next task|which task (?:would you like|do you want) (?:me )?(?:to )?\w+(?: on)? next|where (?:would you like|do you want) to go (?:from here|next))\?$/
      .source,
  ].join('|'),
  'i',
);

/** What asks for more than a word of thanks: a choice, or leave on which something hangs. */
const hanging =
  /\bor\b|\b(?:before|until|unless|first)\b(?! (?:we|you) (?:wrap|finish|close))|, and\b|\bto (?:proceed|continue|go on)\b/i;

function isCourtesy(sentence: string): boolean {
  return courtesy.test(sentence) || (offer.test(sentence) && !hanging.test(sentence));
}

/** What may stand behind the question without taking it back. */
const rider = new RegExp(
  [
    /^(?:please )?(?:just )?(?:let me know|tell me|say so|say the word|confirm|advise)\b(?! (?:which|what|how|whether|if (?:i|you(?:'d| would)? (?:like|want|prefer) me)))/,
    /^i(?:'d| would| can| could| won't| suggest| recommend| prefer| lean| need|'m (?:happy|ready|waiting)| am (?:happy|ready|waiting))\b/,
    /^i(?:'ll| will)\b.*\b(?:wait|hold|stand by|pause|stop here|once|as soon as|after you|when you|until|if you|depending|based on|then)\b/,
    /^(?:my (?:recommendation|suggestion|preference)|otherwise|if (?:so|not|yes|no|you)|both|either|the (?:first|second|former|latter)|option|thanks|thank you|waiting|standing by|happy to|feel free|note|once)\b/,
    /^\(.*\)$/,
    /^\p{Extended_Pictographic}/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'iu',
);

/** A request that is a question without its mark. */
const request =
  /^(?:so |then |now )?(?:please |could you |can you |just )*(?:(?:let me know|tell me|say|confirm|decide|advise)\b.{0,20}\b(?:which|what (?:you(?! think)|to|i should|we should)|how (?:you|to|i should|we should)|whether|if i should|if i may|if i can)\b|(?:choose|pick|select)\b|(?:please )?confirm(?:\.|!|:|$| (?:that|so|and|to|before|this|the)))/i;

/** Words of a question that asks for one of several. */
const selecting =
  /\b(?:which|what|how would you|how do you|how should|prefer|choose|pick|select|options?|approach|either|one of|of these|do you want|would you like|should i|shall i)\b/i;

const leading =
  /\b(?:options?|approach(?:es)?|choices?|alternatives?|ways|either|could|can|possib\w+|paths|variants|strategies|proposals?|candidates?|solutions?)\b/i;

/** A courtesy, unless a list of what could be done stands above it. */
const ofTheList = /^what (?:would you like|do you want) me to do\?$/i;

/** What a turn's text ends with, when that waits for an answer. */
export function lastWords(text: string): LastWords | undefined {
  const blocks = withInlineLists(
    blocksOf(text.slice(-limits.proseTextCharsMax).replace(/ ?[([] ?y(?:es)? ?\/ ?no? ?[)\]]/gi, '')),
  );
  while (isIdle(blocks.at(-1))) blocks.pop();
  const last = blocks.at(-1);
  if (!last) return undefined;
  return last.kind === 'list' ? endingInList(last.items, blocks) : endingInWords(last.text, blocks);
}

/** A closing paragraph that neither asks nor takes back. */
function isIdle(block: Block | undefined): boolean {
  if (block?.kind !== 'paragraph') return false;
  const all = sentencesOf(block.text);
  return all.every((sentence) => rider.test(sentence) && !isAsked(sentence)) && !/\?/.test(block.text);
}

function endingInList(items: readonly Item[], blocks: readonly Block[]): LastWords | undefined {
  const before = blocks.at(-2);
  const lead = before?.kind === 'paragraph' ? (sentencesOf(before.text).at(-1) ?? '') : '';
  const asks =
    /\?$/.test(lead) ||
    isAsked(lead) ||
    (/[:,]$/.test(lead) &&
      /^(?:which|what|how|do you|would you|should|shall|please|let me know|choose|pick)\b/i.test(lead));
  const asked = items.filter(({ text }) => sentencesOf(text).some(isAsked));
  if (asked.length > 0 && asked.length === items.length) {
    const [only] = asked;
    return {
      question: bounded(asked.map(({ text }) => text).join(' ')),
      items: [],
      several: !(only && asked.length === 1),
    };
  }
  if (!asks || !selecting.test(lead)) return undefined;
  return { question: bounded(lead), items, several: false };
}

function endingInWords(text: string, blocks: readonly Block[]): LastWords | undefined {
  const all = sentencesOf(text);
  const asked: string[] = [];
  for (const [index, sentence] of all.entries()) {
    if (!isAsked(sentence)) continue;
    if (all.slice(index + 1).every((next) => rider.test(next) || isAsked(next) || isCourtesy(next)))
      asked.push(sentence);
  }
  const items = listBefore(blocks);
  const last = all.at(-1) ?? '';
  if (asked.length === 0 && items.length > 1 && ofTheList.test(last)) asked.push(last);
  if (asked.length === 0) return undefined;
  const listed = items.filter((item) => sentencesOf(item.text).some(isAsked));
  if (listed.length > 1)
    return { question: bounded([...listed.map((item) => item.text), ...asked].join(' ')), items: [], several: true };
  return { question: bounded(asked.join(' ')), items, several: asked.length > 1 };
}

/** The list that the last paragraph may speak of: above it with a word about the last item between at most, and meant to be chosen from. */
function listBefore(blocks: readonly Block[]): readonly Item[] {
  const at = [-2, -3].find((index) => blocks.at(index)?.kind === 'list') ?? -2;
  const list = blocks.at(at);
  if (list?.kind !== 'list' || list.items.length < 2) return [];
  const before = blocks.at(at - 1);
  const lead = before?.kind === 'paragraph' ? before.text : '';
  const isMarked = list.items.every(({ mark }) => mark !== '');
  return isMarked || leading.test(lead) ? list.items : [];
}

/** `Which: 1. this 2. that?` as a paragraph and a list. */
function withInlineLists(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => (block.kind === 'paragraph' ? (inlineList(block.text) ?? [block]) : [block]));
}

function inlineList(text: string): Block[] | undefined {
  const marks = [...text.matchAll(/(?:^|\s)\(?(?:option )?([1-9A-Da-d])[.)]:?\s+(?=\S)/gi)];
  const names = marks.map(([, mark = '']) => mark.toUpperCase());
  const row = names[0] === '1' ? '123456789' : 'ABCD';
  const [first] = marks;
  if (names.length < 2 || !row.startsWith(names.join('')) || !first) return undefined;
  const lead = text.slice(0, first.index).trim();
  let tail = '';
  const items = marks.map((mark, index): Item => {
    const from = mark.index + mark[0].length;
    let own = text.slice(from, marks[index + 1]?.index).trim();
    if (index === marks.length - 1) {
      const end = /[.?!](?=\s|$)/.exec(own)?.index ?? own.length;
      tail = own.slice(end + 1).trim();
      if (own[end] === '?' && tail === '') tail = '';
      own = own.slice(0, end);
    }
    own = own.replace(/[,;]?\s*(?:\bor|\band)?\s*$/i, '');
    return { mark: names[index] ?? '', name: shortName(own), text: own };
  });
  const asksAtEnd = /\?\s*$/.test(text) && tail === '';
  const paragraph = (words: string): Block[] => (words === '' ? [] : [{ kind: 'paragraph', text: words }]);
  return [
    ...paragraph(asksAtEnd && !/\?$/.test(lead) ? `${lead.replace(/[:,\s–—-]+$/, '')}?` : lead),
    { kind: 'list', items },
    ...paragraph(tail),
  ];
}

/** Sentences of a paragraph; a quotation never asks. */
export function sentencesOf(text: string): string[] {
  const silent = text.replace(/["“«„]([^"”»“]*)["”»“]/g, (all) => all.replaceAll('?', ''));
  return silent
    .split(/(?<=[.!?…][)*_]?)\s+(?=[\p{Lu}\p{N}(¿¡\p{Extended_Pictographic}])/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

function isAsked(sentence: string): boolean {
  const bare = sentence.replace(/[\s)*_\p{Extended_Pictographic}\ufe0f]+$/u, '');
  if (isCourtesy(bare)) return false;
  return /[?？]$/.test(bare) || request.test(bare);
}

function bounded(text: string): string {
  const plain = text.replace(/[\p{C}\p{Z}\s]+/gu, ' ').trim();
  return plain.length <= limits.choiceTextCharsMax ? plain : `${plain.slice(0, limits.choiceTextCharsMax)} …`;
}
