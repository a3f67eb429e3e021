import { cellsOfChar } from '../../face/text/text.ts';
import type { Layer, Line } from '../scene.ts';
import { span } from '../scene.ts';

/** What stands for pcc's own characters on a terminal that has only ASCII; all take one cell. */
const standIns: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '+': '╭╮╰╯┌┐└┘├┤┬┴┼✓✔',
    '-': '─▪▃–—',
    '=': '━‖▄▅',
    '|': '│',
    '#': '┃■▇',
    '.': '·▁░',
    ':': '▂',
    '~': '…',
    o: '○',
    '*': '●▆◆•',
    e: '✎',
    '%': '◷',
    '&': '↻',
    x: '✗✘',
    '@': '█',
    '>': '❯▸→›',
    '<': '←‹',
    '^': '↑▲',
    v: '↓▼',
    '!': '⚠',
    '"': '“”',
    "'": '‘’',
  }).flatMap(([plain, fine]) => Array.from(fine, (char): [string, string] => [char, plain])),
);

/** The text in ASCII, as wide as before; what nothing stands for is `?`. */
export function asciiText(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  let plain = '';
  for (const char of text)
    plain += char >= ' ' && char <= '~' ? char : (standIns.get(char) ?? '?'.repeat(cellsOfChar(char)));
  return plain;
}

/** A layer in ASCII. Pictures stay: what a child draws is its own matter. */
export function asciiLayer(layer: Layer): Layer {
  return layer.type === 'block' ? { ...layer, lines: layer.lines.map(asciiLine) } : layer;
}

function asciiLine(line: Line): Line {
  return line.map(({ text, ink }) => span(asciiText(text), ink));
}
