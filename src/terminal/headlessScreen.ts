import serializeAddon from '@xterm/addon-serialize';
import unicode11Addon from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import type { IBufferLine, IParser } from '@xterm/headless';
import { assert } from '../base/assert.ts';
import type { Disposable } from '../base/disposables.ts';
import { limits } from '../limits.ts';
import { drawnRow, mended, penOf, wholeRow } from './serialized.ts';
import type { Core, RawLine } from './emulatorCore.ts';
import { isCore } from './emulatorCore.ts';
import type { Cursor, Frame, Row } from '../screen/frame.ts';
import { RowReader } from './rowReader.ts';

export type { IBufferCell, IBufferLine } from '@xterm/headless';
export type { RawLine } from './emulatorCore.ts';

/** How a screen is made. */
export interface ScreenOptions {
  readonly cols: number;
  readonly rows: number;
  /** Lines kept above the screen; `limits.scrollbackLines` when left out. */
  readonly scrollback?: number;
  /** Receives the answer to a query of the child. Left out, the screen is mute: a replay must not answer anybody. */
  readonly answer?: (reply: string) => void;
}

/** The modes of the child that a face mirrors to the human's own terminal. */
export interface ScreenModes {
  readonly applicationCursor: boolean;
  readonly bracketedPaste: boolean;
  readonly focusEvents: boolean;
  readonly mouse: 'none' | 'x10' | 'vt200' | 'drag' | 'any';
}

/** Everything needed to continue a screen elsewhere: what to write into an empty one of the same size, and the state beside the cells. */
export interface ScreenSnapshot {
  readonly cols: number;
  readonly rows: number;
  readonly data: string;
  readonly title: string;
  readonly offset: number;
}

/**
 * The fixed answers: a VT220 with colours, no fault, our name, and no kitty keyboard, so that keys keep their classic
 * bytes for whoever types. Nothing of what the child wrote is ever in an answer. Source: xterm's control sequences.
 */
const answers = {
  deviceAttributes: '\u001b[?62;22c',
  secondaryAttributes: '\u001b[>0;1;0c',
  statusOk: '\u001b[0n',
  version: '\u001bP>|pcc\u001b\\',
} as const;

/** With fewer lines above the screen the emulator loses rows, and fails, when it gets another size. */
const scrollbackMin = 100;

/** CAN: ends any sequence and does nothing else. Source: ECMA-48. */
const endSequence = '\u0018';

/** What begins a sequence: the escape character, or one of the single characters that stand for two. */
const sequenceStart = /[\u001b\u0080-\u009f](?=[^\u001b\u0080-\u009f]*$)/;

/**
 * The one door to the emulator: what the child writes goes in, frames come out. Parsing is synchronous, so that a frame
 * read after `write` holds all of it and a decision can look and type without anything in between.
 */
export class HeadlessScreen implements Disposable {
  readonly #terminal: xterm.Terminal;
  readonly #core: Core;
  readonly #serializer: serializeAddon.SerializeAddon;
  readonly #reader: RowReader;
  /** While set, queries get no answer: what is parsed is history. */
  mute = false;
  #title = '';
  #cursorVisible = true;
  #offset = 0;
  /** The picture taken last, while it holds. */
  #taken: Frame | undefined;
  /** The beginning of a sequence, or the first half of a character, whose rest has not come yet. */
  #open = '';

