import type { Status } from '../../api/methods.ts';
import { oneLine } from '../../face/text/text.ts';
import { inLocalTime } from '../../face/text/time.ts';
import { ordered } from '../layout/order.ts';
import type { PanePlace, Places } from '../layout/places.ts';
import type { Ink } from '../ink.ts';
import type { Model } from '../model.ts';
import type { Layer, Rect } from '../scene.ts';
import { noPicture } from './emptyScreens.ts';
import { giveBackKeys, keyOf } from './keyWords.ts';
import { wrapText } from './lines.ts';
import { separators } from './separators.ts';
import type { Title } from './titleLine.ts';
import { titleLine } from './titleLine.ts';

/** The numbers by which the first nine sessions are focused. */
export function numbersOf(model: Model): ReadonlyMap<string, number> {
  return new Map(
    ordered(model)
      .slice(0, 9)
      .map(({ id }, index) => [id, index + 1]),
  );
}

/** All panes: their title rows and pictures, and the lines between them. */
export function paneLayers(model: Model, places: Places, numbers: ReadonlyMap<string, number>): Layer[] {
  const sessions = new Map(model.fleet.sessions.map((session) => [session.id, session]));
  const giveBack = giveBackKeys(model.settings);
  const layers = places.panes.flatMap((place) => {
    const session = sessions.get(place.session);
    return session ? paneOf(model, place, { session, number: numbers.get(session.id), giveBack }) : [];
  });
  // Lines join the titles of tiles only where those are in sight.
  const isCovered = model.panels.some(({ kind }) => kind.place === 'instead');
  const joined = isCovered ? { ...places, panes: [], splits: [] } : places;
  return [...layers, ...separators(joined, (id) => frameInk(model, sessions.get(id)))];
}

interface Pane {
  readonly session: Status;
  readonly number: number | undefined;
  readonly giveBack: string;
}

function paneOf(model: Model, { title, inner }: PanePlace, { session, number, giveBack }: Pane): Layer[] {
  const { fleet, zoomed } = model;
  const told = titleOf(model, session, { number, giveBack });
  const { hold } = told;
  const line = titleLine(told, title.cols);
  const head: Layer = { type: 'block', rect: title, lines: [line], fill: hold ? 'human' : 'title' };
  if (inner.rows < 1) return [head];
  const hasCursor = hold !== undefined && model.panels.length === 0;
  const part = hold || zoomed ? 'cursor' : 'bottom';
  return [
    head,
    ...(fleet.screens.has(session.id) ? [] : [noPicture(inner, absence(model, session))]),
    { type: 'picture', rect: inner, source: { type: 'session', id: session.id }, part, cursor: hasCursor },
    ...(session.phase === 'ended' && fleet.screens.has(session.id)
      ? [endedFoot(inner, endedText(model, session))]
      : []),
  ];
}

/** What the title row of a session's pane tells. */
export function titleOf(model: Model, session: Status, given: Pick<Title, 'number' | 'giveBack'>): Title {
  const { fleet, focus, hold, answering, nowMs } = model;
  return {
    ...given,
    session,
    focused: session.id === focus,
    hold: hold?.session === session.id ? hold : undefined,
    others: othersOf(model, session),
    lost: fleet.link === 'lost',
    answering: session.pending.some(({ n }) => answering.includes(n)),
    pulses: fleet.pulses.get(session.id) ?? [],
    nowMs,
  };
}

/** Over the last rows of what an ended session showed, which may be nothing. */
function endedFoot(inner: Rect, text: string): Layer {
  const lines = wrapText(text, Math.max(1, inner.cols), 'strong').slice(0, inner.rows);
  const rect = { ...inner, y: inner.y + inner.rows - lines.length, rows: lines.length };
  return { type: 'block', rect, lines, fill: 'title' };
}

/** Why there is no picture, and what can be done. */
function absence(model: Model, session: Status): string {
  if (session.phase === 'ended') return endedText(model, session);
  if (session.phase === 'restarting')
    return `starting again …${session.why === undefined ? '' : ` ${oneLine(inLocalTime(session.why))}`}`;
  return session.phase === 'launching' ? 'starting …' : '…';
}

/** Why a session ended, and what can be done now. */
function endedText({ settings }: Model, { why, exitCode, recording }: Status): string {
  const code = exitCode === undefined || exitCode === 0 ? '' : ` with exit code ${exitCode}`;
  const ways = [
    ['stop', 'puts it away'],
    ...(recording === null ? [] : [['recording', 'plays its recording']]),
    ['new', 'starts another'],
  ];
  const keys = ways.flatMap(([action = '', text = '']) => {
    const key = keyOf(settings.bindings, action);
    return key === undefined ? [] : [`${key} ${text}`];
  });
  return `${oneLine(why ?? `Ended${code}.`)} ${keys.join(', ')}.`;
}

/** Clients of the other humans who have the keyboard of a session: all holders but this terminal. */
function othersOf({ hold, settings }: Model, { id, holders }: Status): readonly string[] {
  const clients = holders.map(({ client }) => client);
  if (hold?.session !== id || !hold.confirmed) return clients;
  const own = settings.client === undefined ? -1 : clients.indexOf(settings.client);
  return clients.filter((_, index) => index !== (own < 0 ? clients.length - 1 : own));
}

/** What the lines beside a pane tell; that it waits for a person its title row tells enough. */
function frameInk(model: Model, session: Status | undefined): Ink {
  if (!session) return 'border';
  if (model.hold?.session === session.id) return 'border-human';
  if (othersOf(model, session).length > 0) return 'border-other';
  return session.id === model.focus ? 'border-focus' : 'border';
}
