import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { limits } from '../limits.ts';

/** How long a screen is left alone before it is read; milliseconds. */
export interface SettleTimes {
  /** At rest when nothing came out for this long. */
  readonly quietMs: number;
  /** The same, when the screen shows a dialog that looks complete. */
  readonly likelyMs: number;
  /** The same, when the output itself said that the picture with the dialog is whole. */
  readonly wholeMs: number;
  /** The same, when it shows a dialog whose contents come later than its frame. */
  readonly filledMs: number;
  /** A screen that never rests is read this often all the same. */
  readonly atMostMs: number;
  /** A half drawn picture holds the reading back for this long at the most. */
  readonly halfMs: number;
}

/** What the screen itself says about being complete. */
export type Evidence = 'half' | 'hollow' | 'none' | 'likely' | 'whole';

/** The screen whose rest is waited for. */
export interface Settling {
  /**
   * The screen is worth reading; `rested` is false for one that never is quiet, or whose picture stays half drawn. False says
   * that it was not taken yet: it is offered again.
   */
  readonly read: (rested: boolean) => boolean;
  readonly evidence: () => Evidence;
}

/**
 * Says when a screen is worth reading: when the child has been quiet for a moment, which is the shorter the more the screen
 * itself says that it is complete; not while it is half drawn; and at least every so often when it never is quiet.
 */
export class Settle implements Disposable {
  readonly #clock: Clock;
  readonly #times: SettleTimes;
  readonly #screen: Settling;
  #timer: Disposable | undefined;
  #unreadSinceMs: number | undefined;
  #touchedMs = 0;

  constructor(clock: Clock, times: SettleTimes, screen: Settling) {
    this.#clock = clock;
    this.#times = times;
    this.#screen = screen;
  }

  /** True while something that changed has not been read. */
  get isUnread(): boolean {
    return this.#unreadSinceMs !== undefined;
  }

  /** Something changed on the screen. */
  touched(): void {
    this.#touchedMs = this.#clock.monotonicMs();
    this.#unreadSinceMs ??= this.#touchedMs;
    this.#arm(Math.min(this.#times.wholeMs, Math.max(0, this.#latestMs() - this.#touchedMs)));
  }

  /** Everything is drawn anew from now on: the waits begin anew as well. */
  restarted(): void {
    this.#unreadSinceMs = undefined;
    this.touched();
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  #latestMs(): number {
    return (this.#unreadSinceMs ?? this.#touchedMs) + this.#times.atMostMs;
  }

  #arm(delayMs: number): void {
    this.#timer?.dispose();
    this.#timer = this.#clock.after(delayMs, () => {
      this.#due();
    });
  }

  #due(): void {
    const now = this.#clock.monotonicMs();
    const evidence = this.#screen.evidence();
    const halfUntilMs = (this.#unreadSinceMs ?? now) + this.#times.halfMs;
    if (evidence === 'half' && now < halfUntilMs) {
      this.#arm(Math.min(this.#times.quietMs, halfUntilMs - now));
      return;
    }
    const restsAtMs = this.#touchedMs + this.#quietMs(evidence);
    const dueMs = Math.min(restsAtMs, this.#latestMs());
    if (evidence !== 'half' && now < dueMs) {
      this.#arm(this.#nextLookMs(now, dueMs) - now);
      return;
    }
    this.#timer = undefined;
    this.#unreadSinceMs = undefined;
    if (this.#screen.read(evidence !== 'half' && now >= restsAtMs)) return;
    this.#unreadSinceMs ??= now;
    this.#arm(this.#times.wholeMs);
  }

  #quietMs(evidence: Evidence): number {
    if (evidence === 'whole') return this.#times.wholeMs;
    if (evidence === 'hollow') return this.#times.filledMs;
    return evidence === 'likely' ? this.#times.likelyMs : this.#times.quietMs;
  }

  /** Evidence may come without output (the transcript): it is looked for once more where the shorter wait ends. */
  #nextLookMs(now: number, dueMs: number): number {
    const likelyAtMs = this.#touchedMs + this.#times.likelyMs;
    return now < likelyAtMs ? Math.min(likelyAtMs, dueMs) : dueMs;
  }
}

/** The times of a session that was configured no other way. */
export const defaultSettleTimes: SettleTimes = settleTimes(limits.settleQuietMs, limits.settleAtMostMs);

/** The times for a quiet time and a longest wait of the user's choice; evidence never makes a wait longer. */
export function settleTimes(quietMs: number, atMostMs: number): SettleTimes {
  return {
    quietMs,
    likelyMs: Math.min(quietMs, limits.settleLikelyMs),
    wholeMs: Math.min(quietMs, limits.settleWholeMs),
    filledMs: Math.max(quietMs, limits.settleFilledMs),
    atMostMs,
    halfMs: limits.syncUpdateMaxMs,
  };
}
