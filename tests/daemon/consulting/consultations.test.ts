import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import type { Brain, BrainFacts } from '../../../src/brain/brain.ts';
import type { Consulted } from '../../../src/daemon/consulting/consultations.ts';
import { Consultations } from '../../../src/daemon/consulting/consultations.ts';
import { limits } from '../../../src/limits.ts';
import type { Advice, BrainName } from '../../../src/policy/consulting/advice.ts';
import type { Matter } from '../../../src/policy/consulting/matter.ts';
import { until } from '../../terminal/harness.ts';

/** Brains that are slow, broken or gone, on a clock that is moved by hand. */

const timeoutMs = 10_000;
const matter: Matter = { kind: 'prose', text: 'Shall I?', pages: [] };
const facts: BrainFacts = { project: 'app', requirements: '', preferences: [], past: [], screen: [] };
const yes: Advice = { say: 'choose', picks: [[0]], confidence: 0.9, reason: 'As preferred.' };

/** A brain whose calls are answered by the test. */
class Puppet implements Brain {
  readonly name: BrainName;
  readonly calls: { answer: (advice: Advice) => void; fail: (error: unknown) => void; signal: AbortSignal }[] = [];

  constructor(name: BrainName = 'ollama') {
    this.name = name;
  }

  consult(_matter: Matter, _facts: BrainFacts, signal: AbortSignal): Promise<Advice> {
    return new Promise((answer, fail) => {
      this.calls.push({ answer, fail, signal });
    });
  }

  check(): Promise<never> {
    return Promise.reject(new Error('nobody asks'));
  }
}

class Desk {
  readonly clock = new ManualClock();
  readonly brains: Readonly<Partial<Record<BrainName, Brain>>>;
  readonly consultations: Consultations;
  readonly told: { session: string; consulted: Consulted }[] = [];
  readonly bugs: string[] = [];

  constructor(...brains: Brain[]) {
    this.brains = Object.fromEntries(brains.map((brain) => [brain.name, brain]));
    this.consultations = new Consultations({
      clock: this.clock,
      timeoutMs: () => timeoutMs,
      brainFor: (name) => {
        const brain = this.brains[name];
        if (!brain) throw new Error(`no brain ${name}`);
        return brain;
      },
      bug: (sentence, error) => this.bugs.push(`${sentence}: ${String(error)}`),
    });
  }

  ask(session: string, brain: BrainName = 'ollama'): { dispose(): void } {
    return this.consultations.begin({ session, brain, question: () => ({ matter, facts }) }, (consulted) =>
      this.told.push({ session, consulted }),
    );
  }

  async untilTold(count = 1): Promise<void> {
    await until(`${count} answers`, () => this.told.length >= count);
  }

  sayings(): string[] {
    return this.told.map(({ session, consulted }) => `${session}: ${consulted.advice.say}, ${consulted.advice.reason}`);
  }
}

