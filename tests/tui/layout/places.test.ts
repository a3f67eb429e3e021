import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import type { Places } from '../../../src/tui/layout/places.ts';
import { withLineAt } from '../../../src/tui/layout/resizing.ts';
import { layoutNames } from '../../../src/tui/layout/saved.ts';
import { placesOf, roomOf } from '../../../src/tui/layout/tiling.ts';
import type { Model } from '../../../src/tui/model.ts';
import type { Rect } from '../../../src/tui/scene.ts';
import { aModel, aStatus, tell } from '../models.ts';

function modelOf(cols: number, rows: number, count: number, saved: Partial<Model['saved']> = {}): Model {
  const sessions = Array.from({ length: count }, (_, index) => aStatus(`s${index}`));
  const model = aModel({ size: { cols, rows }, sessions });
  return tell({ ...model, saved: { ...model.saved, ...saved } }, { type: 'tick', nowMs: model.nowMs }).model;
}

/** `2x1` a row: how many panes stand side by side in each row of panes. */
function shapeOf({ panes }: Places): string {
  const rows = new Map<number, string[]>();
  for (const { title, inner } of panes)
    rows.set(title.y, [...(rows.get(title.y) ?? []), `${inner.cols}x${inner.rows}`]);
  return [...rows.values()].map((row) => row.join(' ')).join(' / ');
}

describe('the grid', () => {
  it.each([
    [80, 24, 1, '80x22'],
    [80, 24, 2, '80x11 / 80x10'],
    [80, 24, 4, '40x11 39x11 / 40x10 39x10'],
    [160, 48, 2, '160x23 / 160x22'],
    [200, 50, 2, '100x48 99x48'],
    [160, 48, 3, '80x23 79x23 / 160x22'],
    [160, 48, 4, '80x23 79x23 / 80x22 79x22'],
    [200, 50, 6, '66x24 66x24 66x24 / 66x23 66x23 66x23'],
  ])('tiles %i x %i with %i sessions', (cols, rows, count, shape) => {
    expect(shapeOf(placesOf(modelOf(cols, rows, count)))).toBe(shape);
  });
});

describe('the other layouts', () => {
  it('gives the main pane three fifths', () => {
    const places = placesOf(modelOf(160, 48, 4, { layout: 'main' }));
    expect(shapeOf(places)).toBe('95x46 64x15 / 64x15 / 64x14');
  });

  it('puts them below each other, or beside', () => {
    expect(shapeOf(placesOf(modelOf(80, 24, 2, { layout: 'rows' })))).toBe('80x11 / 80x10');
    expect(shapeOf(placesOf(modelOf(80, 24, 2, { layout: 'columns' })))).toBe('40x22 39x22');
  });
});

describe('the side list', () => {
  it('stands where not all sessions have a tile', () => {
    const model = modelOf(80, 24, 5);
    const { list, body, panes } = placesOf(model);
    expect(list).toEqual({ x: 0, y: 0, cols: 24, rows: 23 });
    expect(body).toEqual({ x: 25, y: 0, cols: 55, rows: 23 });
    expect(panes.map(({ session }) => session)).toEqual(['s0', 's1']);
  });

  it('leaves a terminal alone that is too narrow for it', () => {
    const { list, panes } = placesOf(modelOf(60, 16, 5));
    expect(list).toBeUndefined();
    expect(panes).toHaveLength(1);
  });
});

it('says what it needs below 20x6', () => {
  expect(placesOf(modelOf(19, 24, 1)).needs).toEqual({ cols: 20, rows: 6 });
  expect(placesOf(modelOf(80, 5, 1)).needs).toEqual({ cols: 20, rows: 6 });
  expect(placesOf(modelOf(20, 6, 1))).toMatchObject({ needs: undefined, panes: [{ inner: { cols: 20, rows: 4 } }] });
});

it('gives a zoomed pane everything', () => {
  const model = { ...modelOf(80, 24, 9), zoomed: true, focus: 's3' };
  expect(placesOf(model)).toMatchObject({
    list: undefined,
    splits: [],
    panes: [{ session: 's3', title: { x: 0, y: 0, cols: 80, rows: 1 }, inner: { x: 0, y: 1, cols: 80, rows: 22 } }],
  });
});

