import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbour } from '../../../src/tui/layout/neighbours.ts';
import { listRows } from '../../../src/tui/layout/list.ts';
import { listed } from '../../../src/tui/layout/order.ts';
import { placesOf, roomOf } from '../../../src/tui/layout/tiling.ts';
import { needing } from '../../../src/tui/attention.ts';
import { aModel, anAsking, aStatus, isoAt, keys, startMs, tell } from '../models.ts';

const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => aStatus(id));

describe('more sessions than tiles', () => {
  it('keeps the tiles, whatever is written elsewhere', () => {
    const model = aModel({ sessions: six });
    expect(model.tiles).toEqual(['a', 'b']);
    expect(tell(model, { type: 'pulse', pulses: { e: 50, f: 70 } }).model.tiles).toEqual(['a', 'b']);
  });

  it('puts the focused session into the place of the one that matters least', () => {
    const model = aModel({ sessions: six });
    const later = tell(model, { type: 'pulse', pulses: { a: 5 } }, ...keys('5')).model;
    expect(later.focus).toBe('e');
    expect(later.tiles).toEqual(['a', 'e']);
  });

  it('shows whoever needs a human, and leaves the tile of the focus', () => {
    const model = aModel({ sessions: six });
    const asks = tell(model, { type: 'session', session: anAsking('f', 1) }).model;
    expect(asks.tiles).toEqual(['a', 'f']);
    const again = tell(asks, { type: 'session', session: anAsking('d', 2) }).model;
    expect(again.tiles).toEqual(['a', 'f']);
  });

  it('fills a place that became free with whoever wrote last', () => {
    const model = tell(aModel({ sessions: six }), { type: 'pulse', pulses: { e: 50 } }).model;
    const rest = six.filter(({ id }) => id !== 'b');
    expect(tell(model, { type: 'fleet', sessions: rest, daemon: { ...daemonOf(model) } }).model.tiles).toEqual([
      'a',
      'e',
    ]);
  });
});

function daemonOf(model: ReturnType<typeof aModel>): NonNullable<typeof model.fleet.daemon> {
  if (!model.fleet.daemon) throw new Error('the model is not connected');
  return model.fleet.daemon;
}

it('lists those that need a human first: HIGH, then the longest waiting', () => {
  const sessions = [
    aStatus('calm'),
    anAsking('late', 1, { askedAt: isoAt(startMs - 1_000) }),
    anAsking('early', 2, { askedAt: isoAt(startMs - 9_000) }),
    anAsking('risky', 3, { risk: 'HIGH', askedAt: isoAt(startMs) }),
  ];
  expect(listed(aModel({ sessions })).map(({ id }) => id)).toEqual(['risky', 'early', 'late', 'calm']);
});

it('scrolls the list so that the focus is in it', () => {
  const sessions = Array.from({ length: 40 }, (_, index) => aStatus(`s${index}`));
  const model = { ...aModel({ sessions }), focus: 's30' };
  const rows = listRows(model, { x: 0, y: 0, cols: 24, rows: 11 });
  expect(rows).toHaveLength(10);
  expect(rows.map(({ y }) => y)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(rows.map(({ session }) => session.id)).toContain('s30');
  expect(listRows({ ...model, focus: 's39' }, { x: 0, y: 0, cols: 24, rows: 11 })[9]?.session.id).toBe('s39');
});

it('finds the pane that lies next', () => {
  // a b / c: three panes on 160x48.
  const places = placesOf(aModel({ size: { cols: 160, rows: 48 }, sessions: six.slice(0, 3) }));
  expect(neighbour(places, 'a', 'right')).toBe('b');
  expect(neighbour(places, 'b', 'left')).toBe('a');
  expect(neighbour(places, 'b', 'down')).toBe('c');
  expect(neighbour(places, 'c', 'up')).toBe('a');
  expect(neighbour(places, 'a', 'left')).toBeUndefined();
  expect(neighbour(places, 'c', 'right')).toBeUndefined();
});

const happening = fc.oneof(
  fc.record({ what: fc.constant('focus' as const), at: fc.nat(11) }),
  fc.record({ what: fc.constant('asks' as const), at: fc.nat(11) }),
  fc.record({ what: fc.constant('calm' as const), at: fc.nat(11) }),
  fc.record({ what: fc.constant('writes' as const), at: fc.nat(11) }),
  fc.record({ what: fc.constant('swap' as const), at: fc.constant(0) }),
);

it('changes a tile only when it must', () => {
  const sessions = Array.from({ length: 12 }, (_, index) => aStatus(`s${index}`));
  const first = aModel({ size: { cols: 110, rows: 34 }, sessions });
  const room = roomOf(first).capacity;
  expect(room).toBe(8);
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 20 }), (story) => {
      let model = first;
      for (const { what, at } of story) {
        const before = model;
        const id = `s${at}`;
        if (what === 'focus') model = tell({ ...model, focus: id }, { type: 'tick', nowMs: startMs }).model;
        if (what === 'asks') model = tell(model, { type: 'session', session: anAsking(id, at + 1) }).model;
        if (what === 'calm') model = tell(model, { type: 'session', session: aStatus(id) }).model;
        if (what === 'writes') model = tell(model, { type: 'pulse', pulses: { [id]: 9 } }).model;
        if (what === 'swap') model = tell(model, ...keys('x')).model;
        const { tiles } = model;
        expect(new Set(tiles).size).toBe(room);
        expect(tiles).toContain(model.focus);
        const asking = needing(model.fleet).filter((session) => session.id !== model.focus);
        const shown = asking.filter((session) => tiles.includes(session.id));
        expect(shown).toHaveLength(Math.min(room - 1, asking.length));
        if (what === 'swap') continue;
        // Whoever stays keeps the place; only those that had to come are new.
        const come = tiles.filter((tile) => !before.tiles.includes(tile));
        const mustCome = (tile: string): boolean =>
          tile === model.focus || asking.some((session) => session.id === tile);
        expect(come.every(mustCome)).toBe(true);
        expect(come.length).toBeLessThanOrEqual(1);
        expect(tiles.filter((tile, index) => before.tiles[index] !== tile)).toEqual(come);
      }
    }),
    { numRuns: 1_000 },
  );
});
