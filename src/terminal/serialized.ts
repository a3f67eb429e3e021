import type { Row, Style } from '../screen/frame.ts';
import { plainStyle, styleAt } from '../screen/frame.ts';
import type { IBufferCell, IBufferLine } from './headlessScreen.ts';
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
 * drawn again. Erasing cells leaves it as it is which row goes on in the next. What was erased stays so: where a row
 * ends decides how it is wrapped when the size changes.
 */
export function drawnRow(y: number, line: IBufferLine, row: Row): string {
  const cells = cellsOf(line);
  return `\u001b[${y};1H\u001b[0m\u001b[${cells.length}X${drawnCells(cells.slice(0, endOf(cells, row)), row)}\u001b[0m`;
}

/** The whole row, so that the cursor waits behind its last column; erased cells are blanks in it. */
export function wholeRow(line: IBufferLine, row: Row): string {
  return drawnCells(
    cellsOf(line).map((chars) => (chars === '' ? ' ' : chars)),
    row,
  );
}

/** A change of style that changes nothing: it ends what characters may be joined to. */
const aSequence = '\u001b[10m';

/** The characters of each cell: '' where it is erased, nothing where it is the right half of a wide character. */
function cellsOf(line: IBufferLine): (string | undefined)[] {
  const cells: (string | undefined)[] = [];
  let wideBefore = false;
  let cell: IBufferCell | undefined;
  for (let x = 0; x < line.length; x++) {
    cell = line.getCell(x, cell);
    if (!cell) break;
    const width = cell.getWidth();
    // Behind a sequence what joins the character before stands in a cell of its own.
    const chars = width === 0 ? `${aSequence}${cell.getChars() || ' '}` : cell.getChars();
    cells.push(width === 0 && wideBefore ? undefined : chars);
    wideBefore = width === 2;
  }
  return cells;
}

/** Cells from the first column on, each with its looks. */
function drawnCells(cells: readonly (string | undefined)[], row: Row): string {
  let text = '';
  let worn = plainStyle;
  for (let x = 0; x < cells.length; x++) {
    const chars = cells[x];
    if (chars === undefined) continue;
    const style = styleAt(row, x);
    if (style !== worn) text += looks(style);
    worn = style;
    const count = chars === '' && isErasable(style) ? erasedFrom(cells, row, x) : 0;
    text += count === 0 ? chars || ' ' : erased(count, style);
    x += Math.max(0, count - 1);
  }
  return text;
}

/** How many cells from `x` on are erased and look alike. */
function erasedFrom(cells: readonly (string | undefined)[], row: Row, x: number): number {
  const style = styleAt(row, x);
  let end = x;
  while (cells[end] === '' && styleAt(row, end) === style) end++;
  return end - x;
}

/** The row is empty before it is drawn: only a background has to be given. */
function erased(count: number, style: Style): string {
  return `${style.bg === -1 ? '' : `\u001b[${count}X`}\u001b[${count}C`;
}

/** What is erased keeps the background in force, and nothing else of the looks. */
function isErasable(style: Style): boolean {
  const { fg, bold, dim, italic, underline, inverse, concealed, strike } = style;
  return fg === -1 && !(bold || dim || italic || underline || inverse || concealed || strike);
}

function looks(style: Style): string {
  return sgr(style, true) + (style.concealed ? '\u001b[8m' : '');
}

/** The column behind the last cell that is not erased, or has looks. */
function endOf(cells: readonly (string | undefined)[], row: Row): number {
  let end = cells.length;
  const looked = row.spans.at(-1)?.to ?? 0;
  while (end > looked && cells[end - 1] === '') end--;
  return end;
}

/** The changes of style that are in force at the end of a text. */
export function penOf(text: string): string {
  // What stands before the last full reset has no effect any more, and may be all of a long history.
  const reset = Math.max(text.lastIndexOf('\u001b[0m'), text.lastIndexOf('\u001b[m'));
  const changes = text.slice(reset + 1).match(/\u001b\[[\d;]*m/g) ?? [];
  return `\u001b[0m${changes.join('')}`;
}
