import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { PccError } from '../../src/base/errors.ts';
import { Database } from '../../src/store/database.ts';
import { DecisionStore } from '../../src/store/decisions.ts';
import { openDatabase } from '../../src/store/opening.ts';
import { SessionStore } from '../../src/store/sessions.ts';
import { openStore } from '../../src/store/store.ts';
import { freshStore, temporaryFolder } from './fixture.ts';
import { decision, escalation, sessionRecord, startMs } from './values.ts';

test('a decision, its keys and its end come back', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1'));
  const made = decision('app-1:d1', { call: { id: 'toolu_1', tool: 'Bash', input: { command: 'npm test' } } });
  const stored = store.decisions.record({ session: 'app-1', at: startMs, decision: made, keys: '' });
  expect(stored).toEqual({
    seq: 1,
    session: 'app-1',
    at: startMs,
    decision: made,
    inputSha256: createHash('sha256').update('{"command":"npm test"}').digest('hex'),
    keys: '',
    outcome: 'pending',
  });
  expect(store.decisions.get('app-1:d1')).toEqual(stored);
  expect(store.decisions.unsettled('app-1')).toEqual([stored]);
  store.decisions.setKeys('app-1:d1', '1', startMs + 1);
  store.decisions.setOutcome('app-1:d1', 'typed', startMs + 2);
  expect(store.decisions.unsettled('app-1')).toHaveLength(1);
  store.decisions.setOutcome('app-1:d1', 'confirmed', startMs + 3);
  store.decisions.setOutcome('app-1:d1', 'confirmed', startMs + 4);
  expect(store.decisions.get('app-1:d1')).toMatchObject({ keys: '1', outcome: 'confirmed' });
  expect(store.decisions.unsettled('app-1')).toEqual([]);
  expect(store.decisions.verifyChain()).toBeUndefined();
});

test('the same decision is not committed twice; an unknown one cannot end', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1'));
  store.decisions.record({ session: 'app-1', at: startMs, decision: decision('d1'), keys: '' });
  expect(() => store.decisions.record({ session: 'app-1', at: startMs, decision: decision('d1'), keys: '' })).toThrow(
    "The decision 'd1' was committed before.",
  );
  expect(() => {
    store.decisions.setOutcome('d2', 'typed', startMs);
  }).toThrow("No decision is called 'd2'.");
  expect(store.decisions.verifyChain()).toBeUndefined();
});

test('the newest decisions are listed oldest first, of one session only', () => {
  const store = freshStore();
  for (const id of ['app-1', 'web-1']) store.sessions.insert(sessionRecord(id));
  for (const [index, session] of ['app-1', 'web-1', 'app-1', 'app-1'].entries()) {
    store.decisions.record({ session, at: startMs, decision: decision(`d${index}`), keys: '' });
  }
  expect(store.decisions.list('app-1', 2).map((record) => record.decision.id)).toEqual(['d2', 'd3']);
});

test('secrets in commands and reasons are not stored; the real input is known by its hash', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1'));
  const command = 'curl -u me:x https://me:hunter22@example.com -H "Authorization: Bearer abcdefghij0123456789"';
  const call = { id: 'c', tool: 'Bash', input: { command } };
  const made = decision('d1', { subject: command, reasons: [`Sends '${command}'.`], call });
  const stored = store.decisions.record({ session: 'app-1', at: startMs, decision: made, keys: '' });
  expect(JSON.stringify(stored)).not.toMatch(/hunter22|abcdefghij0123456789/);
  expect(stored.inputSha256).toBe(createHash('sha256').update(JSON.stringify({ command })).digest('hex'));
});

