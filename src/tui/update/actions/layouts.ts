import { limits } from '../../../limits.ts';
import { ordered } from '../../layout/order.ts';
import type { SplitPlace } from '../../layout/places.ts';
import { evened, lineBeside, lineOf, withLineAt } from '../../layout/resizing.ts';
import { layoutNames } from '../../layout/saved.ts';
import { placesOf } from '../../layout/tiling.ts';
import { stepTo, telling } from '../step.ts';
import type { Action } from './action.ts';

/** How the tiles stand. */

/** The focused pane alone, or all of them again. */
export const zoom: Action = (model) => {
  return model.focus === undefined
    ? telling(model, 'There is no session.')
    : stepTo({ ...model, zoomed: !model.zoomed });
};

const layoutWords: Readonly<Record<(typeof layoutNames)[number], string>> = {
  grid: 'a grid',
  main: 'main and stack',
  rows: 'rows',
  columns: 'columns',
};

/** The layout that is named, or the next one. */
export const layout: Action = (model, about) => {
  const { saved } = model;
  const named = layoutNames.find((name) => name === about);
  const next = named ?? layoutNames[(layoutNames.indexOf(saved.layout) + 1) % layoutNames.length] ?? 'grid';
  return telling({ ...model, zoomed: false, saved: { ...saved, layout: next } }, `Layout: ${layoutWords[next]}.`);
};

/** The focused pane grows, or shrinks, by a step: the line behind it moves, or the one before it where there is no other. */
export function resized(direction: SplitPlace['direction'], by: 1 | -1): Action {
  return (model) => {
    const places = placesOf(model);
    const pane = places.panes.find(({ session }) => session === model.focus);
    const line = pane && lineBeside(places, pane, direction);
    if (!line) return telling(model, 'This layout has no border to move here.');
    const step = direction === 'vertical' ? limits.lineStepCols : limits.lineStepRows;
    const at = lineOf(line.split) + step * by * line.grows;
    return stepTo({ ...model, saved: withLineAt(model.saved, places, line.split.path, at) });
  };
}

/** All panes of this layout even again. */
export const even: Action = (model) => stepTo({ ...model, saved: evened(model.saved) });

/** The focused session changes places with the one in the next tile. */
export const swap: Action = (model) => {
  const { focus, tiles } = model;
  const at = tiles.findIndex((id) => id === focus);
  const other = tiles[(at + 1) % tiles.length];
  if (focus === undefined || at < 0 || other === undefined || other === focus) return stepTo(model);
  const swapped = (ids: readonly string[]): string[] =>
    ids.map((id) => (id === focus ? other : id === other ? focus : id));
  const order = swapped(ordered(model).map(({ id }) => id));
  return stepTo({ ...model, tiles: swapped(tiles), saved: { ...model.saved, order } });
};
