import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { settings } from '../../../src/daemon/settings.ts';
import type { SpendingLife, SpendingParts } from '../../../src/daemon/queue/spending.ts';
import { Spending } from '../../../src/daemon/queue/spending.ts';
import { limits } from '../../../src/limits.ts';
import { reduce } from '../../../src/session/reduce.ts';
import type { Effect, Session, SessionEvent } from '../../../src/session/session.ts';
import { newSession } from '../../../src/session/session.ts';
import type { TaskOrder } from '../../../src/session/task.ts';
import { busy, draft, idle, saysLast } from '../../session/words.ts';

/** Tokens and time of turns, and what happens when a budget is used up: the count with the life of a session behind it. */

type Config = ReturnType<SpendingParts['config']>;

class Life {
  session: Session = newSession('s', false);
  usage: SpendingLife['usage'];
  readonly effects: Effect[] = [];
  readonly events: SessionEvent[] = [];
  readonly clock = new ManualClock();
  /** Its processes are stopped. */
  isFrozen = false;
  readonly #changed = new Emitter<void>();
  readonly #ended = new Emitter<number | null>();
  readonly #steps = new Emitter<Session>();
  #isLast = false;

  constructor(config: Partial<Config> = {}) {
    const defaults = Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, setting.default]));
    const spending = new Spending({
      clock: this.clock,
      config: () => ({ ...(defaults as unknown as Config), ...config }),
      isFrozen: () => this.isFrozen,
    });
    // As a session does: its end is told in the middle of its last step.
    this.#steps.event(() => {
      if (this.#isLast) this.#ended.fire(0);
    });
    const usage = (): SpendingLife['usage'] => this.usage;
    const session = (): Session => this.session;
    spending.follow({
      get usage() {
        return usage();
      },
      onChanged: this.#changed.event,
      onEnded: this.#ended.event,
      actor: {
        get session() {
          return session();
        },
        onStep: this.#steps.event,
        dispatch: (event) => {
          this.go(event);
        },
      },
    });
  }

  go(...events: SessionEvent[]): this {
    for (const event of events) {
      this.events.push(event);
      const step = reduce(this.session, event);
      this.session = step.session;
      this.effects.push(...step.effects);
      this.#steps.fire(step.session);
    }
    return this;
  }

  /** A task whose turn runs. */
  runs(order: Partial<TaskOrder> = {}): this {
    this.go(idle, { type: 'task', task: { id: 's.1', text: 'do it', ...order }, queued: true });
    const first = this.session.typing?.inputId ?? '';
    this.go({ type: 'written', inputId: first, result: 'written', last: true }, draft('do it'));
    const enter = this.session.typing?.inputId ?? '';
    return this.go({ type: 'written', inputId: enter, result: 'written', last: true }, busy);
  }

  took(output: number, context = 10): this {
    this.usage = { input: 0, output, cacheRead: 999_999, cacheWrite: 0, context };
    this.counted();
    this.clock.advance(0);
    return this;
  }

  counted(): void {
    this.#changed.fire();
  }

  /** The session ends with this event. */
  endsWith(event: SessionEvent): this {
    this.#isLast = true;
    return this.go(event);
  }

  get asked(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'escalate' ? [effect.escalation.dialog.question] : []));
  }

  get state(): string | undefined {
    return this.session.tasks.find(({ id }) => id === 's.1')?.state;
  }

  answer(label: string): this {
    const escalationId = this.session.budget?.stage === 'asked' ? this.session.budget.escalationId : '';
    return this.go({ type: 'respond', escalationId, label });
  }
}

