import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { Drawing } from '../../src/daemon/drawing.ts';
import { limits } from '../../src/limits.ts';
import { defaultSettleTimes, settleTimes } from '../../src/daemon/settle.ts';
import { WatchedScreen } from '../../src/daemon/watchedScreen.ts';
import { identityOf } from '../../src/screen/dialog.ts';
import type { Reading } from '../../src/screen/reading.ts';
import type { CastEvent } from '../../src/terminal/asciicast.ts';
import { parseSize } from '../../src/terminal/asciicast.ts';
import type { Recording } from '../screen/recordings.ts';
import { allRecordings, askingStates, labelOf, recording } from '../screen/recordings.ts';

/** When screens of the real CLI are read, and what is read of them before and after they have come to rest. */

const opened: WatchedScreen[] = [];

afterEach(() => {
  for (const watched of opened.splice(0)) watched.dispose();
});

interface Rig {
  readonly clock: ManualClock;
  readonly watched: WatchedScreen;
  readonly settled: { readonly atMs: number; readonly reading: Reading }[];
}

function rig({ header }: Recording, times = defaultSettleTimes, named = false): Rig {
  const clock = new ManualClock();
  const size = { cols: header.width, rows: header.height };
  const watched = new WatchedScreen(clock, times, { ...size, zone: 'UTC', named: () => named });
  opened.push(watched);
  const settled: Rig['settled'] = [];
  watched.onSettled((reading) => settled.push({ atMs: clock.monotonicMs(), reading }));
  return { clock, watched, settled };
}

function play({ clock, watched }: Rig, events: readonly CastEvent[]): void {
  for (const event of events) {
    clock.advance(Math.max(0, event.atS * 1_000 - clock.monotonicMs()));
    if (event.code === 'o') watched.write(event.data);
    const size = event.code === 'r' ? parseSize(event.data) : undefined;
    if (size) watched.resize(size.cols, size.rows);
  }
}

function played(from: Recording, times = defaultSettleTimes): Rig['settled'] {
  const made = rig(from, times);
  play(made, from.events);
  made.clock.advance(2_000);
  return made.settled;
}

function isAsking(state: string): boolean {
  return new Set<string>(askingStates).has(state);
}

function withoutRepeats(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== words[index - 1]);
}

/**
 * What was asked one after the other; the same dialog seen again counts once, and so does one that was seen before the file it
 * shows was read in, however long the machine took for that: nothing is decided on a dialog that is not shown whole.
 */
function askedIn(settled: Rig['settled']): string[] {
  const asking = settled.map(({ reading }) => reading).filter(({ state }) => isAsking(state));
  const whole = asking.filter((reading, index) => {
    const next = asking[index + 1];
    if (reading.state !== 'permission' || next?.state !== 'permission' || !reading.truncated) return true;
    return next.truncated || next.subject !== reading.subject;
  });
  return withoutRepeats(whole.map((reading) => identityOf(reading) ?? ''));
}

const recordings = allRecordings();
const { quietMs, wholeMs, likelyMs, filledMs, atMostMs, halfMs } = defaultSettleTimes;
/** A dialog in the form with a footer, drawn on the alternate screen, and one in a box, between the marks of an update. */
const [inForm, inBox] = [recording('2.1.329', 'bash-rm-rf-80x24'), recording('2.0.20', 'bash-rm-rf-80x24')];

/** What comes out until the dialog of a recording stands there. */
function untilDialog(from: Recording): string {
  const { t } = labelOf(from, 'permission');
  return from.events.map((event) => (event.code === 'o' && event.atS <= t ? event.data : '')).join('');
}

/** The same cut in two within the drawing of its last row. */
function inTwo(from: Recording): readonly [string, string] {
  const text = untilDialog(from);
  const at = text.lastIndexOf('2. ');
  return [text.slice(0, at), text.slice(at)];
}

function statesOf(settled: Rig['settled']): string[] {
  return settled.map(({ reading }) => reading.state);
}

describe('every recording', () => {
  it.each(recordings)('$name asks what its labels ask, in their order, whether evidence is used or not', (from) => {
    const settled = played(from);
    expect(withoutRepeats(statesOf(settled).filter(isAsking))).toEqual(
      withoutRepeats(from.labels.map(({ state }) => state).filter(isAsking)),
    );
    if (settled.every(({ reading }) => !isAsking(reading.state))) return;
    const patient = { ...settleTimes(quietMs, atMostMs), likelyMs: quietMs, wholeMs: quietMs };
    expect(askedIn(settled)).toEqual(askedIn(played(from, patient)));
  });
});

