import type { Line } from './lines.ts';
import { isColoured, isFaint, isWarm, joinWrapped, styleOfChar } from './lines.ts';
import type { ErrorShown, Limit, Option } from './reading.ts';
import { resetTime } from './resetTime.ts';
import type { Words } from './words.ts';

/** When and where a banner's local times are to be understood. */
export interface BannerTime {
  /** When the banner was first seen, milliseconds since the epoch. */
  readonly appearedMs: number;
  /** IANA name of the session's time zone. */
  readonly zone: string;
}

/** Where to look for a banner. */
export interface BannerPlace {
  /** The first row that is no transcript any more: the top of the composer or of a menu. */
  readonly below: number;
  /** Rows under the composer, where newer versions repeat the banner. */
  readonly footer: readonly Line[];
  readonly cols: number;
  /** The options of the menu that stands there. */
  readonly options: readonly Option[];
}

/** One entry of the transcript area in the colour of a failure. */
interface Entry {
  readonly row: number;
  readonly text: string;
}

/**
 * The usage limit or error that ended the last turn. It is the CLI's own line, right behind the last prompt, in the colour of
 * a failure: the same words in an answer, a file or a command's output have another colour and ask for nothing.
 */
export function readBanner(
  lines: readonly Line[],
  place: BannerPlace,
  words: Words,
  time: BannerTime,
): Limit | ErrorShown | undefined {
  const entries = failures(lines, place, words);
  const evidence = { top: entries[0]?.row ?? place.below, bottom: Math.max(place.below, entries.at(-1)?.row ?? 0) };
  for (const { text } of entries) {
    const limit = words.limits.find(({ form }) => form.test(text));
    if (limit) {
      const around = [...lines.slice(evidence.top, place.below), ...place.footer].map((line) => line.text).join(' ');
      return {
        state: 'limit',
        kind: limit.kind,
        resetsAt: resetTime(text, time.appearedMs, time.zone),
        resumesItself: words.resumesItself.test(around) && !words.resumeCancelled.test(around),
        options: place.options,
        evidence,
      };
    }
  }
  for (const { text } of entries) {
    const error = words.errors.find(({ form }) => form.test(text));
    if (error) return { state: 'error', kind: error.kind, message: text.replace(/\s+/g, ' '), evidence };
  }
  return undefined;
}

/** Rows looked at above the composer: a turn that failed leaves nothing but its failure behind the prompt. */
const rowsMax = 40;

function failures(lines: readonly Line[], place: BannerPlace, words: Words): Entry[] {
  const { glyphs } = words;
  const entries: Entry[] = [];
  for (let row = place.below - 1; row >= 0 && place.below - row <= rowsMax; row--) {
    const line = lines[row];
    if (!line) break;
    if (isGoneOn(line, words)) break;
    const head = glyphs.failureHead.exec(line.text);
    if (head) {
      const from = head[0].length;
      if (isFailure(line, from) && isOwn(lines, row, words))
        entries.unshift({ row, text: entryText(lines, row, from, place) });
    } // A menu may have been called up by a command, typed by the person or by the CLI itself; the turn that failed is above it.
    else if (glyphs.prompt.test(line.text) && !(glyphs.command.test(line.text) && place.options.length > 0)) break;
  }
  return entries;
}

/**
 * True where the turn has gone on behind what failed above, as the CLI does by itself after a reset (2.1.329) without a prompt: an
 * answer, whose bullet is white, or the CLI's own remark about it, whose bullet is gray. Calls of the turn may stand there without one.
 */
function isGoneOn(line: Line, words: Words): boolean {
  const { entry, prompt } = words.glyphs;
  if (!entry.test(line.text) || prompt.test(line.text)) return false;
  const style = styleOfChar(line, 0);
  return isResumption(line, words) || (!isFaint(style) && !isColoured(style));
}

/** The CLI's own remark that it goes on: what it says itself has a gray bullet. */
function isResumption(line: Line, { glyphs: { entry }, resumed }: Words): boolean {
  return entry.test(line.text) && isFaint(styleOfChar(line, 0)) && resumed.test(line.text.slice(2));
}

/**
 * Tools print in colours of their own, and answers have words in colours. But a tool's output hangs from the row of its call,
 * a failure from the prompt, from nothing, from the remark that the CLI goes on, or below such an output; and the bullet of an answer stays white, that of a failure does not.
 */
function isOwn(lines: readonly Line[], row: number, words: Words): boolean {
  const { hanging, prompt } = words.glyphs;
  const line = lines[row];
  if (line && !line.text.startsWith(' ')) return isFailure(line, 0);
  const above = lines.slice(0, row).findLast(({ text }) => !text.startsWith('  ') || hanging.test(text));
  if (!above) return false;
  return above.text === '' || prompt.test(above.text) || hanging.test(above.text) || isResumption(above, words);
}

/** Failures are drawn in a warm colour, which neither answers nor words of code in them have. */
function isFailure(line: Line, from: number): boolean {
  return line.text.length > from && isWarm(styleOfChar(line, from));
}

function entryText(lines: readonly Line[], row: number, from: number, place: BannerPlace): string {
  const texts = [(lines[row]?.text ?? '').slice(from)];
  for (let next = row + 1; next < place.below; next++) {
    const text = lines[next]?.text ?? '';
    if (!/^ {2,6}\S/.test(text)) break;
    lines[next]?.budget?.spend(text.length);
    texts.push(text.trim());
  }
  return joinWrapped(texts, place.cols - from).replace(/\n/g, ' ');
}
