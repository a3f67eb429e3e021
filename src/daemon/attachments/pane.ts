import type { Status } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { LiveSession } from '../liveSession.ts';

/** Cells of a terminal. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** One client's place at a session: what it may do there and which size it wants. */
export interface Seat {
  /** Id of the attachment. */
  readonly id: string;
  /** What the client calls itself. */
  readonly client: string;
}

/** That a human holds the pane; milliseconds since the Unix epoch. */
interface Lease {
  readonly sinceMs: number;
  typedMs: number;
  idle: Disposable;
}

/** Why somebody wants the child to have a size: to type, or because it is shown so. */
type ClaimKind = 'keyboard' | 'shown';

interface Claim {
  readonly seat: Seat;
  readonly kind: ClaimKind;
  readonly size: Size;
}

/**
 * Who holds the keyboard of one session and which size its child gets. Everything that keeps pcc from typing happens before
 * a method returns: only the size, which takes a word with the pty host, is waited for.
 */
export class Pane {
  readonly #live: LiveSession;
  readonly #clock: Clock;
  readonly #leaseIdleMs: () => number;
  /** By attachment; the one whose key came last stands last. */
  readonly #leases = new Map<string, Lease & { readonly seat: Seat }>();
  /** The youngest stands last. */
  #claims: readonly Claim[] = [];
  /** Changes of size, one after the other: two at once would end in the size of the slower one. */
  #sizing: Promise<void> = Promise.resolve();

  constructor(live: LiveSession, clock: Clock, leaseIdleMs: () => number) {
    this.#live = live;
    this.#clock = clock;
    this.#leaseIdleMs = leaseIdleMs;
  }

  /** The human at this seat took the pane or pressed a key: from this very moment pcc types nothing there. */
  hold(seat: Seat): void {
    const known = this.#leases.get(seat.id);
    const nowMs = this.#clock.wallMs();
    known?.idle.dispose();
    const idle = this.#clock.after(this.#leaseIdleMs(), () => {
      this.release(seat, 'who typed nothing for a while');
      this.fitQuietly();
    });
    this.#leases.delete(seat.id);
    this.#leases.set(seat.id, { seat, sinceMs: known?.sinceMs ?? nowMs, typedMs: nowMs, idle });
    if (!known) {
      this.#live.actor.dispatch({ type: 'human', holds: true });
      this.#live.actor.note('human', `A human holds the keyboard (${seat.client}).`);
    }
    this.#live.heldBy(this.#holders());
  }

  /** The lease of this seat is over. What the human left on the screen is read before anything else is done. */
  release(seat: Seat, why?: string): void {
    const lease = this.#leases.get(seat.id);
    if (!lease) return;
    lease.idle.dispose();
    this.#leases.delete(seat.id);
    this.#live.heldBy(this.#holders());
    const { actor } = this.#live;
    actor.note('human', `The human${why === undefined ? '' : `, ${why},`} let go of the keyboard (${seat.client}).`);
    actor.lookNow();
    actor.dispatch({ type: 'human', holds: false });
  }

  isHeldBy(seat: Seat): boolean {
    return this.#leases.has(seat.id);
  }

  /** From now on this is the youngest claim of its kind; without a size it is given up. */
  claim(kind: ClaimKind, seat: Seat, size: Size | undefined): void {
    const others = this.#claims.filter((claim) => claim.seat.id !== seat.id || claim.kind !== kind);
    this.#claims = size ? [...others, { seat, kind, size }] : others;
  }

  /** Gives up everything of this seat. */
  leave(seat: Seat): void {
    this.release(seat);
    this.claim('keyboard', seat, undefined);
    this.claim('shown', seat, undefined);
  }

  /**
   * Gives the child the size that is wanted now: the youngest claim of those who hold the keyboard, else the youngest of all, that
   * of a lapsed lease among them, else its own.
   *
   * @throws PccError when the pty host cannot be reached.
   */
  fit(): Promise<void> {
    const done = this.#sizing.then(async () => {
      if (this.#live.actor.session.phase === 'ended') return;
      const held = this.#claims.findLast(({ seat, kind }) => kind === 'keyboard' && this.isHeldBy(seat));
      const size = (held ?? this.#claims.at(-1))?.size;
      if (size) await this.#live.resize(size.cols, size.rows);
      else await this.#live.resizeBack();
    });
    this.#sizing = done.catch(() => undefined);
    return done;
  }

  /** `fit` where nobody waits for an answer: a terminal that keeps a foreign size for a while is no reason to fail. */
  fitQuietly(): void {
    this.fit().catch((error: unknown) => {
      this.#live.actor.note('warning', `The terminal did not get the size that is wanted: ${sentenceOf(error)}`);
    });
  }

  #holders(): Status['holders'] {
    return [...this.#leases.values()].map(({ seat, sinceMs, typedMs }) => ({
      attachment: seat.id,
      client: seat.client,
      since: new Date(sinceMs).toISOString(),
      // To the second: whoever watches is not told of every key.
      typedAt: new Date(Math.floor(typedMs / 1_000) * 1_000).toISOString(),
    }));
  }
}
