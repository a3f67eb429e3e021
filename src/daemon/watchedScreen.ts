import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { identityOf } from '../screen/dialog.ts';
import { limits } from '../limits.ts';
import type { Frame } from '../screen/frame.ts';
import type { Evidence, Reading } from '../screen/reading.ts';
import type { ReadContext } from '../screen/readScreen.ts';
import { readScreen } from '../screen/readScreen.ts';
import { resetWords } from '../screen/resetTime.ts';
import type { Words } from '../screen/words.ts';
import type { Dialog } from '../session/session.ts';
import type { Banner, Snapshot } from '../store/snapshots.ts';
import type { ScreenOptions } from '../terminal/headlessScreen.ts';
import { HeadlessScreen } from '../terminal/headlessScreen.ts';
import { Drawing, isFilledLater, looksComplete } from './drawing.ts';
import type { Evidence as DrawnEvidence, SettleTimes } from './settle.ts';
import { shippedWords } from './screenWords.ts';
import { Settle } from './settle.ts';

/** How a watched screen is made. */
export interface WatchedOptions extends ScreenOptions {
  /** IANA name of the time zone in which the child tells times. */
  readonly zone: string;
  /** The wordings in force at each look; the shipped ones when absent. */
  readonly words?: () => Words;
  /** Tells whether the transcript holds the pending call that a dialog shows: then the dialog it shows is complete. */
  readonly named?: (dialog: Dialog) => boolean;
}

/** Readings after which an empty screen is still the CLI's start: the trust dialog is cleared away before the first picture. */
const beforeBegin: ReadonlySet<Reading['state']> = new Set(['starting', 'unknown', 'trust']);

/** A screen that is read whenever it comes to rest; the same for a live child and for a recording. */
export class WatchedScreen implements Disposable {
  readonly screen: HeadlessScreen;
  readonly #settle: Settle;
  readonly #settled = new Emitter<Reading>();
  readonly #defects = new Emitter<unknown>();
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #words: () => Words;
  #begun = false;
  #banner: Banner | undefined;
  readonly #named: (dialog: Dialog) => boolean;
  #drawing = new Drawing();
  /** Output is missing before what comes next; how the child is asked to draw anew, and how often still. */
  #missing: { readonly ask: () => void; left: number } | undefined;
  /** The dialog on the screen when it was at rest last, and the one that was seen last on a screen that never rests. */
  #rested: string | undefined;
  #glimpsed: string | undefined;
  #dialog: { fingerprint: string | undefined; sinceMs: number } = { fingerprint: undefined, sinceMs: 0 };

  /** Announced after each reading of a settled screen, also when it reads the same as before. */
  readonly onSettled = this.#settled.event;
  /** The reader threw. */
  readonly onDefect = this.#defects.event;

