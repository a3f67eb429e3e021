import { limits } from '../../limits.ts';
import type { Command } from '../command.ts';
import { placesOf } from '../layout/tiling.ts';
import type { Size } from '../message.ts';
import type { Model } from '../model.ts';
import { isLiving, sessionOf } from './focusing.ts';

/** Whose keyboard is held and whose child has another size: both follow from the model, so that each begin has its end. */

/** What the outside is to have as long as the model is so. */
interface Wanted {
  readonly session: string;
  readonly size: Size;
}

/**
 * The session whose keyboard the human has, and the size of its child: exactly its pane while zoomed; in a tile no less than
 * dialogs need.
 */
function heldIn(model: Model): Wanted | undefined {
  const { hold } = model;
  if (!hold) return undefined;
  const exact = zoomedIn(model);
  if (exact) return exact;
  const pane = placesOf(model).panes.find(({ session }) => session === hold.session);
  return {
    session: hold.session,
    size: {
      cols: Math.max(limits.heldColsMin, pane?.inner.cols ?? 0),
      rows: Math.max(limits.heldRowsMin, pane?.inner.rows ?? 0),
    },
  };
}

/** The zoomed session, whose child is as large as its pane. */
function zoomedIn(model: Model): Wanted | undefined {
  const { zoomed, focus } = model;
  if (!zoomed || focus === undefined || !isLiving(sessionOf(model, focus))) return undefined;
  const { cols, rows } = model.size;
  // One row is the title, one the status line.
  return { session: focus, size: { cols: within(cols, 'cols'), rows: within(rows - 2, 'rows') } };
}

function within(cells: number, side: keyof Size): number {
  const [least, most] = side === 'cols' ? [limits.colsMin, limits.colsMax] : [limits.rowsMin, limits.rowsMax];
  return Math.max(least, Math.min(cells, most));
}

/** The commands that bring the outside from what one model wants to what the next one does: what ends goes first. */
export function handCommands(before: Model, after: Model): Command[] {
  const [heldBefore, heldAfter] = [heldIn(before), heldIn(after)];
  const [fitBefore, fitAfter] = [zoomedIn(before), zoomedIn(after)];
  const commands: Command[] = [];
  if (heldBefore && heldBefore.session !== heldAfter?.session)
    commands.push({ type: 'release', session: heldBefore.session });
  if (fitBefore && fitBefore.session !== fitAfter?.session)
    commands.push({ type: 'fit', session: fitBefore.session, size: undefined });
  if (fitAfter && !isSame(fitBefore, fitAfter)) commands.push({ type: 'fit', ...fitAfter });
  if (heldAfter && !isSame(heldBefore, heldAfter)) commands.push({ type: 'take', ...heldAfter });
  return commands;
}

function isSame(a: Wanted | undefined, b: Wanted): boolean {
  return a?.session === b.session && a.size.cols === b.size.cols && a.size.rows === b.size.rows;
}
