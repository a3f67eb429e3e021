import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { ManualClock } from '../../src/base/clock.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { defaultSettleTimes } from '../../src/daemon/settle.ts';
import { WatchedScreen } from '../../src/daemon/watchedScreen.ts';
import type { Frame } from '../../src/screen/frame.ts';
import type { Reading, ReadingState } from '../../src/screen/reading.ts';
import { readScreen } from '../../src/screen/readScreen.ts';
import type { CastEvent, CastHeader } from '../../src/terminal/asciicast.ts';
import { parseEvent, parseHeader, parseSize } from '../../src/terminal/asciicast.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { fileBeside, readUnpacked } from '../../src/terminal/recording/packed.ts';

/** The door to the corpus: every test reads recordings, sidecars and transcripts through this file. */
export const fixtures = resolve(import.meta.dirname, '../fixtures');
/** Every version that has recordings, oldest first. */
export const versions: readonly string[] = readdirSync(fixtures)
  .filter((name) => /^\d/.test(name))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** Readings under which something on the screen waits for an answer that pcc might give. */
export const askingStates: ReadonlySet<ReadingState> = new Set(['permission', 'trust', 'question', 'plan']);

export interface Label extends JsonObject {
  readonly t: number;
  readonly state: string;
}

/** A recording of the real CLI in memory. */
export interface Recording {
  readonly name: string;
  readonly path: string;
  readonly header: CastHeader;
  readonly events: readonly CastEvent[];
  readonly labels: readonly Label[];
}

/** One recording by its version and name, such as `bash-rm-rf-80x24`. */
export function recording(version: string, name: string): Recording {
  const path = castOf(version, name);
  const [first = '', ...lines] = readUnpacked(path).trimEnd().split('\n');
  const header = parseHeader(first);
  if (!header) throw new Error(`${path} has no header`);
  const events = lines.map(parseEvent).filter((event) => event !== undefined);
  return { name: `${version}/${name}`, path, header, events, labels: sidecarOf(version, name).labels };
}

/** The path of a recording. */
export function castOf(version: string, name: string): string {
  return join(fixtures, version, `${name}.cast.gz`);
}

/** What is told about a recording. */
export interface Sidecar {
  readonly version: string;
  readonly scenario: string;
  readonly family: string;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly date: string;
  readonly recipe: string;
  readonly labels: readonly Label[];
}

export function sidecarOf(version: string, name: string): Sidecar {
  return JSON.parse(readFileSync(join(fixtures, version, `${name}.json`), 'utf8')) as Sidecar;
}

/** A line of a transcript, when it was found there (seconds of the recording) and in which file. */
export interface TranscriptLine {
  readonly t: number;
  readonly file: string;
  readonly line: string;
}

/** The transcript of a recording; without lines where the CLI wrote none. */
export function transcriptOf(version: string, name: string): TranscriptLine[] {
  const path = fileBeside(castOf(version, name), '.transcript.jsonl');
  const lines = path === undefined ? [] : readUnpacked(path).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TranscriptLine);
}

/** The names of a version's recordings. */
export function namesOf(version: string): string[] {
  return readdirSync(join(fixtures, version))
    .filter((file) => file.endsWith('.cast.gz'))
    .map((file) => file.replace(/\.cast\.gz$/, ''));
}

/** Every recording of every version, by version and name. */
export function corpusNames(): { version: string; name: string }[] {
  return versions.flatMap((version) => namesOf(version).map((name) => ({ version, name })));
}

export function allRecordings(): Recording[] {
  return versions.flatMap((version) => namesOf(version).map((name) => recording(version, name)));
}

/** Everything that came out up to a moment, with what changed the size. */
export function screenAt({ header, events }: Recording, atS: number): HeadlessScreen {
  const screen = new HeadlessScreen({ cols: header.width, rows: header.height });
  for (const event of events) {
    if (event.atS > atS) break;
    applyTo(screen, event);
  }
  return screen;
}

export function applyTo(screen: HeadlessScreen, event: CastEvent): void {
  if (event.code === 'o') screen.write(event.data);
  const size = event.code === 'r' ? parseSize(event.data) : undefined;
  if (size) screen.resize(size.cols, size.rows);
}

/** The moment of the first label of that state. */
export function labelOf({ name, labels }: Recording, state: string): Label {
  const label = labels.find((candidate) => candidate.state === state);
  if (!label) throw new Error(`${name} has no label '${state}'`);
  return label;
}

/** The screen at the first label of that state. */
export function screenIn(from: Recording, state: string): HeadlessScreen {
  return screenAt(from, labelOf(from, state).t);
}

export function frameIn(from: Recording, state: string): Frame {
  const screen = screenIn(from, state);
  const frame = screen.frame();
  screen.dispose();
  return frame;
}

export function read(frame: Frame): Reading {
  return readScreen(frame, {
    words: shippedWords(),
    begun: true,
    time: { appearedMs: 1_700_000_000_000, zone: 'UTC' },
  });
}

/** The readings of events played on their own clock, each as it first appeared, with the moment in seconds. */
export function readingsOf(header: CastHeader, events: readonly CastEvent[]): { atS: number; reading: Reading }[] {
  const clock = new ManualClock();
  const watched = new WatchedScreen(clock, defaultSettleTimes, {
    cols: header.width,
    rows: header.height,
    zone: 'UTC',
  });
  const readings: { atS: number; reading: Reading }[] = [];
  watched.onSettled((reading) => readings.push({ atS: clock.monotonicMs() / 1_000, reading }));
  for (const event of events) {
    clock.advance(Math.max(0, event.atS * 1_000 - clock.monotonicMs()));
    if (event.code === 'o') watched.write(event.data);
    const size = event.code === 'r' ? parseSize(event.data) : undefined;
    if (size) watched.resize(size.cols, size.rows);
  }
  clock.advance(2_000);
  watched.dispose();
  return readings;
}

/** A reading as plain JSON, to compare field by field. */
export function plain(reading: Reading): Json {
  return JSON.parse(JSON.stringify(reading)) as Json;
}
