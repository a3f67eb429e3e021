import { limits } from '../../limits.ts';
import type { Message } from '../message.ts';
import type { Key, Mouse } from '../key.ts';
import { mouseOf, oldMouseOf } from './mouse.ts';
import { characterKey, csiKey, ss3Key, unknownKey, withMeta } from './sequences.ts';

const escape = '\u001b';
const pasteBegin = '\u001b[200~';
const pasteEnd = '\u001b[201~';

/** What can only become the mark of a paste, or one of a few keys that hardly anybody presses. */
const pasteBegun = '\u001b[2';

/** What stands at the beginning of the text: so many characters of it, with what they mean. `more`: its end has not come yet. */
type Token = { readonly length: number; readonly messages: readonly Message[] } | 'more';

/** `CSI`, its parameters, what stands between, and its final character; rxvt's `$` is final, and so are the console's two. */
const csiForm = /^\u001b\[(?:\[[A-E]|\d+\$(?!y)|[0-?]*[ -/]*[@-Z\\-~])/;
/** The beginning of such a sequence. */
const csiBegun = /^\u001b\[\[?[0-?]*[ -/]*$/;
/** A string of the terminal: an answer to a question. Alt with the same character is told apart by what follows. */
const stringBegun = /^\u001b(?:\]\d|P[\d>!$|+]|_[A-Za-z])/;
const stringForm = /^\u001b[\]P_][^\u0007\u001b]*(?:\u0007|\u001b\\)/;

/**
 * What a terminal sends, as messages: keys, pastes, the mouse, the focus. Nothing in a paste is a key, and keys that come all
 * at once are one message. Else the messages are the same however the text is cut; only a lone escape character, and the
 * beginning of a sequence, wait for what follows.
 */
export class InputRouter {
  #text = '';
  /** Inside a paste: what came of it so far, and whether some was left out. */
  #paste: { text: string; cut: boolean } | undefined;
  /** Behind a paste whose end did not come: its rest may, and is no key. `met`: something came that was left out. */
  #rest: { met: boolean } | undefined;

  /** Something waits for its rest: call `giveUp` when none comes within so many milliseconds; undefined: nothing does. */
  get waitMs(): number | undefined {
    if (this.#paste) return limits.pasteEndWaitMs;
    if (this.#rest) return this.#rest.met ? limits.pasteRestMs : undefined;
    if (this.#text === '') return undefined;
    const mayBePaste = this.#text.length >= pasteBegun.length && pasteBegin.startsWith(this.#text);
    return mayBePaste ? limits.pasteRestMs : limits.escWaitMs;
  }

  /** What came in one piece. */
  take(text: string): Message[] {
    this.#text += text;
    return gathered(this.#rest ? this.#leftOut(this.#rest) : this.#drain(false));
  }

  /** Nothing follows: what waits is what it is, a lone escape character the Esc key, a paste without an end a paste. */
  giveUp(): Message[] {
    if (this.#rest) {
      this.#rest = undefined;
      this.#text = '';
      return [];
    }
    if (!this.#paste) return this.#drain(true);
    const { text, cut } = this.#paste;
    this.#paste = undefined;
    this.#rest = { met: false };
    return pasted(text, cut);
  }

  /** Everything up to the end of the paste, told once. */
  #leftOut(rest: { met: boolean }): Message[] {
    const told: Message[] = rest.met ? [] : [{ type: 'told', sentence: stalledSentence, bad: true }];
    rest.met = true;
    const end = this.#text.indexOf(pasteEnd);
    if (end < 0) {
      this.#text = this.#text.slice(this.#text.length - beginningAtEnd(this.#text, pasteEnd));
      return told;
    }
    this.#rest = undefined;
    this.#text = this.#text.slice(end + pasteEnd.length);
    return [...told, ...this.#drain(false)];
  }

  #drain(isLast: boolean): Message[] {
    const messages: Message[] = [];
    let at = 0;
    while (at < this.#text.length) {
      const rest = at === 0 ? this.#text : this.#text.slice(at);
      if (!this.#paste && rest.startsWith(pasteBegin)) {
        this.#paste = { text: '', cut: false };
        at += pasteBegin.length;
        continue;
      }
      const token = this.#paste ? this.#pasted(rest, this.#paste) : tokenOf(rest, isLast);
      if (token === 'more') break;
      messages.push(...token.messages);
      at += token.length;
    }
    this.#text = this.#text.slice(at);
    return messages;
  }

  #pasted(rest: string, paste: { text: string; cut: boolean }): Token {
    const end = rest.indexOf(pasteEnd);
    // The end may be cut anywhere.
    const length = end >= 0 ? end : rest.length - beginningAtEnd(rest, pasteEnd);
    const room = limits.pasteCharsMax - paste.text.length;
    paste.text += rest.slice(0, Math.min(length, room));
    paste.cut ||= length > room;
    if (end < 0) return length === 0 ? 'more' : { length, messages: [] };
    this.#paste = undefined;
    return { length: end + pasteEnd.length, messages: pasted(paste.text, paste.cut) };
  }
}

const cutSentence = `The paste was longer than ${limits.pasteCharsMax} characters: the rest of it was left out.`;

const stalledSentence =
  'A paste had stopped without its end: what came now counts as its rest and was left out. Pause for a second, then keys are keys.';

/** Keys that came at once, more than a hand types between two looks, in one message; one key that is held down stays as it is. */
function gathered(messages: readonly Message[]): Message[] {
  const all: Message[] = [];
  for (let at = 0; at < messages.length; ) {
    const end = messages.findIndex(({ type }, index) => index >= at && type !== 'key');
    const run = messages.slice(at, end < 0 ? messages.length : Math.max(end, at + 1));
    const keys = run.flatMap((message) => (message.type === 'key' ? [message.key] : []));
    if (isBurst(keys)) all.push({ type: 'burst', keys });
    else all.push(...run);
    at += run.length;
  }
  return all;
}

function isBurst(keys: readonly Key[]): boolean {
  const printable = keys.filter(({ text }) => text !== '');
  return printable.length >= limits.burstKeys && printable.some(({ text }) => text !== printable[0]?.text);
}

/** A paste, without half a character at its end, and a word where some of it is missing. */
function pasted(text: string, isCut: boolean): Message[] {
  const paste: Message = { type: 'paste', text: text.replace(/[\ud800-\udbff]$/, '') };
  return isCut ? [paste, { type: 'told', sentence: cutSentence, bad: true }] : [paste];
}

/** How many characters at the end of the text are the beginning of `mark`. */
function beginningAtEnd(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}

function tokenOf(text: string, isLast: boolean): Token {
  if (text.startsWith(escape)) return escapeToken(text, isLast);
  if (/^[\ud800-\udbff]$/.test(text) && !isLast) return 'more';
  return keyToken(characterKey(String.fromCodePoint(text.codePointAt(0) ?? 0)));
}

function keyToken(key: ReturnType<typeof unknownKey>): Token {
  return { length: key.raw.length, messages: [{ type: 'key', key }] };
}

function mouseToken(length: number, mouse: Mouse | undefined): Token {
  return { length, messages: mouse ? [{ type: 'mouse', mouse }] : [] };
}

function escapeToken(text: string, isLast: boolean): Token {
  const second = text.charAt(1);
  if (second === '') return isLast ? keyToken(characterKey(escape)) : 'more';
  if (second === escape) return twiceEscaped(text, isLast);
  if (second === '[') return csiToken(text, isLast);
  if (second === 'O') return ss3Token(text, isLast);
  if (second === ']' || second === 'P' || second === '_') return stringToken(text, isLast);
  return metaToken(text, isLast);
}

/** Alt with a character. */
function metaToken(text: string, isLast: boolean): Token {
  const token = tokenOf(text.slice(1), isLast);
  if (token === 'more') return 'more';
  const [message] = token.messages;
  return message?.type === 'key' ? keyToken(withMeta(message.key)) : keyToken(unknownKey(text.slice(0, 2)));
}

/** Two escape characters: Alt with a key that is a sequence, or Esc twice. */
function twiceEscaped(text: string, isLast: boolean): Token {
  const third = text.charAt(2);
  if (third === '' && !isLast) return 'more';
  if (third !== '[' && third !== 'O') return keyToken(characterKey(escape));
  const token = escapeToken(text.slice(1), isLast);
  if (token === 'more') return 'more';
  const [message] = token.messages;
  // Esc, and then something else.
  if (message?.type !== 'key' || message.key.name === 'Unknown') return keyToken(characterKey(escape));
  return keyToken(withMeta(message.key));
}

function csiToken(text: string, isLast: boolean): Token {
  if (text.startsWith('\u001b[M')) {
    if (text.length >= 6) return mouseToken(6, oldMouseOf(text.slice(0, 6)));
    return isLast ? keyToken(unknownKey(text)) : 'more';
  }
  // Which of the two a `$` begins is told by what follows it.
  if (/^\u001b\[\d+\$$/.test(text) && !isLast) return 'more';
  const raw = csiForm.exec(text)?.[0];
  if (raw === undefined || raw.length > limits.keySequenceCharsMax) return unfinishedCsi(text, isLast);
  if (raw === '\u001b[I' || raw === '\u001b[O') {
    return { length: raw.length, messages: [{ type: 'window', focused: raw === '\u001b[I' }] };
  }
  if (/^\u001b\[<\d+;\d+;\d+[Mm]$/.test(raw)) return mouseToken(raw.length, mouseOf(raw));
  const key = csiKey(raw);
  return key ? keyToken(key) : { length: raw.length, messages: [] };
}

function unfinishedCsi(text: string, isLast: boolean): Token {
  const isBegun = csiBegun.test(text) && text.length <= limits.keySequenceCharsMax;
  if (isBegun && !isLast) return 'more';
  const begun = /^\u001b\[\[?[0-?]*[ -/]*/.exec(text)?.[0] ?? text;
  // Alt and a bracket, when that is all.
  if (begun === '\u001b[') return keyToken(withMeta(characterKey('[')));
  return keyToken(unknownKey(begun.slice(0, limits.keySequenceCharsMax)));
}

function ss3Token(text: string, isLast: boolean): Token {
  const raw = /^\u001bO\d?[A-Za-z]/.exec(text)?.[0];
  if (raw !== undefined) return keyToken(ss3Key(raw));
  const isBegun = /^\u001bO\d?$/.test(text);
  if (isBegun && !isLast) return 'more';
  return keyToken(withMeta(characterKey('O')));
}

function stringToken(text: string, isLast: boolean): Token {
  if (text.length === 2) return isLast ? metaToken(text, isLast) : 'more';
  if (!stringBegun.test(text)) return metaToken(text, isLast);
  const raw = stringForm.exec(text)?.[0];
  if (raw !== undefined && raw.length <= limits.keySequenceCharsMax) return { length: raw.length, messages: [] };
  const isBegun = /^\u001b[\]P_][^\u0007\u001b]*\u001b?$/.test(text) && text.length <= limits.keySequenceCharsMax;
  if (isBegun && !isLast) return 'more';
  const begun = /^\u001b[\]P_][^\u0007\u001b]*/.exec(text)?.[0] ?? text;
  return keyToken(unknownKey(begun.slice(0, limits.keySequenceCharsMax)));
}
