import type { Frame } from '../screen/frame.ts';
import type { Reading } from '../screen/reading.ts';

/** Text kept of what came out last: an end mark may arrive in two pieces. */
const tailChars = 64;

/** The end mark of a synchronized update, with nothing behind it but switches of modes. Source: recordings of 2.0.20. */
const endMark = /\u001b\[\?2026l(?:\u001b\[\?\d+[hl])*$/;

/**
 * The renderer of the alternate screen ends each picture by going to the start of the last row and from there to where the
 * cursor waits. Source: recordings of 2.1.329.
 */
const parked = /\u001b\[(\d+);1H\u001b\[\d+;\d+H(?:\u001b\[\?25[hl])?$/;

/** One sequence, one control or blank, or a stretch of what can be seen. */
const pieces =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u0018\u001a\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]|[\u0000-\u0020\u007f]|[^\u0000-\u0020\u007f]+/g;

/** A sequence whose end has not come yet. */
const unfinished = /\u001b(?:\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u0018\u001a\u001b]*\u001b?|[ -/]*)$/;

const cleared = /^\u001b(?:\[2J|c)$/;
const home = /^\u001b\[(?:1?;?1?)?[Hf]$/;
const erasedRow = '\u001b[2K';
const erasedBelow = /^\u001b\[0?J$/;
/** From one row to the next. */
const rowDown = /^(?:\u001b\[1?B|\r|\n)$/;

/**
 * Follows a child's output for what it says about its drawing. Where the output is cut into pieces makes no difference.
 *
 * A repaint begins where the whole screen is emptied, all at once or row by row from the top, and something is drawn after
 * it: so every recorded version does after a change of size. Anything less may be the rest of a picture of the old size,
 * which was on its way already. A cursor sent home and the marks of an update say nothing: they stand around each picture.
 */
export class Drawing {
  #tail = '';
  #repaint: 'none' | 'due' | 'begun' = 'none';
  /** The beginning of a sequence. */
  #open = '';
  #rows = 0;
  #emptied = false;
  /** Rows emptied one after the other since the cursor went home; undefined when anything else came between. */
  #erased: number | undefined;

  /** Takes the next output. */
  take(text: string): void {
    const all = this.#open + text;
    const rest = unfinished.exec(all)?.[0] ?? '';
    if (this.#repaint === 'due')
      for (const [piece] of all.slice(0, all.length - rest.length).matchAll(pieces)) this.#note(piece);
    this.#open = shortened(rest);
    this.#tail = (this.#tail + text).slice(-tailChars);
  }

  #note(piece: string): void {
    if (home.test(piece)) this.#erased = 0;
    else if (cleared.test(piece) || (this.#erased === 0 && erasedBelow.test(piece))) this.#emptied = true;
    else if (piece === erasedRow && this.#erased !== undefined) {
      this.#erased++;
      this.#emptied ||= this.#erased >= this.#rows;
    } else if (!rowDown.test(piece)) this.#erased = undefined;
    if (this.#emptied && /^[^\u0000-\u0020\u007f]/.test(piece)) this.#repaint = 'begun';
  }

  /** The child was told to draw everything anew, on so many rows. */
  expectRepaint(rows: number): void {
    this.#repaint = 'due';
    this.#tail = '';
    this.#rows = rows;
    this.#emptied = false;
    this.#erased = undefined;
  }

  /** The repaint has come to rest, or was waited for long enough. */
  endRepaint(): void {
    this.#repaint = 'none';
  }

  /** `due` while the screen was not drawn anew since a change of size, `begun` from then until it has come to rest. */
  get repaint(): 'none' | 'due' | 'begun' {
    return this.#repaint;
  }

  /** True when the last output ended a picture and nothing of the next has come. */
  isWhole(rows: number): boolean {
    return endMark.test(this.#tail) || parked.exec(this.#tail)?.[1] === String(rows);
  }
}

/** What is needed of a sequence to know its end: of a text, which may be long, only that it is one. */
function shortened(open: string): string {
  if (!/^\u001b[\]PX^_]/.test(open)) return open.slice(0, tailChars);
  return open.slice(0, 2) + (open.length > 2 && open.endsWith('\u001b') ? '\u001b' : '');
}

/** The glyphs of a window title while nothing runs. Source: recordings of 2.1.329. */
const restingTitle = /^✳/u;

/** A box's last row, or a row of hints. */
const foot = /^ *╰─|\b(?:esc|enter) to \w/i;

/** True when a dialog is drawn down to its foot while the window title is at rest: its options have all come. */
export function looksComplete(frame: Frame): boolean {
  return restingTitle.test(frame.title) && foot.test(frame.rows.findLast((row) => row.text !== '')?.text ?? '');
}

/** Tools whose dialogs show a file: their first picture is whole, but comes before the file was read (52 to 196 ms later). */
const filledLater = /^(?:Edit|MultiEdit|Write|NotebookEdit|)$/;

/** True for a dialog whose first whole picture may be without its contents. */
export function isFilledLater(reading: Reading): boolean {
  return reading.state === 'permission' && filledLater.test(reading.tool);
}
