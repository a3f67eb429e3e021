import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from '../../src/screen/frame.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { readScreen } from '../../src/screen/readScreen.ts';
import type { CastEvent, CastHeader } from '../../src/terminal/asciicast.ts';
import { parseSize } from '../../src/terminal/asciicast.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { readCast } from '../../src/terminal/recording/reader.ts';
import type { Measured } from './measure.ts';
import { summed } from './measure.ts';

/** Output that is this far from the next leaves a settled frame behind; seconds. */
const restS = 0.12;

/**
 * Plays the whole corpus: how long one settled frame takes to be taken and read, beside how long the emulator takes to parse
 * what came out since the frame before.
 */
export async function measureScreens(fixtures: string): Promise<Measured[]> {
  const times: Times = { parse: [], frame: [], read: [] };
  for (const file of castsIn(fixtures)) await playOne(file, times);
  const beside = { what: 'parsing the output before it', medianMs: summed('', times.parse).medianMs };
  return [
    summed('taking one settled frame', times.frame, beside),
    summed('reading one settled frame', times.read, beside),
  ];
}

interface Times {
  readonly parse: number[];
  readonly frame: number[];
  readonly read: number[];
}

function castsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.cast(?:\.gz)?$/.test(name))
    .map((name) => join(folder, name));
}

async function playOne(file: string, times: Times): Promise<void> {
  const { header, events } = await loaded(file);
  const screen = new HeadlessScreen({ cols: header.width, rows: header.height });
  let parseMs = 0;
  for (const [index, event] of events.entries()) {
    const beganMs = performance.now();
    apply(screen, event);
    parseMs += performance.now() - beganMs;
    const next = events[index + 1];
    if (next && next.atS - event.atS < restS) continue;
    times.parse.push(parseMs);
    parseMs = 0;
    readOnce(screen, times);
  }
  screen.dispose();
}

async function loaded(file: string): Promise<{ header: CastHeader; events: readonly CastEvent[] }> {
  let header: CastHeader = { version: 2, width: 80, height: 24 };
  const events: CastEvent[] = [];
  for await (const piece of readCast(file)) {
    if ('header' in piece) header = piece.header;
    else if ('event' in piece && (piece.event.code === 'o' || piece.event.code === 'r')) events.push(piece.event);
  }
  return { header, events };
}

function apply(screen: HeadlessScreen, event: CastEvent): void {
  if (event.code === 'o') screen.write(event.data);
  const size = event.code === 'r' ? parseSize(event.data) : undefined;
  if (size) screen.resize(size.cols, size.rows);
}

function readOnce(screen: HeadlessScreen, times: Times): void {
  const beganMs = performance.now();
  const frame: Frame = screen.frame();
  const takenMs = performance.now();
  readScreen(frame, { words: shippedWords(), begun: true, time: { appearedMs: 0, zone: 'UTC' } });
  times.frame.push(takenMs - beganMs);
  times.read.push(performance.now() - takenMs);
}
