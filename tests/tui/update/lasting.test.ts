import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/api/methods.ts';
import type { Command } from '../../../src/tui/command.ts';
import type { Model } from '../../../src/tui/model.ts';
import { limits } from '../../../src/limits.ts';
import { needing } from '../../../src/tui/attention.ts';
import { aModel, aStatus, isoAt, keys, startMs, tell } from '../models.ts';
import { living, queued, told } from '../panels/queue/tasks.ts';
import { someSchedules } from '../panels/schedules/sample.ts';

/** Queue, schedules and limits, from the key to the command. */

function calls(commands: readonly Command[]): string[] {
  return commands.flatMap((command) =>
    command.type === 'call' ? [`${command.method} ${JSON.stringify(command.params)}`] : [],
  );
}

function open(model: Model): string[] {
  return model.panels.map(({ kind }) => kind.name);
}

function later(model: Model, ms: number): Model {
  return tell(model, { type: 'tick', nowMs: model.nowMs + ms }).model;
}

const working = aModel({ sessions: [queued(), aStatus('web-2')] });

/** The view with all that the daemon knows. */
function looking(): Model {
  const { model } = tell({ ...working, focus: 'app-1' }, ...keys('Q'));
  const tag = { panel: model.panels[0]?.serial ?? 0, word: 'list' };
  return tell(model, { type: 'answered', tag, method: 'queue.list', result: { id: 'app-1', tasks: told } }).model;
}

describe('the queue', () => {
  it('is that of the focused session', () => {
    const { model, commands } = tell({ ...working, focus: 'web-2' }, ...keys('Q'));
    expect(open(model)).toEqual(['queue']);
    expect(calls(commands)).toEqual(['queue.list {"id":"web-2","all":true}']);
    expect(tell(aModel(), ...keys('Q')).model.notices.at(-1)?.text).toBe('There is no session.');
  });

  it('takes a new task and shows it', () => {
    const typed = tell(looking(), ...keys('a', 'g', 'o', 'C-s'));
    expect(open(typed.model)).toEqual(['queue', 'add-task']);
    expect(calls(typed.commands)).toEqual(['queue.add {"id":"app-1","text":"go"}']);
    const tag = { panel: typed.model.panels[1]?.serial ?? 0, word: 'add' };
    const added = tell(
      typed.model,
      { type: 'answered', tag, method: 'queue.add', result: { id: 'app-1', task: 'app-1.10' } },
      { type: 'session', session: queued({ queue: [...living, { id: 'app-1.10', text: 'go', state: 'queued' }] }) },
    );
    expect(open(added.model)).toEqual(['queue']);
    expect(added.model.notices.at(-1)?.text).toBe("'app-1' got task app-1.10.");
    expect(calls(added.commands)).toEqual(['queue.list {"id":"app-1","all":true}']);
  });

  it('tells of an addition whose form was closed, and keeps its words where it was refused', () => {
    const { model } = tell(looking(), ...keys('a', 'g', 'o', 'C-s', 'Esc'));
    expect(open(model)).toEqual(['queue']);
    const tag = { panel: model.nextPanel - 1, word: 'add' };
    const done = { type: 'answered', tag, method: 'queue.add', result: { id: 'app-1', task: 'app-1.10' } } as const;
    expect(tell(model, done).model.notices.at(-1)?.text).toBe("'app-1' got task app-1.10.");
    const refused = tell(model, { type: 'refused', tag, sentence: 'The disk is full.' }).model;
    expect(refused.notices.at(-1)?.text).toBe('The disk is full.');
    expect(JSON.stringify([...(refused.kept.get('add-task') as ReadonlyMap<string, unknown>)])).toContain('"go"');
  });

  it('removes only by a second key that is no first one held down', () => {
    const asked = tell(looking(), ...keys('j', 'j', 'x')).model;
    expect(open(asked)).toEqual(['queue', 'remove-task']);
    expect(calls(tell(asked, ...keys('y')).commands)).toEqual([]);
    expect(calls(tell(later(asked, limits.answerSeenMs), ...keys('y')).commands)).toEqual([
      'queue.remove {"id":"app-1","task":"app-1.5"}',
    ]);
  });

  it('does not take a burst of keys for a yes', () => {
    const names = keys('j', 'j', 'x', 'y').flatMap((message) => (message.type === 'key' ? [message.key] : []));
    expect(calls(tell(looking(), { type: 'burst', keys: names }).commands)).toEqual([]);
  });
});

describe('schedules and limits', () => {
  it('are known as the daemon tells them, and shown by a key', () => {
    const account = { account: 'main', kind: 'five_hour', resetsAt: null, state: 'near', by: 'app-1' } as const;
    const { model } = tell(
      working,
      { type: 'schedules', schedules: someSchedules },
      { type: 'limits', limits: { accounts: [account], waiting: [], wakes: [] } },
    );
    expect(model.fleet.schedules).toEqual(someSchedules);
    expect(model.fleet.limits.accounts).toEqual([account]);
    expect(open(tell(model, ...keys('S')).model)).toEqual(['schedules']);
    expect(open(tell(model, ...keys('U')).model)).toEqual(['usage']);
  });

  it('of nobody need a human', () => {
    const limit = { kind: 'five_hour', resetsAt: isoAt(startMs + 60_000) };
    const waiting: readonly Status[] = [
      aStatus('a', { state: 'error', limit }),
      aStatus('b', { state: 'error', phase: 'restarting' }),
      aStatus('d', { state: 'error', retrying: true }),
    ];
    expect(needing({ sessions: waiting })).toEqual([]);
    expect(needing({ sessions: [aStatus('c', { state: 'error' })] })).toHaveLength(1);
  });
});

describe('a session that is started again', () => {
  it('takes no keys until it lives', () => {
    const model = aModel({ sessions: [aStatus('a', { phase: 'restarting', state: 'exited' })] });
    const { model: next } = tell(model, ...keys('Enter'));
    expect(next.hold).toBeUndefined();
    expect(next.notices.at(-1)?.text).toBe("'a' is being started again, so it takes no keys yet.");
    const back = tell(next, { type: 'session', session: aStatus('a') }, ...keys('Enter')).model;
    expect(back.hold).toMatchObject({ session: 'a' });
  });
});
