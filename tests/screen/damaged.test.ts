import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/screen/frame.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import { rowOf } from './forging.ts';
import type { Recording } from './recordings.ts';
import { applyTo, askingStates, frameIn, namesOf, read, readingsOf, recording, versions } from './recordings.ts';

/** Frames that no CLI draws: never an error, and never a question that was not there. Damaged streams are in `fuzz.test.ts`. */

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

/** Milliseconds. A slow machine with other work takes three times as long as one that has nothing else to do. */
const slow = { timeout: 90_000 };

describe('a whole stream', slow, () => {
  it('asks nothing once the whole one has gone on to something else', () => {
    for (const one of damaged.filter(({ labels }) => labels.at(-1)?.state === 'idle')) {
      const readings = readingsOf(one.header, one.events);
      expect(askingStates.has(readings.at(-1)?.reading.state ?? 'unknown'), one.name).toBe(false);
    }
  });
});

describe('a frame', slow, () => {
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
      { numRuns: 2_000 },
    );
  });

  it('is read without an error at any size the terminal is given', () => {
    const names = versions.flatMap((version) =>
      namesOf(version)
        .filter((name) => name.endsWith('-80x24'))
        .map((name) => [version, name] as const),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
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
      { numRuns: 300 },
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
