import { describe, expect, it } from 'vitest';
import type { Style } from '../../../src/screen/frame.ts';
import type { Ink } from '../../../src/tui/ink.ts';
import { inks } from '../../../src/tui/ink.ts';
import type { ThemeName } from '../../../src/tui/theme/theme.ts';
import { themeFor, themeNames, themeOf } from '../../../src/tui/theme/theme.ts';

type Rgb = readonly [number, number, number];

/** The fixed part of the palette. Source: xterm's colour cube and grey ramp. */
function rgbOf(colour: number): Rgb {
  if (colour >= 232) {
    const grey = 8 + 10 * (colour - 232);
    return [grey, grey, grey];
  }
  const part = (of: number): number => (of === 0 ? 0 : 55 + 40 * of);
  const index = colour - 16;
  return [part(Math.floor(index / 36)), part(Math.floor(index / 6) % 6), part(index % 6)];
}

/** Source: WCAG 2, relative luminance and contrast ratio. */
function contrast(one: Rgb, other: Rgb): number {
  const luminance = (rgb: Rgb): number => {
    const [r, g, b] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Grounds that people have. */
const grounds: Readonly<Record<'dark' | 'light', readonly Rgb[]>> = {
  dark: [
    [0, 0, 0],
    [30, 30, 30],
    [0, 43, 54],
  ],
  light: [
    [255, 255, 255],
    [253, 246, 227],
  ],
};

/** Lines only have to be seen. */
const lines: readonly Ink[] = ['border'];

function look(style: Style): string {
  return JSON.stringify(style);
}

describe('themes', () => {
  it('are readable on dark and on light grounds', () => {
    const faint: string[] = [];
    for (const name of ['dark', 'light'] as const) {
      for (const ink of inks) {
        const { fg, bg } = themeOf(name)[ink];
        if (fg < 0) continue;
        for (const ground of bg < 0 ? grounds[name] : [rgbOf(bg)]) {
          const ratio = contrast(rgbOf(fg), ground);
          if (ratio < (lines.includes(ink) ? 1.9 : 4.5))
            faint.push(`${name} ${ink} ${ratio.toFixed(2)} on ${ground.join()}`);
        }
      }
    }
    expect(faint).toEqual([]);
  });

  it('are readable on a title row', () => {
    const onTitles: readonly Ink[] = [
      'title-focus',
      'dim',
      'plain',
      'working',
      'resting',
      'needs',
      'limited',
      'broken',
      'paused',
      'over',
      'low',
      'medium',
      'high',
      'border-other',
      'spark',
      'key',
    ];
    const faint: string[] = [];
    for (const name of ['dark', 'light'] as const) {
      const ground = rgbOf(themeOf(name).title.bg);
      for (const ink of onTitles) {
        const { fg } = themeOf(name)[ink];
        const ratio = fg < 0 ? 21 : contrast(rgbOf(fg), ground);
        if (ratio < 4.5) faint.push(`${name} ${ink} ${ratio.toFixed(2)}`);
      }
    }
    expect(faint).toEqual([]);
  });

  it('use no colours where none are wanted', () => {
    for (const style of Object.values(themeOf('none')))
      expect({ fg: style.fg, bg: style.bg, dim: style.dim, italic: style.italic }).toEqual({
        fg: -1,
        bg: -1,
        dim: false,
        italic: false,
      });
  });

  it('keep to eight colours for a console', () => {
    for (const { fg, bg } of Object.values(themeOf('basic16'))) {
      expect(fg).toBeLessThan(8);
      expect(bg).toBeLessThan(8);
    }
  });

  it.each(themeNames.map((name) => [name]))('show in %s what must not be missed', (name: ThemeName) => {
    const theme = themeOf(name);
    const pairs: readonly (readonly [Ink, Ink])[] = [
      ['human', 'title-focus'],
      ['human', 'title'],
      ['human', 'bar'],
      ['needs', 'plain'],
      ['needs', 'working'],
      ['chosen', 'form'],
      ['title-focus', 'title'],
      ['border-human', 'border'],
      ['border-focus', 'border'],
      ['bar-needs', 'bar'],
      ['bar-broken', 'bar'],
      ['high', 'low'],
      ['selection', 'plain'],
      ['found', 'plain'],
      ['key', 'hint'],
    ];
    for (const [one, other] of pairs) expect(look(theme[one]), `${one} and ${other}`).not.toBe(look(theme[other]));
    const { bg, inverse } = theme.human;
    expect(bg >= 0 || inverse).toBe(true);
  });

  it('are picked by what the terminal has', () => {
    const ground = { noColour: false, colours: 256, background: 'unknown' } as const;
    expect(themeFor(ground)).toBe(themeOf('dark'));
    expect(themeFor({ ...ground, background: 'light' })).toBe(themeOf('light'));
    expect(themeFor({ ...ground, colours: 16 })).toBe(themeOf('basic16'));
    expect(themeFor({ ...ground, colours: 8 })).toBe(themeOf('basic16'));
    expect(themeFor({ ...ground, colours: 2 })).toBe(themeOf('none'));
    expect(themeFor({ ...ground, noColour: true })).toBe(themeOf('none'));
  });
});