describe('a dialog', () => {
  it.each([
    ['parked its cursor', inForm],
    ['ended its update', inBox],
  ] as const)('is read soon when the CLI has %s', (_how, from) => {
    const made = rig(from);
    made.watched.write(untilDialog(from));
    made.clock.advance(wholeMs);
    expect(statesOf(made.settled)).toEqual(['permission']);
  });

  it('is read a little later when nothing but its foot and the title say that it is complete', () => {
    const made = rig(inForm);
    // A switch of modes behind it hides where the picture ended.
    made.watched.write(`${untilDialog(inForm)}\u001b[?25l\u001b[39m`);
    made.clock.advance(likelyMs - 1);
    expect(made.settled).toEqual([]);
    made.clock.advance(1);
    expect(statesOf(made.settled)).toEqual(['permission']);
  });

  it('is read early when the transcript names the call that it shows, and only then', () => {
    for (const [named, readMs] of [
      [true, likelyMs],
      [false, quietMs],
    ] as const) {
      const made = rig(inBox, defaultSettleTimes, named);
      made.watched.write(`${untilDialog(inBox)}\u001b[39m`);
      made.clock.advance(10_000);
      expect(made.settled.map(({ atMs }) => atMs)).toEqual([readMs]);
    }
  });

  it('that shows a file is left its time', () => {
    const from = recording('2.1.329', 'edit-80x24');
    const made = rig(from);
    made.watched.write(untilDialog(from));
    made.clock.advance(filledMs - 1);
    expect(made.settled).toEqual([]);
    made.clock.advance(1);
    expect(statesOf(made.settled)).toEqual(['permission']);
  });

  it.each([inForm, inBox])('$name is not read between two pieces of its drawing', (from) => {
    const [first, rest] = inTwo(from);
    const made = rig(from);
    made.watched.write(first);
    made.clock.advance(likelyMs);
    made.watched.write(rest);
    made.clock.advance(quietMs);
    expect(statesOf(made.settled)).toEqual(['permission']);
    expect(made.settled[0]?.reading).toMatchObject({ subject: 'rm -rf build' });
  });

  it('counts as unreadable for who looks before it has come to rest', () => {
    const made = rig(inForm);
    made.watched.write(untilDialog(inForm));
    expect(made.watched.readAtRest()).toMatchObject({ state: 'unknown', why: 'the screen is still being drawn' });
    made.clock.advance(quietMs);
    expect(made.watched.readAtRest().state).toBe('permission');
    // A blinking glyph beside it changes nothing.
    made.watched.write('\u001b7\u001b[1;80H*\u001b8');
    expect(made.watched.readAtRest().state).toBe('permission');
  });

  it('on a screen that never rests is taken at the second look at the same', () => {
    const made = rig(inForm);
    made.watched.write(untilDialog(inForm));
    const tick = wholeMs - 5;
    while (made.clock.monotonicMs() < atMostMs * 3) {
      made.watched.write('\u001b7\u001b[1;80H*\u001b8');
      made.clock.advance(tick);
    }
    expect(statesOf(made.settled)[0]).toBe('permission');
    expect(made.settled[0]?.atMs).toBeGreaterThan(atMostMs);
    expect(made.settled[0]?.atMs).toBeLessThanOrEqual(atMostMs * 2 + tick);
  });
});

