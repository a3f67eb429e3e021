import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../src/api/client.ts';
import type { LogLine, Result } from '../../../src/api/methods.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import { PccError } from '../../../src/base/errors.ts';
import { limits } from '../../../src/limits.ts';
import type { Message } from '../../../src/tui/message.ts';
import { Conversation } from '../../../src/tui/runtime/conversation.ts';
import { aStatus } from '../models.ts';
import { FakeApi, settled } from './fakeApi.ts';

let told: string[];
/** What is told of limits and schedules. */
let lasting: Message[];
let clock: ManualClock;
let inOrder: boolean;
let refused: PccError[];
/** What a look or a start finds, in order; an error is thrown. */
let found: (ApiClient | PccError | undefined)[];
let tries: string[];
let conversation: Conversation;

const daemon: Result<'daemon.status'> = {
  daemon: { pid: 1, version: '0.1.0', uptimeS: 1 },
  host: { pid: 2, sessions: 1 },
  home: '/home/me/.perpetualcc',
  warnings: [],
  brain: 'rules',
};

function line(seq: number, given: Partial<LogLine> = {}): LogLine {
  return { seq, session: 'app-1', at: '2026-03-01T12:00:00.000Z', type: 'note', text: `line ${seq}`, ...given };
}

function fleet(given: Partial<Result<'fleet.watch'>> = {}): Result<'fleet.watch'> {
  const lasting = { limits: { accounts: [], waiting: [], wakes: [] }, schedules: [] };
  return { sessions: [aStatus('app-1')], daemon, lines: [], ...lasting, pulses: {}, ...given };
}

function shown(message: Message): string {
  switch (message.type) {
    case 'link':
      return message.up ? 'up' : `down: ${message.why}`;
    case 'fleet':
      return `fleet of ${message.sessions.map(({ id }) => id).join(' ')}`;
    case 'session':
      return `session ${message.session.id} ${message.session.state}`;
    case 'line':
      return `line ${message.line.seq}`;
    case 'pulse':
      return `pulse ${JSON.stringify(message.pulses)}`;
    default:
      return message.type;
  }
}

beforeEach(() => {
  told = [];
  lasting = [];
  clock = new ManualClock();
  inOrder = false;
  refused = [];
  found = [];
  tries = [];
  const next = (how: string) => () => {
    tries.push(how);
    const one = found.shift();
    return one instanceof PccError ? Promise.reject(one) : Promise.resolve(one);
  };
  conversation = new Conversation({
    clock,
    start: async () => (await next('start')()) ?? Promise.reject(new PccError('timeout', 'It does not answer.')),
    look: next('look'),
    endedInOrder: () => inOrder,
    tell: (message) => {
      if (message.type === 'limits' || message.type === 'schedules') lasting.push(message);
      else told.push(shown(message));
    },
    joined: () => told.push('joined'),
    lost: () => told.push('lost'),
    refused: (error) => refused.push(error),
  });
});

async function begun(given: Partial<Result<'fleet.watch'>> = {}): Promise<FakeApi> {
  const api = new FakeApi();
  const beginning = conversation.begin(api);
  await api.answer('fleet.watch', fleet(given));
  await beginning;
  return api;
}

