import { cellsOf } from '../../face/text/text.ts';
import type { ActionName } from '../../api/keys/table.ts';
import type { Model } from '../model.ts';
import type { Block, Line, Rect } from '../scene.ts';
import { span } from '../scene.ts';
import { keyOf } from './keyWords.ts';
import { centred, fitted, lineWidth, wrapText } from './lines.ts';

/** What stands where there is nothing to show. */

/** Lines in the middle of a rectangle, aligned with each other at their left. */
function inTheMiddle(rect: Rect, lines: readonly Line[]): Block {
  const cols = lines.reduce((widest, line) => Math.max(widest, lineWidth(line)), 0);
  const place = centred(rect, cols, lines.length);
  const before = place.x - rect.x;
  return {
    type: 'block',
    rect,
    lines: [
      ...Array.from({ length: place.y - rect.y }, (): Line => []),
      ...lines.slice(0, rect.rows).map((line) => fitted([span(' '.repeat(before)), ...line], rect.cols)),
    ],
    fill: 'plain',
  };
}

/** The terminal is too small; says what is needed, and that keys go nowhere, in as few cells as there are. */
export function tooSmall(rect: Rect, needs: { readonly cols: number; readonly rows: number }, isHeld: boolean): Block {
  const keys = `${isHeld ? 'HUMAN: ' : ''}keys go nowhere`;
  const size = `pcc needs ${needs.cols}x${needs.rows}; this is ${rect.cols}x${rect.rows}`;
  const text = isHeld ? `${keys}\n${size}` : `${size}\n${keys}`;
  return inTheMiddle(rect, wrapText(text, rect.cols, 'strong').slice(0, rect.rows));
}

const about = 'pcc runs claude in many sessions side by side, answers what is safe, and calls you for the rest.';

const firstKeys: readonly (readonly [ActionName, string])[] = [
  ['new', 'start a session'],
  ['help', 'all keys'],
  ['palette', 'all commands'],
  ['leave', 'leave; sessions go on'],
];

/** No session yet: what this is, and what to press. */
export function noSessions({ settings, fleet }: Model, rect: Rect): Block {
  if (fleet.link === 'connecting') return inTheMiddle(rect, [[span('connecting …', 'dim')]]);
  const keys = firstKeys.flatMap(([action, text]) => {
    const key = keyOf(settings.bindings, action);
    return key === undefined ? [] : [{ key, text }];
  });
  const widest = keys.reduce((cells, { key }) => Math.max(cells, cellsOf(key)), 0);
  const keyLines = keys.map(({ key, text }): Line => [...fitted([span(key, 'key')], widest), span('  '), span(text)]);
  const words = wrapText(about, Math.min(52, rect.cols - 2), 'dim');
  const head: Line[] = [[span('No session yet', 'strong')], [], ...words, []];
  return inTheMiddle(rect, rect.rows >= head.length + keyLines.length ? [...head, ...keyLines] : keyLines);
}

/** A pane whose screen is not there: before the first picture, or after the end. */
export function noPicture(rect: Rect, text: string): Block {
  return inTheMiddle(rect, wrapText(text, Math.max(1, rect.cols - 2), 'dim').slice(0, rect.rows));
}
