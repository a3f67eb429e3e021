import { newSession } from '../../src/session/session.ts';
import { type Decision, type Escalation } from '../../src/session/decision.ts';
import type { SessionRecord } from '../../src/store/sessions.ts';

/** A moment that every test of the store begins at. */
export const startMs = Date.UTC(2026, 0, 2, 3, 4, 5);

export function sessionRecord(id: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    path: '/srv/app',
    claudeSessionId: '11111111-2222-4333-8444-555555555555',
    claudeVersion: null,
    args: [],
    brain: 'none',
    trusted: true,
    configFolder: '/home/me/.claude',
    zone: 'UTC',
    startedAt: startMs,
    pid: 100,
    cols: 120,
    rows: 40,
    session: newSession(id, true),
    ...more,
  };
}

export function decision(id: string, more: Partial<Decision> = {}): Decision {
  return {
    id,
    kind: 'permission',
    tool: 'Bash',
    subject: 'npm test',
    risk: 'LOW',
    action: 'approve',
    by: 'policy',
    fingerprint: 'f1',
    label: 'Yes',
    rules: ['test.npm'],
    reasons: ['Runs the tests of the project.'],
    ...more,
  };
}

export function escalation(id: string, more: Partial<Escalation['dialog']> = {}): Escalation {
  return {
    id,
    decisionId: `${id}:d`,
    dialog: {
      kind: 'permission',
      fingerprint: 'f1',
      tool: 'Bash',
      subject: 'rm -rf build',
      truncated: false,
      question: '',
      options: [{ key: '1', label: 'Yes', kind: 'yes-once', selected: true }],
      ...more,
    },
    risk: 'HIGH',
    reasons: ['Deletes recursively.'],
  };
}
