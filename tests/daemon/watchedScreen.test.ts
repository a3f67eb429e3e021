import { afterEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { defaultSettleTimes } from '../../src/daemon/settle.ts';
import { dialogOf, WatchedScreen } from '../../src/daemon/watchedScreen.ts';
import type { Reading } from '../../src/screen/reading.ts';
import type { Recording } from '../screen/recordings.ts';
import { labelOf, recording } from '../screen/recordings.ts';

const opened: WatchedScreen[] = [];

afterEach(() => {
  for (const watched of opened.splice(0)) watched.dispose();
});

interface Rig {
  readonly clock: ManualClock;
  readonly watched: WatchedScreen;
  readonly settled: Reading[];
}

function rig(startMs = 0, cols = 80, rows = 24): Rig {
  const clock = new ManualClock(startMs);
  const watched = new WatchedScreen(clock, defaultSettleTimes, { cols, rows, zone: 'UTC' });
  opened.push(watched);
  const settled: Reading[] = [];
  watched.onSettled((reading) => settled.push(reading));
  return { clock, watched, settled };
}

/** Writes what a recording put out until it first shows a state, all at once. */
function show({ watched }: Pick<Rig, 'watched'>, from: Recording, state: string): void {
  const { t } = labelOf(from, state);
  for (const event of from.events) if (event.code === 'o' && event.atS <= t) watched.write(event.data);
}

const { quietMs, filledMs, halfMs } = defaultSettleTimes;

describe('a watched screen', () => {
  it('is read when it has come to rest', () => {
    const made = rig();
    show(made, recording('2.1.329', 'bash-rm-rf-80x24'), 'permission');
    expect(made.settled).toEqual([]);
    made.clock.advance(quietMs);
    expect(made.settled).toMatchObject([{ state: 'permission', tool: 'Bash', subject: 'rm -rf build' }]);
  });

  it('is starting until it has shown anything of the CLI, and unreadable when it is empty later', () => {
    const { watched } = rig();
    expect(watched.readNow().state).toBe('starting');
    watched.write('loading');
    expect(watched.readNow().state).toBe('starting');
    const from = recording('2.1.329', 'start-80x24');
    show({ watched }, from, 'idle');
    expect(watched.readNow().state).toBe('idle');
    watched.write('\u001b[2J');
    expect(watched.readNow()).toMatchObject({ state: 'unknown', why: 'the screen is empty' });
  });

  it('is still starting after the trust dialog was cleared away', () => {
    const made = rig();
    show(made, recording('2.1.329', 'trust-accepted-80x24'), 'trust');
    expect(made.watched.readNow().state).toBe('trust');
    made.watched.write('\u001b[2J');
    expect(made.watched.readNow().state).toBe('starting');
  });

  it('is read again when it was drawn anew after a change of size, and left alone when the size stays', () => {
    const made = rig();
    made.watched.resize(80, 24);
    made.clock.advance(10_000);
    expect(made.settled).toEqual([]);
    made.watched.resize(100, 24);
    made.clock.advance(halfMs - 1);
    expect(made.settled).toEqual([]);
    made.watched.write('drawn');
    made.clock.advance(quietMs);
    expect(made.settled.length).toBe(1);
  });

  it('is read again when asked to', () => {
    const made = rig();
    made.watched.touch();
    made.clock.advance(quietMs);
    expect(made.settled.length).toBe(1);
  });

  it('continued from a snapshot reads the same', () => {
    const first = rig();
    show(first, recording('2.0.20', 'edit-80x24'), 'permission');
    const second = rig();
    second.watched.restore(first.watched.screen.snapshot());
    second.clock.advance(filledMs);
    expect(second.settled).toEqual([first.watched.readNow()]);
    expect(second.settled[0]?.state).toBe('permission');
  });

  it('knows how long the same dialog has been standing there', () => {
    const made = rig();
    show(made, recording('2.1.329', 'several-in-turn-80x24'), 'permission');
    made.watched.readNow();
    made.clock.advance(1_000);
    made.watched.readNow();
    expect(made.watched.dialogAgeMs()).toBe(1_000);
    made.watched.write('\u001b[2J');
    made.watched.readNow();
    expect(made.watched.dialogAgeMs()).toBe(0);
  });

  it('does not take a selector that moves for another dialog', () => {
    const made = rig();
    show(made, recording('2.1.329', 'bash-rm-rf-80x24'), 'permission');
    const before = dialogOf(made.watched.readNow());
    made.clock.advance(700);
    const { rows } = made.watched.screen.frame();
    const yes = rows.findIndex((row) => row.text.startsWith(' ❯ 1. Yes')) + 1;
    made.watched.write(`\u001b[${yes};2H \u001b[${yes + 1};2H\u001b[38;5;153m❯\u001b[0m\u001b[${yes + 1};2H`);
    const after = made.watched.readNow();
    expect(after).toMatchObject({ state: 'permission', options: [{ selected: false }, { selected: true }, {}, {}] });
    expect(dialogOf(after)?.fingerprint).toBe(before?.fingerprint);
    expect(made.watched.dialogAgeMs()).toBe(700);
  });
});

describe('the fingerprint of a dialog', () => {
  it('tells two dialogs apart, and does not tell what they show', () => {
    const [first, second] = [rig(), rig()];
    show(first, recording('2.1.329', 'bash-rm-rf-80x24'), 'permission');
    show(second, recording('2.1.329', 'bash-simple-80x24'), 'permission');
    const [one, other] = [dialogOf(first.watched.readNow()), dialogOf(second.watched.readNow())];
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(one?.fingerprint).not.toBe(other?.fingerprint);
  });

  it('is none where nothing is asked', () => {
    const made = rig();
    show(made, recording('2.1.329', 'start-80x24'), 'idle');
    expect(dialogOf(made.watched.readNow())).toBeUndefined();
  });
});

describe('a limit', () => {
  const dayMs = 86_400_000;

  function resetsMs(reading: Reading): number {
    return Date.parse((reading.state === 'limit' ? reading.resetsAt : null) ?? '');
  }

  it('keeps the time it was first read with', () => {
    const made = rig(Date.UTC(2026, 4, 1, 0, 0));
    show(made, recording('2.1.329', 'limit-five-hour-80x24'), 'limit');
    const first = made.watched.readNow();
    expect(first).toMatchObject({ state: 'limit' });
    expect(resetsMs(first)).toBeGreaterThan(Date.UTC(2026, 4, 1, 0, 0));
    made.clock.advance(dayMs);
    expect(made.watched.readNow()).toEqual(first);
  });

  it('counts from anew when it comes back after other screens', () => {
    const made = rig(Date.UTC(2026, 4, 1, 0, 0));
    const from = recording('2.1.329', 'limit-five-hour-80x24');
    show(made, from, 'limit');
    const first = made.watched.readNow();
    made.watched.write('\u001bc');
    show(made, recording('2.1.329', 'start-80x24'), 'idle');
    expect(made.watched.readNow().state).toBe('idle');
    made.clock.advance(dayMs);
    made.watched.write('\u001bc');
    show(made, from, 'limit');
    expect(resetsMs(made.watched.readNow())).toBe(resetsMs(first) + dayMs);
  });

  it('keeps its time through a screen that cannot be read, and where its rows are broken otherwise', () => {
    const made = rig(Date.UTC(2026, 4, 1, 0, 0));
    const from = recording('2.1.329', 'limit-five-hour-80x24');
    show(made, from, 'limit');
    const first = made.watched.readNow();
    made.watched.write('\u001b[2J');
    expect(made.watched.readNow().state).toBe('unknown');
    made.clock.advance(dayMs);
    made.watched.write('\u001bc');
    show(made, from, 'limit');
    expect(resetsMs(made.watched.readNow())).toBe(resetsMs(first));
  });

  it('keeps its time for the next daemon', () => {
    const made = rig(Date.UTC(2026, 4, 1, 0, 0));
    show(made, recording('2.1.329', 'limit-five-hour-80x24'), 'limit');
    const first = made.watched.readNow();
    const next = rig(Date.UTC(2026, 4, 2, 0, 0));
    next.watched.restore(made.watched.snapshot());
    expect(next.watched.readNow()).toEqual(first);
  });
});
