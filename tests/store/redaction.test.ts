import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { redactor } from '../../src/policy/redact.ts';
import { newSession } from '../../src/session/session.ts';
import { Database } from '../../src/store/database.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from './fixture.ts';
import { decision, escalation, sessionRecord, startMs } from './values.ts';

const value = fc
  .string({ minLength: 8, maxLength: 30, unit: fc.constantFrom(...Array.from('abcXYZ019-_/+=&%$\'"\\')) })
  .filter((candidate) => new Set(candidate).size > 4);

/** Every cell of every table as one text, with the escapes of JSON undone. */
function everything(path: string): string {
  const database = Database.openReadonly(path);
  try {
    const tables = database.all("SELECT name FROM sqlite_master WHERE type = 'table'");
    const rows = tables.flatMap(({ name }) => database.all(`SELECT * FROM "${String(name)}"`));
    const cells = rows.flatMap((row) => Object.values(row).map(String));
    return cells.flatMap((cell) => [cell, cell.replaceAll(/\\(["\\])/g, '$1')]).join('\n');
  } finally {
    database.dispose();
  }
}

test('no known value survives in any row, wherever it came in', () => {
  let known = redactor([]);
  const path = join(temporaryFolder(), 'state.db');
  const store = openStore(path, new ManualClock(startMs), () => known);
  onTestFinished(() => {
    store.dispose();
  });
  let run = 0;
  fc.assert(
    fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
      known = redactor([secret]);
      const text = `${before}${secret}${after}`;
      const id = `app-${++run}`;
      const call = { id: 'c', tool: 'Bash', input: { command: text, nested: [{ [text]: text }] } };
      const made = decision(`${id}:d`, { subject: text, reasons: [text], label: text, fingerprint: text, call });
      const question = escalation(`${id}:e`, {
        subject: text,
        question: text,
        fingerprint: text,
        options: [{ key: '1', label: text, kind: 'answer', selected: false }],
      });
      const done = { id: 't', text, state: 'done' } as const;
      const session = { ...newSession(id, true), calls: [call], tasks: [done] };
      store.sessions.insert(sessionRecord(id, { args: [text], requirements: text, session }));
      store.sessions.save({ ...session, decisions: 1 });
      store.decisions.record({ session: id, at: startMs, decision: made, keys: text });
      store.decisions.setKeys(made.id, `1 ${text}`, startMs);
      store.escalations.open(id, question, startMs);
      store.escalations.close(question.id, { state: 'answered', answer: text }, startMs);
      store.events.append({ session: id, at: startMs, type: 'note', text });
      store.snapshots.save(id, { cols: 80, rows: 24, data: text, title: text, offset: 0 }, startMs);
      expect(everything(path)).not.toContain(secret);
    }),
    { numRuns: 60 },
  );
  expect(store.decisions.verifyChain()).toBeUndefined();
});
