import type { Item } from './items.ts';
import { shortName } from './items.ts';
import type { LastWords } from './lastWords.ts';
import { limits } from '../../limits.ts';

/** A text that could be typed, and what it means. */
export interface Reply {
  readonly reply: string;
  readonly description: string;
}

/** Words with which leave is asked; what follows is what would be done. */
const leave =
  /(?:^|[,;:—–-] ?|\b(?:so|and|but|or|then|now|well|also|alternatively) )(?:should (?:i|we)|shall (?:i|we)|(?:do|would|did) you (?:want|like|prefer)(?: for)? me to|want me to|would you (?:like|prefer) (?:that |it if )?(?:i|we)|(?:can|may|could) i|(?:is it|are you|would it be|is this|is that) (?:ok|okay|fine|alright|all right|good)(?: with you)?(?: with me| for me| if i| if we)?(?: to)?|ok(?:ay)? (?:for me |if i )?to|ready (?:for me )?to|(?:do|would) you (?:want|like) to(?= (?:proceed|continue|go ahead|go on|move on|start)\b)|do i have (?:your )?(?:permission|approval|the go-ahead) to|mind if i|let me know (?:if|whether) (?:i|we) (?:should|can|may)|(?:confirm|tell me) (?:if|whether|that) (?:i|we) (?:should|can|may)|(?:let me know|tell me|confirm) (?:whether|that) you(?:'d| would)? (?:like|want|prefer) me to) (?<act>[^?]{2,})/gi;

/** Asks whether what was said may be done. */
const confirmation =
  /^(?:(?:so|ok|okay|then|now),? )?(?:proceed|continue|go ahead|shall i|should i|may i|ok|okay|agreed|ready for (?:the )?next[^?]*|(?:does|do) (?:this|that|it|the \w+|these|my \w+)(?: \w+)? (?:look|sound|seem|work)\b[^?]*|(?:looks?|sounds?) (?:good|ok|okay|right|fine|reasonable)[^?]*|(?:is|are) (?:this|that|it|these|everything|the (?:above )?(?:plan|approach|design))(?: \w+)? (?:ok|okay|fine|good|correct|right|acceptable|alright)[^?]*|do you (?:agree|approve)[^?]*|(?:can|could|would) you (?:please )?confirm[^?]*|(?:please )?confirm\b[^?]*)[?.!:]*$/i;

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];
const selecting =
  /\b(?:which|what (?:approach|option|would you like me to do|do you want me to do|would you prefer|do you prefer|should i (?:choose|pick|use))|how (?:would you like|do you want|should (?:i|we)|shall (?:i|we)) |(?:do|would) you (?:prefer|want|like)|prefer|choose|pick|select|one of|of these|option|should i|shall i)\b/i;

/** The replies that could be typed; none where they cannot be counted. */
export function repliesTo({ question, items, several }: LastWords): Reply[] {
  if (several) return [];
  const act = actAsked(question);
  if (act === undefined && confirmation.test(question)) return yesOrNo('proceed', '');
  const meant = act === undefined ? undefined : itemMeant(act, items);
  if (act !== undefined && meant) {
    const isNamed = act.toLowerCase().includes(meant.name.toLowerCase());
    return yesOrNo(isNamed ? act : `${act}: ${meant.name}`, meant.text);
  }
  if (act !== undefined && / or /i.test(act)) return alternatives(act);
  if (act !== undefined && (items.length < 2 || !/\b(?:which|one of|of these|do)$/i.test(act))) return yesOrNo(act, '');
  if (items.length > 1 && selecting.test(question)) return fromList(items);
  return offered(question);
}

/** What would be done, where leave for it is asked: in the imperative; undefined where it is not. */
export function actAsked(question: string): string | undefined {
  const act = [...question.matchAll(leave)].at(-1)?.groups?.['act'];
  if (act === undefined || /\b(?:which|what|how|where|when)\b[^?]*$/i.test(question.slice(0, question.indexOf(act))))
    return undefined;
  return act.replace(/[\s.,!:;]+$/, '').replace(/^(?:also|now|then|just|first|next|please) /i, '');
}

function itemMeant(act: string, items: readonly Item[]): Item | undefined {
  const word =
    /\b(first|second|third|fourth|fifth|last)\b(?= (?:one|option|approach|item|step|suggestion|choice|alternative|idea|of)\b|$)/i
      .exec(act)?.[1]
      ?.toLowerCase();
  if (word !== undefined) return word === 'last' ? items.at(-1) : items[ordinals.indexOf(word)];
  const mark = /\b(?:option|approach|number|step|choice|item|#)\s?(\d{1,2}|[A-H])\b/i.exec(act)?.[1]?.toUpperCase();
  return mark === undefined ? undefined : items.find((item) => item.mark === mark);
}

function yesOrNo(act: string, description: string): Reply[] {
  const said = toldBack(act);
  if (said === undefined || /^proceed$/i.test(said))
    return [
      { reply: 'Yes, please proceed.', description },
      { reply: 'No, please do not; stop here and wait.', description: '' },
    ];
  return [
    { reply: `Yes, ${said}.`, description },
    { reply: `No, please do not ${said}.`, description: '' },
  ];
}

/** What was asked, as the one who answers says it; undefined when it is too long to be repeated. */
function toldBack(act: string): string | undefined {
  const turned: Readonly<Record<string, string>> = {
    my: 'your',
    your: 'my',
    i: 'you',
    you: 'me',
    yours: 'mine',
    me: 'you',
  };
  const plain = act
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replace(/\b(?:my|your|i|you|yours|me)\b/gi, (word) => turned[word.toLowerCase()] ?? word);
  const said = plain.replace(/[`*"“”]/g, '').replace(/[\s.,!:;]+$/, '');
  return said.length > limits.proseReplyCharsMax || !/^\p{L}/u.test(said) ? undefined : said;
}

/** `A, B or C`: one reply each; none when they cannot be told apart surely. */
function alternatives(text: string): Reply[] {
  // What the person would do instead is the no.
  const [own = ''] = text.split(/,? or (?:would|do) you (?:like|want|prefer|rather)\b(?! me to| that i| i\b)/i);
  if (own !== text) return yesOrNo(own, '');
  const parts = splitAlternatives(text);
  if (!parts) return [];
  if (parts.some((part) => /^(?:not|no)$/i.test(part))) return yesOrNo(parts[0] ?? 'proceed', '');
  return parts.map((part) => ({ reply: `${capital(toldBack(part) ?? part)}.`, description: '' }));
}

function splitAlternatives(text: string): string[] | undefined {
  const halves = text.split(/,? or (?:else )?/i);
  const last = halves.at(-1) ?? '';
  const commas = halves.slice(0, -1).flatMap((part) => part.split(/,\s+/));
  const short = commas.every((part) => part.split(' ').length <= 5);
  const parts = [...(short ? commas : halves.slice(0, -1)), last]
    .map((part) =>
      part
        .replace(leaveWords, '')
        .replace(/^(?:either|a|an|just|rather) /i, '')
        .replace(/^[\s"“'`*]+|[\s"”'`*.,!:;]+$/g, ''),
    )
    .filter((part) => !/^(?:something|anything|somewhere|someone|another|other)\b/i.test(part));
  const isFit = (part: string): boolean => /^[\p{L}\p{N}]/u.test(part) && part.length <= limits.proseReplyCharsMax;
  if (parts.length < 2 || parts.length > 6 || !parts.every(isFit)) return undefined;
  if (parts.some((part) => /^(?:you|would|do|is|are|if|whether|that|later|more|so)\b/i.test(part))) return undefined;
  return parts;
}

const leaveWords =
  /^(?:should|shall|can|may|would you (?:rather |prefer |like )?|do you (?:want|prefer) )(?:\s*(?:i|we|me to|that i))? ?|^(?:use|go with|pick|choose|prefer) (?=\S)/i;

function fromList(all: readonly Item[]): Reply[] {
  const items = all.filter(({ name }) => !/^(?:(?:some|any)thing (?:else|different)|other|none of)\b/i.test(name));
  if (items.length < 2 || items.length > 9 || items.some(({ name }) => name === '')) return [];
  return items.map(({ mark, name, text }) => ({
    reply: mark === '' ? `Go with this one: ${name}.` : `Go with option ${mark}: ${name}.`,
    description: text === name ? '' : text.slice(0, limits.choiceTextCharsMax),
  }));
}

/** `Should the config live in A or B?` */
const ofThing =
  /^(?:should|shall|will) (?:the|this|that|it|we|there|these)\b.{0,40}?\b(?:be|use|have|go in|go into|live in|live under|come from|return|support|show|store|keep) (?<rest>.+)$/i;

/** `Do you want A or B?`, `Which do you prefer, A or B?`, `A or B?`. */
function offered(question: string): Reply[] {
  const bare = question.replace(/[?.!\s]+$/, '');
  if (!/ or /i.test(bare)) return [];
  const found =
    ofThing.exec(bare) ??
    /^(?:.*?[,:—–] )?(?:(?:do|would) you (?:prefer|want|like|rather)(?: to use| using| it)?|which (?:one |of these |\w+ )?(?:do|would|should|shall) (?:you|i|we) [^,:—–]*[,:—–]) (?<rest>.+)$/i.exec(
      bare,
    );
  const isShort =
    /^[^,:]{1,60}$/.test(bare) &&
    !/^(?:is|are|does|do|did|was|were|can|could|will|would|should|shall|may|might|must|have|has|who|why|when|where|what|how|which|let|please)\b/i.test(
      bare,
    );
  const rest = found?.groups?.['rest'] ?? (isShort ? bare : undefined);
  if (rest === undefined) return [];
  const parts = splitAlternatives(rest);
  return (parts ?? []).map((part) => ({ reply: `${capital(shortName(part))}, please.`, description: '' }));
}

/** With a capital, unless the first word is the name of a file or of something in code. */
function capital(text: string): string {
  return /^\p{Ll}+(?:[\s,]|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
