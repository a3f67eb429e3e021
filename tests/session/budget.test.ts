import { describe, expect, test } from 'vitest';
import type { Effect, Session, SessionEvent } from '../../src/session/session.ts';
import { newSession } from '../../src/session/session.ts';
import { reduce } from '../../src/session/reduce.ts';
import { isEscWanted } from '../../src/session/spending.ts';
import { wordsOf } from '../../src/session/task.ts';
import { banner } from './limitWords.ts';
import { busy, deadline, draft, idle, pause, recovered, resume } from './words.ts';

/** The turn of a task whose budget is used up is stopped, whatever else happens meanwhile, and nothing of it is continued. */

class Story {
  session: Session;
  readonly effects: Effect[] = [];

  constructor(more: Partial<Session> = {}) {
    this.session = { ...newSession('s', false), ...more };
  }

  go(...events: SessionEvent[]): this {
    for (const event of events) {
      const step = reduce(this.session, event);
      this.session = step.session;
      this.effects.push(...step.effects);
    }
    return this;
  }

  add(n: number): this {
    return this.go({ type: 'task', task: { id: `s.${n}`, text: `do ${n}` }, queued: true });
  }

  /** Types what is on its way, to the beginning of its turn. */
  send(): this {
    const task = this.session.tasks.find(({ id }) => id === this.session.typing?.taskId);
    if (!task) throw new Error('nothing is on its way');
    this.go(written(this.session.typing?.inputId), draft(wordsOf(task)));
    return this.go(written(this.session.typing?.inputId), busy, { type: 'prompt-sent', text: wordsOf(task) });
  }

  /** Its first task runs and has used up its budget. */
  spent(): this {
    return this.go(idle)
      .add(1)
      .add(2)
      .send()
      .go({ type: 'budget', taskId: 's.1', what: 'All is spent.', then: 'stop' });
  }

  get escs(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'interrupt' ? [effect.inputId] : []));
  }

  /** Why people were asked. */
  get asked(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'escalate' ? effect.escalation.reasons : []));
  }

  get texts(): string[] {
    return this.effects.flatMap((effect) => (effect.type === 'type' && effect.step === 'text' ? [effect.text] : []));
  }

  get states(): string[] {
    return this.session.tasks.map(({ id, role, state }) => `${role ?? id} ${state}`);
  }
}

function written(inputId = ''): SessionEvent {
  return { type: 'written', inputId, result: 'written', last: true };
}

const error: SessionEvent = {
  type: 'screen',
  reading: { state: 'error', kind: 'overloaded', message: 'Overloaded', evidence: { top: 0, bottom: 0 } },
};
const limit = banner();
const itself = banner({ resumesItself: true });

describe('the Esc that stops a turn', () => {
  test('is pressed by the next daemon where the last one died before it', () => {
    const story = new Story().spent();
    expect(story.escs).toHaveLength(1);
    story.go(recovered, busy, deadline('stopped'), busy);
    expect(story.escs).toHaveLength(2);
    expect(story.go(idle).states).toEqual(['s.1 failed', 's.2 typing']);
  });

  test('is wanted only while its budget is being settled and nobody has paused the session', () => {
    const story = new Story().spent();
    const [esc = ''] = story.escs;
    expect(isEscWanted(story.session, esc)).toBe(true);
    expect(isEscWanted(story.session, 's:99')).toBe(false);
    expect(isEscWanted(reduce(story.session, pause).session, esc)).toBe(false);
    expect(isEscWanted(reduce(story.session, { type: 'switch', off: true }).session, esc)).toBe(false);
    expect(isEscWanted(reduce(story.session, { type: 'human', holds: true }).session, esc)).toBe(false);
    expect(isEscWanted(reduce(story.session, idle).session, esc)).toBe(false);
    // What was not pressed in a pause is pressed after it.
    story.go(pause, { type: 'written', inputId: esc, result: 'moved', last: true }, resume, busy);
    expect(story.escs).toHaveLength(2);
  });
});

