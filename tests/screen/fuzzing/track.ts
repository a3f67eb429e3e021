import { shippedWords } from '../../../src/daemon/screenWords.ts';
import type { Frame } from '../../../src/screen/frame.ts';
import type { Option, Reading } from '../../../src/screen/reading.ts';
import { readScreen } from '../../../src/screen/readScreen.ts';
import type { CastEvent, CastHeader } from '../../../src/terminal/asciicast.ts';
import type { ScreenSnapshot } from '../../../src/terminal/headlessScreen.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import { applyTo, askingStates, recording } from '../recordings.ts';

/** A dialog that waits for an answer which pcc might give, as far as a damaged copy of it can be compared with it. */
export interface Asked {
  readonly state: string;
  readonly options: readonly Option[];
}

/** One recording as it was: what each of its events left on the screen, and pictures from which to go on. */
export interface Track {
  readonly name: string;
  readonly header: CastHeader;
  /** Output and changes of the size. */
  readonly events: readonly CastEvent[];
  /** What was asked after each event. */
  readonly asked: readonly (Asked | undefined)[];
  /** The screen before the event at its index, for some events. */
  readonly snapshots: ReadonlyMap<number, ScreenSnapshot>;
  /** Indexes of them near which something asks. */
  readonly nearDialogs: readonly number[];
}

const words = shippedWords();

/** Reads a frame as a session that is under way does. */
export function readNow(frame: Frame): Reading {
  return readScreen(frame, { words, begun: true, time: { appearedMs: 1_700_000_000_000, zone: 'UTC' } });
}

/** What a reading asks, undefined when it is nothing that pcc might answer. */
export function askedBy(reading: Reading): Asked | undefined {
  if (!askingStates.has(reading.state) || !('options' in reading)) return undefined;
  return { state: reading.state, options: reading.options };
}

/** Pictures are kept about this often, and before each event after which something else is asked. */
const snapshotEvery = 6;

/** Plays a recording once. */
export function trackOf(version: string, name: string): Track {
  const { header, events: all } = recording(version, name);
  const events = all.filter((event) => event.code === 'o' || event.code === 'r');
  const screen = new HeadlessScreen({ cols: header.width, rows: header.height, scrollback: 0 });
  const asked: (Asked | undefined)[] = [];
  const snapshots = new Map<number, ScreenSnapshot>();
  const near = new Set<number>();
  let last: Asked | undefined;
  for (const [index, event] of events.entries()) {
    const before = index % snapshotEvery === 0 || last ? screen.snapshot(0) : undefined;
    if (before) snapshots.set(index, before);
    applyTo(screen, event);
    const now = askedBy(readNow(screen.frame()));
    if (now || last) near.add(index - (index % snapshotEvery));
    if (before && now) near.add(index);
    asked.push(now);
    last = now;
  }
  screen.dispose();
  return { name: `${version}/${name}`, header, events, asked, snapshots, nearDialogs: [...near] };
}
