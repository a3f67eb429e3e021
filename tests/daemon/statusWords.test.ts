import { expect, test } from 'vitest';
import { statusOf } from '../../src/daemon/status.ts';
import type { Session } from '../../src/session/session.ts';
import { sessionRecord, startMs } from '../store/values.ts';

/** What a status says to a person who wonders why nothing happens. */

const resetsAt = new Date(startMs + 60_000).toISOString();

function told(more: Partial<Session>, nowMs = startMs): Pick<ReturnType<typeof statusOf>, 'why' | 'limit'> {
  const record = sessionRecord('app-1');
  const session: Session = { ...record.session, phase: 'live', state: 'idle', reading: idle, ...more };
  return statusOf({ ...record, session }, [], { recording: null, nowMs });
}

const idle = { state: 'idle', evidence: { top: 0, bottom: 0 } } as const;
const limit = { stage: 'asleep', kind: 'five_hour', resetsAt, resumesItself: false, vain: 0 } as const;

test('a limit is waited for until its reset, and what comes after that is told', () => {
  expect(told({ limit }).why).toBe(`It waits for the 5-hour limit, which resets at ${resetsAt}.`);
  expect(told({ limit }, startMs + 60_000).why).toMatch(
    /^The 5-hour limit was to reset at .*: it is woken in its turn;/,
  );
  expect(told({ limit: { ...limit, stage: 'waking' } }).why).toContain('is being continued');
  expect(told({ limit: { ...limit, resetsAt: null } }).why).toContain('nothing tells when that is');
});

test('who has work and is held back by the limit of another session of its account shows it', () => {
  const account = { kind: 'seven_day', resetsAt };
  expect(told({ account, tasks: [{ id: 'app-1.1', text: 'a', state: 'queued' }] }).limit).toEqual(account);
  expect(told({ account }).limit).toBeUndefined();
  expect(told({ account }).why).toContain('ran into the weekly limit of the account');
});

test('a command that decides about a task, and tasks that failed', () => {
  const verified = { id: 'app-1.2', text: 'b', state: 'verifying', verify: 'npm test' } as const;
  expect(told({ tasks: [verified], verifying: 'app-1.2' }).why).toBe('Task app-1.2 is verified: `npm test` runs.');
  const failed = { id: 'app-1.3', text: 'c', state: 'failed', why: '`npm test` ended with exit code 1.' } as const;
  expect(told({ tasks: [failed] }).why).toBe('Task app-1.3 failed: `npm test` ended with exit code 1.');
  expect(told({ tasks: [{ ...failed, id: 'app-1.1' }, failed] }).why).toMatch(
    /^2 tasks failed; the last: Task app-1\.3/,
  );
  // An errand that failed is none of a person's.
  expect(told({ tasks: [{ ...failed, id: 'app-1!1:clear', role: 'clear' }] }).why).toBeUndefined();
});
