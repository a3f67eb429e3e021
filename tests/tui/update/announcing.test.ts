import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Status } from '../../../src/api/methods.ts';
import type { Message } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import { firstLayout } from '../../../src/tui/layout/saved.ts';
import { initialModel } from '../../../src/tui/update/update.ts';
import { aDaemon, aModel, anAsking, anItem, aStatus, ordinarySettings, startMs, tell } from '../models.ts';

type QueueState = Status['queue'][number]['state'];

const three = ['a', 'b', 'c'].map((id) => aStatus(id));
const calm = aModel({ sessions: three });

function changed(session: ReturnType<typeof aStatus>): Message {
  return { type: 'session', session };
}

/** What is announced: titles and bodies, and each bell. */
function told(model: Model, ...messages: readonly Message[]): string[] {
  return tell(model, ...messages).commands.flatMap((command) => {
    if (command.type === 'bell') return ['bell'];
    return command.type === 'notify' ? [`${command.title}: ${command.body}`] : [];
  });
}

function tick(model: Model, ms: number): Message {
  return { type: 'tick', nowMs: model.nowMs + ms };
}

describe('bell and notification', () => {
  it('tell who newly needs a human, once', () => {
    const asks = anAsking('b', 4);
    expect(told(calm, changed(asks), changed(asks), tick(calm, 60_000))).toEqual([
      'bell',
      'b needs you: b: permission Bash npm publish --dry-run',
    ]);
  });

  it('do not tell of those that were there at the beginning', () => {
    const first = initialModel({ cols: 80, rows: 24 }, startMs, ordinarySettings, firstLayout);
    const begun = { type: 'fleet', sessions: [anAsking('b', 4)], daemon: aDaemon } as const;
    expect(told(first, { type: 'window', focused: false }, { type: 'link', up: true, why: '' }, begun)).toEqual([]);
    const model = aModel({ sessions: [anAsking('b', 4)] });
    expect(told(model, tick(model, 60_000))).toEqual([]);
    expect(told(model, { type: 'link', up: false, why: '' }, { type: 'link', up: true, why: '' })).toEqual([]);
    expect(told(model, { type: 'fleet', sessions: [anAsking('b', 4)], daemon: aDaemon })).toEqual([]);
  });

  it('tell of several together', () => {
    const sessions = [aStatus('a'), anAsking('b', 4, { risk: 'HIGH' }), anAsking('c', 5, { kind: 'plan', tool: '' })];
    expect(told(calm, { type: 'fleet', sessions, daemon: aDaemon })).toEqual([
      'bell',
      '2 sessions need you: b: HIGH risk, permission Bash npm publish --dry-run · c: plan npm publish --dry-run',
    ]);
  });

  it('tell of those that come right after another a moment later, and only if they still wait', () => {
    const first = tell(calm, changed(anAsking('b', 4))).model;
    const second = tell(first, changed(anAsking('c', 5)));
    expect(told(first, changed(anAsking('c', 5)))).toEqual([]);
    const wait = tick(first, limits.announceEveryMs);
    expect(told(second.model, wait)).toEqual(['bell', 'c needs you: c: permission Bash npm publish --dry-run']);
    expect(told(second.model, changed(aStatus('c')), wait)).toEqual([]);
  });

  it('leave alone whoever looks at it', () => {
    const asks = changed(anAsking('a', 4));
    expect(told(calm, asks)).toEqual([]);
    const away: Message = { type: 'window', focused: false };
    expect(told(calm, away, asks)).toHaveLength(2);
  });

  it('tell of errors and bad ends, not of an end that a person asked for', () => {
    const failed = aStatus('b', { phase: 'ended', exitCode: 1 });
    expect(told(calm, changed(aStatus('b', { state: 'error' })))).toEqual(['bell', 'b needs you: b: an error']);
    expect(told(calm, changed(failed))).toEqual(['bell', 'b needs you: b: it failed']);
    expect(told(calm, changed({ ...failed, stopped: true }))).toEqual([]);
  });

  it('tell of the end of a list of tasks, once, and again when a task of it was tried again', () => {
    const list = (...states: readonly QueueState[]): Message =>
      changed(aStatus('b', { queue: states.map((state, index) => ({ id: `b.${index + 1}`, text: 'x', state })) }));
    const busy = tell(calm, list('done', 'running')).model;
    expect(told(busy, list('done', 'verifying'))).toEqual([]);
    expect(told(busy, list('done', 'done'), list('done', 'done'))).toEqual([
      'bell',
      'b has ended its tasks: b: 2 done',
    ]);
    const over = tell(busy, list('done', 'failed'));
    expect(told(busy, list('done', 'failed'))).toEqual(['bell', 'b has ended its tasks: b: 1 done, 1 failed']);
    const later = tick(over.model, limits.announceEveryMs);
    expect(told(over.model, later, list('done', 'running'), list('done', 'done'))).toEqual([
      'bell',
      'b has ended its tasks: b: 2 done',
    ]);
  });

  it('do not tell of a list that was over before, or of what was only taken away', () => {
    const queue = [{ id: 'd.1', text: 'x', state: 'done' as const }];
    expect(told(calm, changed(aStatus('d', { queue })))).toEqual([]);
    const gone = tell(calm, changed(aStatus('b', { queue: [{ id: 'b.1', text: 'x', state: 'queued' }] }))).model;
    expect(told(gone, changed(aStatus('b', { queue: [{ id: 'b.1', text: 'x', state: 'removed' }] })))).toEqual([]);
    expect(told(gone, changed(aStatus('b')))).toEqual([]);
  });

  it('carry nothing of a child that could move a cursor', () => {
    const item = anItem(4, 'b', { subject: 'echo \u001b[2J\nrm' });
    const [, body] = told(calm, changed(aStatus('b', { state: 'permission', pending: [item] })));
    expect(body).toBe('b needs you: b: permission Bash echo ␛[2J ⏎ rm');
  });

  it('are as a person set them', () => {
    const asks = changed(anAsking('b', 4));
    const quiet = aModel({ sessions: three, settings: { bell: false, notify: false } });
    expect(told(quiet, asks)).toEqual([]);
    expect(told(aModel({ sessions: three, settings: { notify: false } }), asks)).toEqual(['bell']);
  });
});
