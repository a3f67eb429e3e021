import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/screen/frame.ts';
import type { Reading } from '../../src/screen/reading.ts';
import type { CastEvent } from '../../src/terminal/asciicast.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { rowOf } from './forging.ts';
import type { Recording } from './recordings.ts';
import { applyTo, askingStates, frameIn, namesOf, read, readingsOf, recording, versions } from './recordings.ts';

/** Recordings whose stream is damaged as a lossy line would: never an error, and never a question that was not there. */

const damagedNames = [
  'bash-simple-80x24',
  'answer-no-80x24',
  'edit-80x24',
  'quoted-dialog-80x24',
  'pasted-dialog-80x24',
  'two-turns-80x24',
  'trust-accepted-80x24',
  'bash-rm-rf-60x20',
];
const damaged: readonly Recording[] = versions.flatMap((version) =>
  damagedNames.map((name) => recording(version, name)),
);

/** A damage to the stream at one place, given as a share of its length. */
interface Damage {
  readonly kind: 'drop' | 'flip' | 'repeat' | 'cut' | 'insert';
  readonly at: number;
  readonly count: number;
  readonly text: string;
}

const damages = fc.array(
  fc.record<Damage>({
    kind: fc.constantFrom('drop', 'flip', 'repeat', 'cut', 'insert'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    count: fc.integer({ min: 1, max: 40 }),
    text: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function damagedEvents(events: readonly CastEvent[], all: readonly Damage[]): CastEvent[] {
  let result = [...events];
  for (const { kind, at, count, text } of all) {
    const index = Math.min(result.length - 1, Math.floor(at * result.length));
    const event = result[index];
    if (event?.code !== 'o') continue;
    const place = Math.floor(((at * 7_919) % 1) * event.data.length);
    const [head, rest] = [event.data.slice(0, place), event.data.slice(place)];
    if (kind === 'cut') result = result.slice(0, index + 1);
    const data = {
      drop: head + rest.slice(count),
      flip: head + text + rest.slice(text.length),
      repeat: head + rest.slice(0, count) + rest,
      cut: head,
      insert: head + text + rest,
    }[kind];
    result[index] = { ...event, data };
  }
  return result;
}

/** What a reading asks, in short: the state and what each key would do. */
function askedBy(reading: Reading): string {
  const options = 'options' in reading ? reading.options.map((option) => `${option.key}=${option.kind}`) : [];
  return [reading.state, ...options].join(' ');
}

function askedIn({ header }: Recording, events: readonly CastEvent[]): Set<string> {
  const readings = readingsOf(header, events).map(({ reading }) => reading);
  return new Set(readings.filter((reading) => askingStates.has(reading.state)).map(askedBy));
}

describe('a damaged stream', () => {
  it('never asks what the whole one never asked', () => {
    const whole = new Map(damaged.map((one) => [one.name, askedIn(one, one.events)]));
    fc.assert(
      fc.property(fc.constantFrom(...damaged), damages, (one, all) => {
        const known = whole.get(one.name) ?? new Set();
        for (const asked of askedIn(one, damagedEvents(one.events, all))) expect(known).toContain(asked);
      }),
      { numRuns: 1_500 },
    );
  });

  it('asks nothing once the whole one has gone on to something else', () => {
    for (const one of damaged.filter(({ labels }) => labels.at(-1)?.state === 'idle')) {
      const readings = readingsOf(one.header, one.events);
      expect(askingStates.has(readings.at(-1)?.reading.state ?? 'unknown'), one.name).toBe(false);
    }
  });
});

describe('a frame', () => {
  it('is read without an error whatever stands in it', () => {
    const words = [
      '❯',
      ' 1. Yes',
      '  2. No',
      '─'.repeat(40),
      '╭──╮',
      '│ ❯ 1. Yes │',
      '╰──╯',
      'Esc to cancel',
      '●',
      '⎿',
      '',
    ];
    const line = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme', maxLength: 50 }),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 24 }), fc.nat(40), fc.nat(23), (texts, x, y) => {
        const rows = texts.map((text) => rowOf(text));
        const cursor = { x, y: Math.min(y, rows.length - 1), visible: false };
        const frame: Frame = { cols: 40, rows, cursor, title: '', buffer: 'normal', syncOpen: false, offset: 0 };
        expect(askingStates.has(read(frame).state)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is read without an error at any size the terminal is given', () => {
    const names = versions.flatMap((version) => namesOf(version).map((name) => [version, name] as const));
    fc.assert(
      fc.property(
        fc.constantFrom(...names.filter(([, name]) => name.endsWith('-80x24'))),
        fc.array(fc.tuple(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 60 })), { maxLength: 3 }),
        fc.nat(30),
        ([version, name], sizes, count) => {
          const { header, events } = recording(version, name);
          const screen = new HeadlessScreen({ cols: header.width, rows: header.height });
          for (const event of events.slice(0, count)) applyTo(screen, event);
          for (const [cols, rows] of sizes) {
            screen.resize(cols, rows);
            expect(read(screen.frame()).state).toBeTypeOf('string');
          }
          screen.dispose();
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('of a dialog cut to any smaller size never gains an option', () => {
    for (const one of damaged.filter(({ labels }) => labels.some((label) => label.state === 'permission'))) {
      const frame = frameIn(one, 'permission');
      const whole = read(frame);
      const known = 'options' in whole ? whole.options.map((option) => `${option.key}=${option.kind}`) : [];
      for (let cut = 0; cut < frame.rows.length; cut++) {
        const shorter = { ...frame, rows: frame.rows.slice(0, cut) };
        const got = read(shorter);
        if (askingStates.has(got.state) && 'options' in got) {
          expect(known).toEqual(got.options.map((option) => `${option.key}=${option.kind}`));
        }
      }
    }
  });
});