describe('the conversation with the daemon', () => {
  it('tells the fleet, its lines and its pulses, then what changes', async () => {
    const api = await begun({ lines: [line(1), line(2)], pulses: { 'app-1': [5, 0, 7], 'app-2': [3] } });
    api.notify('fleet.session', { session: aStatus('app-1', { state: 'busy' }) });
    api.notify('fleet.pulse', { pulses: { 'app-1': 9 } });
    expect(told).toEqual([
      'up',
      'fleet of app-1',
      'line 1',
      'line 2',
      'pulse {"app-1":5}',
      'pulse {}',
      'pulse {"app-1":7,"app-2":3}',
      'joined',
      'session app-1 busy',
      'pulse {"app-1":9}',
    ]);
  });

  it('tells limits and schedules with the whole, and when they change', async () => {
    const near = { account: 'main', kind: 'five_hour', resetsAt: null, state: 'near' as const, by: 'app-1' };
    const limitsTold = { accounts: [near], waiting: [], wakes: [] };
    const api = await begun({ limits: limitsTold });
    api.notify('fleet.limits', { limits: { ...limitsTold, accounts: [] } });
    api.notify('fleet.schedules', { schedules: [] });
    api.notify('fleet.reset', fleet({ limits: limitsTold }));
    expect(lasting).toEqual([
      { type: 'limits', limits: limitsTold },
      { type: 'schedules', schedules: [] },
      { type: 'limits', limits: { ...limitsTold, accounts: [] } },
      { type: 'schedules', schedules: [] },
      { type: 'limits', limits: limitsTold },
      { type: 'schedules', schedules: [] },
    ]);
  });

  it('tells what came before the whole behind it', async () => {
    const api = new FakeApi();
    const beginning = conversation.begin(api);
    api.notify('fleet.session', { session: aStatus('app-1', { state: 'busy' }) });
    await api.answer('fleet.watch', fleet());
    await beginning;
    expect(told).toEqual(['up', 'fleet of app-1', 'joined', 'session app-1 busy']);
  });

  it('starts a daemon that crashed, and tells only the lines that are new', async () => {
    const first = await begun({ lines: [line(1), line(2)] });
    const second = new FakeApi();
    found = [second];
    first.crash('it broke');
    expect(conversation.api).toBeUndefined();
    await settled();
    await second.answer('fleet.watch', fleet({ lines: [line(1), line(2), line(3)] }));
    expect(told.slice(5)).toEqual([
      'lost',
      'down: it broke; it is started again',
      'up',
      'fleet of app-1',
      'line 3',
      'joined',
    ]);
    expect(tries).toEqual(['start']);
    expect(conversation.api).toBe(second);
  });

  it('tries again, less and less often, and says why it fails', async () => {
    const first = await begun();
    found = [new PccError('failed', 'The disk is full.'), new PccError('failed', 'The disk is full.'), undefined];
    first.crash();
    await settled();
    clock.advance(limits.tuiRetryMs - 1);
    await settled();
    expect(tries).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(tries).toHaveLength(2);
    clock.advance(2 * limits.tuiRetryMs);
    await settled();
    expect(tries).toHaveLength(3);
    expect(told.filter((text) => text.startsWith('down'))).toEqual([
      'down: the daemon ended the conversation; it is started again',
      'down: The disk is full.',
      'down: It does not answer.',
    ]);
  });

  it('does not start a daemon that was told to end, but finds one that others start', async () => {
    const first = await begun();
    inOrder = true;
    first.crash();
    for (let look = 0; look < 8; look++) {
      await settled();
      clock.advance(limits.tuiRetryMsMax);
    }
    await settled();
    expect(new Set(tries)).toEqual(new Set(['look']));
    expect(told.at(-1)).toContain('Ctrl-L starts it again');
    const second = new FakeApi();
    found = [second];
    clock.advance(limits.tuiRetryMsMax);
    await settled();
    await second.answer('fleet.watch', fleet());
    expect(told.at(-1)).toBe('joined');
  });

  it('starts it when a person asks', async () => {
    const first = await begun();
    inOrder = true;
    first.crash();
    await settled();
    const second = new FakeApi();
    found = [second];
    conversation.ask();
    await settled();
    await second.answer('fleet.watch', fleet());
    expect(tries).toEqual(['look', 'start']);
    expect(told.at(-1)).toBe('joined');
    conversation.ask();
    await settled();
    expect(tries).toHaveLength(2);
  });

  it('gives up at a daemon of another protocol', async () => {
    const first = await begun();
    found = [new PccError('conflict', 'The daemon speaks protocol 2.')];
    first.crash();
    await settled();
    clock.advance(60_000);
    await settled();
    expect(refused.map(({ message }) => message)).toEqual(['The daemon speaks protocol 2.']);
    expect(tries).toHaveLength(1);
  });

  it('goes on looking when a daemon is lost before the fleet was told', async () => {
    const first = await begun();
    const second = new FakeApi();
    const third = new FakeApi();
    found = [second, third];
    first.crash();
    await settled();
    second.crash();
    await settled();
    clock.advance(limits.tuiRetryMs);
    await settled();
    await third.answer('fleet.watch', fleet());
    expect(conversation.api).toBe(third);
    expect(told.at(-1)).toBe('joined');
  });

  it('hears nothing more once it is over', async () => {
    const api = await begun();
    conversation.dispose();
    expect(api.closed).toBe(true);
    clock.advance(60_000);
    await settled();
    expect(told.slice(3)).toEqual([]);
    expect(tries).toEqual([]);
  });
});
