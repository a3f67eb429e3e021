import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { limits } from '../../src/limits.ts';
import type { Database } from '../../src/store/database.ts';
import type { DecisionFilter } from '../../src/store/events.ts';
import { decisionsQuery, EventStore } from '../../src/store/events.ts';
import { openDatabase } from '../../src/store/opening.ts';
import type { Store } from '../../src/store/store.ts';
import { textOf } from '../../src/store/row.ts';
import { freshStore, temporaryFolder } from './fixture.ts';
import { decision, sessionRecord, startMs } from './values.ts';

/** The lines of decisions of all sessions. */

const risks = ['LOW', 'MEDIUM', 'HIGH'] as const;
const deciders = ['policy', 'human'] as const;

/** Twelve decisions of two sessions with other lines between them. */
function filled(): Store {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1'));
  store.sessions.insert(sessionRecord('app-2'));
  for (let n = 1; n <= 12; n++) {
    const session = n % 3 === 0 ? 'app-2' : 'app-1';
    const made = decision(`d${n}`, { risk: risks[n % 3] ?? 'LOW', by: deciders[n % 2] ?? 'policy' });
    store.decisions.record({ session, at: startMs, decision: made, keys: '' });
    store.events.append({ session, at: startMs, type: 'decision', decision: made.id });
    store.events.append({ session, at: startMs, type: 'note', text: 'in between' });
  }
  return store;
}

function idsOf(store: Store, filter: Omit<DecisionFilter, 'limit'>, limit = 100): (string | undefined)[] {
  return store.events.decisions({ ...filter, limit }).map((event) => event.decision);
}

test('they come newest first, by any filters, page by page', () => {
  const store = filled();
  expect(idsOf(store, {}, 3)).toEqual(['d12', 'd11', 'd10']);
  expect(idsOf(store, { session: 'app-2' })).toEqual(['d12', 'd9', 'd6', 'd3']);
  expect(idsOf(store, { risk: 'HIGH' })).toEqual(['d11', 'd8', 'd5', 'd2']);
  expect(idsOf(store, { by: 'human', risk: 'HIGH' })).toEqual(['d11', 'd5']);
  expect(idsOf(store, { by: 'nobody' })).toEqual([]);
  const all: (string | undefined)[] = [];
  let before: number | undefined;
  for (;;) {
    const page = store.events.decisions({ by: 'human', before, limit: 2 });
    if (page.length === 0) break;
    all.push(...page.map((event) => event.decision));
    before = page.at(-1)?.seq;
  }
  expect(all).toEqual(['d11', 'd9', 'd7', 'd5', 'd3', 'd1']);
  // Also before the number of a line that is no decision's.
  const [note] = store.events.read('app-2', undefined, 1);
  expect(idsOf(store, { before: note?.seq, session: 'app-2' }, 1)).toEqual(['d12']);
});

test('the newest lines of all sessions stand in their order', () => {
  const lines = filled().events.newest(3);
  expect(lines.map(({ seq, decision: made }) => [seq, made])).toEqual([
    [22, undefined],
    [23, 'd12'],
    [24, undefined],
  ]);
});

function opened(): Database {
  const { database } = openDatabase(join(temporaryFolder(), 'state.db'), new ManualClock(startMs));
  onTestFinished(() => {
    database.dispose();
  });
  return database;
}

test.each<Omit<DecisionFilter, 'limit'>>([
  {},
  { before: 10 },
  { session: 'a' },
  { session: 'a', before: 10 },
  { risk: 'HIGH', before: 10 },
  { by: 'human' },
  { session: 'a', risk: 'LOW', by: 'policy', before: 10 },
])('%j reads no table to its end and sorts nothing', (filter) => {
  const { sql, cells } = decisionsQuery({ ...filter, limit: 10 });
  const plan = opened().all(`EXPLAIN QUERY PLAN ${sql}`, ...cells);
  const steps = plan.map((row) => textOf(row, 'detail'));
  // The order of the commits is that of the table: without any filter it is walked from its end.
  const allowed = Object.keys(filter).length === 0 ? ['SCAN d'] : [];
  expect(steps.filter((step) => /SCAN|TEMP B-TREE/.test(step) && !allowed.includes(step))).toEqual([]);
});

test('lines of decisions stay when others go', () => {
  const database = opened();
  database.script(
    "INSERT INTO sessions (id, path, claude_session_id, args, brain, trusted, started_at, cols, rows, session, config_folder, zone) VALUES ('a', '', '', '[]', '', 1, 0, 1, 1, '{}', '', 'UTC')",
  );
  const events = new EventStore(database, undefined, 10);
  for (let n = 0; n < limits.eventsTrimEvery * 3; n++)
    events.append({ session: 'a', at: n, type: 'decision', decision: `d${n}` });
  for (let n = 0; n < limits.eventsTrimEvery * 3; n++) events.append({ session: 'a', at: n, type: 'note' });
  const kept = events.read('a', 0, 10_000);
  expect(kept.filter((event) => event.type === 'decision')).toHaveLength(limits.eventsTrimEvery * 3);
  expect(kept.filter((event) => event.type === 'note').length).toBeLessThan(10 + limits.eventsTrimEvery);
});
