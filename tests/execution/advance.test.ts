import { describe, expect, test } from 'vitest';
import type { ListAtWork, Move, SessionStand, StepAtWork, TaskStand } from '../../src/execution/advance.ts';
import { advance } from '../../src/execution/advance.ts';
import type { StepState } from '../../src/execution/execution.ts';
import { isStepOver, stepStates } from '../../src/execution/execution.ts';

/** Every state of two tasks with every state of their session: what the next move may be at all. */

const sessions: readonly SessionStand[] = [
  { stand: 'none' },
  { stand: 'waiting' },
  { stand: 'lives' },
  { stand: 'ended', why: 'It ended.' },
];
const tasks: readonly TaskStand[] = [
  { stand: 'absent' },
  { stand: 'open' },
  { stand: 'done' },
  { stand: 'failed', why: 'It failed.' },
];

function step(n: number, state: StepState, more: Partial<StepAtWork> = {}): StepAtWork {
  const uuid = `00000000-0000-4000-8000-00000000000${n}`;
  return { n, uuid, prompt: 'Do it.', context: 'fresh', uses: [], state, amended: [], again: 0, ...more };
}

function list(steps: readonly StepAtWork[], more: Partial<ListAtWork> = {}): ListAtWork {
  return { state: 'running', stopOnFailure: true, closed: false, steps, ...more };
}

interface Case {
  readonly given: ListAtWork;
  readonly session: SessionStand;
  readonly task: TaskStand;
  readonly move: Move;
}

function* cases(): Generator<Case> {
  for (const first of stepStates) {
    for (const second of stepStates) {
      for (const stopOnFailure of [true, false]) {
        for (const held of [undefined, 'paused'] as const) {
          for (const session of sessions) {
            for (const task of tasks) {
              const steps = [step(1, first), step(2, second, { uses: stopOnFailure ? [] : [1] })];
              const given = list(steps, { stopOnFailure, ...(held ? { held } : {}) });
              yield { given, session, task, move: advance(given, session, task) };
            }
          }
        }
      }
    }
  }
}

const all = [...cases()];

describe('the next move of a list', () => {
  test('is about a task that waits, or the one that is at work', () => {
    expect(all.length).toBe(8 * 8 * 2 * 2 * 4 * 4);
    for (const { given, move } of all) {
      if (!('n' in move)) continue;
      const { state } = given.steps[move.n - 1] ?? { state: 'done' };
      expect(isStepOver(state)).toBe(false);
      if (move.do === 'begin' || move.do === 'skip') expect(state).toBe('waiting');
      else expect(state === 'running' || state === 'judging').toBe(true);
    }
  });

  test('begins nothing while it is held, another is at work, or the session takes no orders', () => {
    for (const { given, session, move } of all) {
      if (move.do !== 'begin' && move.do !== 'add') continue;
      expect(given.held).toBeUndefined();
      expect(session.stand).toBe('lives');
      if (move.do === 'begin')
        expect(given.steps.some(({ state }) => state === 'running' || state === 'judging')).toBe(false);
      const before = given.steps.slice(0, move.n - 1);
      const isAtWork = before.some(({ state }) => state === 'running' || state === 'judging');
      if (!isAtWork && move.do === 'begin') expect(before.every(({ state }) => state === 'done')).toBe(true);
    }
  });

  test('ends the list only when no task is left', () => {
    for (const { given, move } of all) {
      const isOver = given.steps.every(({ state }) => isStepOver(state));
      expect(move.do === 'end').toBe(isOver);
      if (move.do === 'end')
        expect(move.state).toBe(given.steps.every(({ state }) => state === 'done') ? 'done' : 'failed');
    }
  });

  test('waits for what is open, and never for a session that has ended', () => {
    for (const { session, move } of all) if (session.stand === 'ended') expect(move.do).not.toBe('wait');
  });

  test('settles what came of a task before anything else', () => {
    const steps = [step(1, 'running', { outcome: { state: 'done' } }), step(2, 'waiting')];
    for (const session of sessions) {
      for (const task of tasks)
        expect(advance(list(steps, { held: 'paused' }), session, task)).toEqual({ do: 'settle', n: 1 });
    }
  });

  test('asks for less where an answer was too long, and says why a task was stopped', () => {
    const stopping = (by: 'time' | 'length'): ListAtWork =>
      list([step(1, 'running', { stopping: { by, why: 'It was stopped.' } })]);
    const failed: TaskStand = { stand: 'failed', why: 'Esc.' };
    expect(advance(stopping('length'), { stand: 'lives' }, failed)).toEqual({ do: 'shorten', n: 1 });
    expect(advance(stopping('time'), { stand: 'lives' }, failed)).toEqual({ do: 'fail', n: 1, why: 'It was stopped.' });
  });

  test('ends the session of a list that is over, once', () => {
    const over = list([step(1, 'done')], { state: 'done' });
    expect(advance(over, { stand: 'lives' }, { stand: 'absent' })).toEqual({ do: 'close' });
    expect(advance({ ...over, closed: true }, { stand: 'lives' }, { stand: 'absent' })).toEqual({ do: 'nothing' });
  });
});
