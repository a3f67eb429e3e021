import { lookOfState } from '../../../face/text/state.ts';
import { oneLine } from '../../../face/text/text.ts';
import { localTime } from '../../../face/text/time.ts';
import type { Reading } from '../../../screen/reading.ts';
import type { PanelKey, PanelView } from '../../panel.ts';
import type { Layer, Line, Rect } from '../../scene.ts';
import { span } from '../../scene.ts';
import { emptyLines } from '../sheet.ts';
import { cutLine, keyFoot, lineOf, lineWidth, twoSided, wrapLine } from '../../view/box.ts';
import { barLine, inkOfRisk } from './bar.ts';
import type { Mark } from './marks.ts';
import { markAt } from './marks.ts';
import type { OpenedRecording } from '../../message.ts';
import type { RecordingState } from './state.ts';
import { changeAt } from './opened.ts';

/** Rows below the picture: bar, time, decision; the more of its reasons the more room there is. */
function footRows(rows: number): number {
  if (rows >= 20) return 4;
  if (rows >= 14) return 3;
  return rows >= 6 ? 2 : Math.min(rows, 1);
}

/** Where the picture stands, and what is below it. */
export function recordingParts(rect: Rect): { readonly picture: Rect; readonly foot: Rect } {
  const rows = footRows(rect.rows);
  const above = Math.max(0, rect.rows - rows);
  return { picture: { ...rect, rows: above }, foot: { ...rect, y: rect.y + above, rows } };
}

/** The recording at the second that is played, and below it where that is and what was decided. */
export function recordingView(state: RecordingState, rect: Rect, keys: readonly PanelKey[]): PanelView {
  const { opened, player } = state;
  if (!opened || state.turning) {
    const lines = emptyLines([[span('Reading the recording …', 'hint')]], rect);
    return { layers: [{ type: 'block', rect, lines: lines.slice(0, rect.rows), fill: 'plain' }] };
  }
  const { picture, foot } = recordingParts(rect);
  const layers: Layer[] = [];
  if (picture.rows > 0)
    layers.push(
      { type: 'block', rect: picture, lines: [], fill: 'plain' },
      {
        type: 'picture',
        rect: picture,
        source: { type: 'recording', key: opened.key, atS: player.atS },
        part: 'bottom',
        cursor: false,
      },
    );
  layers.push({ type: 'block', rect: foot, lines: footLines(state, opened, foot, keys), fill: 'form' });
  if (player.seek === undefined || foot.rows < 2) return { layers };
  const x = foot.x + Math.min(foot.cols - 1, seekLabel.length + player.seek.length);
  return { layers, cursor: { x, y: foot.y + 1 } };
}

const seekLabel = ' to second ';

function footLines(state: RecordingState, opened: OpenedRecording, foot: Rect, keys: readonly PanelKey[]): Line[] {
  const { player } = state;
  const { cols, rows } = foot;
  const bar = [
    span(' ', 'form'),
    ...barLine(opened, state.marks, player.atS, Math.max(1, cols - 2)),
    span(' ', 'form'),
  ];
  // The status line has the keys that matter most; all of them stand here while they are asked for.
  const about = player.help
    ? wrapLine([span(' ', 'form'), ...keyFoot(keys, Infinity)], cols, 1)
    : decisionLines(markAt(opened, state.marks, player.atS), cols);
  return [cutLine(bar, cols), timeLine(state, opened, cols), ...about].slice(0, rows);
}

/** ` ▶ 1:02.5 of 7:11  2×  2026-03-01 14:05:09  app-1    ● busy  3/17 `; on the left goes first what a narrow pane can spare. */
function timeLine({ player, session }: RecordingState, opened: OpenedRecording, cols: number): Line {
  if (player.seek !== undefined)
    return cutLine([span(seekLabel, 'hint'), span(player.seek, 'typed'), span('  Enter goes there', 'hint')], cols);
  const { change, index } = changeAt(opened, player.atS);
  const { startedMs, lengthS, changes } = opened;
  const speed = player.speed === 1 ? '' : `  ${player.speed < 1 ? `1/${1 / player.speed}` : player.speed}×`;
  const wall = startedMs === undefined ? '' : localTime(new Date(startedMs + player.atS * 1_000).toISOString());
  const part = opened.parts > 1 ? `  part ${opened.part + 1}/${opened.parts}` : '';
  const count = span(`${part}  change ${index} of ${changes.length} `, 'hint');
  const reading = cutLine(change ? [readingSpan(change.reading)] : [], Math.floor(cols * 0.6) - lineWidth([count]));
  const ending = cutLine([span('  ', 'form'), ...reading, count], cols);
  const whole = `${clockOf(player.atS)} of ${clockOf(lengthS)}${speed}`;
  const forms = [`${whole}  ${wall}  ${oneLine(session)}`, `${whole}  ${wall}`, `${whole}  ${wall.slice(11)}`, whole];
  const lefts = [...forms, clockOf(player.atS)].map((form) =>
    lineOf([span(player.playing ? ' ▶ ' : ' ‖ ', 'title-focus'), span(form.trimEnd(), 'strong')]),
  );
  const room = cols - lineWidth(ending);
  return twoSided(lefts.find((left) => lineWidth(left) <= room) ?? lefts.at(-1) ?? [], ending, cols, 'form');
}

function readingSpan(reading: Reading): Line[number] {
  const { glyph, word } = lookOfState(reading.state);
  const about = oneLine(aboutReading(reading));
  return span(`${glyph} ${word}${about === '' ? '' : `: ${about}`}`, 'strong');
}

function aboutReading(reading: Reading): string {
  switch (reading.state) {
    case 'permission':
      return `${reading.tool} ${reading.subject}`.trim();
    case 'question':
      return reading.question;
    case 'busy':
      return reading.activity ?? '';
    case 'limit':
      return reading.kind;
    case 'error':
      return reading.message;
    case 'menu':
      return reading.title;
    case 'unknown':
      return reading.why;
    default:
      return '';
  }
}

function decisionLines(mark: Mark | undefined, cols: number): Line[] {
  if (!mark) return [];
  const ink = inkOfRisk(mark.risk);
  return wrapLine([span(` ◆ ${mark.head}  `, ink), span(mark.reasons)], Math.max(1, cols - 1), 3);
}

/** `1:02.5`: minutes, seconds, tenths; hours where there are some. */
export function clockOf(seconds: number): string {
  const tenths = Math.floor(Math.max(0, seconds) * 10);
  const two = (part: number): string => String(part).padStart(2, '0');
  const minutes = Math.floor(tenths / 600);
  const rest = `${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
