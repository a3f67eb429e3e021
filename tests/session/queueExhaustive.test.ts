import { expect, test } from 'vitest';
import { reduce } from '../../src/session/reduce.ts';
import type { Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { wordsOf } from '../../src/session/task.ts';
import type { QueueSeen } from './queueOracle.ts';
import { nothingQueued, watchQueue } from './queueOracle.ts';
import { tell } from './tell.ts';
import { busy, deadline, draft, idle, leaves, pause, recovered, resume, saysLast, takes } from './words.ts';

/** Every short story of a queue, against an oracle that sees only events and effects. */

type Letter = (seen: QueueSeen, session: Session) => SessionEvent | undefined;

const always =
  (event: SessionEvent): Letter =>
  () =>
    event;

const letters: readonly Letter[] = [
  always(idle),
  always(busy),
  always(saysLast('Done.')),
  always(takes),
  always(leaves),
  always(pause),
  always(resume),
  always(recovered),
  always(deadline('quiet')),
  always(deadline('typing')),
  always({ type: 'context', claudeSessionId: 'another' }),
  ({ verifying: taskId }) =>
    taskId === undefined ? undefined : { type: 'verified', taskId, ok: true, how: 'succeeded', told: '' },
  ({ verifying: taskId }) =>
    taskId === undefined ? undefined : { type: 'verified', taskId, ok: false, how: 'ended', told: 'x' },
  always({ type: 'queue', change: { do: 'move', task: 's.3', before: 's.1' } }),
  always({ type: 'queue', change: { do: 'remove', task: 's.1', why: 'A person removed it.' } }),
  always({ type: 'queue', change: { do: 'retry', task: 's.1' } }),
  (_seen, { typing, tasks }) => {
    const task = tasks.find(({ id }) => id === typing?.taskId);
    return task ? draft(wordsOf(task)) : undefined;
  },
  (_seen, { typing }) =>
    typing && typing.inputId !== ''
      ? { type: 'written', inputId: typing.inputId, result: 'written', last: true }
      : undefined,
  (_seen, { typing }) =>
    typing && typing.inputId !== '' && !typing.written
      ? { type: 'written', inputId: typing.inputId, result: 'stale', last: true }
      : undefined,
];

const given: readonly SessionEvent[] = [
  { type: 'task', task: { id: 's.1', text: 'do 1', verify: 'npm test', priority: 1 }, queued: true },
  { type: 'task', task: { id: 's.2', text: 'do 2', after: 's.1', priority: 2 }, queued: true },
  { type: 'task', task: { id: 's.3', text: 'do 3', fresh: true }, queued: true },
  idle,
];

const written = (input: number): SessionEvent => ({
  type: 'written',
  inputId: `s:${input}`,
  result: 'written',
  last: true,
});
const running = [...given, written(1), draft('do 1'), written(2), busy];
const verifying = [...running, saysLast('Done.'), idle];
const failed: SessionEvent = { type: 'verified', taskId: 's.1', ok: false, how: 'ended', told: 'x' };
const passed: SessionEvent = { type: 'verified', taskId: 's.1', ok: true, how: 'succeeded', told: '' };
const second = [...verifying, passed, written(3), draft('do 2'), written(4), busy, saysLast('Done.'), idle];

interface Place {
  readonly session: Session;
  readonly seen: QueueSeen;
}

function go({ session, seen }: Place, event: SessionEvent): Place {
  const step = reduce(session, event);
  return { session: step.session, seen: watchQueue(seen, event, step.effects) };
}

test.each<[string, readonly SessionEvent[]]>([
  ['tasks that wait', given],
  ['a turn that runs', running],
  ['a command that runs', verifying],
  ['a command that has failed', [...verifying, failed]],
  ['a context that is emptied', second],
])('every story of four events: %s', { timeout: 120_000 }, (_name, before) => {
  let here: Place = { session: newSession('s', false), seen: nothingQueued };
  for (const event of before) here = go(here, event);
  const path: SessionEvent[] = [];
  const walk = (place: Place, left: number): number => {
    if (left === 0) return 1;
    let count = 0;
    for (const letter of letters) {
      const event = letter(place.seen, place.session);
      if (!event) continue;
      path.push(event);
      let next: Place;
      try {
        next = go(place, event);
      } catch (error) {
        throw new Error(`${String(error)}\n${tell([...before, ...path])}`, { cause: error });
      }
      count += walk(next, left - 1);
      path.pop();
    }
    return count;
  };
  expect(walk(here, 4)).toBeGreaterThan(20_000);
});