describe('a consultation', () => {
  test('gives what the brain says and how long it took', async () => {
    const brain = new Puppet();
    const desk = new Desk(brain);
    desk.ask('app-1');
    desk.clock.advance(1_234);
    brain.calls[0]?.answer(yes);
    await desk.untilTold();
    expect(desk.told).toEqual([{ session: 'app-1', consulted: { advice: yes, tookMs: 1_234 } }]);
    desk.clock.advance(timeoutMs * 2);
    expect(desk.told).toHaveLength(1);
  });

  test('ends after its time whatever the brain does, and what comes later means nothing', async () => {
    const brain = new Puppet();
    const desk = new Desk(brain);
    desk.ask('app-1');
    desk.clock.advance(timeoutMs + limits.brainOverdueMs);
    expect(desk.sayings()).toEqual([`app-1: person, The brain 'ollama' did not answer within ${timeoutMs} ms.`]);
    expect(brain.calls[0]?.signal.aborted).toBe(true);
    brain.calls[0]?.answer(yes);
    brain.calls[0]?.fail(new Error('late'));
    await settled();
    expect(desk.told).toHaveLength(1);
    expect(desk.bugs).toEqual([]);
  });

  test('with a brain that throws asks a person and is told as a defect', async () => {
    const brain = new Puppet();
    const desk = new Desk(brain);
    desk.ask('app-1');
    brain.calls[0]?.fail(new Error('no such thing'));
    await desk.untilTold();
    expect(desk.sayings()).toEqual(["app-1: person, The brain 'ollama' failed: no such thing"]);
    expect(desk.bugs).toEqual(["app-1: the brain 'ollama' failed: Error: no such thing"]);
    desk.ask('app-1', 'gemini');
    await desk.untilTold(2);
    expect(desk.sayings()[1]).toBe("app-1: person, The brain 'gemini' failed: no brain gemini");
  });

  test('that nobody waits for any more is ended at the brain and never told', async () => {
    const brain = new Puppet();
    const desk = new Desk(brain);
    const first = desk.ask('app-1');
    first.dispose();
    first.dispose();
    expect(brain.calls[0]?.signal.aborted).toBe(true);
    brain.calls[0]?.fail(new Error('aborted'));
    await settled();
    desk.ask('app-2');
    desk.consultations.dispose();
    expect(brain.calls[1]?.signal.aborted).toBe(true);
    desk.clock.advance(timeoutMs * 2);
    await settled();
    expect(desk.told).toEqual([]);
    expect(desk.bugs).toEqual([]);
  });
});

describe('many consultations', () => {
  const many = Array.from({ length: limits.brainCallsMax }, (_, n) => `s-${n}`);

  test('wait in line, first come first served, and never starve', async () => {
    const brain = new Puppet();
    const desk = new Desk(brain);
    for (const id of [...many, 'next', 'last']) desk.ask(id);
    expect(brain.calls).toHaveLength(limits.brainCallsMax);
    brain.calls[1]?.answer(yes);
    await desk.untilTold();
    expect(brain.calls).toHaveLength(limits.brainCallsMax + 1);
    brain.calls.at(-1)?.answer(yes);
    await desk.untilTold(2);
    expect(desk.told.map(({ session }) => session)).toEqual(['s-1', 'next']);
    expect(brain.calls).toHaveLength(limits.brainCallsMax + 2);
  });

  test('count the wait in: whose turn comes too late goes to a person, and one that was given up takes nobody’s place', async () => {
    const brain = new Puppet();
    const desk = new Desk(brain);
    for (const id of many.slice(1)) desk.ask(id);
    desk.clock.advance(1_000);
    desk.ask('busy');
    const left = desk.ask('left');
    desk.ask('waits');
    left.dispose();
    desk.clock.advance(timeoutMs + limits.brainOverdueMs - 1_000);
    // The first ones are given up, and the one that waits has its turn, for a second.
    expect(desk.sayings()).toHaveLength(many.length - 1);
    expect(brain.calls).toHaveLength(limits.brainCallsMax + 1);
    desk.clock.advance(1_000);
    await settled();
    const busyMs = timeoutMs + limits.brainOverdueMs - 1_000;
    expect(desk.sayings().slice(many.length - 1)).toEqual([
      `busy: person, The brain 'ollama' did not answer within ${timeoutMs} ms.`,
      `waits: person, The brain 'ollama' did not answer within ${timeoutMs} ms; for ${busyMs} ms of that it was busy with other sessions.`,
    ]);
  });

  test('of one brain do not hold up those of another', async () => {
    const [slow, quick] = [new Puppet('ollama'), new Puppet('rules')];
    const desk = new Desk(slow, quick);
    for (const id of [...many, 'more']) desk.ask(id);
    desk.ask('other', 'rules');
    quick.calls[0]?.answer(yes);
    await desk.untilTold();
    expect(desk.told.map(({ session }) => session)).toEqual(['other']);
  });
});

/** Gives promises that are settled already their turn. */
async function settled(): Promise<void> {
  await new Promise((done) => setImmediate(done));
}
