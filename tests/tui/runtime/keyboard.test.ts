import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { PccError } from '../../../src/base/errors.ts';
import { limits } from '../../../src/limits.ts';
import type { Message } from '../../../src/tui/message.ts';
import { Keyboard } from '../../../src/tui/runtime/keyboard.ts';
import { FakeApi, settled } from './fakeApi.ts';

let told: Message[];
let attachments: Map<string, string | undefined>;
let api: FakeApi;
let clock: ManualClock;
let keyboard: Keyboard;

beforeEach(() => {
  told = [];
  attachments = new Map([
    ['app-1', 'one'],
    ['app-2', 'two'],
  ]);
  api = new FakeApi();
  clock = new ManualClock();
  keyboard = new Keyboard({
    clock,
    tell: (message) => told.push(message),
    attachment: (session) => Promise.resolve(attachments.get(session)),
    afterTurn: queueMicrotask,
  });
  keyboard.join(api);
});

const size = { cols: 80, rows: 22 };

async function taken(session = 'app-1'): Promise<void> {
  keyboard.take(session, size);
  await settled();
  await api.answer('session.take', {});
}

function inputs(): unknown[] {
  return api.calls.filter(({ method }) => method === 'session.input').map(({ params }) => params);
}

describe('the keyboard of a held session', () => {
  it('sends keys that were typed before the hold was confirmed behind it, in order', async () => {
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'a', 1);
    await settled();
    keyboard.type('app-1', 'b', 1);
    expect(inputs()).toEqual([]);
    await api.answer('session.take', {});
    keyboard.type('app-1', 'c', 1);
    await settled();
    expect(api.told()).toEqual([
      'session.take {"attachment":"one","cols":80,"rows":22}',
      'session.input {"attachment":"one","data":"ab"}',
      'session.input {"attachment":"one","data":"c"}',
    ]);
    expect(told).toEqual([{ type: 'held', session: 'app-1', ok: true, why: '' }]);
  });

  it('sends the keys of one turn in one call', async () => {
    await taken();
    for (const key of 'hello') keyboard.type('app-1', key, 1);
    await settled();
    expect(inputs()).toEqual([{ attachment: 'one', data: 'hello' }]);
  });

  it('cuts a long paste into pieces and no character in two', async () => {
    await taken();
    const text = `${'x'.repeat(limits.tuiInputPieceChars - 1)}🚀${'y'.repeat(10)}`;
    keyboard.type('app-1', text, 1);
    await settled();
    const pieces = inputs().map((params) => (params as { data: string }).data);
    expect(pieces.map((piece) => piece.length)).toEqual([limits.tuiInputPieceChars - 1, 12]);
    expect(pieces.join('')).toBe(text);
  });

  it('tells that it could not be taken, and how many keys were lost by that', async () => {
    attachments.set('app-1', undefined);
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'abc', 3);
    await settled();
    expect(told).toEqual([
      { type: 'unsent', session: 'app-1', keys: 3 },
      { type: 'held', session: 'app-1', ok: false, why: "The session 'app-1' cannot be taken: it has ended." },
    ]);
    expect(keyboard.session).toBeUndefined();
  });

  it('gives back what it took only after it was given away', async () => {
    keyboard.take('app-1', size);
    await settled();
    keyboard.release('app-1');
    await api.answer('session.take', {});
    expect(api.told().slice(1)).toEqual(['session.release {"attachment":"one"}']);
    expect(told).toEqual([]);
  });

  it('sends what was typed before it is given back', async () => {
    await taken();
    keyboard.type('app-1', 'bye', 3);
    keyboard.release('app-1');
    await settled();
    expect(api.told().slice(1)).toEqual([
      'session.input {"attachment":"one","data":"bye"}',
      'session.release {"attachment":"one"}',
    ]);
  });

  it('goes from one session to another', async () => {
    await taken();
    keyboard.take('app-2', size);
    await settled();
    await api.answer('session.take', {});
    keyboard.type('app-1', 'x', 1);
    keyboard.type('app-2', 'y', 1);
    await settled();
    expect(api.told().slice(1)).toEqual([
      'session.release {"attachment":"one"}',
      'session.take {"attachment":"two","cols":80,"rows":22}',
      'session.input {"attachment":"two","data":"y"}',
    ]);
    expect(told).toContainEqual({ type: 'unsent', session: 'app-1', keys: 1 });
  });

  it('keeps typing while it is taken again for another size', async () => {
    await taken();
    keyboard.take('app-1', { cols: 100, rows: 30 });
    keyboard.type('app-1', 'x', 1);
    await settled();
    expect(api.told().slice(1)).toEqual([
      'session.take {"attachment":"one","cols":100,"rows":30}',
      'session.input {"attachment":"one","data":"x"}',
    ]);
  });

  it('is taken again by the next conversation, and tells what could not be sent meanwhile', async () => {
    await taken();
    keyboard.type('app-1', 'on its way', 10);
    await settled();
    api.crash();
    keyboard.lose();
    keyboard.type('app-1', 'ab', 2);
    await settled();
    expect(told.slice(1)).toEqual([
      { type: 'unsent', session: 'app-1', keys: 2 },
      { type: 'unsent', session: 'app-1', keys: 10 },
    ]);
    api = new FakeApi();
    attachments.set('app-1', 'three');
    keyboard.join(api);
    await settled();
    await api.answer('session.take', {});
    keyboard.type('app-1', 'c', 1);
    await settled();
    expect(api.told()).toEqual([
      'session.take {"attachment":"three","cols":80,"rows":22}',
      'session.input {"attachment":"three","data":"c"}',
    ]);
  });

  it('is lost when the daemon counts it among the holders no more', async () => {
    await taken();
    keyboard.holders('app-1', ['somebody', 'one']);
    expect(keyboard.session).toBe('app-1');
    keyboard.holders('app-2', []);
    expect(keyboard.session).toBe('app-1');
    keyboard.holders('app-1', ['somebody']);
    expect(keyboard.session).toBeUndefined();
    expect(told.at(-1)).toMatchObject({ type: 'held', session: 'app-1', ok: false });
  });

  it('gives each key once, also when it is taken for another size in the same turn', async () => {
    await taken();
    keyboard.type('app-1', 'x', 1);
    keyboard.take('app-1', { cols: 160, rows: 46 });
    keyboard.type('app-1', 'y', 1);
    await settled();
    await api.answer('session.take', {});
    expect(inputs()).toEqual([{ attachment: 'one', data: 'xy' }]);
    keyboard.take('app-1', size);
    keyboard.take('app-1', { cols: 160, rows: 46 });
    keyboard.type('app-1', 'z', 1);
    await settled();
    await api.answer('session.take', {});
    expect(inputs().slice(1)).toEqual([{ attachment: 'one', data: 'z' }]);
  });

  it('sends what was typed before it was confirmed also when it was given back by then', async () => {
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'world', 5);
    keyboard.release('app-1');
    expect([keyboard.session, keyboard.needs('app-1')]).toEqual([undefined, true]);
    await settled();
    await api.answer('session.take', {});
    expect(api.told().slice(1)).toEqual([
      'session.input {"attachment":"one","data":"world"}',
      'session.release {"attachment":"one"}',
    ]);
    expect([told, keyboard.needs('app-1')]).toEqual([[], false]);
  });

  it('loses no key on the way from one session to another and back', async () => {
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'a', 1);
    keyboard.take('app-2', size);
    keyboard.type('app-2', 'b', 1);
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'c', 1);
    await settled();
    await api.answer('session.take', {});
    await api.answer('session.take', {});
    expect(inputs()).toEqual([
      { attachment: 'two', data: 'b' },
      { attachment: 'one', data: 'ac' },
    ]);
    expect(api.told('session.take', 'session.input')).toEqual(['session.release {"attachment":"two"}']);
    expect(told).toEqual([{ type: 'held', session: 'app-1', ok: true, why: '' }]);
  });

  it('tells what was typed for a session that was given back and cannot be taken', async () => {
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'ab', 2);
    keyboard.release('app-1');
    await settled();
    await api.refuse('session.take', new PccError('gone', 'It has ended.'));
    expect(told).toEqual([{ type: 'unsent', session: 'app-1', keys: 2 }]);
    keyboard.take('app-2', size);
    keyboard.type('app-2', 'c', 1);
    keyboard.release('app-2');
    keyboard.lose();
    expect(told.slice(1)).toEqual([{ type: 'unsent', session: 'app-2', keys: 1 }]);
  });

  it('gives up its place at a daemon that let go of it', async () => {
    await taken();
    keyboard.holders('app-1', []);
    keyboard.release('app-1');
    expect(api.told().slice(1)).toEqual(['session.release {"attachment":"one"}']);
  });

  it('is kept, and taken anew, when a key was on its way as the daemon let go', async () => {
    await taken();
    keyboard.type('app-1', 'x', 1);
    await settled();
    keyboard.holders('app-1', []);
    await settled();
    expect(keyboard.session).toBe('app-1');
    expect(api.told().slice(1)).toEqual([
      'session.input {"attachment":"one","data":"x"}',
      'session.take {"attachment":"one","cols":80,"rows":22}',
    ]);
    await api.answer('session.input', {});
    await api.answer('session.take', {});
    expect(told.at(-1)).toMatchObject({ type: 'held', ok: true });
  });

  it('gives back what may be taken by a daemon that answered too late', async () => {
    keyboard.take('app-1', size);
    await settled();
    await api.refuse('session.take', new PccError('timeout', 'No answer.'));
    expect(api.told().slice(1)).toEqual(['session.release {"attachment":"one"}']);
    expect(told).toEqual([{ type: 'held', session: 'app-1', ok: false, why: 'No answer.' }]);
  });

  it('tells a refusal once, also for many pieces', async () => {
    await taken();
    keyboard.type('app-1', 'x'.repeat(limits.tuiInputPieceChars * 2), 1);
    await settled();
    await api.refuse('session.input', new PccError('conflict', 'Somebody is in the way.'));
    await api.refuse('session.input', new PccError('conflict', 'Somebody is in the way.'));
    expect(told.slice(1)).toEqual([{ type: 'told', sentence: 'Somebody is in the way.', bad: true }]);
  });
});