describe('what is told', () => {
  test('tokens come a bounded number of times, and what the cache gave does not count', () => {
    const life = new Life();
    for (let n = 1; n <= 100; n++) life.took(n);
    expect(life.events.filter(({ type }) => type === 'spent')).toHaveLength(1);
    life.clock.advance(limits.spentEveryMs);
    expect(life.session.spent).toMatchObject({ tokens: 100, context: 10 });
    expect(life.events.filter(({ type }) => type === 'spent')).toHaveLength(2);
  });

  test('that the context is nearly full comes at once, before the end of the turn that may stand in the same line', () => {
    const life = new Life().took(1).runs();
    life.usage = { input: 0, output: 2, cacheRead: 0, cacheWrite: 0, context: limits.contextFullTokens };
    life.counted();
    expect(life.session.spent).toMatchObject({ context: limits.contextFullTokens, full: 'compact' });
    for (let n = 3; n <= 100; n++) life.took(n, limits.contextFullTokens);
    expect(life.events.filter(({ type }) => type === 'spent')).toHaveLength(2);
    life.took(101, 10);
    expect(life.session.spent?.full).toBeUndefined();
  });

  test('a session that has ended in the middle of a turn is counted no more', () => {
    const life = new Life({ 'budget.session_minutes': 600 }).go(idle).endsWith(busy);
    const before = life.events.length;
    life.clock.advance(10 * limits.spentEveryMs);
    expect(life.events).toHaveLength(before);
  });

  test('a count that begins anew takes nothing back', () => {
    const life = new Life().took(500);
    life.clock.advance(limits.spentEveryMs);
    life.took(20);
    life.clock.advance(limits.spentEveryMs);
    expect(life.session.spent?.tokens).toBe(500);
  });

  test('a context that is nearly full says so, as configured', () => {
    expect(new Life().took(1, 200_000).session.spent?.full).toBe('compact');
    expect(new Life({ 'context.when_full': 'fresh' }).took(1, 200_000).session.spent?.full).toBe('fresh');
    expect(new Life({ 'context.when_full': 'off' }).took(1, 200_000).session.spent?.full).toBeUndefined();
    expect(new Life().took(1, 100_000).session.spent?.full).toBeUndefined();
    // Whether room is made where the CLI says so itself does not depend on how full it is known to be.
    expect(new Life().took(1, 100_000).session.spent?.makesRoom).toBe(true);
    expect(new Life({ 'context.when_full': 'off' }).took(1, 200_000).session.spent?.makesRoom).toBeUndefined();
  });

  test('where no budget of time is set nobody is told how long turns run', () => {
    const life = new Life().runs();
    life.clock.advance(60_000);
    expect(life.events.filter(({ type }) => type === 'spent')).toHaveLength(0);
  });
});

