import { assert } from '../../base/assert.ts';
import type { Style } from '../../screen/frame.ts';
import { plainStyle } from '../../screen/frame.ts';
import type { Ink } from '../ink.ts';
import { inks } from '../ink.ts';

/** How each ink looks. */
export type Theme = Readonly<Record<Ink, Style>>;

/** `none`: no colours, for `NO_COLOR`; `basic16`: the Linux console and its like. */
export const themeNames = ['dark', 'light', 'basic16', 'none'] as const;
export type ThemeName = (typeof themeNames)[number];

/** What is known of a terminal that a theme is picked for. */
export interface Ground {
  /** A person wants no colours (see no-color.org). */
  readonly noColour: boolean;
  /** How many colours the terminal has. */
  readonly colours: number;
  readonly background: 'dark' | 'light' | 'unknown';
}

/**
 * Looks by theme: the foreground's number, `on` the background's, and attributes; '' is the terminal's own. Dark and light use
 * the part of the palette that is the same everywhere (16 to 255). One accent has one meaning: blue is the focus, amber waits
 * for a person, magenta is a human's hand, red is broken. Where a meaning must not be missed it has a ground of its own, and
 * without colours inverse does it. An ink without a ground stands on that of the block it is in, such as that of a title row. `basic16` keeps to 0 to 7, which the console brightens by `bold`.
 */
const looks: Readonly<Record<Ink, readonly [dark: string, light: string, basic16: string, none: string]>> = {
  plain: ['', '', '', ''],
  dim: ['246', '241', 'dim', ''],
  strong: ['bold', 'bold', 'bold', 'bold'],
  border: ['240', '249', 'dim', ''],
  'border-focus': ['75', '25', '6', 'bold'],
  'border-human': ['170 bold', '127 bold', '5 bold', 'bold'],
  'border-other': ['180', '61', '4 bold', ''],
  'border-needs': ['221', '94', '3 bold', 'bold'],
  title: ['252 on 235', '238 on 255', '7', ''],
  'title-focus': ['117 bold', '25 bold', '6 bold', 'bold underline'],
  human: ['231 on 127 bold', '231 on 127 bold', '7 on 5 bold', 'inverse bold'],
  working: ['80', '24', '6', ''],
  resting: ['114', '22', '2', ''],
  needs: ['221 bold', '94 bold', '3 bold', 'bold underline'],
  limited: ['141', '91', '5', ''],
  broken: ['210 bold', '160 bold', '1 bold', 'bold'],
  paused: ['152', '60', '4 bold', ''],
  over: ['246', '241', 'dim', ''],
  low: ['114', '22', '2', ''],
  medium: ['221', '94', '3 bold', ''],
  high: ['210 bold', '160 bold', '1 bold', 'bold underline'],
  bar: ['252 on 236', '236 on 253', '0 on 7', 'inverse'],
  'bar-strong': ['231 on 236 bold', '16 on 253 bold', '0 on 7', 'inverse bold'],
  'bar-needs': ['16 on 221 bold', '16 on 220 bold', '0 on 3', 'inverse bold underline'],
  'bar-broken': ['231 on 160 bold', '231 on 160 bold', '7 on 1 bold', 'inverse bold underline'],
  form: ['', '', '', ''],
  chosen: ['231 on 24 bold', '231 on 25 bold', '7 on 4 bold', 'inverse'],
  typed: ['231 on 237', '16 on 254', 'bold', 'underline'],
  hint: ['246', '241', 'dim', ''],
  key: ['117 bold', '25 bold', '6 bold', 'bold'],
  match: ['221 bold underline', '94 bold underline', '3 bold underline', 'bold underline'],
  fault: ['210', '160', '1 bold', 'bold'],
  added: ['114', '22', '2', ''],
  removed: ['210', '124', '1 bold', ''],
  selection: ['inverse', 'inverse', 'inverse', 'inverse'],
  found: ['16 on 221', '16 on 222', '0 on 3', 'bold underline'],
  spark: ['74', '25', '6', ''],
};

/** A look as a style. */
function styleOf(look: string): Style {
  let style = plainStyle;
  const words = look === '' ? [] : look.split(' ');
  words.forEach((word, index) => {
    if (word === 'on') return;
    if (/^\d+$/.test(word)) style = { ...style, [words[index - 1] === 'on' ? 'bg' : 'fg']: Number(word) };
    else {
      assert(word in style, `a theme knows no attribute ${word}`);
      style = { ...style, [word]: true };
    }
  });
  return style;
}

function themeAt(column: 0 | 1 | 2 | 3): Theme {
  return Object.fromEntries(inks.map((ink) => [ink, styleOf(looks[ink][column])])) as Theme;
}

const themes: Readonly<Record<ThemeName, Theme>> = {
  dark: themeAt(0),
  light: themeAt(1),
  basic16: themeAt(2),
  none: themeAt(3),
};

/** A theme by its name; always the same object. */
export function themeOf(name: ThemeName): Theme {
  return themes[name];
}

/** The theme that suits a terminal; an unknown ground is taken for dark, as most terminals are. */
export function themeFor(ground: Ground): Theme {
  if (ground.noColour || ground.colours < 8) return themes.none;
  if (ground.colours < 256) return themes.basic16;
  return ground.background === 'light' ? themes.light : themes.dark;
}
