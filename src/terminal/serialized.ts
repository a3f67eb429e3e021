import type { Row, Style } from '../screen/frame.ts';
import { plainStyle, styleAt } from '../screen/frame.ts';
import type { IBufferLine } from './headlessScreen.ts';
import { sgr } from './painter.ts';

/**
 * Mends what the serializer (0.14.0) wrote of the lines above a screen: one code, `CSI 22 m`, ends bold and faint both, and it
 * takes it for the end of one alone; and a line that scrolls in takes the background in force, which it counts on but for
 * the first such line, before whose line break stand `breaks` others.
 */
export function mended(data: string, breaks: number | undefined): string {
  // The alternate screen is cleared on entry, in the colours in force: they must be none by then.
  const entered = data.replace('\u001b[?1049h', '\u001b[0m\u001b[?1049h');
  return boldAfterFaint(breaks === undefined ? entered : plainBreak(entered, breaks));
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

/** The line break behind `breaks` others has no background. */
function plainBreak(data: string, breaks: number): string {
  let background = '';
  let seen = 0;
  for (const found of data.matchAll(/\u001b\[([\d;]*)m|\r\n/g)) {
    const [, list] = found;
    if (list !== undefined) background = backgroundAfter(list, background);
    else if (seen++ === breaks) {
      const plain = background === '' ? '' : '\u001b[49m';
      const back = background === '' ? '' : `\u001b[${background}m`;
      return `${data.slice(0, found.index)}${plain}\r\n${back}${data.slice(found.index + 2)}`;
    }
  }
  return data;
}

/** The code of the background in force behind a change of style, or nothing where there is none. */
function backgroundAfter(list: string, before: string): string {
  if (list === '') return '';
  return codesOf(list).reduce((background, code) => {
    if (code === '0' || code === '49') return '';
    return /^(?:4[0-7]|48;.*|10[0-7])$/.test(code) ? code : background;
  }, before);
}

/** The codes of one change of style; those of an extended colour (`38;5;n`, `48;2;r;g;b`) stay together. */
function codesOf(list: string): string[] {
  return list.match(/(?:38|48);(?:5;\d+|2;\d+;\d+;\d+)|\d+/g) ?? [];
}

/**
 * Row `y` of a screen, read from `line`, drawn over whatever stands there, with plain looks behind it. Of the screen itself the
 * serializer takes erased cells for others in several cases, and leaves a sign where a row goes on in a blank one: so it is
 * drawn again. Erasing cells leaves it as it is which row goes on in the next.
 */
export function drawnRow(y: number, line: IBufferLine, row: Row): string {
  const drawn = drawnCells(line, row, endOf(row, line.length));
  return `\u001b[${y};1H\u001b[0m\u001b[${line.length}X${drawn}\u001b[0m`;
}

/** The cells of a line before column `to`, each with its looks. */
export function drawnCells(line: IBufferLine, row: Row, to: number): string {
  let text = '';
  let worn = plainStyle;
  for (let x = 0; x < to; x++) {
    const cell = line.getCell(x);
    // The right half of a wide character was written with it.
    if (!cell || (cell.getWidth() === 0 && line.getCell(x - 1)?.getWidth() === 2)) continue;
    const style = styleAt(row, x);
    // Behind a sequence what joins the character before stands in a cell of its own.
    if (style !== worn || cell.getWidth() === 0) text += looks(style);
    worn = style;
    text += cell.getChars() || ' ';
  }
  return text;
}

function looks(style: Style): string {
  return sgr(style, true) + (style.concealed ? '\u001b[8m' : '');
}

/** The column behind the last text or look of a row of `cols`. */
function endOf(row: Row, cols: number): number {
  const afterText = row.columns ? (row.columns[row.text.length] ?? cols) : row.text.length;
  return Math.max(afterText, row.spans.at(-1)?.to ?? 0);
}

/** The changes of style that are in force at the end of a text. */
export function penOf(text: string): string {
  // What stands before the last full reset has no effect any more, and may be all of a long history.
  const reset = Math.max(text.lastIndexOf('\u001b[0m'), text.lastIndexOf('\u001b[m'));
  const changes = text.slice(reset + 1).match(/\u001b\[[\d;]*m/g) ?? [];
  return `\u001b[0m${changes.join('')}`;
}
