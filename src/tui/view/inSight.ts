import type { PendingItem, Status } from '../../api/methods.ts';
import { cellsOf, oneLine } from '../../face/text/text.ts';
import type { PanePlace } from '../layout/places.ts';
import { placesOf } from '../layout/tiling.ts';
import type { Model } from '../model.ts';
import { numbersOf, titleOf } from './panes.ts';
import { showsWhole, titleLine } from './titleLine.ts';

/** Columns that a dialog has around a command, and rows below and beside it: more than any version of the CLI draws. */
const aroundCols = 8;
const aroundRows = 12;

/**
 * Whether a person who sees the pane of a session reads all of what an item would do: the title has it whole, or the pane shows
 * every column and row that it takes in the child's dialog.
 */
export function isWholeInSight(model: Model, session: Status, item: PendingItem): boolean {
  const pane = placesOf(model).panes.find((place) => place.session === session.id);
  return pane !== undefined && (isInTitle(model, session, item, pane) || isInPane(model, item, pane));
}

function isInTitle(model: Model, session: Status, item: PendingItem, { title }: PanePlace): boolean {
  const number = numbersOf(model).get(session.id);
  return showsWhole(titleLine(titleOf(model, session, { number, giveBack: '' }), title.cols), item);
}

function isInPane({ fleet }: Model, { session, subject = '' }: PendingItem, { inner }: PanePlace): boolean {
  const facts = fleet.screens.get(session);
  if (!facts) return false;
  const widths = subject.split(/\r\n?|\n/).map((line) => cellsOf(oneLine(line)));
  const hasCols = inner.cols >= facts.cols || widths.every((cells) => cells + aroundCols <= inner.cols);
  const perRow = Math.max(1, facts.cols - aroundCols);
  const rows = widths.reduce((sum, cells) => sum + Math.max(1, Math.ceil(cells / perRow)), 0);
  return hasCols && rows + aroundRows <= inner.rows;
}
