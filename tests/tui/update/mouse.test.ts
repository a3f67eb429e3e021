import { describe, expect, it } from 'vitest';
import type { Mouse } from '../../../src/tui/key.ts';
import { placesOf } from '../../../src/tui/layout/tiling.ts';
import type { Message, ScreenFacts } from '../../../src/tui/message.ts';
import type { Model } from '../../../src/tui/model.ts';
import { aModel, anAsking, aStatus, keys, tell } from '../models.ts';

function mouse(kind: Mouse['kind'], x: number, y: number, over?: Mouse['over']): Message {
  const where = over ? { over } : {};
  return { type: 'mouse', mouse: { kind, button: 'left', x, y, shift: false, meta: false, ctrl: false, ...where } };
}

function click(x: number, y: number): Message[] {
  return [mouse('press', x, y), mouse('release', x, y)];
}

const four = ['a', 'b', 'c', 'd'].map((id) => aStatus(id));
/** `a b / c d` of 40 and 39 columns, 12 and 11 rows. */
const grid = aModel({ sessions: four });

function screenWith(mode: ScreenFacts['modes']['mouse']): Message {
  const modes = { applicationCursor: false, bracketedPaste: true, focusEvents: false, mouse: mode };
  return { type: 'screen', session: 'a', facts: { cols: 80, rows: 24, modes } };
}

describe('a click', () => {
  it('focuses a pane, and one more takes it', () => {
    const focused = tell(grid, ...click(50, 5));
    expect(focused.model).toMatchObject({ focus: 'b', hold: undefined });
    expect(tell(focused.model, ...click(50, 5)).commands).toEqual([
      { type: 'take', session: 'b', size: { cols: 80, rows: 24 } },
    ]);
  });

  it('on a title row only focuses', () => {
    const { model } = tell(grid, ...click(50, 12), ...click(50, 12));
    expect(model).toMatchObject({ focus: 'd', hold: undefined });
  });

  it('elsewhere gives a held pane back', () => {
    const { model, commands } = tell(tell(grid, ...keys('Enter')).model, ...click(50, 5));
    expect(commands).toEqual([{ type: 'release', session: 'a' }]);
    expect(model.focus).toBe('b');
  });

  it('in the side list focuses a session', () => {
    const many = aModel({ sessions: [...four, aStatus('e'), anAsking('f', 3)] });
    expect(placesOf(many).list).toBeDefined();
    // The first row is a heading; f needs a human.
    expect(tell({ ...many, focus: 'a' }, ...click(3, 1)).model.focus).toBe('f');
    expect(tell({ ...many, focus: 'a' }, ...click(3, 4)).model.focus).toBe('c');
    expect(tell({ ...many, focus: 'a' }, ...click(3, 0)).model.focus).toBe('a');
  });

  it('on the status line performs what stands there', () => {
    const asks = { ...aModel({ sessions: [aStatus('a'), anAsking('b', 3)] }), focus: 'a' };
    expect(tell(asks, ...click(3, 23)).model.focus).toBe('b');
  });

  it('means nothing on a terminal that is too small', () => {
    const { model, commands } = tell(grid, { type: 'resized', size: { cols: 19, rows: 5 } }, ...click(3, 3));
    expect(commands).toEqual([]);
    expect(model.hold).toBeUndefined();
  });
});

describe('a line between panes', () => {
  it('is dragged, and the layout stored once', () => {
    const dragged = tell(grid, mouse('press', 40, 5), mouse('drag', 39, 5), mouse('drag', 38, 6), mouse('drag', 30, 7));
    expect(dragged.commands).toEqual([]);
    // No pane gets less than it needs.
    expect(placesOf(dragged.model).panes.map(({ inner }) => inner.cols)).toEqual([38, 41, 40, 39]);
    const dropped = tell(dragged.model, mouse('release', 30, 7));
    expect(dropped.commands).toEqual([{ type: 'save-layout', layout: dropped.model.saved }]);
    expect(dropped.model.dragging).toBeUndefined();
  });

  it('is let go where the release was lost', () => {
    const { model, commands } = tell(grid, mouse('press', 40, 5), mouse('drag', 44, 5), ...click(50, 5));
    expect(model).toMatchObject({ focus: 'b', dragging: undefined });
    expect(commands).toEqual([{ type: 'save-layout', layout: model.saved }]);
  });

  it('is the title row of the panes below, and leaves a held pane held', () => {
    const held = tell(grid, ...keys('Enter')).model;
    const { model } = tell(held, mouse('press', 10, 12), mouse('drag', 10, 14), mouse('release', 10, 14));
    expect(placesOf(model).panes.map(({ inner }) => inner.rows)).toEqual([13, 13, 8, 8]);
    expect(model.hold?.session).toBe('a');
  });
});

describe('over a held child', () => {
  const held = tell(grid, ...keys('Enter')).model;
  const over = { session: 'a', x: 4, y: 4 };

  function sent(mode: ScreenFacts['modes']['mouse']): string[] {
    const model: Model = tell(held, screenWith(mode)).model;
    const kinds: readonly Mouse['kind'][] = ['press', 'release', 'drag', 'move', 'wheel-up', 'wheel-down'];
    return kinds.filter((kind) => tell(model, mouse(kind, 5, 5, over)).commands.some(({ type }) => type === 'point'));
  }

  it('goes to the child as far as it asked for it', () => {
    expect(sent('none')).toEqual([]);
    expect(sent('x10')).toEqual(['press']);
    expect(sent('vt200')).toEqual(['press', 'release', 'wheel-up', 'wheel-down']);
    expect(sent('drag')).toEqual(['press', 'release', 'drag', 'wheel-up', 'wheel-down']);
    expect(sent('any')).toEqual(['press', 'release', 'drag', 'move', 'wheel-up', 'wheel-down']);
  });

  it('looks back with a wheel that the child does not want, and stays held', () => {
    const { model, commands } = tell(held, mouse('wheel-up', 5, 5, over));
    expect(model.panels.map(({ kind }) => kind.name)).toEqual(['copy']);
    expect(commands.map(({ type }) => type)).toEqual(['scrollback']);
    expect(model.hold?.session).toBe('a');
    // Keys are for what lies on top.
    expect(tell(model, ...keys('x')).commands).toEqual([]);
  });
});

it('looks back in any pane with the wheel', () => {
  const { model } = tell(grid, mouse('wheel-up', 50, 5));
  expect(model).toMatchObject({ focus: 'b', panels: [{ session: 'b', kind: { name: 'copy' } }] });
  expect(tell(grid, mouse('wheel-down', 50, 5)).model.panels).toEqual([]);
});