describe('a budget that is used up', () => {
  test('of tokens asks a person, and nothing is typed before the answer', () => {
    const life = new Life().runs({ tokensMax: 1_000 }).took(1_000);
    expect(life.asked).toEqual(['Task s.1 has taken 1,000 tokens; its budget is 1,000.']);
    life.go({ type: 'task', task: { id: 's.2', text: 'and that' }, queued: true }, idle);
    expect(life.session.typing).toBeUndefined();
    life.answer('Go on without this budget');
    life.clock.advance(limits.spentEveryMs);
    expect(life.asked).toHaveLength(1);
    life.go(saysLast('Done.'), idle);
    expect(life.session.typing?.taskId).toBe('s.2');
  });

  test('asks nobody any more once its task is done: the queue goes on', () => {
    const life = new Life().runs({ tokensMax: 1_000 }).took(1_000);
    expect(life.session.budget?.stage).toBe('asked');
    life.go({ type: 'task', task: { id: 's.2', text: 'and that' }, queued: true }, saysLast('Done.'), idle);
    expect(life.session.budget).toBeUndefined();
    expect(life.session.typing?.taskId).toBe('s.2');
  });

  test('of time counts only while a turn runs', () => {
    const life = new Life().runs({ timeMaxMs: 60_000 });
    life.clock.advance(30_000);
    // A dialog waits for a person: that takes no time of the task's.
    life.go({ type: 'screen', reading: { state: 'menu', title: 'x', options: [], evidence: { top: 0, bottom: 0 } } });
    life.clock.advance(600_000);
    expect(life.asked).toEqual([]);
    life.go(busy);
    life.clock.advance(30_000 + limits.spentEveryMs);
    expect(life.asked).toHaveLength(1);
    expect(life.asked[0]).toMatch(/^Task s\.1 has run for \d+ seconds; its budget is 60 seconds\.$/);
  });

  test('stops the turn with Esc where that is configured: its task has failed and the queue goes on', () => {
    const life = new Life({ 'budget.when_spent': 'stop' }).runs({ tokensMax: 10 });
    life.go({ type: 'task', task: { id: 's.2', text: 'and that' }, queued: true }).took(50);
    const esc = life.effects.filter(({ type }) => type === 'interrupt');
    expect(esc).toHaveLength(1);
    life.go(saysLast(''), idle);
    expect(life.state).toBe('failed');
    expect(life.session.tasks.find(({ id }) => id === 's.1')?.why).toContain('has taken 50 tokens');
    expect(life.session.typing?.taskId).toBe('s.2');
  });

  test('presses no Esc at a dialog, nor under a human, and presses again what was not written', () => {
    const life = new Life({ 'budget.when_spent': 'stop' })
      .runs({ tokensMax: 10 })
      .go({ type: 'human', holds: true })
      .took(50);
    const pressed = (): number => life.effects.filter(({ type }) => type === 'interrupt').length;
    expect(pressed()).toBe(0);
    life.go({ type: 'screen', reading: { state: 'menu', title: 'x', options: [], evidence: { top: 0, bottom: 0 } } });
    life.go({ type: 'human', holds: false });
    expect(pressed()).toBe(0);
    life.go(busy);
    expect(pressed()).toBe(1);
    const inputId = life.session.budget?.stage === 'stopping' ? (life.session.budget.inputId ?? '') : '';
    life.go({ type: 'written', inputId, result: 'stale', last: true }, busy);
    expect(pressed()).toBe(2);
  });

  test('a turn that does not stop is left to a person', () => {
    const life = new Life({ 'budget.when_spent': 'stop' }).runs({ tokensMax: 10 }).took(50);
    for (let press = 0; press < limits.escPressesMax; press++) life.go({ type: 'deadline', name: 'stopped' }, busy);
    expect(life.effects.filter(({ type }) => type === 'interrupt')).toHaveLength(limits.escPressesMax);
    expect(life.asked.at(-1)).toContain('The turn does not stop at Esc.');
  });

  test('of the session holds up everything until a person lifts it', () => {
    const life = new Life({ 'budget.session_tokens': 40, 'budget.when_spent': 'stop' }).runs().took(50);
    life.go(saysLast(''), idle);
    expect(life.state).toBe('failed');
    life.go({ type: 'task', task: { id: 's.2', text: 'and that' }, queued: true }, idle);
    expect(life.session.typing).toBeUndefined();
    expect(life.asked).toEqual(['The session has taken 50 tokens; its budget is 40.']);
    life.answer('Go on without this budget');
    expect(life.session.typing?.taskId).toBe('s.2');
  });

  test('a person who stops it ends the turn', () => {
    const life = new Life().runs({ tokensMax: 10 }).took(50).answer('Stop here');
    expect(life.effects.some(({ type }) => type === 'interrupt')).toBe(true);
    life.go(saysLast(''), idle);
    expect(life.state).toBe('failed');
    expect(life.session.budget).toBeUndefined();
  });
});

test('while its processes are stopped no time of a turn passes', () => {
  const life = new Life({ 'budget.task_minutes': 10, 'budget.when_spent': 'ask' }).runs();
  life.clock.advance(60_000);
  life.isFrozen = true;
  life.go({ type: 'pause' });
  life.clock.advance(3_600_000);
  life.isFrozen = false;
  life.go({ type: 'resume' });
  life.clock.advance(8 * 60_000);
  expect(life.asked).toEqual([]);
  life.clock.advance(2 * 60_000);
  expect(life.asked[0]).toContain('run for');
});
