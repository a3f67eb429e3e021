import type { QueueTask, Status } from '../../../../src/api/methods.ts';
import { aStatus, isoAt, startMs } from '../../models.ts';

/** A queue as on a busy night: one task in each state that matters. */

function ago(minutes: number): string {
  return isoAt(startMs - minutes * 60_000);
}

type Task = Status['queue'][number];

/** What the status of the session tells. */
export const living: readonly Task[] = [
  { id: 'app-1.1', text: 'Move the store to the new schema', state: 'done' },
  { id: 'app-1.2', text: '/clear', state: 'done', role: 'clear', of: 'app-1.3' },
  {
    id: 'app-1.3',
    text: 'Fix the login page so that a wrong password says so,\nand add tests for it',
    state: 'running',
    fresh: true,
    verify: 'npm test',
    rounds: 1,
  },
  { id: 'app-1.4', text: 'The tests failed: 2 of 40', state: 'done', role: 'feedback', of: 'app-1.3' },
  {
    id: 'app-1.5',
    text: 'Write the changelog',
    state: 'queued',
    after: 'app-1.3',
    why: 'It waits for #3.',
    priority: 5,
  },
  {
    id: 'app-1.6',
    text: 'Add paging to the list of orders',
    state: 'queued',
    source: { file: '/work/app-1/requirements.md', text: 'Add paging to the list of orders' },
  },
  {
    id: 'app-1.7',
    text: 'Publish the package',
    state: 'failed',
    verify: 'npm publish',
    why: 'The command failed 3 times.',
  },
  { id: 'app-1.8', text: 'yes, do that', state: 'done', reply: true },
  { id: 'app-1.9', text: 'Not wanted any more', state: 'removed' },
];

/** What the daemon tells of them when it is asked. */
export const told: QueueTask[] = living.map((task, index) => ({
  ...task,
  session: 'app-1',
  createdAt: ago(90 - index),
  ...(task.state === 'queued' ? {} : { startedAt: ago(40 - index) }),
  ...(task.state === 'done' || task.state === 'failed' ? { endedAt: ago(20 - index) } : {}),
  ...(task.id === 'app-1.1'
    ? {
        result: 'The store has the new schema; all 40 tests pass.',
        receipt: '/home/me/.perpetualcc/receipts/app-1.1.json',
      }
    : {}),
}));

/** The session with that queue. */
export function queued(given: Partial<Status> = {}): Status {
  return aStatus('app-1', { state: 'busy', queue: [...living], ...given });
}
