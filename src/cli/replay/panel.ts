import type { Frame, Style } from '../../screen/frame.ts';
import { plainStyle } from '../../screen/frame.ts';
import type { Option, Reading } from '../../screen/reading.ts';
import type { Colour } from '../../face/text/ink.ts';
import { lookOfState } from '../../face/text/state.ts';
import { oneLine, wrapped } from '../../face/text/text.ts';
import type { Playback, PlaybackChange } from '../../face/io.ts';

/** One moment of a recording: its screen, and what had been read of it last. */
export interface Moment {
  readonly name: string;
  readonly atS: number;
  readonly lengthS: number;
  readonly frame: Frame;
  readonly change: PlaybackChange;
  /** Place of the change among all, from 1. */
  readonly index: number;
  readonly count: number;
}

/** A line of the panel beside the screen; its text is safe and fits. */
export interface PanelLine {
  readonly text: string;
  readonly style: Style;
}

const colours: Readonly<Partial<Record<Colour, number>>> = {
  red: 1,
  green: 2,
  yellow: 3,
  blue: 4,
  magenta: 5,
  cyan: 6,
};
const bold: Style = { ...plainStyle, bold: true };
const dim: Style = { ...plainStyle, dim: true };

/** How a state is coloured on a screen that is painted. */
export function styleOfState(state: string): Style {
  const { colour } = lookOfState(state);
  const fg = colours[colour];
  return fg === undefined ? (colour === 'dim' ? dim : bold) : { ...bold, fg };
}

/** The moment of a recording at a second, which may lie behind its end. */
export function momentAt(playback: Playback, name: string, atS: number): Moment {
  const index = Math.max(1, playback.changes.filter(({ t }) => t <= atS).length);
  const change = playback.changes[index - 1] ?? {
    t: 0,
    reading: { state: 'starting', evidence: { top: 0, bottom: 0 } },
  };
  const { lengthS } = playback;
  return { name, atS, lengthS, frame: playback.frameAt(atS), change, index, count: playback.changes.length };
}

/** What was read at a moment with all its fields, as lines of at most `width` cells. */
export function panelLines(moment: Moment, width: number): PanelLine[] {
  const { name, atS, lengthS, change, index, count } = moment;
  const { reading, decision } = change;
  const { glyph, word } = lookOfState(reading.state);
  return [
    ...field('', name, width, bold),
    ...field('', `${seconds(atS)} of ${seconds(lengthS)} s · reading ${index} of ${count}`, width, dim),
    { text: '', style: plainStyle },
    ...field('', `${glyph} ${word}`, width, styleOfState(reading.state)),
    ...field('since', `${seconds(change.t)} s`, width, dim),
    ...fieldsOf(reading).flatMap(([label, value]) => field(label, value, width)),
    ...optionsOf(reading).flatMap((option, at) =>
      field(at === 0 ? 'options' : '', optionText(option), width, optionStyle(option)),
    ),
    ...field('rows', `${reading.evidence.top + 1} to ${reading.evidence.bottom + 1}`, width, dim),
    ...(decision ? decisionLines(decision, width) : []),
  ];
}

function decisionLines(decision: NonNullable<PlaybackChange['decision']>, width: number): PanelLine[] {
  const keys = decision.keys === '' ? '' : ` · key ${decision.keys}`;
  return [
    { text: '', style: plainStyle },
    ...field('decision', `${decision.action} · ${decision.risk}${keys}`, width, bold),
    ...decision.reasons.flatMap((reason) => field('', reason, width)),
  ];
}

/** Cells before the values. */
const labelCells = 10;

function field(label: string, value: string, width: number, style = plainStyle): PanelLine[] {
  const isTitle = label === '' && (style.bold || style === dim);
  const indent = isTitle ? 0 : labelCells;
  return wrapped(oneLine(value), Math.max(8, width - indent)).map((text, line) => ({
    text: (line === 0 ? label.padEnd(indent) : ' '.repeat(indent)) + text,
    style,
  }));
}

/** The fields of a reading that are told in one line each. */
function fieldsOf(reading: Reading): [string, string][] {
  const tabs = reading.state === 'question' ? reading.tabs.map(tabText).join('  ') : '';
  const plain = Object.entries(reading)
    .filter(([name]) => !['state', 'evidence', 'options', 'tabs'].includes(name))
    .map(([name, value]): [string, string] => [name, valueText(value)]);
  return tabs === '' ? plain : [...plain, ['tabs', tabs]];
}

function valueText(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (value === null) return 'not told';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function tabText({ label, done, current }: { label: string; done: boolean; current: boolean }): string {
  return `${current ? '›' : ''}${done ? '☒' : '☐'} ${label}`;
}

function optionsOf(reading: Reading): readonly Option[] {
  return 'options' in reading ? reading.options : [];
}

function optionText({ key, label, kind, selected, checked }: Option): string {
  const box = checked === undefined ? '' : checked ? '[x] ' : '[ ] ';
  return `${selected ? '❯' : ' '} ${key === '' ? '' : `${key}. `}${box}${label} (${kind})`;
}

/** A style of its own, so that the line is indented like a value. */
function optionStyle({ selected }: Option): Style {
  return selected ? { ...plainStyle, underline: true } : plainStyle;
}

/** Seconds to the millisecond, without needless zeros. */
function seconds(value: number): string {
  return String(Math.round(value * 1_000) / 1_000);
}