  constructor(clock: Clock, times: SettleTimes, options: WatchedOptions) {
    this.#clock = clock;
    this.#zone = options.zone;
    this.#words = options.words ?? shippedWords;
    this.#named = options.named ?? (() => false);
    this.screen = new HeadlessScreen(options);
    this.#settle = new Settle(clock, times, {
      read: (rested) => this.#take(rested),
      evidence: () => this.#evidence(),
    });
  }

  write(text: string): void {
    try {
      this.screen.write(text);
    } finally {
      this.#drawing.take(text);
      this.#settle.touched();
    }
  }

  /** Gives the screen another size; nothing is read before the child has drawn it anew, or was waited for long enough. */
  resize(cols: number, rows: number): void {
    if (cols === this.screen.cols && rows === this.screen.rows) return;
    this.screen.resize(cols, rows);
    this.expectRepaint();
  }

  /**
   * What stands on the screen is not to be trusted until the child has drawn it anew. When nothing is drawn within the time of
   * a half drawn picture, it is read as it stands: no output is missing, so what is there is what the child drew last, in
   * another form. A CLI that leaves a change of size alone would else never be read again.
   */
  expectRepaint(): void {
    this.#drawing.expectRepaint(this.screen.rows);
    this.#rested = undefined;
    this.#settle.restarted();
  }

  /**
   * Output is missing: what stands on the screen is unreadable until the child has drawn it anew, however long that takes.
   * @param ask asks the child to draw once more; called a few times when nothing comes
   */
  lost(ask: () => void): void {
    this.#missing = { ask, left: limits.redrawAsksMax };
    this.expectRepaint();
  }

  /** What another daemon needs to go on from here. */
  snapshot(): Snapshot {
    return { ...this.screen.snapshot(), ...(this.#banner ? { banner: this.#banner } : {}) };
  }

  /** The banner of a limit that was seen last, until something else was readable. */
  get banner(): Banner | undefined {
    return this.#banner;
  }

  restore(snapshot: Snapshot): void {
    this.screen.restore(snapshot);
    this.#banner = snapshot.banner;
    this.#settle.touched();
  }

  /** A new child begins on an empty screen: nothing of the last one is left, and its output counts from its beginning. */
  beginAnew(): void {
    const { cols, rows } = this.screen;
    this.screen.restore({ cols, rows, data: '', title: '', offset: 0 });
    this.#begun = false;
    this.#banner = undefined;
    this.#drawing = new Drawing();
    this.#missing = undefined;
    this.#rested = undefined;
    this.#glimpsed = undefined;
    this.#dialog = { fingerprint: undefined, sinceMs: 0 };
    this.#settle.restarted();
  }

  /** Has the screen read again soon, though nothing came out. */
  touch(): void {
    this.#settle.touched();
  }

  /**
   * Reads the screen as it is at this instant; a dialog that has not come to rest yet counts as unreadable. Who acts on what
   * is new on the screen reads it this way, whenever that is.
   */
  readAtRest(): Reading {
    const reading = this.readNow();
    const fingerprint = fingerprintOf(reading);
    if (fingerprint === undefined || fingerprint === this.#rested || !this.#settle.isUnread) return reading;
    return { state: 'unknown', why: 'the screen is still being drawn', evidence: reading.evidence };
  }

  /** Reads the screen as it is at this instant. */
  readNow(): Reading {
    const reading = this.#readOrSay();
    if (this.#drawing.repaint === 'due') {
      const why = this.#missing
        ? 'output is missing and the CLI has not drawn its screen anew'
        : 'the terminal has a new size and the CLI has not drawn it anew yet';
      return { state: 'unknown', why, evidence: reading.evidence };
    }
    if (!beforeBegin.has(reading.state)) this.#begun = true;
    const fingerprint = fingerprintOf(reading);
    if (fingerprint !== this.#dialog.fingerprint) this.#dialog = { fingerprint, sinceMs: this.#clock.monotonicMs() };
    return reading;
  }

  /** False when a dialog stands on a screen that never rests and was not the same at the look before. */
  #take(rested: boolean): boolean {
    this.#endRepaint();
    const reading = this.readNow();
    const fingerprint = fingerprintOf(reading);
    const same = fingerprint === this.#rested || fingerprint === this.#glimpsed;
    this.#glimpsed = fingerprint;
    if (!rested && fingerprint !== undefined && !same) return false;
    this.#rested = fingerprint;
    this.#settled.fire(reading);
    return true;
  }

  /** What was drawn before a gap says nothing about now: it is never believed for having stood there long enough. */
  #endRepaint(): void {
    if (this.#missing && this.#drawing.repaint === 'due') {
      if (this.#missing.left-- > 0) this.#missing.ask();
      return;
    }
    this.#missing = undefined;
    this.#drawing.endRepaint();
  }

  /** Only a dialog is read early: what else a screen shows is worth no hurry, and changes all the time. */
  #evidence(): DrawnEvidence {
    const frame = this.screen.frame();
    if (frame.syncOpen || this.#drawing.repaint === 'due') return 'half';
    if (this.#drawing.repaint === 'begun') return 'none';
    const reading = this.readNow();
    const dialog = dialogOf(reading);
    if (!dialog) return 'none';
    if (isFilledLater(reading)) return 'hollow';
    if (this.#drawing.isWhole(frame.rows.length)) return 'whole';
    return looksComplete(frame) || this.#named(dialog) ? 'likely' : 'none';
  }

  /** A defect of the reader must not end anything: the screen counts as unreadable, and a person is asked. */
  #readOrSay(): Reading {
    try {
      return this.#read();
    } catch (error) {
      this.#defects.fire(error);
      const why = 'pcc cannot read it: a defect, see the log';
      return { state: 'unknown', why, evidence: { top: 0, bottom: 0 } };
    }
  }

  /**
   * A banner's times are meant from its own first moment: read a day later the same `resets 3pm` must not become tomorrow's.
   */
  #read(): Reading {
    const frame = this.screen.frame();
    const nowMs = this.#clock.wallMs();
    const first = readScreen(frame, this.#context(nowMs));
    if (first.state !== 'limit') {
      // A screen that cannot be read may be the banner's own, half drawn.
      if (!beforeBegin.has(first.state)) this.#banner = undefined;
      return first;
    }
    const text = bannerText(frame, first.evidence);
    if (this.#banner?.text !== text) this.#banner = { text, appearedMs: nowMs };
    const { appearedMs } = this.#banner;
    return appearedMs === nowMs ? first : readScreen(frame, this.#context(appearedMs));
  }

  #context(appearedMs: number): ReadContext {
    return { words: this.#words(), begun: this.#begun, time: { appearedMs, zone: this.#zone } };
  }

  /** How long the dialog that was read last has been standing there; milliseconds. */
  dialogAgeMs(): number {
    return this.#clock.monotonicMs() - this.#dialog.sinceMs;
  }

  dispose(): void {
    this.#settle.dispose();
    this.screen.dispose();
  }
}

/** What a banner says of the time, whatever stands beside it and however its rows are broken. */
function bannerText(frame: Frame, { top, bottom }: Evidence): string {
  const rows = frame.rows.slice(top, bottom).map(({ text, wrapped }) => (wrapped ? '' : ' ') + text);
  return resetWords(rows.join('')) ?? '';
}

/** Names a dialog without telling what stands in it: fingerprints are stored, and dialogs may show secrets. */
function fingerprintOf(reading: Reading): string | undefined {
  const identity = identityOf(reading);
  return identity === undefined ? undefined : createHash('sha256').update(identity).digest('hex');
}

/** What a reading asks, as the session's life knows it; undefined when it asks nothing. */
export function dialogOf(reading: Reading): Dialog | undefined {
  const fingerprint = fingerprintOf(reading);
  if (fingerprint === undefined) return undefined;
  const nothing = { fingerprint, tool: '', subject: '', truncated: false, question: '' };
  switch (reading.state) {
    case 'permission':
      return {
        ...nothing,
        kind: 'permission',
        tool: reading.tool,
        subject: reading.subject,
        truncated: reading.truncated,
        options: reading.options,
      };
    case 'question':
      return { ...nothing, kind: 'question', question: reading.question, options: reading.options, tabs: reading.tabs };
    case 'menu':
      return { ...nothing, kind: 'menu', question: reading.title, options: reading.options };
    case 'trust':
    case 'plan':
    case 'limit':
      return { ...nothing, kind: reading.state, options: reading.options };
    default:
      return undefined;
  }
}
