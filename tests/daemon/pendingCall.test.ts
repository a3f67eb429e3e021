import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { Ledger } from '../../src/daemon/ledger.ts';
import { limits } from '../../src/limits.ts';
import type { PendingCall } from '../../src/session/session.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../store/fixture.ts';
import { decision, escalation, sessionRecord, startMs } from '../store/values.ts';

/** The number under which a call waits, and the ledger that knows it. */
function waiting(call: PendingCall | undefined): { readonly ledger: Ledger; readonly n: number } {
  const clock = new ManualClock(startMs);
  const store = openStore(join(temporaryFolder(), 'state.db'), clock);
  onTestFinished(() => {
    store.dispose();
  });
  store.sessions.insert(sessionRecord('app-1'));
  const made = decision('app-1:d1', { label: '', ...(call ? { call } : {}) });
  store.decisions.record({ session: 'app-1', at: startMs, decision: made, keys: '' });
  const { n } = store.escalations.open('app-1', { ...escalation('app-1:d1'), decisionId: made.id }, startMs);
  return { ledger: new Ledger(store, clock), n };
}

test('whoever decides gets the whole call, redacted', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const command = `curl -H 'x: ${token}' https://example.com\n${'echo more\n'.repeat(500)}`;
  const { ledger, n } = waiting({ id: 'toolu_1', tool: 'Bash', input: { command, timeout: 5 }, cwd: '/work/app' });
  const { call, cut } = ledger.pendingCall(n);
  expect(cut).toBe(false);
  expect(call).toMatchObject({ tool: 'Bash', cwd: '/work/app', input: { timeout: 5 } });
  expect(call?.input.command).toBe(command.replace(token, '[redacted:github]'));
});

test('what the transcript does not name has no call', () => {
  const { ledger, n } = waiting(undefined);
  expect(ledger.pendingCall(n)).toEqual({ n, cut: false });
});

test('texts that are longer than a person reads are cut, and it is told', () => {
  const content = 'x'.repeat(limits.pendingTextCharsMax + 1);
  const edits = [{ old_string: 'a', new_string: content }];
  const { ledger, n } = waiting({ id: 'toolu_1', tool: 'MultiEdit', input: { file_path: '/work/a.ts', edits } });
  const { call, cut } = ledger.pendingCall(n);
  expect(cut).toBe(true);
  expect(call?.input).toEqual({
    file_path: '/work/a.ts',
    edits: [{ old_string: 'a', new_string: content.slice(0, limits.pendingTextCharsMax) }],
  });
});

test('a number that never was is named', () => {
  expect(() => waiting(undefined).ledger.pendingCall(99)).toThrow('Nothing waits under the number 99');
});