describe('after a change of size', () => {
  function resizedUnder(from: Recording): Rig {
    const made = rig(from);
    made.watched.write(untilDialog(from));
    made.clock.advance(quietMs);
    made.watched.resize(from.header.width + 20, from.header.height + 6);
    return made;
  }

  it.each([inForm, inBox])('$name asks nothing before the CLI has drawn anything', (from) => {
    const made = resizedUnder(from);
    made.clock.advance(halfMs - 1);
    expect(made.settled.length).toBe(1);
    expect(made.watched.readNow()).toMatchObject({ state: 'unknown' });
    expect(made.watched.readAtRest()).toMatchObject({ state: 'unknown' });
  });

  it('switches of modes are no drawing', () => {
    const made = resizedUnder(inForm);
    made.watched.write('\u001b[?1000h\u001b[?1002h\u001b]0;title\u0007\u001b[2J');
    made.clock.advance(quietMs * 2);
    expect(made.settled.length).toBe(1);
  });

  it('a repaint is read when it has rested for the whole quiet time', () => {
    const made = resizedUnder(inForm);
    made.clock.advance(50);
    made.watched.write(untilDialog(inForm));
    made.clock.advance(quietMs - 1);
    expect(made.settled.length).toBe(1);
    made.clock.advance(1);
    expect(statesOf(made.settled)).toEqual(['permission', 'permission']);
  });

  /** What 2.1.329 draws while the terminal changes: a frame of its spinner, and the whole picture. */
  const repaintOf = (from: Recording): string => {
    const at = from.events.findIndex((event) => event.code === 'r');
    return from.events.flatMap((event, index) => (index > at && event.code === 'o' ? [event.data] : [])).join('');
  };

  it.each([
    ['a stray glyph', ['\u001b[22;3H✻']],
    ['a frame between the marks of an update', ['\u001b[?2026h\u001b[2K\u001b[1A✻ Working…\u001b[?2026l']],
    ['a frame that begins at the top', ['\u001b[H\r\u001b[20B✻\u001b[24;1H\u001b[22;3H']],
    ['a title in two pieces', ['\u001b]0;✳ Claude', ' Code\u0007']],
    ['a colour in two pieces', ['\u001b[38;5;1', '74m']],
    ['an emptied screen alone', ['\u001b[2', 'J\u001b[H']],
  ])('%s, on its way before the CLI heard of it, is no repaint', (_what, pieces) => {
    const made = resizedUnder(inForm);
    for (const piece of pieces) made.watched.write(piece);
    made.clock.advance(halfMs - 1);
    expect(made.settled.length).toBe(1);
    expect(made.watched.readNow().state).toBe('unknown');
  });

  it.each(['2.0.20', '2.0.64', '2.1.15', '2.1.202', '2.1.329'])('the repaint of %s is one in any pieces', (version) => {
    const from = recording(version, 'resized-80x24');
    const at = from.events.findIndex((event) => event.code === 'r');
    const size = parseSize(from.events[at]?.data ?? '');
    const repaint = repaintOf(from);
    for (const length of [1, 2, 3, 7, 64, 1_000, repaint.length]) {
      const drawing = new Drawing();
      drawing.expectRepaint(size?.rows ?? 0);
      for (let cut = 0; cut < repaint.length; cut += length) drawing.take(repaint.slice(cut, cut + length));
      expect(drawing.repaint).toBe('begun');
    }
  });

  it('a CLI that draws nothing is read as it stands, in the end', () => {
    const made = resizedUnder(inForm);
    made.clock.advance(halfMs + wholeMs);
    expect(statesOf(made.settled)).toEqual(['permission', 'permission']);
    expect(made.watched.readNow().state).toBe('permission');
  });

  it('no prefix of a repaint is an asking state before it has rested', () => {
    const from = recording('2.1.329', 'resized-80x24');
    const at = from.events.findIndex((event) => event.code === 'r');
    const repaint = from.events.slice(at + 1).flatMap((event) => (event.code === 'o' ? [event.data] : []));
    for (let cut = 1; cut < (repaint[1]?.length ?? 0); cut += 37) {
      const made = rig(from);
      play(made, from.events.slice(0, at + 1));
      const before = made.settled.length;
      for (const text of [repaint[0] ?? '', repaint[1]?.slice(0, cut) ?? '']) made.watched.write(text);
      made.clock.advance(quietMs - 1);
      expect(made.settled.length).toBe(before);
      expect(askingStates.has(made.watched.readAtRest().state)).toBe(false);
    }
  });
});

describe('after output went missing', () => {
  function lostUnder(from: Recording): Rig & { readonly asked: number[] } {
    const made = rig(from);
    const asked: number[] = [];
    made.watched.write(untilDialog(from));
    made.clock.advance(quietMs);
    made.watched.lost(() => {
      asked.push(made.clock.monotonicMs());
      made.watched.expectRepaint();
    });
    return { ...made, asked };
  }

  it('a CLI that draws nothing is asked a few times, and stays unreadable', () => {
    const made = lostUnder(inForm);
    made.clock.advance(60_000);
    expect(made.asked.length).toBe(limits.redrawAsksMax);
    expect(made.watched.readNow()).toMatchObject({
      state: 'unknown',
      why: expect.stringContaining('missing') as string,
    });
    made.watched.write('\u001b[1;1H*');
    made.clock.advance(60_000);
    expect(statesOf(made.settled).slice(1)).not.toContain('permission');
    expect(made.asked.length).toBe(limits.redrawAsksMax);
    made.watched.resize(otherWidth(inForm), inForm.header.height);
    made.clock.advance(60_000);
    expect(made.watched.readAtRest().state).toBe('unknown');
  });

  it('is read again as soon as the screen was drawn anew', () => {
    const made = lostUnder(inForm);
    made.clock.advance(halfMs * 2);
    made.watched.write(`\u001b[2J\u001b[H${untilDialog(inForm)}`);
    made.clock.advance(quietMs);
    expect(statesOf(made.settled).at(-1)).toBe('permission');
    made.clock.advance(60_000);
    expect(made.watched.readAtRest().state).toBe('permission');
  });
});

/** Another width than the recording's. */
function otherWidth({ header }: Recording): number {
  return header.width + 20;
}
