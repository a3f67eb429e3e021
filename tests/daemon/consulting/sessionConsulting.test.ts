import { expect, test } from 'vitest';
import type { Spent } from '../../../src/daemon/budgets.ts';
import { SessionConsulting } from '../../../src/daemon/consulting/sessionConsulting.ts';
import type { Matter } from '../../../src/policy/consulting/matter.ts';
import { shapeRedactor } from '../../../src/policy/redact.ts';
import type { PendingCall, SessionEvent } from '../../../src/session/session.ts';

const matter: Matter = { kind: 'question', pages: [], text: '' };
const call: PendingCall = { id: 'q', tool: 'AskUserQuestion', input: { questions: [] } };
const used: Spent = { rule: 'budget-loop', reason: 'Too often.' };

test('a call whose budget is used up is asked of no brain', () => {
  const told: SessionEvent[] = [];
  const asked: (PendingCall | undefined)[] = [];
  const consulting = new SessionConsulting({
    session: 's',
    brain: 'rules',
    consultations: {
      begin: () => {
        throw new Error('a brain is asked');
      },
    },
    config: () => ({ 'brain.confidence_min_percent': 70, 'policy.mode': 'decide' }),
    known: () => ({ path: '/srv/app', requirements: '', requirementsGiven: false, past: [], screen: [] }),
    preferencesIn: () => [],
    redactor: () => shapeRedactor,
    spent: (about) => {
      asked.push(about);
      return used;
    },
    advised: (event) => told.push(event),
    note: () => undefined,
  });
  consulting.begin({ consultId: 's?1', matter, call });
  consulting.begin({ consultId: 's?2', matter });
  expect(asked).toEqual([call, undefined]);
  expect(told).toMatchObject([{ advice: { say: 'person', reason: 'Too often.' } }, { consultId: 's?2' }]);
});