describe('a daemon that hangs', () => {
  it('is told once it has not taken a key for a while; then keys are not sent, until it goes on', async () => {
    await taken();
    told.length = 0;
    keyboard.type('app-1', 'a', 1);
    await settled();
    clock.advance(limits.tuiInputLateMs - 1);
    expect(told).toEqual([]);
    clock.advance(1);
    keyboard.type('app-1', 'bc', 2);
    await settled();
    expect(told).toEqual([
      { type: 'stuck', session: 'app-1' },
      { type: 'unsent', session: 'app-1', keys: 2 },
    ]);
    await api.answer('session.input', {});
    keyboard.type('app-1', 'd', 1);
    await settled();
    expect(told.slice(2)).toEqual([{ type: 'held', session: 'app-1', ok: true, why: '' }]);
    expect(inputs()).toEqual([
      { attachment: 'one', data: 'a' },
      { attachment: 'one', data: 'd' },
    ]);
    await api.answer('session.input', {});
    clock.advance(10 * limits.tuiInputLateMs);
    expect(told).toHaveLength(3);
  });

  it('gets what was typed before the hold was confirmed, once it goes on', async () => {
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'a', 1);
    await settled();
    clock.advance(limits.tuiInputLateMs);
    keyboard.type('app-1', 'b', 1);
    await api.answer('session.take', {});
    expect(told.map(({ type }) => type)).toEqual(['stuck', 'unsent', 'held']);
    expect(inputs()).toEqual([{ attachment: 'one', data: 'a' }]);
  });

  it('gets nothing late for a session that was given back: that is told', async () => {
    keyboard.take('app-1', size);
    keyboard.type('app-1', 'ab', 2);
    keyboard.release('app-1');
    await settled();
    clock.advance(limits.tuiInputLateMs);
    expect(told).toEqual([
      { type: 'stuck', session: 'app-1' },
      { type: 'unsent', session: 'app-1', keys: 2 },
    ]);
    await api.answer('session.take', {});
    expect(api.told().slice(1)).toEqual(['session.release {"attachment":"one"}']);
  });

  it('is asked again when its answer will not be heard any more', async () => {
    await taken();
    keyboard.type('app-1', 'a', 1);
    await settled();
    clock.advance(limits.tuiInputLateMs);
    await api.refuse('session.input', new PccError('timeout', 'No answer.'));
    await api.answer('session.take', {});
    expect(told.map(({ type }) => type)).toEqual(['held', 'stuck', 'told', 'held']);
  });

  it('fills no memory: what is too much is not sent', async () => {
    await taken();
    const paste = 'x'.repeat(limits.pasteCharsMax);
    for (let time = 0; time < 3; time++) {
      keyboard.type('app-1', paste, 1);
      await settled();
    }
    expect(told.slice(1)).toEqual([{ type: 'unsent', session: 'app-1', keys: 1 }]);
    keyboard.lose();
    clock.advance(limits.tuiInputLateMs);
    expect(told).toHaveLength(2);
  });
});