test('what people answered in a project comes back newest first, as questions or as tool and subject', () => {
  const store = freshStore();
  for (const id of ['app-1', 'app-2']) store.sessions.insert(sessionRecord(id));
  store.sessions.insert(sessionRecord('web-1', { path: '/srv/web' }));
  const questions = [{ question: 'Which database?', header: 'DB', options: [] }];
  const ask = { id: 'q', tool: 'AskUserQuestion', input: { questions } };
  const human = { by: 'human', action: 'choose', label: 'Yes' } as const;
  store.escalations.open('app-2', escalation('e1', { kind: 'plan', fingerprint: 'f9', question: 'Go on?' }), startMs);
  const made: readonly (readonly [string, Parameters<typeof decision>[1]])[] = [
    [
      'app-1',
      { ...human, label: 'No', action: 'deny', call: { id: 'c', tool: 'Bash', input: { command: 'git push' } } },
    ],
    ['app-2', { ...human, kind: 'question', call: ask, label: 'SQLite' }],
    ['app-2', { ...human, kind: 'plan', subject: '', fingerprint: 'f9' }],
    ['app-1', { by: 'policy' }],
    ['app-1', { ...human, kind: 'trust' }],
    ['web-1', human],
    ['app-1', { ...human, subject: 'never typed' }],
  ];
  for (const [index, [session, more]] of made.entries()) {
    store.decisions.record({ session, at: startMs + index, decision: decision(`d${index}`, more), keys: '' });
  }
  store.decisions.setOutcome('d6', 'not-typed', startMs);
  const told = store.decisions.pastAnswers('/srv/app', 9).map(({ kind, asked, chosen }) => [kind, asked, chosen]);
  expect(told).toEqual([
    ['plan', 'Go on?', 'Yes'],
    ['question', 'Which database?', 'SQLite'],
    ['permission', 'Bash: git push', 'No'],
  ]);
  expect(store.decisions.pastAnswers('/srv/app', 1)).toHaveLength(1);
  expect(store.decisions.pastAnswers('/srv/none', 9)).toEqual([]);
});

test('an answer in words belongs to the question that it answered, not to the one that came next, and has its choices', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1', { path: '/srv/app' }));
  const row = (label: string, kind: 'answer' | 'free-text') => ({ key: '1', label, kind, selected: false });
  const options = [row('Yes, run it.', 'answer'), row('Type something', 'free-text')];
  const asked = { kind: 'prose', tool: '', subject: '', options } as const;
  store.escalations.open('app-1', escalation('e1', { ...asked, fingerprint: 'prose:0', question: 'Run it?' }), startMs);
  const given = {
    by: 'human',
    action: 'choose',
    label: 'Yes, run it.',
    kind: 'prose',
    fingerprint: 'prose:2',
  } as const;
  store.decisions.record({
    session: 'app-1',
    at: startMs + 1,
    decision: decision('d1', { ...given, subject: 'Run it?' }),
    keys: '',
  });
  const next = escalation('e2', { ...asked, fingerprint: 'prose:2', question: 'Delete it?' });
  store.escalations.open('app-1', next, startMs + 2);
  expect(store.decisions.pastAnswers('/srv/app', 9)).toMatchObject([
    { asked: 'Run it?', chosen: 'Yes, run it.', choices: ['Yes, run it.'] },
  ]);
});

/** A database with three sessions' worth of audit rows, closed, and how to look at it again after it was tampered with. */
function tamper(sql: string) {
  const path = join(temporaryFolder(), 'state.db');
  const store = openStore(path, new ManualClock(startMs));
  store.sessions.insert(sessionRecord('app-1'));
  for (const id of ['d1', 'd2', 'd3']) {
    store.decisions.record({ session: 'app-1', at: startMs, decision: decision(id), keys: '1' });
    store.decisions.setOutcome(id, 'typed', startMs + 1);
  }
  store.dispose();
  const database = Database.open(path);
  database.script(sql);
  database.dispose();
  const again = openStore(path, new ManualClock(startMs));
  const broken = again.decisions.verifyChain();
  again.dispose();
  return broken;
}

