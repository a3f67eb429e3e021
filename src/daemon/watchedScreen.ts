import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { identityOf } from '../screen/dialog.ts';
import type { Frame } from '../screen/frame.ts';
import type { Evidence, Reading } from '../screen/reading.ts';
import { readScreen } from '../screen/readScreen.ts';
import type { Dialog } from '../session/session.ts';
import type { ScreenOptions, ScreenSnapshot } from '../terminal/headlessScreen.ts';
import { HeadlessScreen } from '../terminal/headlessScreen.ts';
import type { SettleTimes } from './settle.ts';
import { Settle } from './settle.ts';

/** How a watched screen is made. */
export interface WatchedOptions extends ScreenOptions {
  /** IANA name of the time zone in which the child tells times. */
  readonly zone: string;
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
  #begun = false;
  #banner: { readonly text: string; readonly appearedMs: number } | undefined;
  #dialog: { fingerprint: string | undefined; sinceMs: number } = { fingerprint: undefined, sinceMs: 0 };

  /** Announced after each reading of a settled screen, also when it reads the same as before. */
  readonly onSettled = this.#settled.event;
  /** The reader threw. */
  readonly onDefect = this.#defects.event;

  constructor(clock: Clock, times: SettleTimes, options: WatchedOptions) {
    this.#clock = clock;
    this.#zone = options.zone;
    this.screen = new HeadlessScreen(options);
    this.#settle = new Settle(clock, times, {
      read: () => {
        this.#settled.fire(this.readNow());
      },
      syncOpen: () => this.screen.frame().syncOpen,
    });
  }

  write(text: string): void {
    this.screen.write(text);
    this.#settle.touched();
  }

  resize(cols: number, rows: number): void {
    if (cols === this.screen.cols && rows === this.screen.rows) return;
    this.screen.resize(cols, rows);
    this.#settle.touched();
  }

  restore(snapshot: ScreenSnapshot): void {
    this.screen.restore(snapshot);
    this.#settle.touched();
  }

  /** Has the screen read again soon, though nothing came out. */
  touch(): void {
    this.#settle.touched();
  }

  /** Reads the screen as it is at this instant. */
  readNow(): Reading {
    const reading = this.#readOrSay();
    if (!beforeBegin.has(reading.state)) this.#begun = true;
    const fingerprint = fingerprintOf(reading);
    if (fingerprint !== this.#dialog.fingerprint) this.#dialog = { fingerprint, sinceMs: this.#clock.monotonicMs() };
    return reading;
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
    const first = readScreen(frame, { begun: this.#begun, time: { appearedMs: nowMs, zone: this.#zone } });
    if (first.state !== 'limit') {
      this.#banner = undefined;
      return first;
    }
    const text = bannerText(frame, first.evidence);
    if (this.#banner?.text !== text) this.#banner = { text, appearedMs: nowMs };
    const { appearedMs } = this.#banner;
    return appearedMs === nowMs
      ? first
      : readScreen(frame, { begun: this.#begun, time: { appearedMs, zone: this.#zone } });
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

/** The rows of a banner that do not change while it stands there. */
function bannerText(frame: Frame, evidence: Evidence): string {
  const rows = frame.rows.slice(evidence.top, evidence.bottom).map((row) => row.text);
  return rows.filter((text) => /\bresets?\b/i.test(text)).join('\n');
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
      return { ...nothing, kind: 'question', question: reading.question, options: reading.options };
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
