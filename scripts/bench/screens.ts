import type { Frame } from '../../src/screen/frame.ts';
import { readScreen } from '../../src/screen/readScreen.ts';
import { shippedWords } from '../../src/daemon/screenWords.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import type { Recorded } from './corpus.ts';
import { apply, corpus } from './corpus.ts';
import type { Measured } from './measure.ts';
import { aligned, inUnits, shareOf, summed } from './measure.ts';

/** Output that is this far from the next leaves a settled frame behind; seconds. */
const restS = 0.12;

/** What the acceptance of the reader asks for: one settled frame taken and read, median. */
const readMsMax = 1;

/** How long the frames of some recordings took, in milliseconds each. */
interface Times {
  readonly parse: number[];
  readonly frame: number[];
  readonly read: number[];
  worst: { readonly ms: number; readonly where: string };
}

/** What the corpus took. */
export interface Screens {
  readonly all: readonly Measured[];
  /** By version and size, and what the worst frames were. */
  readonly table: string;
}

/**
 * Plays the whole corpus: how long one settled frame takes to be taken and read, beside how long the emulator takes to parse
 * what came out since the frame before. All of it is played once before, so that the compiler is warm.
 */
export async function measureScreens(fixtures: string): Promise<Screens> {
  const groups = new Map<string, Times>();
  const all = noTimes();
  for (const warm of [false, true]) {
    for await (const recorded of corpus(fixtures)) {
      const times = noTimes();
      playOne(recorded, times);
      if (!warm) continue;
      const key = `${recorded.version} ${recorded.header.width}×${recorded.header.height}`;
      const group = groups.get(key) ?? noTimes();
      groups.set(key, group);
      for (const sum of [group, all]) add(sum, times);
    }
  }
  const beside = { what: 'parsing the output before it', medianMs: summed('', all.parse).medianMs };
  return {
    all: [
      summed('taking one settled frame', all.frame, beside),
      summed('reading one settled frame', all.read, beside),
      summed('taking and reading it', sums(all), beside),
    ],
    table: tableOf([...groups, ['all', all]]),
  };
}

function noTimes(): Times {
  return { parse: [], frame: [], read: [], worst: { ms: 0, where: '' } };
}

function add(sum: Times, times: Times): void {
  sum.parse.push(...times.parse);
  sum.frame.push(...times.frame);
  sum.read.push(...times.read);
  if (times.worst.ms > sum.worst.ms) sum.worst = times.worst;
}

function sums({ frame, read }: Times): number[] {
  return frame.map((ms, index) => ms + (read[index] ?? 0));
}

function playOne({ version, name, header, events }: Recorded, times: Times): void {
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
    const ms = leastOf(screen, readOnce(screen, times));
    if (ms > times.worst.ms) times.worst = { ms, where: `${version}/${name} at ${event.atS.toFixed(3)} s` };
  }
  screen.dispose();
}

function readOnce(screen: HeadlessScreen, times: Times): number {
  const words = shippedWords();
  const beganMs = performance.now();
  const frame: Frame = screen.frame();
  const takenMs = performance.now();
  readScreen(frame, { words, begun: true, time: { appearedMs: 0, zone: 'UTC' } });
  const readMs = performance.now();
  times.frame.push(takenMs - beganMs);
  times.read.push(readMs - takenMs);
  return readMs - beganMs;
}

/** A slow frame is read twice more: something else on the machine may have been in the way, and only the frame counts. */
function leastOf(screen: HeadlessScreen, ms: number): number {
  if (ms < readMsMax) return ms;
  return Math.min(ms, readOnce(screen, noTimes()), readOnce(screen, noTimes()));
}

function tableOf(groups: readonly (readonly [string, Times])[]): string {
  const head = [
    'frames',
    'number',
    'parse',
    'take',
    'read',
    'take + read',
    'p99',
    `under ${readMsMax} ms`,
    'worst',
    'where',
  ];
  const rows = groups.map(([name, times]) => {
    const both = sums(times);
    const { medianMs, p99Ms } = summed('', both);
    return [
      name,
      String(both.length),
      ...[times.parse, times.frame, times.read].map((runs) => inUnits(summed('', runs).medianMs)),
      inUnits(medianMs),
      inUnits(p99Ms),
      `${medianMs < readMsMax ? 'yes' : 'NO'}, ${shareOf(both, (ms) => ms < readMsMax)}`,
      inUnits(times.worst.ms),
      times.worst.where,
    ];
  });
  return aligned([head, ...rows]);
}
