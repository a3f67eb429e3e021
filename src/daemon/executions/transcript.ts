import { statSync } from 'node:fs';
import { withoutBlanks } from '../../base/blanks.ts';
import type { JsonObject } from '../../base/json.ts';
import type { TranscriptEvent } from '../../claude/transcript/line.ts';
import { parseTranscriptLine } from '../../claude/transcript/line.ts';
import { transcriptFile } from '../../claude/transcript/places.ts';
import { Tail } from '../../claude/transcript/tail.ts';
import type { StepResult } from '../../execution/execution.ts';
import type { OutputPiece } from '../../store/executionOutput.ts';
import type { TranscriptPlace } from '../../store/executions.ts';
import type { TranscriptPlaces } from './ports.ts';

type Told = Extract<TranscriptEvent, { type: 'usage' }>;

/** What the transcript holds of the turn that is waited for. */
export interface Turn {
  /** Its last words, whole and as they are. */
  readonly text: string;
  readonly usage?: NonNullable<StepResult['usage']>;
  /** What the CLI wrote in the place of an answer, while nothing came after it. */
  readonly refusal?: { readonly text: string; readonly code?: string };
}

/**
 * The transcripts of the session of a list, one after the other as its context is emptied. What is new in them is output; what
 * came since the last prompt that was typed is the turn. Both go on from the places that an earlier daemon has stored.
 */
export class ListTranscript {
  readonly #tails = new Map<string, Tail>();
  readonly #sources: TranscriptPlace[];
  #mark: TranscriptPlace | undefined;
  #typed = '';
  #text = '';
  #message: string | undefined;
  #usage = new Map<string, Told>();
  #refusal: Turn['refusal'];
  /** What may be typed once more for the same task, without blanks. */
  #expected: ReadonlySet<string> = new Set();
  /** Where the turn has ended. */
  #until: TranscriptPlace | undefined;
  /** What stands before the mark was passed: what is read is of the turn. */
  #isPast: boolean;
  /** The first source that may have grown. */
  #from: number;

