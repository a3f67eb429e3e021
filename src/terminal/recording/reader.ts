import { StringDecoder } from 'node:string_decoder';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { CastEvent, CastHeader } from '../asciicast.ts';
import { castVersion, parseCast1, parseEvent, parseHeader, parseHeader3, parseSize } from '../asciicast.ts';
import { openUnpacked, unreadable } from './packed.ts';
import { listParts } from './parts.ts';

/** A piece of a recording file, in order. A damaged line (from 1) is named and passed over. */
export type CastPiece =
  | { readonly header: CastHeader }
  | { readonly event: CastEvent }
  | { readonly damaged: { readonly line: number; readonly why: string } };

/**
 * Reads an asciicast file of version 1, 2 or 3, also one packed with gzip. Versions 2 and 3 are read as they stream, 1 is one
 * JSON value and taken whole. The header comes first; times are seconds from the start whatever the version.
 *
 * @throws PccError `not_found` for a file that cannot be opened, `invalid_input` for one without a header, or that is no gzip
 * file though it is called one.
 */
export async function* readCast(path: string): AsyncGenerator<CastPiece> {
  const lines = readLines(path);
  try {
    const first = await lines.next();
    if (first.done === true) throw notARecording(path, 'the file is empty');
    const text = first.value.text?.replace(/^\ufeff/, '') ?? '';
    const [header, header3] = [parseHeader(text), parseHeader3(text)];
    if (header) {
      yield { header };
      for await (const line of lines) yield* pieceOf(line);
    } else if (header3) {
      yield { header: header3 };
      yield* readIntervals(lines);
    } else {
      yield* readCast1(path, text, lines);
    }
  } finally {
    // Who has seen enough leaves early, and the file must not stay open.
    await lines.return(undefined);
  }
}

function notARecording(path: string, why: string): PccError {
  return new PccError('invalid_input', `'${path}' is no recording: ${why}.`);
}

function* pieceOf({ line, text, why }: Line): Generator<CastPiece> {
  if (text?.trim() === '') return;
  const event = text === undefined ? undefined : parseEvent(text);
  if (event?.code === 'r' && !parseSize(event.data))
    yield { damaged: { line, why: 'its size is not of the form 80x24' } };
  else if (event) yield { event };
  else yield { damaged: { line, why: why === '' ? 'it is no event of the form [seconds, code, data]' : why } };
}

/** Version 3: each time counts from the event before, and lines that begin with `#` are remarks. */
async function* readIntervals(lines: AsyncIterable<Line>): AsyncGenerator<CastPiece> {
  let atS = 0;
  for await (const line of lines) {
    if (line.text?.startsWith('#') === true) continue;
    for (const piece of pieceOf(line)) {
      if (!('event' in piece)) yield piece;
      else {
        atS += piece.event.atS;
        yield { event: { ...piece.event, atS } };
      }
    }
  }
}

async function* readCast1(path: string, begin: string, lines: AsyncIterable<Line>): AsyncGenerator<CastPiece> {
  const version = castVersion(begin);
  if (version !== undefined && version !== 1) {
    const known = version === 2 || version === 3;
    throw notARecording(path, known ? noSize : `asciicast version ${version} is not known; 1, 2 and 3 are`);
  }
  let text = begin;
  // What does not begin like an object is not worth reading to its end.
  if (begin.trimStart().startsWith('{') && version === undefined) text += await rest(lines);
  const cast = parseCast1(text);
  if (!cast) throw notARecording(path, castVersion(text) === 1 ? noSize : 'line 1 is no asciicast header');
  yield { header: cast.header };
  for (const event of cast.events) {
    if (typeof event !== 'number') yield { event };
    else yield { damaged: { line: event, why: 'this entry of `stdout` is not of the form [seconds, text]' } };
  }
}

const noSize = 'its header names no size of a terminal, or is not complete';

async function rest(lines: AsyncIterable<Line>): Promise<string> {
  const texts: string[] = [];
  let chars = 0;
  for await (const { text = '' } of lines) {
    chars += text.length;
    if (chars > limits.recordingLineCharsMax) break;
    texts.push(text);
  }
  return `\n${texts.join('\n')}`;
}

/** A line, or why it could not be taken as one. */
interface Line {
  readonly line: number;
  readonly text: string | undefined;
  readonly why: string;
}

