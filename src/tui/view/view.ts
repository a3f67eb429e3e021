import { oneLine } from '../../face/text/text.ts';
import { needing } from '../attention.ts';
import { PanelDefect } from '../defect.ts';
import { panelPlace } from '../layout/panelPlace.ts';
import { placesOf } from '../layout/tiling.ts';
import type { Model } from '../model.ts';
import type { PanelView } from '../panel.ts';
import type { Layer, Rect, Scene } from '../scene.ts';
import { span } from '../scene.ts';
import { asciiLayer, asciiText } from './ascii.ts';
import { noSessions, tooSmall } from './emptyScreens.ts';
import { numbersOf, paneLayers } from './panes.ts';
import { sideList } from './sideList.ts';
import { slotLine } from './slots.ts';
import { statusLine } from './statusLine.ts';

/** Scenes of models that are still around: between two messages frames are drawn of the same model. */
const scenes = new WeakMap<Model, Scene>();

/**
 * What the whole terminal shows for a model. No clock, no I/O: the same model, the same scene.
 *
 * @throws PanelDefect when an open panel fails.
 */
export function view(model: Model): Scene {
  const known = scenes.get(model);
  if (known) return known;
  const scene = sceneOf(model);
  scenes.set(model, scene);
  return scene;
}

function sceneOf(model: Model): Scene {
  const { size, settings } = model;
  const { layers, cursor } = drawn(model);
  const within = layers.flatMap((layer) => clipped(layer, size));
  return {
    ...size,
    layers: settings.ascii ? within.map(asciiLayer) : within,
    ...(cursor && cursor.x < size.cols && cursor.y < size.rows ? { cursor } : {}),
    title: settings.ascii ? asciiText(windowTitle(model)) : windowTitle(model),
  };
}

function drawn(model: Model): PanelView {
  const places = placesOf(model);
  if (places.needs)
    return { layers: [tooSmall({ x: 0, y: 0, ...model.size }, places.needs, model.hold !== undefined)] };
  const numbers = numbersOf(model);
  const tiles = places.panes.length > 0 ? paneLayers(model, places, numbers) : [noSessions(model, places.body)];
  const list = places.list ? sideList(model, places.list, numbers) : [];
  const panels = panelViews(model);
  const top = panels[panels.length - 1];
  return {
    layers: [
      ...tiles,
      ...list,
      ...panels.flatMap(({ layers }) => layers),
      { type: 'block', rect: places.status, lines: [statusLine(model, places.status.cols)], fill: 'bar' },
    ],
    ...(top?.cursor ? { cursor: top.cursor } : {}),
  };
}

function panelViews(model: Model): PanelView[] {
  return model.panels.map(({ serial, kind, state, session }) => {
    const place = panelPlace(kind.place, session, model);
    try {
      const drawn = kind.view(state, model, place);
      return kind.title === undefined
        ? drawn
        : { ...drawn, layers: [lookTitle(kind.title, session, place), ...drawn.layers] };
    } catch (error) {
      throw new PanelDefect(serial, error);
    }
  });
}

/** The title row above a view of a session: what is shown below is not what happens now. */
function lookTitle(title: string, session: string | undefined, place: Rect): Layer {
  const words = span(`${title} ${oneLine(session ?? '')}`, 'strong');
  const line = slotLine([{ side: 'left', rank: 1, forms: [[words]] }], {
    cols: place.cols,
    fill: '━',
    ink: 'border-focus',
  });
  return { type: 'block', rect: { ...place, y: Math.max(0, place.y - 1), rows: 1 }, lines: [line], fill: 'title' };
}

/** The part of a layer that is on the terminal; nothing where none is. */
function clipped(layer: Layer, size: { readonly cols: number; readonly rows: number }): Layer[] {
  const { x, y, cols, rows } = layer.rect;
  if (x >= 0 && y >= 0 && x + cols <= size.cols && y + rows <= size.rows && cols > 0 && rows > 0) return [layer];
  const rect: Rect = { x, y, cols: Math.min(cols, size.cols - x), rows: Math.min(rows, size.rows - y) };
  return x < 0 || y < 0 || rect.cols < 1 || rect.rows < 1 ? [] : [{ ...layer, rect }];
}

function windowTitle({ fleet, hold, settings }: Model): string {
  const name = settings.demo ? 'pcc demo' : 'pcc';
  if (hold) return `${name}: HUMAN in ${oneLine(hold.session)}`;
  if (fleet.link === 'lost') return `${name}: daemon lost`;
  const needs = needing(fleet).length;
  const count = fleet.sessions.length;
  const sessions = `${count} ${count === 1 ? 'session' : 'sessions'}`;
  return needs > 0 ? `${name}: ${needs} ${needs === 1 ? 'needs' : 'need'} you, ${sessions}` : `${name}: ${sessions}`;
}
