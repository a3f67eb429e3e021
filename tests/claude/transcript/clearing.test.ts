import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { Clearing, maySendClear } from '../../../src/claude/transcript/clearing.ts';
import { limits } from '../../../src/limits.ts';
import { tempFolder } from './words.ts';

/** Which transcript goes on after `/clear`: one new file of this very moment, or none. */

const first = '11111111-1111-4111-8111-111111111111';
const second = '22222222-2222-4222-8222-222222222222';
const third = '33333333-3333-4333-8333-333333333333';
const startMs = Date.UTC(2026, 2, 1, 10);

interface Scene {
  readonly clock: ManualClock;
  readonly clearing: Clearing;
  readonly folder: string;
  readonly told: string[];
  /** A transcript that begins with the command, sent at this moment after the start. */
  readonly begins: (
    id: string,
    options?: { atMs?: number; sessionId?: string; command?: string; name?: string },
  ) => void;
}

function scene(known: readonly string[] = [first]): Scene {
  const folder = join(tempFolder(), 'projects');
  mkdirSync(folder, { recursive: true });
  const clock = new ManualClock(startMs);
  const told: string[] = [];
  const clearing = new Clearing({
    folder: () => folder,
    clock,
    isKnown: (id) => known.includes(id),
    found: (id) => told.push(id),
    lost: (why) => told.push(why),
  });
  return {
    clock,
    clearing,
    folder,
    told,
    begins: (id, { atMs = 40, sessionId = id, command = '/clear', name = `${id}.jsonl` } = {}) => {
      const timestamp = new Date(startMs + atMs).toISOString();
      const content = `<command-name>${command}</command-name>\n            <command-message>clear</command-message>`;
      const caveat = { type: 'user', sessionId, isMeta: true, timestamp, message: { role: 'user', content: 'Caveat' } };
      const sent = { type: 'user', sessionId, timestamp, message: { role: 'user', content } };
      writeFileSync(join(folder, name), `${JSON.stringify(caveat)}\n${JSON.stringify(sent)}\n`);
    },
  };
}

test('the one file that begins with the command is followed, once it is certain to be the only one', () => {
  const { clock, clearing, told, begins } = scene();
  clearing.expect();
  begins(second);
  clock.advance(limits.clearSettleMs - 1);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual([second]);
  begins(third);
  clock.advance(limits.clearWithinMs * 2);
  expect(told).toEqual([second]);
});

test('a file that comes late is followed too', () => {
  const { clock, clearing, told, begins } = scene();
  clearing.expect();
  clock.advance(limits.clearSettleMs * 2);
  begins(second, { atMs: limits.clearSettleMs });
  clock.advance(limits.clearSettleMs);
  expect(told).toEqual([second]);
});

test('nothing is followed that nobody sent', () => {
  const { clock, told, begins } = scene();
  begins(second);
  clock.advance(limits.clearWithinMs);
  expect(told).toEqual([]);
});

test('two at the same moment: none is followed, and it is said', () => {
  const { clock, clearing, told, begins } = scene();
  clearing.expect();
  begins(second);
  begins(third, { atMs: 300 });
  clock.advance(limits.clearWithinMs * 2);
  expect(told).toEqual(['2 sessions were cleared in this folder at the same moment.']);
});

test.each<[string, (on: Scene) => void]>([
  [
    'it was there before',
    ({ begins, clearing }) => {
      clearing.dispose();
      begins(second);
      clearing.expect();
    },
  ],
  [
    'it is a known session’s',
    ({ begins }) => {
      begins(first);
    },
  ],
  [
    'its lines are of another session',
    ({ begins }) => {
      begins(second, { sessionId: third });
    },
  ],
  [
    'it begins with another command',
    ({ begins }) => {
      begins(second, { command: '/compact' });
    },
  ],
  [
    'the command was sent long before',
    ({ begins }) => {
      begins(second, { atMs: -60_000 });
    },
  ],
  [
    'it has no name of a session',
    ({ begins }) => {
      begins(second, { name: 'notes.jsonl' });
    },
  ],
  [
    'it is a link',
    ({ begins, folder }) => {
      begins(second, { name: 'elsewhere.txt' });
      symlinkSync(join(folder, 'elsewhere.txt'), join(folder, `${second}.jsonl`));
    },
  ],
])('a file is not followed where %s', (_why, make) => {
  const on = scene();
  on.clearing.expect();
  make(on);
  on.clock.advance(limits.clearWithinMs * 2);
  expect(on.told).toEqual([]);
});

test('a transcript may only be mentioned in a prompt', () => {
  const { clock, clearing, told, folder } = scene();
  clearing.expect();
  const content = 'please explain <command-name>/clear</command-name>';
  const timestamp = new Date(startMs + 40).toISOString();
  const line = { type: 'user', sessionId: second, timestamp, message: { role: 'user', content } };
  writeFileSync(join(folder, `${second}.jsonl`), `${JSON.stringify(line)}\n`);
  clock.advance(limits.clearWithinMs * 2);
  expect(told).toEqual([]);
});

test('a command is told by its beginning', () => {
  expect(['/clear', ' /clear ', '/cl', '/c', '/reset', '/new', '/clear now'].every(maySendClear)).toBe(true);
  expect(['/compact', 'clear', '/', '/model', 'use /clear', '/clearance'].some(maySendClear)).toBe(false);
});

test('a later daemon goes on looking for what was sent before it began', () => {
  const { clock, clearing, folder, told, begins } = scene();
  begins(third, { atMs: -10 });
  const sent = clearing.expect();
  begins(second);
  clearing.dispose();
  const later = new Clearing({
    folder: () => folder,
    clock,
    isKnown: () => false,
    found: (id) => told.push(id),
    lost: (why) => told.push(why),
    missed: () => told.push('missed'),
  });
  clock.advance(limits.clearWithinMs * 10);
  later.takeUp(sent);
  clock.advance(limits.clearSettleMs);
  expect(told).toEqual([second]);
});

test('what has not come by the end is said', () => {
  const told: string[] = [];
  const clock = new ManualClock(startMs);
  const spec = { folder: () => tempFolder(), clock, isKnown: () => false };
  const clearing = new Clearing({
    ...spec,
    found: (id) => told.push(id),
    lost: (why) => told.push(why),
    missed: () => told.push('missed'),
  });
  clearing.expect();
  clock.advance(limits.clearWithinMs * 2);
  expect(told).toEqual(['missed']);
});

test('one that is sent behind another has the first followed before it', () => {
  const { clearing, told, begins } = scene();
  clearing.expect();
  begins(second);
  clearing.expect();
  expect(told).toEqual([second]);
});