describe('nothing is typed past a spent budget', () => {
  test('after a crash while the turn is stopped', () => {
    const story = new Story({ lasting: true }).spent();
    story.go({ type: 'exited', code: 137, open: true }, deadline('restart'), { type: 'launched' }, idle);
    expect(story.session.budget).toBeUndefined();
    expect(story.states).toEqual(['s.1 failed', 's.2 typing']);
    expect(story.texts).toEqual(['do 1', 'do 2']);
  });

  test('after a crash while a person is asked, who then has it stopped', () => {
    const story = new Story({ lasting: true }).go(idle).add(1).send();
    story.go({ type: 'budget', taskId: 's.1', what: 'All is spent.', then: 'ask' });
    const asked = story.session.budget;
    if (asked?.stage !== 'asked') throw new Error('nobody was asked');
    story.go({ type: 'exited', code: 137, open: true }, deadline('restart'), { type: 'launched' }, idle);
    story.go({ type: 'respond', escalationId: asked.escalationId, label: 'Stop here' }, idle);
    expect(story.states).toEqual(['go-on removed', 's.1 failed']);
    expect(story.texts).toEqual(['do 1']);
  });

  test('where its turn ended in an error of the API', () => {
    const story = new Story().spent().go({ type: 'refused', kind: 'overloaded', text: 'Overloaded' }, error);
    expect(story.states).toEqual(['s.1 failed', 's.2 typing']);
    expect(story.session).not.toHaveProperty('budget');
    story.go(error, deadline('retry'), deadline('retry'));
    expect(story.texts).toEqual(['do 1', 'do 2']);
    expect(story.asked).toEqual([]);
  });

  test('where its turn ended in a usage limit, which is waited for before the next task', () => {
    const story = new Story().spent().go({ type: 'refused', kind: 'limit', text: 'Limit' }, limit);
    expect(story.states).toEqual(['s.1 failed', 's.2 queued']);
    expect(story.session.limit?.stage).toBe('asleep');
    // The old banner stands there until something is typed below it.
    expect(story.go(limit, deadline('limit')).texts).toEqual(['do 1']);
    story.go({ type: 'wake', why: 'It was reset.' });
    expect(story.texts).toEqual(['do 1', 'do 2']);
    expect(story.effects.findLast(({ type }) => type === 'type')).toMatchObject({ afterBanner: true });
    expect(story.effects).toContainEqual({ type: 'awake', by: 'itself' });
    story.send().go(limit, deadline('limit'));
    // Behind it a banner is a new one.
    expect(story.session).not.toHaveProperty('settledBanner');
    expect(story.session.limit?.stage).toBe('seen');
    expect(story.asked).toHaveLength(1);
  });

  test('below an old banner that is drawn again, also after a new daemon came', () => {
    const story = new Story().spent().go({ type: 'refused', kind: 'limit', text: 'Limit' }, limit, pause);
    story.go({ type: 'wake', why: 'It was reset.' }, limit, recovered, limit, deadline('limit'), resume, limit);
    expect(story.texts).toEqual(['do 1', 'do 2']);
    expect(story.asked).toEqual([]);
  });

  test('where the next task is refused by the same limit: that one is waited for and continued', () => {
    const story = new Story().spent().go({ type: 'refused', kind: 'limit', text: 'Limit' }, limit);
    story.go({ type: 'wake', why: 'It was reset.' }).send();
    story.go({ type: 'refused', kind: 'limit', text: 'Limit' }, limit, { type: 'wake', why: 'It was reset.' });
    expect(story.texts).toEqual(['do 1', 'do 2', 'continue']);
  });

  test('where the CLI means to go on by itself after the limit: it is stopped when it does', () => {
    const story = new Story().go(idle).add(1).add(2).send();
    story.go({ type: 'refused', kind: 'limit', text: 'Limit' }, itself);
    story.go({ type: 'budget', taskId: 's.1', what: 'All is spent.', then: 'stop' }, itself, deadline('stopped'));
    expect(story.states).toEqual(['s.1 running', 's.2 queued']);
    expect(story.go(busy).escs).toHaveLength(1);
    expect(story.go({ type: 'turn-ended', text: '' }, idle).states).toEqual(['s.1 failed', 's.2 typing']);
    expect(story.session).not.toHaveProperty('limit');
  });

  test('where it meant to and did not: nothing of it is continued', () => {
    const story = new Story().go(idle).add(1).add(2).send();
    story.go({ type: 'refused', kind: 'limit', text: 'Limit' }, itself);
    story.go({ type: 'budget', taskId: 's.1', what: 'All is spent.', then: 'stop' }, itself);
    story.go({ type: 'wake', why: 'It was reset.' });
    expect(story.texts).toEqual(['do 1', 'do 2']);
    expect(story.states).toEqual(['go-on removed', 's.1 failed', 's.2 typing']);
    expect(story.session).not.toHaveProperty('limit');
  });

  test('below a banner of which the transcript tells nothing, and which does not hold it up for ever', () => {
    const story = new Story().spent().go(error);
    expect(story.states).toEqual(['s.1 running', 's.2 queued']);
    expect(story.go(deadline('stopped')).states).toEqual(['s.1 failed', 's.2 typing']);
  });
});

test('words that go back to Claude for a removed task are not sent', () => {
  const story = new Story().go(idle, {
    type: 'task',
    task: { id: 's.1', text: 'do 1', verify: 'npm test' },
    queued: true,
  });
  story.send().go({ type: 'turn-ended', text: 'Done.' }, idle);
  story.go({ type: 'verified', taskId: 's.1', ok: false, how: 'failed', told: 'x' });
  expect(story.states).toEqual(['s.1 verifying', 'feedback typing']);
  story.go({ type: 'queue', change: { do: 'remove', task: 's.1', why: 'A person removed it.' } });
  expect(story.states).toEqual(['s.1 removed', 'feedback failed']);
  const before = story.effects.length;
  const feedback = story.session.tasks.find(({ role }) => role === 'feedback');
  story.go(written(story.session.typing?.inputId), draft(feedback?.text ?? ''));
  expect(story.effects.slice(before).filter(({ type }) => type === 'type')).toEqual([]);
});