test.each([
  ['nothing', '', undefined],
  ['the text of a row', "UPDATE audit SET body = replace(body, 'npm test', 'npm tesT') WHERE seq = 3", 3],
  ['the time of a row', 'UPDATE audit SET at = at + 1 WHERE seq = 2', 2],
  ['the outcome of a row', `UPDATE audit SET body = '"confirmed"' WHERE seq = 4`, 4],
  ['the hash of a row', "UPDATE audit SET hash = 'x' WHERE seq = 1", 1],
  ['a row in the middle', 'PRAGMA foreign_keys = OFF; DELETE FROM audit WHERE seq = 3', 3],
  ['the first row', 'PRAGMA foreign_keys = OFF; DELETE FROM audit WHERE seq = 1', 1],
  ['the last row', 'DELETE FROM audit WHERE seq = 6', 6],
  [
    'two rows swapped',
    'UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 99',
    2,
  ],
  ['a decision but not its row', "UPDATE decisions SET decision = replace(decision, 'LOW', 'HIGH') WHERE id = 'd2'", 3],
  ['an outcome but not its row', "UPDATE decisions SET outcome = 'confirmed' WHERE id = 'd3'", 5],
  ['a decision that is gone', "DELETE FROM decisions WHERE id = 'd3'", 5],
])('the chain shows an edit: %s', (_what, sql, seq) => {
  expect(tamper(sql)?.seq).toBe(seq);
});

test('whatever text a decision holds, its chain verifies', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ subject: fc.string(), reasons: fc.array(fc.string()) }), { maxLength: 5 }),
      (made) => {
        const store = openStore(join(temporaryFolder(), 'state.db'), new ManualClock(startMs));
        store.sessions.insert(sessionRecord('app-1'));
        for (const [index, { subject, reasons }] of made.entries()) {
          store.decisions.record({
            session: 'app-1',
            at: startMs,
            decision: decision(`d${index}`, { subject, reasons }),
            keys: '',
          });
        }
        const broken = store.decisions.verifyChain();
        store.dispose();
        expect(broken).toBeUndefined();
      },
    ),
    { numRuns: 25 },
  );
});

test('a full disk is said, loses nothing, and later writes go on', () => {
  const { database } = openDatabase(join(temporaryFolder(), 'state.db'), new ManualClock(startMs));
  onTestFinished(() => {
    database.dispose();
  });
  new SessionStore(database).insert(sessionRecord('app-1'));
  const decisions = new DecisionStore(database);
  database.all('PRAGMA max_page_count = 40');
  let made = 0;
  const fill = () => {
    for (;;) {
      decisions.record({ session: 'app-1', at: startMs, decision: decision(`d${made}`), keys: '1' });
      made++;
    }
  };
  expect(fill).toThrow('the disk is full; free some space');
  expect(fill).toThrow(PccError);
  expect(made).toBeGreaterThan(10);
  expect(decisions.list('app-1', 1_000)).toHaveLength(made);
  database.all('PRAGMA max_page_count = 1000');
  decisions.record({ session: 'app-1', at: startMs, decision: decision('later'), keys: '1' });
  expect(decisions.list('app-1', 1_000)).toHaveLength(made + 1);
  expect(decisions.verifyChain()).toBeUndefined();
});

test('several stores change together or not at all', () => {
  const store = freshStore();
  store.sessions.insert(sessionRecord('app-1'));
  const half = () =>
    store.transaction(() => {
      store.decisions.record({ session: 'app-1', at: startMs, decision: decision('d1'), keys: '' });
      store.events.append({ session: 'app-1', at: startMs, type: 'decision', decision: 'd1' });
      throw new PccError('failed', 'in the middle');
    });
  expect(half).toThrow('in the middle');
  expect(store.decisions.get('d1')).toBeUndefined();
  expect(store.events.read('app-1', 0, 10)).toEqual([]);
  store.decisions.record({ session: 'app-1', at: startMs, decision: decision('d1'), keys: '' });
  expect(store.decisions.verifyChain()).toBeUndefined();
});
