import type { Frame, Row, Style } from '../../src/screen/frame.ts';
import { plainStyle } from '../../src/screen/frame.ts';

/** Screens made to cost a reader as much time as they can: every row nearly is what it looks for. */

const colours: readonly Style[] = [
  { ...plainStyle, fg: 153 },
  { ...plainStyle, fg: 211, bold: true },
  { ...plainStyle, dim: true },
  { ...plainStyle, fg: 246, italic: true },
];

/** A row of a text repeated to its edge, each cell in a look of its own. */
export function motley(text: string, cols: number, only?: number): Row {
  const whole = text.length >= cols ? text.slice(0, cols) : text.padEnd(cols, 'Opus Yes, all from the ECONN · to ');
  const spans = Array.from({ length: cols }, (_, from) => ({
    from,
    to: from + 1,
    style: { ...(colours[only ?? from % colours.length] ?? plainStyle), underline: from % 2 === 0 },
  }));
  return { text: whole.trimEnd(), wrapped: false, spans };
}

function frameOf(rows: readonly Row[], cols: number, cursorY: number): Frame {
  const cursor = { x: 0, y: cursorY, visible: true };
  return { cols, rows, cursor, title: '✳ x', buffer: 'normal', syncOpen: false, offset: 0 };
}

/** Rows by number, counted from the bottom. */
type Draw = (fromBottom: number, cols: number) => Row;

const rule = (cols: number): Row => motley('─'.repeat(cols), cols, 0);
const options: Draw = (row, cols) =>
  motley(row < 4 ? `${row === 3 ? '❯' : ' '} ${4 - row}. Yes ` : ' Bash command ', cols, 0);
const draws: Readonly<Record<string, Draw>> = {
  'options everywhere': (row, cols) => motley(`❯ ${(row % 20) + 1}. Yes `, cols),
  'options that count down': (row, cols) => motley(`  ${20 - (row % 20)}. Yes, and `, cols),
  'options in many columns': (row, cols) => motley(`${' '.repeat(row % 5)}${(row % 9) + 1}. Yes `, cols),
  'options without numbers': (row, cols) => motley(row === 0 ? '❯ Yes' : '  Yes', cols),
  'hints everywhere': (row, cols) => motley(`  Esc to cancel · Tab to amend ${row} `, cols, 2),
  'a long body over real options': options,
  'a body of dashes': (row, cols) => (row < 4 ? options(row, cols) : motley(' ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌', cols, 0)),
  'a body of questions': (row, cols) =>
    row < 4 ? options(row, cols) : row === 199 ? rule(cols) : motley('Do you want to proceed with ', cols, 1),
  'a body of calls': (row, cols) =>
    row < 4
      ? options(row, cols)
      : row === 199
        ? rule(cols)
        : row === 198
          ? motley('Tool use', cols, 0)
          : motley('tracker - create(a: (MCP) (', cols, 1),
  'rules everywhere': (_row, cols) => rule(cols),
  'boxes everywhere': (row, cols) => motley(`│ ${row}${' x'.repeat(cols)}`.slice(0, cols - 1).concat('│'), cols),
  'blanks before their end': (row, cols) =>
    row < 4 ? options(row, cols) : motley(`${' '.repeat(cols - 1)}x`, cols, 1),
  'boxes of blanks that do not close': (_row, cols) => motley(`│${' '.repeat(cols - 2)}x`, cols, 1),
  'boxes with gaps': (row, cols) =>
    motley(`│${`${' '.repeat(60)}│ `.repeat(9)}${row}`.slice(0, cols - 1).concat('x'), cols, 1),
  'box edges': (row, cols) => motley(row % 2 === 0 ? `╰${'─'.repeat(cols - 2)}╯` : `╭${'─'.repeat(cols - 2)}╮`, cols),
  'failures above a composer': (row, cols) =>
    row === 0 || row === 2
      ? rule(cols)
      : row === 1
        ? motley('❯ ', cols, 2)
        : motley(row % 5 === 0 ? '  ⎿  Opus ' : '    Opus ', cols, 1),
  'spinners above a composer': (row, cols) =>
    row === 0 || row === 2 ? rule(cols) : row === 1 ? motley('❯ ', cols, 2) : motley(`· ${'.'.repeat(row)} `, cols, 1),
  'a draft over the whole screen': (row, cols) => (row === 0 ? rule(cols) : motley('  typed', cols, 2)),
  'tabs everywhere': (row, cols) =>
    row < 4 ? options(row, cols) : row === 199 ? rule(cols) : motley(`←  ${'☐ ☒ ✔ '.repeat(cols)}`, cols, 1),
};

/** Each by its name. */
export function nearMisses(cols: number, height: number): [string, Frame][] {
  return Object.entries(draws).flatMap(([name, draw]) => {
    const rows = Array.from({ length: height }, (_, row) => draw(height - 1 - row, cols));
    return [0, height - 4, height - 1].map((y): [string, Frame] => [
      `${name}, cursor in row ${y}`,
      frameOf(rows, cols, y),
    ]);
  });
}
