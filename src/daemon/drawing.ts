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

/** What puts nothing on the screen: sequences, controls and blanks. */
const unseen =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]|[\u0000-\u0020\u007f]/g;

/** Follows a child's output for what it says about its drawing. */
export class Drawing {
  #tail = '';
  #repaint: 'none' | 'due' | 'begun' = 'none';

  /** Takes the next output. */
  take(text: string): void {
    if (this.#repaint === 'due' && text.replace(unseen, '') !== '') this.#repaint = 'begun';
    this.#tail = (this.#tail + text).slice(-tailChars);
  }

  /** The child was told to draw everything anew. */
  expectRepaint(): void {
    this.#repaint = 'due';
    this.#tail = '';
  }

  /** The repaint has come to rest, or was waited for long enough. */
  endRepaint(): void {
    this.#repaint = 'none';
  }

  /** `due` while nothing was drawn since a change of size, `begun` from then until it has come to rest. */
  get repaint(): 'none' | 'due' | 'begun' {
    return this.#repaint;
  }

  /** True when the last output ended a picture and nothing of the next has come. */
  isWhole(rows: number): boolean {
    return endMark.test(this.#tail) || parked.exec(this.#tail)?.[1] === String(rows);
  }
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
