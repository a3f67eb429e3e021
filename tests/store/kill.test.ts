import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Database, takeLock } from '../../src/store/database.ts';
import { openStore } from '../../src/store/store.ts';
import { startProgram } from './child.ts';
import { temporaryFolder } from './fixture.ts';

const kills = 40;

test('no acknowledged decision is lost, and nothing breaks, when the writer is killed at any moment', {
  timeout: 240_000,
}, async () => {
  const path = join(temporaryFolder(), 'state.db');
  const acknowledged: string[] = [];
  for (let round = 0; round < kills; round++) {
    const writer = startProgram('writer.ts', [path, String(round)]);
    await writer.printed(1);
    // A moment that differs from round to round: after a number of commits plus a random bit of the next one.
    await writer.printed(1 + ((round * 7) % 23));
    const spinUntil = performance.now() + Math.random() * 3;
    while (performance.now() < spinUntil);
    await writer.kill();
    acknowledged.push(...writer.lines());

    const database = Database.open(path);
    expect(database.check()).toBe('ok');
    database.dispose();
    const store = openStore(path, systemClock());
    expect(store.warnings).toEqual([]);
    expect(store.decisions.verifyChain()).toBeUndefined();
    const stored = new Set(store.decisions.list('app-1', 1_000_000).map((record) => record.decision.id));
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    store.dispose();
  }
  expect(acknowledged.length).toBeGreaterThan(kills);
  expect(readdirSync(join(path, '..'))).toEqual(['state.db']);
});

test('a writer that is killed while it makes the database leaves nothing that has to be explained', {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 8; round++) {
    const path = join(temporaryFolder(), 'state.db');
    const writer = startProgram('writer.ts', [path, '0']);
    const deadline = performance.now() + 20_000;
    // As soon as anything of it is there.
    while (readdirSync(join(path, '..')).length === 0 && performance.now() < deadline) await new Promise(setImmediate);
    const spinUntil = performance.now() + Math.random() * 15;
    while (performance.now() < spinUntil);
    await writer.kill();
    expect(writer.complaints()).toBe('');
    const store = openStore(path, systemClock());
    expect(store.warnings).toEqual([]);
    expect(store.decisions.verifyChain()).toBeUndefined();
    const stored = new Set(store.decisions.list('app-1', 1_000_000).map((record) => record.decision.id));
    expect(writer.lines().filter((id) => !stored.has(id))).toEqual([]);
    store.dispose();
  }
});

test('one of many processes gets the lock; it is free again when that one is killed', {
  timeout: 120_000,
}, async () => {
  const path = join(temporaryFolder(), 'lock.db');
  const racers = Array.from({ length: 6 }, () => startProgram('locker.ts', [path]));
  await Promise.all(racers.map((racer) => racer.printed(1)));
  const winners = racers.filter((racer) => racer.lines()[0] === 'won');
  expect(winners).toHaveLength(1);
  expect(takeLock(path)).toBeUndefined();
  await winners[0]?.kill();
  const lock = takeLock(path);
  expect(lock).toBeDefined();
  expect(takeLock(path)).toBeUndefined();
  const late = startProgram('locker.ts', [path]);
  await late.printed(1);
  expect(late.lines()).toEqual(['lost']);
  lock?.dispose();
  const again = takeLock(path);
  expect(again).toBeDefined();
  again?.dispose();
  await Promise.all([...racers, late].map((racer) => racer.kill()));
});
