import type { Row } from '../screen/frame.ts';
import { paintLine } from './painter.ts';

/**
 * Mends what the serializer (0.14.0) wrote of a screen whose rows are `rows`. One code, `CSI 22 m`, ends bold and faint both,
 * and it takes it for the end of one alone; and it goes to new lines in the colours of the line before. The cursor has to be
 * put in its place behind this.
 */
export function mended(data: string, rows: readonly Row[], cols: number): string {
  // The alternate screen is cleared on entry, in the colours in force: they must be none by then.
  const entered = data.replace('\u001b[?1049h', '\u001b[0m\u001b[?1049h');
  const text = plainNewLines(boldAfterFaint(entered));
  const hasBoth = rows.some((row) => row.spans.some(({ style }) => style.bold && style.dim));
  return hasBoth ? text + drawnAgain(rows, cols) + penOf(text) : text;
}

/** Where faint text goes over into bold text the end of faint was written last, which takes the bold away: it goes first. */
function boldAfterFaint(data: string): string {
  return data.replace(/\u001b\[([\d;]+)m/g, (sequence, list: string) => {
    const codes = codesOf(list);
    const bold = codes.indexOf('1');
    if (bold < 0 || codes.indexOf('22') < bold) return sequence;
    return `\u001b[${['22', ...codes.filter((code) => code !== '22')].join(';')}m`;
  });
}

/** A line that scrolls in takes the background in force; the serializer means it to have none. */
function plainNewLines(data: string): string {
  let background = '';
  return data.replace(/\u001b\[([\d;]*)m|\r\n/g, (found, list: string | undefined) => {
    if (list === undefined) return background === '' ? found : `\u001b[49m\r\n\u001b[${background}m`;
    for (const code of codesOf(list)) {
      if (code === '0' || code === '49') background = '';
      else if (/^(?:4[0-7]|48;.*|10[0-7])$/.test(code)) background = code;
    }
    if (list === '') background = '';
    return found;
  });
}

/** The codes of one change of style; those of an extended colour (`38;5;n`, `48;2;r;g;b`) stay together. */
function codesOf(list: string): string[] {
  return list.match(/(?:38|48);(?:5;\d+|2;\d+;\d+;\d+)|\d+/g) ?? [];
}

/**
 * Behind text that is both, nobody can tell which of the two was meant to end: the rows are drawn again. The cursor has to be
 * put back behind this. Concealed text cannot be drawn; its rows stay as they are.
 */
function drawnAgain(rows: readonly Row[], cols: number): string {
  const drawn = rows.map((row, index) => {
    const isEmphatic = row.spans.some(({ style }) => style.bold || style.dim);
    if (!isEmphatic || row.spans.some(({ style }) => style.concealed)) return '';
    return `\u001b[${index + 1};1H\u001b[0m${paintLine(row, cols, { trueColour: true })}`;
  });
  return drawn.join('');
}

/** The changes of style that are in force at the end of a text. */
export function penOf(text: string): string {
  // What stands before the last full reset has no effect any more, and may be all of a long history.
  const reset = Math.max(text.lastIndexOf('\u001b[0m'), text.lastIndexOf('\u001b[m'));
  const changes = text.slice(reset + 1).match(/\u001b\[[\d;]*m/g) ?? [];
  return `\u001b[0m${changes.join('')}`;
}
