import { cellsOf } from '../../face/text/text.ts';
import type { ScreenModes } from '../../terminal/headlessScreen.ts';
import type { Mouse } from '../key.ts';
import { listRows } from '../layout/list.ts';
import type { PanePlace, Places } from '../layout/places.ts';
import { lineOf, withLineAt } from '../layout/resizing.ts';
import { placesOf } from '../layout/tiling.ts';
import type { Hold, Model } from '../model.ts';
import type { Line, Rect } from '../scene.ts';
import { statusLine } from '../view/statusLine.ts';
import { performed } from './actions/perform.ts';
import { withFocus } from './focusing.ts';
import { droppedBehindTake, isBehindTake, unprefixed } from './keys.ts';
import { openPanel, panelTold, topPanel } from './panels.ts';
import type { Step } from './step.ts';
import { stepTo } from './step.ts';

/** The mouse: to the top panel, to a line that is dragged, to the held child, else a click or the wheel on what lies there. */
export function pointed(model: Model, mouse: Mouse): Step {
  const places = placesOf(model);
  if (places.needs) return stepTo({ ...model, dragging: undefined });
  // A press during it says that the release was lost, as it is when the mouse left the window.
  if (model.dragging !== undefined && mouse.kind === 'press') return pointed({ ...model, dragging: undefined }, mouse);
  if (model.dragging !== undefined) return dragged(model, places, model.dragging, mouse);
  const panel = topPanel(model);
  if (panel) return panelTold(model, panel, { type: 'mouse', mouse });
  const { hold } = model;
  if (!hold) return clicked(model, places, mouse);
  const next = mouse.kind === 'move' ? model : unprefixed(model, hold);
  return mouse.over?.session === hold.session ? childPointed(next, hold, mouse) : clicked(next, places, mouse);
}

/** Over the held child: it gets what it asked for; the wheel that it does not want looks back, and the keyboard stays held. */
function childPointed(model: Model, hold: Hold, mouse: Mouse): Step {
  const { session } = hold;
  const mode = model.fleet.screens.get(session)?.modes.mouse ?? 'none';
  if (isWanted(mode, mouse) && mouse.kind === 'press' && isBehindTake(model, hold, 'mouse'))
    return droppedBehindTake(model, hold, 'That click');
  if (isWanted(mode, mouse)) return stepTo(model, { type: 'point', session, mouse });
  return mouse.kind === 'wheel-up' && mode === 'none'
    ? openPanel(model, { name: 'copy', session, wheel: true })
    : stepTo(model);
}

/** What each mouse mode reports. Source: xterm's control sequences, modes 9, 1000, 1002 and 1003. */
function isWanted(mode: ScreenModes['mouse'], { kind }: Mouse): boolean {
  switch (mode) {
    case 'none':
      return false;
    case 'x10':
      return kind === 'press';
    case 'vt200':
      return kind !== 'drag' && kind !== 'move';
    case 'drag':
      return kind !== 'move';
    case 'any':
      return true;
  }
}

function clicked(model: Model, places: Places, mouse: Mouse): Step {
  if (mouse.kind === 'wheel-up') {
    const pane = places.panes.find(({ inner }) => holds(inner, mouse));
    return pane && !model.hold ? openPanel(model, { name: 'copy', session: pane.session, wheel: true }) : stepTo(model);
  }
  if (mouse.kind !== 'press' || mouse.button !== 'left') return stepTo(model);
  const action = holds(places.status, mouse) ? actionAt(statusLine(model, places.status.cols), mouse.x) : undefined;
  if (action !== undefined) return performed(model, action, '');
  const split = places.splits.find(({ rect }) => holds(rect, mouse));
  const begun = split ? { ...model, dragging: split.path } : model;
  if (split?.direction === 'vertical') return stepTo(begun);
  const pane = places.panes.find(({ title, inner }) => holds(title, mouse) || holds(inner, mouse));
  if (pane) return paneClicked(begun, pane, mouse);
  const row = places.list && holds(places.list, mouse) && listRows(model, places.list).find(({ y }) => y === mouse.y);
  return row ? stepTo(withFocus(begun, row.session.id)) : stepTo(begun);
}

/** What a click on a column of a line performs. */
function actionAt(line: Line, x: number): string | undefined {
  let end = 0;
  return line.find(({ text }) => (end += cellsOf(text)) > x)?.action;
}

/** A click focuses a pane, one more takes it. Its title row only focuses, and under a line that can be dragged a held pane stays. */
function paneClicked(model: Model, { session, title }: PanePlace, mouse: Mouse): Step {
  const isTitle = holds(title, mouse);
  if (isTitle && model.hold && model.dragging !== undefined) return stepTo(model);
  if (model.focus !== session) return stepTo(withFocus(model, session));
  return isTitle || model.hold ? stepTo(model) : performed(model, 'take');
}

function dragged(model: Model, places: Places, path: string, mouse: Mouse): Step {
  if (mouse.kind === 'release') return stepTo({ ...model, dragging: undefined });
  const split = places.splits.find((one) => one.path === path);
  if (!split || mouse.kind !== 'drag') return stepTo(model);
  const at = split.direction === 'vertical' ? mouse.x : mouse.y;
  if (at === lineOf(split)) return stepTo(model);
  return stepTo({ ...model, saved: withLineAt(model.saved, places, path, at) });
}

function holds(rect: Rect, { x, y }: Mouse): boolean {
  return x >= rect.x && x < rect.x + rect.cols && y >= rect.y && y < rect.y + rect.rows;
}