const anything = fc.record({
  cols: fc.integer({ min: 1, max: 400 }),
  rows: fc.integer({ min: 1, max: 200 }),
  count: fc.integer({ min: 0, max: 40 }),
  layout: fc.constantFrom(...layoutNames),
  zoomed: fc.boolean(),
  moves: fc.array(fc.tuple(fc.nat(), fc.integer({ min: -10, max: 500 })), { maxLength: 4 }),
});

/** Whether rectangles take each cell of a whole exactly once: none reaches out, none overlap, and their areas add up. */
function tile(whole: Rect, rects: readonly Rect[]): boolean {
  const isInside = rects.every(
    ({ x, y, cols, rows }) =>
      cols > 0 &&
      rows > 0 &&
      x >= whole.x &&
      y >= whole.y &&
      x + cols <= whole.x + whole.cols &&
      y + rows <= whole.y + whole.rows,
  );
  const isApart = rects.every((a, index) =>
    rects
      .slice(index + 1)
      .every((b) => a.x >= b.x + b.cols || b.x >= a.x + a.cols || a.y >= b.y + b.rows || b.y >= a.y + a.rows),
  );
  const area = rects.reduce((sum, { cols, rows }) => sum + cols * rows, 0);
  return isInside && isApart && area === whole.cols * whole.rows;
}

it('covers the body with panes and lines, without overlap, whatever was dragged', () => {
  fc.assert(
    fc.property(anything, ({ cols, rows, count, layout, zoomed, moves }) => {
      let model: Model = { ...modelOf(cols, rows, count, { layout }), zoomed };
      for (const [index, at] of moves) {
        const places = placesOf(model);
        const split = places.splits[index % Math.max(1, places.splits.length)];
        if (split) model = { ...model, saved: withLineAt(model.saved, places, split.path, at) };
      }
      const { body, panes, splits, list, status, needs } = placesOf(model);
      if (needs) return panes.length === 0;
      const lines = splits.filter(({ direction }) => direction === 'vertical').map(({ rect }) => rect);
      const taken = panes.flatMap(({ title, inner }) => [title, inner]);
      if (count > 0) expect(tile(body, [...taken, ...lines])).toBe(true);
      const line = list ? [{ ...list, x: list.cols, cols: 1 }] : [];
      expect(tile({ x: 0, y: 0, cols, rows }, [body, status, ...(list ? [list] : []), ...line])).toBe(true);
      for (const { rect, whole, direction } of splits) {
        const [start, at, length] =
          direction === 'vertical' ? [whole.x, rect.x, whole.cols] : [whole.y, rect.y, whole.rows];
        expect(at).toBeGreaterThan(start);
        expect(at).toBeLessThan(start + length - 1);
      }
      if (panes.length > 1) {
        const [leastCols, leastRows] = [
          Math.min(body.cols, limits.tileColsMin),
          Math.min(body.rows - 1, limits.tileRowsMin),
        ];
        expect(Math.min(...panes.map(({ inner }) => inner.cols))).toBeGreaterThanOrEqual(leastCols);
        expect(Math.min(...panes.map(({ inner }) => inner.rows))).toBeGreaterThanOrEqual(leastRows);
      }
      return true;
    }),
    { numRuns: 3_000 },
  );
});

it('moves one line and leaves the others, as far as there is room', () => {
  const model = modelOf(200, 24, 4, { layout: 'columns' });
  const before = placesOf(model);
  const lines = (places: Places): number[] => places.splits.map(({ rect }) => rect.x);
  expect(lines(before)).toEqual([50, 100, 150]);
  const moved = { ...model, saved: withLineAt(model.saved, before, 'columns/4/0', 45) };
  expect(lines(placesOf(moved))).toEqual([45, 100, 150]);
  const back = { ...moved, saved: withLineAt(moved.saved, placesOf(moved), 'columns/4/1', 110) };
  expect(lines(placesOf(back))).toEqual([45, 110, 150]);
  const pushed = { ...model, saved: withLineAt(model.saved, before, 'columns/4/0', 80) };
  expect(lines(placesOf(pushed))).toEqual([80, 119, 160]);
});

it('has room for as many as it says', () => {
  expect(roomOf(modelOf(80, 24, 3)).capacity).toBe(4);
  expect(roomOf(modelOf(160, 48, 3)).capacity).toBe(20);
});
