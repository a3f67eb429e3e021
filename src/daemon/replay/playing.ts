import type { Disposable } from '../../base/disposables.ts';
import { ManualClock } from '../../base/clock.ts';
import type { Frame } from '../../screen/frame.ts';
import type { Reading } from '../../screen/reading.ts';
import type { Words } from '../../screen/words.ts';
import type { Dialog } from '../../session/session.ts';
import { callShownBy } from '../../session/witness.ts';
import type { CastEvent, CastHeader } from '../../terminal/asciicast.ts';
import { parseSize } from '../../terminal/asciicast.ts';
import { defaultSettleTimes } from '../settle.ts';
import { dialogOf, WatchedScreen } from '../watchedScreen.ts';
import type { Decide, ReplayDecision } from './decision.ts';
import type { RecordedTranscript } from './transcript.ts';

/** What is told while a recording plays; `t` in seconds from its start. */
export type Told =
  | { readonly t: number; readonly reading: Reading }
  | { readonly t: number; readonly decision: ReplayDecision };

/** What a recording is played with. */
export interface PlayingParts {
  readonly header: CastHeader;
  readonly witness: RecordedTranscript | undefined;
  /** The wordings it is read with. */
  readonly words: Words;
  /** Decisions are told as well, where somebody makes them. */
  readonly decide: Decide | undefined;
  readonly tell: (told: Told) => void;
}

/** Time given to the last picture of a recording to come to rest; seconds. */
export const endS = 2;

/** A recording under way through the code of a live session, on its own clock; it tells each change of the reading. */
export class Playing implements Disposable {
  readonly #clock: ManualClock;
  readonly #watched: WatchedScreen;
  readonly #parts: PlayingParts;
  #last = '';
  #decided = '';
  #over = false;

  constructor(parts: PlayingParts) {
    const { header } = parts;
    this.#parts = parts;
    this.#clock = new ManualClock((header.timestamp ?? 0) * 1000);
    this.#watched = new WatchedScreen(this.#clock, defaultSettleTimes, {
      cols: header.width,
      rows: header.height,
      zone: header.env?.['TZ'] ?? 'UTC',
      words: () => parts.words,
      named: (dialog) => this.#isNamed(dialog),
    });
    this.#watched.onSettled((reading) => {
      this.#told(reading);
    });
    this.#told({ state: 'starting', evidence: { top: 0, bottom: 0 } });
  }

  /** Takes the next event of the recording, at its own time. */
  play(event: CastEvent): void {
    this.advanceTo(event.atS);
    if (event.code === 'o') this.#watched.write(event.data);
    else if (event.code === 'r') this.#resize(event.data);
    else if (event.code === 'm' || event.code === 'x') this.#mark(event);
  }

  /** Lets time pass; times that have passed already change nothing. */
  advanceTo(atS: number): void {
    this.#clock.advance(Math.max(0, atS * 1000 - this.#clock.monotonicMs()));
  }

  /** Lets the last picture come to rest. */
  finish(): void {
    if (!this.#over) this.#clock.advance(endS * 1000);
  }

  /** The screen as it is now. */
  frame(): Frame {
    return this.#watched.screen.frame();
  }

  dispose(): void {
    this.#watched.dispose();
  }

  #resize(data: string): void {
    const size = parseSize(data);
    if (size) this.#watched.resize(size.cols, size.rows);
  }

  /** The end of the child is no output: recordings note it as a marker, newer formats as an event of its own. */
  #mark(event: CastEvent): void {
    const code = /^exit(?:ed)?:(-?\d+)/.exec(event.code === 'x' ? `exit:${event.data}` : event.data)?.[1];
    if (code === undefined || this.#over) return;
    this.#over = true;
    this.#told({ state: 'exited', code: Number(code), evidence: { top: 0, bottom: 0 } });
  }

  #told(reading: Reading): void {
    if (this.#over && reading.state !== 'exited') return;
    const t = Math.round(this.#clock.monotonicMs()) / 1000;
    const text = JSON.stringify(reading);
    if (text !== this.#last) this.#parts.tell({ t, reading });
    this.#last = text;
    if (this.#parts.decide) this.#decideOn(reading, t, this.#parts.decide);
  }

  #isNamed(dialog: Dialog): boolean {
    const calls = this.#parts.witness?.pendingAt(this.#clock.monotonicMs() / 1_000, 0) ?? [];
    return callShownBy(dialog, calls) !== undefined;
  }

  #decideOn(reading: Reading, t: number, decide: Decide): void {
    const dialog = dialogOf(reading);
    if (dialog && dialog.fingerprint !== this.#decided)
      this.#parts.tell({ t, decision: decide({ t, reading, dialog }) });
    this.#decided = dialog?.fingerprint ?? '';
  }
}
