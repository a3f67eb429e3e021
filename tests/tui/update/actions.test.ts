import { describe, expect, it } from 'vitest';
import { keyTable } from '../../../src/api/keys/table.ts';
import { placesOf } from '../../../src/tui/layout/tiling.ts';
import type { Model } from '../../../src/tui/model.ts';
import { performed } from '../../../src/tui/update/actions/perform.ts';
import { aModel, anAsking, aStatus, isoAt, keys, startMs, tell } from '../models.ts';

const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => aStatus(id));
const large = aModel({ size: { cols: 160, rows: 48 }, sessions: six.slice(0, 4) });

function pressed(model: Model, ...names: readonly string[]): Model {
  return tell(model, ...keys(...names)).model;
}

function sizes(model: Model): string[] {
  return placesOf(model).panes.map(({ session, inner }) => `${session} ${inner.cols}x${inner.rows}`);
}

it('has something to do for every row of the key table', () => {
  for (const { action } of keyTable) {
    const { model } = performed(large, action);
    expect(model.notices.map(({ text }) => text).filter((text) => text.includes('There is no'))).toEqual([]);
  }
});

describe('moving', () => {
  it('goes by where the panes lie', () => {
    expect(pressed(large, 'l').focus).toBe('b');
    expect(pressed(large, 'l', 'j').focus).toBe('d');
    expect(pressed(large, 'l', 'j', 'Left').focus).toBe('c');
    expect(pressed(large, 'l', 'j', 'Left', 'Up').focus).toBe('a');
    expect(pressed(large, 'h').focus).toBe('a');
  });

  it('goes through all sessions, also those without a tile', () => {
    const many = aModel({ sessions: six });
    expect(pressed(many, 'Tab', 'Tab', 'Tab')).toMatchObject({ focus: 'd' });
    expect(pressed(many, 'Tab', 'Tab', 'Tab').tiles).toContain('d');
    expect(pressed(many, 'S-Tab').focus).toBe('f');
    expect(pressed(many, 'S-Tab', 'Tab').focus).toBe('a');
    expect(pressed(many, '6').focus).toBe('f');
    expect(pressed(many, '7').notices[0]?.text).toBe('There is no session 7.');
  });

  it('goes from one that needs a human to the next, HIGH first, then the longest waiting', () => {
    const sessions = [
      aStatus('a'),
      anAsking('b', 1, { askedAt: isoAt(startMs - 1_000) }),
      anAsking('c', 2, { askedAt: isoAt(startMs - 5_000) }),
      anAsking('d', 3, { askedAt: isoAt(startMs), risk: 'HIGH' }),
    ];
    const model = { ...aModel({ sessions }), focus: 'a' };
    const names = ['Space', 'Space', 'Space', 'Space'];
    expect(names.map((_, index) => pressed(model, ...names.slice(0, index + 1)).focus)).toEqual(['d', 'c', 'b', 'd']);
    expect(pressed(large, 'Space').notices[0]?.text).toBe('Nobody needs a human now.');
  });
});

describe('layouts', () => {
  it('follow each other, and are stored', () => {
    const step = tell(large, ...keys('o'));
    expect(step.model.saved.layout).toBe('main');
    expect(step.commands).toEqual([{ type: 'save-layout', layout: step.model.saved }]);
    expect(pressed(large, 'o', 'o', 'o', 'o').saved.layout).toBe('grid');
  });

  it('let panes grow and shrink, and be even again', () => {
    expect(sizes(large)).toEqual(['a 80x23', 'b 79x23', 'c 80x22', 'd 79x22']);
    expect(sizes(pressed(large, '>'))).toEqual(['a 84x23', 'b 75x23', 'c 80x22', 'd 79x22']);
    expect(sizes(pressed(large, '<', '<'))).toEqual(['a 72x23', 'b 87x23', 'c 80x22', 'd 79x22']);
    expect(sizes(pressed(large, 'l', '>'))).toEqual(['a 76x23', 'b 83x23', 'c 80x22', 'd 79x22']);
    expect(sizes(pressed(large, '+'))).toEqual(['a 80x25', 'b 79x25', 'c 80x20', 'd 79x20']);
    expect(sizes(pressed(large, 'j', '+', '+', '-'))).toEqual(['a 80x21', 'b 79x21', 'c 80x24', 'd 79x24']);
    expect(pressed(large, '>', '+', '=').saved.shares).toEqual({});
  });

  it('tell where there is no line to move', () => {
    expect(pressed(large, 'z', '>').notices[0]?.text).toBe('This layout has no border to move here.');
  });

  it('swap panes, and remember the order', () => {
    const swapped = pressed(large, 'x');
    expect(swapped.tiles).toEqual(['b', 'a', 'c', 'd']);
    expect(swapped).toMatchObject({ focus: 'a', saved: { order: ['b', 'a', 'c', 'd'] } });
    expect(pressed(large, 'S-Tab', 'x').tiles).toEqual(['d', 'b', 'c', 'a']);
    // The order outlives sessions that come and go.
    expect(tell(swapped, { type: 'session', session: aStatus('e') }).model.tiles).toEqual(['b', 'a', 'c', 'd', 'e']);
  });
});

describe('sessions', () => {
  it('are paused, and go on', () => {
    expect(tell(large, ...keys('p')).commands).toMatchObject([{ method: 'session.pause', params: { id: 'a' } }]);
    const paused = aModel({ sessions: [aStatus('a', { paused: true })] });
    expect(tell(paused, ...keys('p')).commands).toMatchObject([{ method: 'session.resume', params: { id: 'a' } }]);
  });

  it('tell what a call came to', () => {
    const tag = { panel: 0, word: 'pause' };
    const { model } = tell(large, { type: 'answered', tag, method: 'session.pause', result: { id: 'a' } });
    expect(model.notices[0]?.text).toBe("'a' is paused: pcc types nothing there.");
  });
});

it('says how to leave to a person who knows only one way', () => {
  expect(pressed(large, 'C-c').notices[0]?.text).toBe('q leaves, and all sessions go on; ? shows all keys.');
  expect(tell(large, ...keys('q')).commands).toEqual([{ type: 'leave' }]);
  const tiny = tell(large, { type: 'resized', size: { cols: 10, rows: 3 } }).model;
  expect(tell(tiny, ...keys('z', 'a', 'Enter')).commands).toEqual([]);
  expect(tell(tiny, ...keys('q')).commands).toEqual([{ type: 'leave' }]);
});