  /** @param sources how far they were read @param turn what was typed last, and where the transcripts stood then, and at its end */
  constructor(
    sources: readonly TranscriptPlace[],
    turn?: { readonly typed: string } & { readonly [Key in 'mark' | 'until']: TranscriptPlace | undefined },
  ) {
    this.#sources = [...sources];
    this.#mark = turn?.mark;
    this.#until = turn?.until;
    this.#typed = turn ? withoutBlanks(turn.typed) : '';
    const marked = sources.findIndex(({ path }) => path === this.#mark?.path);
    this.#isPast = marked === -1;
    const last = Math.max(0, sources.length - 1);
    // Without a mark nothing had been written when it was typed.
    this.#from = marked !== -1 ? marked : turn && !turn.mark ? 0 : last;
  }

  /** How far the transcripts were read, the oldest first. */
  get sources(): readonly TranscriptPlace[] {
    return this.#sources;
  }

  /** Where the transcripts stand now, as far as they were read. */
  get place(): TranscriptPlace | undefined {
    return this.#sources.at(-1);
  }

  get turn(): Turn {
    const told = [...this.#usage.values()];
    const sum = (key: 'input' | 'output' | 'cacheRead' | 'cacheWrite'): number =>
      told.reduce((all, usage) => all + usage[key], 0);
    return {
      text: this.#text,
      ...(told.length === 0
        ? {}
        : {
            usage: {
              input: sum('input'),
              output: sum('output'),
              cacheRead: sum('cacheRead'),
              cacheWrite: sum('cacheWrite'),
            },
          }),
      ...(this.#refusal ? { refusal: this.#refusal } : {}),
    };
  }

  /** From here on the turn is that of these words. Usage goes on counting where it is the same task that is asked again. */
  begin(typed: string, isAgain: boolean): void {
    this.#typed = withoutBlanks(typed);
    this.#mark = this.place;
    this.#until = undefined;
    this.#isPast = true;
    this.#forget(isAgain);
  }

  /** With these words the turn goes on, also behind its end. */
  expect(words: readonly string[]): void {
    this.#expected = new Set(words.map(withoutBlanks));
  }

  /** The turn has ended with what was read, unless it has already; gives where that was. */
  end(): TranscriptPlace | undefined {
    this.#until ??= this.place;
    return this.#until;
  }

  /** Reads what is new, and gives what of it is output. */
  read({ config, cwd, claudeSessionId, continued }: TranscriptPlaces): OutputPiece[] {
    const path = transcriptFile(config, cwd, claudeSessionId);
    if (path !== undefined && path !== this.place?.path) {
      const isFirst = this.#sources.length === 0;
      this.#sources.push({ path, at: isFirst && continued ? sizeOf(path) : 0 });
    }
    const pieces: OutputPiece[] = [];
    for (let at = this.#from; at < this.#sources.length; at++) this.#readOne(at, pieces);
    // It may have grown once more before the next one was begun.
    this.#from = Math.max(0, this.#sources.length - 1);
    return pieces;
  }

  #readOne(index: number, pieces: OutputPiece[]): void {
    const source = this.#sources[index];
    if (!source) return;
    if (index > this.#sources.findIndex(({ path }) => path === this.#mark?.path)) this.#isPast = true;
    let tail = this.#tails.get(source.path);
    if (!tail) {
      tail = new Tail(source.path);
      this.#tails.set(source.path, tail);
    }
    const session = /([^/]+)\.jsonl$/.exec(source.path)?.[1] ?? '';
    for (const { text, end } of tail.read().lines) {
      this.#line(text, { session, path: source.path, end, isNew: end > source.at }, pieces);
    }
    if (tail.position > source.at) this.#sources[index] = { path: source.path, at: tail.position };
  }

  #line(
    line: string,
    from: { readonly session: string; readonly path: string; readonly end: number; readonly isNew: boolean },
    pieces: OutputPiece[],
  ): void {
    if (!this.#isPast && this.#mark?.path === from.path && from.end > this.#mark.at) this.#isPast = true;
    const parsed = parseTranscriptLine(line, from.session);
    if (!parsed.ok) return;
    const goesOn = parsed.events.some((event) => promptsOf(event).some((words) => this.#expected.has(words)));
    if (goesOn && this.#isBehindEnd(from)) this.#until = undefined;
    const refused = parsed.events.find((event) => event.type === 'refused');
    if (this.#isPast && !this.#isBehindEnd(from)) {
      for (const event of parsed.events) this.#take(event);
      if (refused?.type === 'refused')
        this.#refusal = { text: refused.text, ...(refused.code === undefined ? {} : { code: refused.code }) };
      else if (parsed.lastText !== undefined) this.#say(parsed.lastText, parsed.events);
    }
    const text = from.isNew ? outputOf(parsed.lastText, parsed.events) : '';
    if (text !== '') pieces.push({ source: from.path, line: from.end, text });
  }

  /** True for what somebody else asked since. */
  #isBehindEnd({ path, end }: { readonly path: string; readonly end: number }): boolean {
    const until = this.#until;
    if (!until) return false;
    if (path === until.path) return end > until.at;
    const places = this.#sources.map((source) => source.path);
    return places.indexOf(path) > places.indexOf(until.path);
  }

  #take(event: TranscriptEvent): void {
    if (event.type === 'usage') this.#usage.set(`${event.agent ?? ''}:${event.message}`, event);
    if (promptsOf(event).includes(this.#typed)) this.#forget(true);
  }

  #say(text: string, events: readonly TranscriptEvent[]): void {
    const message = events.find((event) => event.type === 'usage')?.message;
    // The CLI writes each block of a message on a line of its own.
    this.#text = message !== undefined && message === this.#message ? `${this.#text}${text}` : text;
    this.#message = message;
    this.#refusal = undefined;
  }

  #forget(keepsUsage: boolean): void {
    this.#text = '';
    this.#message = undefined;
    this.#refusal = undefined;
    if (!keepsUsage) this.#usage = new Map();
  }
}

/** What may have been typed for a prompt, without blanks. */
function promptsOf(event: TranscriptEvent): string[] {
  if (event.type !== 'prompt') return [];
  return [event.text, ...(event.marked === undefined ? [] : [event.marked])].map(withoutBlanks);
}

/** True where both are the same place, or none. */
export function isSamePlace(one: TranscriptPlace | undefined, other: TranscriptPlace | undefined): boolean {
  return one?.path === other?.path && one?.at === other?.at;
}

/** What a line is as output: the words, and a line for each call. */
function outputOf(words: string | undefined, events: readonly TranscriptEvent[]): string {
  const calls = events.flatMap((event) =>
    event.type === 'call' && event.agent === undefined ? [`· ${event.tool}${subjectOf(event.input)}\n`] : [],
  );
  return `${words === undefined ? '' : `${words.trimEnd()}\n`}${calls.join('')}`;
}

/** Longest subject of a call in the output: a line of a terminal or two. */
const subjectCharsMax = 160;

/** What a call is about, in one short line after a blank; '' where it does not say. */
export function subjectOf(input: JsonObject): string {
  const named = input['command'] ?? input['file_path'] ?? input['path'] ?? input['pattern'] ?? input['url'];
  const first = named ?? Object.values(input).find((value) => typeof value === 'string');
  if (typeof first !== 'string') return '';
  const line = first.replace(/\s+/g, ' ').trim();
  return ` ${line.length > subjectCharsMax ? `${line.slice(0, subjectCharsMax - 1)}…` : line}`;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
