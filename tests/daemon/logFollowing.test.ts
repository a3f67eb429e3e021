import { expect, test } from 'vitest';
import type { LogLine } from '../../src/api/methods.ts';
import type { ApiClientHandle } from '../../src/api/server.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { followLog } from '../../src/daemon/logFollowing.ts';
import { limits } from '../../src/limits.ts';

test('lines that a slow client has no room for are told after it has drained', () => {
  const stored: LogLine[] = [];
  const told: number[] = [];
  const lines = new Emitter<LogLine>();
  const drained = new Emitter<void>();
  const closed = new Emitter<void>();
  let room = 2;
  const client: ApiClientHandle = {
    id: 1,
    name: 'slow',
    notify: (_name, payload) => {
      if (room === 0) return false;
      room--;
      if ('seq' in payload && typeof payload.seq === 'number') told.push(payload.seq);
      return true;
    },
    onDrain: drained.event,
    onClose: closed.event,
  };
  followLog(client, {
    onLine: lines.event,
    read: (after, limit) => stored.filter((line) => line.seq > after).slice(0, limit),
  });
  const total = limits.logLinesShown + 5;
  for (let seq = 1; seq <= total; seq++) {
    const line: LogLine = { seq, session: 's', at: '2026-03-01T10:00:00.000Z', type: 'note', text: 'x' };
    stored.push(line);
    lines.fire(line);
  }
  expect(told).toEqual([1, 2]);
  room = 3;
  drained.fire();
  expect(told).toEqual([1, 2, 3, 4, 5]);
  room = total;
  drained.fire();
  expect(told).toEqual(stored.map((line) => line.seq));
});