  constructor(options: ScreenOptions) {
    this.#terminal = new xterm.Terminal({
      cols: options.cols,
      rows: options.rows,
      scrollback: Math.max(scrollbackMin, options.scrollback ?? limits.scrollbackLines),
      allowProposedApi: true,
      logLevel: 'off',
    });
    this.#terminal.loadAddon(new unicode11Addon.Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#serializer = new serializeAddon.SerializeAddon();
    this.#terminal.loadAddon(this.#serializer);
    const core: unknown = Reflect.get(this.#terminal, '_core');
    assert(isCore(core), 'the emulator is not built as this program needs it');
    this.#core = core;
    this.#reader = new RowReader(this.#terminal.buffer.active.getNullCell());
    this.#terminal.onTitleChange((title) => {
      this.#title = title;
    });
    this.#installQueries(options.answer);
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** The output offset up to which everything is on the screen. */
  get offset(): number {
    return this.#offset;
  }

  get title(): string {
    return this.#title;
  }

  /**
   * Takes the child's next output; the offset grows by its length in UTF-16 units. Where the emulator fails, which it has not
   * to, the screen is blank from then on until the child draws it anew: a picture that stands still would be believed.
   */
  write(text: string): void {
    this.#taken = undefined;
    try {
      this.#core.writeSync(text);
    } catch (error) {
      this.#core._writeBuffer._isSyncWriting = false;
      this.#core.writeSync(endSequence);
      this.#terminal.reset();
      throw error;
    }
    this.#offset += text.length;
    this.#noteOpen(text);
  }

  resize(cols: number, rows: number): void {
    this.#taken = undefined;
    this.#terminal.resize(cols, rows);
  }

  /** Where the cursor stands, without taking a whole picture. */
  get cursor(): Cursor {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { x: Math.min(cursorX, this.#terminal.cols - 1), y: cursorY, visible: this.#cursorVisible };
  }

  /** A row of the screen as the emulator keeps it, to be read at once: the next output changes it. */
  rawRow(y: number): RawLine | undefined {
    const { lines, ybase } = this.#core.buffer;
    return lines.get(ybase + y);
  }

  /** The modes in force now. */
  modes(): ScreenModes {
    const modes = this.#terminal.modes;
    return {
      applicationCursor: modes.applicationCursorKeysMode,
      bracketedPaste: modes.bracketedPasteMode,
      focusEvents: modes.sendFocusMode,
      mouse: modes.mouseTrackingMode,
    };
  }

  /** The picture as it is now, a plain value; the same one until something comes out or the size changes. */
  frame(): Frame {
    this.#taken ??= this.#take();
    return this.#taken;
  }

  #take(): Frame {
    const buffer = this.#terminal.buffer.active;
    const rows: Row[] = [];
    for (let y = 0; y < this.#terminal.rows; y++) rows.push(this.#reader.rowOf(buffer.getLine(buffer.baseY + y)));
    return {
      cols: this.#terminal.cols,
      rows,
      cursor: this.cursor,
      title: this.#title,
      buffer: buffer.type,
      syncOpen: this.#terminal.modes.synchronizedOutputMode,
      offset: this.#offset,
    };
  }

  /** Up to `count` rows that scrolled off the top, oldest first. */
  scrolledOff(count: number): Row[] {
    const buffer = this.#terminal.buffer.active;
    const rows: Row[] = [];
    for (let y = Math.max(0, buffer.baseY - count); y < buffer.baseY; y++)
      rows.push(this.#reader.rowOf(buffer.getLine(y)));
    return rows;
  }

  /** What another screen needs to go on from here, with at most `scrollback` of the lines above. */
  snapshot(scrollback: number = limits.scrollbackLines): ScreenSnapshot {
    const hideCursor = this.#cursorVisible ? '' : '\u001b[?25l';
    const halfDrawn = this.#terminal.modes.synchronizedOutputMode ? '\u001b[?2026h' : '';
    const data = mended(this.#serializer.serialize({ scrollback }), this.#breaksBeforeScrolling(scrollback));
    const state = this.#drawnAgain() + this.#place() + penOf(data) + hideCursor + halfDrawn;
    return {
      cols: this.#terminal.cols,
      rows: this.#terminal.rows,
      data: data + state + this.#open,
      title: this.#title,
      offset: this.#offset,
    };
  }

  /** Continues from a snapshot; the screen takes its size and offset. */
  restore(snapshot: ScreenSnapshot): void {
    this.#taken = undefined;
    // A sequence that was never ended outlives a reset, and would swallow what comes first.
    this.#core.writeSync(endSequence);
    this.#terminal.reset();
    this.#cursorVisible = true;
    this.#terminal.resize(snapshot.cols, snapshot.rows);
    this.#core.writeSync(snapshot.data);
    this.#open = '';
    this.#noteOpen(snapshot.data);
    this.#title = snapshot.title;
    this.#offset = snapshot.offset;
  }

  /** Output up to this offset is missing for good; what comes next belongs behind it. */
  skipTo(offset: number): void {
    assert(offset >= this.#offset, 'a screen skips only forward');
    this.#taken = undefined;
    this.#offset = offset;
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  /** Keeps what a snapshot must repeat, so that a screen continued from it reads the rest of a split sequence as such. */
  #noteOpen(text: string): void {
    const half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
    if (this.#core._inputHandler._parser.currentState === 0) {
      this.#open = half;
      return;
    }
    const start = sequenceStart.exec(text)?.index;
    this.#open = start === undefined ? this.#open + text : text.slice(start);
    if (this.#open.length <= limits.openSequenceCharsMax) return;
    // Each snapshot repeats it, and the emulator keeps it as well.
    this.#core.writeSync(endSequence);
    this.#open = '';
  }

  /** How many line breaks fill an empty screen with the lines of a snapshot, unless they fit, or the first that scrolls goes on another. */
  #breaksBeforeScrolling(scrollback: number): number | undefined {
    const { normal } = this.#terminal.buffer;
    const first = Math.max(0, normal.length - scrollback - this.rows);
    const next = normal.getLine(first + this.rows);
    if (next === undefined || next.isWrapped) return undefined;
    let breaks = 0;
    for (let y = first + 1; y < first + this.rows; y++) if (!normal.getLine(y)?.isWrapped) breaks++;
    return breaks;
  }

  #drawnAgain(): string {
    const rows = this.frame().rows.map((row, y) => {
      const line = this.#line(y);
      return line ? drawnRow(y + 1, line, row) : '';
    });
    // What is inserted would move the rest of its row.
    return this.#inserting(rows.join(''));
  }

  /** What is to be written over cells also where the child has others move. */
  #inserting(drawn: string): string {
    return this.#terminal.modes.insertMode ? `\u001b[4l${drawn}\u001b[4h` : drawn;
  }

  #line(y: number): IBufferLine | undefined {
    const buffer = this.#terminal.buffer.active;
    return buffer.getLine(buffer.baseY + y);
  }

  /**
   * The cursor that was saved, the rows that scroll, when they are not all, and the cursor's place: setting the rows moves it. Behind
   * the last column no sequence puts it, but writing the whole row does.
   */
  #place(): string {
    const { scrollTop, scrollBottom, savedX, savedY, ybase } = this.#core.buffer;
    const all = scrollTop === 0 && scrollBottom === this.rows - 1;
    const region = all ? '' : `\u001b[${scrollTop + 1};${scrollBottom + 1}r`;
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    const from = this.#terminal.modes.originMode ? scrollTop : 0;
    // Its pen is not known; a child that saves its cursor wears none as a rule.
    const saved = `\u001b[0m\u001b[${Math.max(0, savedY - ybase) + 1};${savedX + 1}H\u001b7`;
    const [line, row] = [this.#line(cursorY), this.frame().rows[cursorY]];
    const isBehind = cursorX >= this.cols && line && row;
    const place = `\u001b[${cursorY - from + 1};${(isBehind ? 0 : cursorX) + 1}H`;
    return saved + region + place + (isBehind ? this.#inserting(wholeRow(line, row)) : '');
  }

  /**
   * Takes every query out of the emulator's own hands: the fixed ones get their fixed answer, title, colour, clipboard and
   * setting reports get none, since their answers could carry the child's own text back into its input.
   */
  #installQueries(answer: ScreenOptions['answer']): void {
    const parser: IParser = this.#terminal.parser;
    const say = (reply: string): true => {
      if (!this.mute) answer?.(reply);
      return true;
    };
    const first = (params: readonly (number | number[])[]): number => (typeof params[0] === 'number' ? params[0] : 0);
    parser.registerCsiHandler({ final: 'c' }, (params) => (first(params) === 0 ? say(answers.deviceAttributes) : true));
    parser.registerCsiHandler({ prefix: '>', final: 'c' }, () => say(answers.secondaryAttributes));
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, () => say(answers.version));
    // A terminal without the kitty protocol stays silent; the attributes query behind it ends the wait.
    parser.registerCsiHandler({ prefix: '?', final: 'u' }, () => true);
    parser.registerCsiHandler({ final: 'n' }, (params) => this.#statusReport(first(params), say));
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, () => true);
    parser.registerCsiHandler({ final: 't' }, () => true);
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, () => true);
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, () => true);
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true);
    for (const code of [4, 10, 11, 12, 52]) parser.registerOscHandler(code, () => true);
    // The emulator does not publish whether the cursor is shown; false lets its own handling go on.
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => this.#noteCursor(params, true));
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => this.#noteCursor(params, false));
  }

  #statusReport(kind: number, say: (reply: string) => true): true {
    if (kind === 5) return say(answers.statusOk);
    if (kind !== 6) return true;
    const buffer = this.#terminal.buffer.active;
    return say(`\u001b[${buffer.cursorY + 1};${Math.min(buffer.cursorX, this.#terminal.cols - 1) + 1}R`);
  }

  #noteCursor(params: readonly (number | number[])[], visible: boolean): false {
    if (params.includes(25)) this.#cursorVisible = visible;
    return false;
  }
}