async function* readLines(path: string): AsyncGenerator<Line> {
  const decoder = new StringDecoder('utf8');
  let line = 1;
  // Pieces of the line that has not ended yet; put together once, since a line may come in a thousand of them.
  let rest: string[] = [];
  let restChars = 0;
  let skipping = false;
  try {
    for await (const bytes of openUnpacked(path)) {
      const texts = decoder.write(bytes).split('\n');
      const begun = texts.pop() ?? '';
      for (const ending of texts) {
        yield { line, text: skipping ? undefined : rest.join('') + ending, why: skipping ? tooLong : '' };
        [rest, restChars, skipping] = [[], 0, false];
        line++;
      }
      rest.push(begun);
      restChars += begun.length;
      if (restChars > limits.recordingLineCharsMax) [rest, restChars, skipping] = [[], 0, true];
    }
  } catch (error) {
    if (line === 1) throw unreadable(path, error);
    yield { line, text: undefined, why: `the rest of the file cannot be read (${sentenceOf(error)})` };
    return;
  }
  const last = rest.join('') + decoder.end();
  if (skipping) yield { line, text: undefined, why: tooLong };
  else if (last !== '') yield { line, text: last, why: '' };
}

const tooLong = `it is longer than ${limits.recordingLineCharsMax} characters`;

/** What a screen is rebuilt from: the terminal's size from here on, or output. */
export type RecordedPiece =
  | { readonly kind: 'size'; readonly offset: number; readonly cols: number; readonly rows: number }
  | { readonly kind: 'output'; readonly offset: number; readonly text: string };

/**
 * The output of a session's last run between two output offsets (`to` not included), with the terminal's size at the
 * beginning and each change of it. Where the recording has a gap (a full disk, files that were capped, a damaged line) the
 * offsets jump; a caller that needs everything compares them.
 */
export async function* readRecordingRange(folder: string, from: number, to: number): AsyncGenerator<RecordedPiece> {
  // Sizes before the range are not worth a reflow each: only the last one holds.
  let size: { cols: number; rows: number } | undefined;
  for await (const piece of readLastRun(folder, from)) {
    if (piece.offset > to) break;
    if (piece.kind === 'size') {
      size = { cols: piece.cols, rows: piece.rows };
      continue;
    }
    if (piece.offset === to) break;
    const text = piece.text.slice(Math.max(0, from - piece.offset), to - piece.offset);
    if (text === '') continue;
    const offset = Math.max(piece.offset, from);
    if (size) yield { kind: 'size', offset, ...size };
    size = undefined;
    yield { kind: 'output', offset, text };
  }
  if (size) yield { kind: 'size', offset: to, ...size };
}

async function* readLastRun(folder: string, from: number): AsyncGenerator<RecordedPiece> {
  for (const { path } of await partsOfLastRun(folder, from)) yield* readPart(path);
}

/** The files of the last run, from the last that begins at or before the offset. */
async function partsOfLastRun(folder: string, from: number): Promise<{ path: string }[]> {
  const begun: { path: string; offset: number; run: number }[] = [];
  for (const { path } of listParts(folder)) {
    const header = await headerOf(path);
    const { offset, run } = header?.pcc ?? {};
    if (typeof offset === 'number' && typeof run === 'number') begun.push({ path, offset, run });
  }
  const lastRun = begun.at(-1)?.run;
  const parts = begun.filter((part) => part.run === lastRun);
  const first = parts.findLastIndex((part) => part.offset <= from);
  return parts.slice(Math.max(0, first));
}

async function headerOf(path: string): Promise<CastHeader | undefined> {
  try {
    for await (const piece of readCast(path)) return 'header' in piece ? piece.header : undefined;
  } catch (error) {
    // A file that was capped away meanwhile, or has no header, holds nothing for a rebuild.
    if (!(error instanceof PccError)) throw error;
  }
  return undefined;
}

/** A part's pieces with their output offsets; after a damaged line they cannot be known, so the part ends there. */
async function* readPart(path: string): AsyncGenerator<RecordedPiece> {
  let offset = 0;
  for await (const piece of readCast(path)) {
    if ('damaged' in piece) return;
    if ('header' in piece) {
      const begins = piece.header.pcc?.offset;
      offset = typeof begins === 'number' ? begins : 0;
      yield { kind: 'size', offset, cols: piece.header.width, rows: piece.header.height };
    } else if (piece.event.code === 'r') {
      const size = parseSize(piece.event.data);
      if (size) yield { kind: 'size', offset, ...size };
    } else if (piece.event.code === 'o') {
      yield { kind: 'output', offset, text: piece.event.data };
      offset += piece.event.data.length;
    }
  }
}
