import { randomUUID } from 'node:crypto';
import type { ScreenState } from '../../api/methods.ts';
import type { ApiClientHandle } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { LiveSession } from '../liveSession.ts';
import type { Seat, Size } from './pane.ts';
import { Pane } from './pane.ts';
import { showScreen } from './showing.ts';

/** One client that watches a session's screen, and may have its keyboard. */
interface Attachment extends Seat {
  readonly handle: ApiClientHandle;
  readonly live: LiveSession;
  readonly pane: Pane;
  readonly owned: Disposables;
  /** Its keys are taken: while its lease runs, and after it lapsed. */
  mayType: boolean;
  size: Size;
  inputs: number;
}

/**
 * Who looks at which screen. A client with the keyboard holds a lease on the pane: from its start, and again from every key,
 * until it gives the keyboard back, detaches or has typed nothing for a while; pcc types nothing there meanwhile.
 */
export class Attachments {
  readonly #attachments = new Map<string, Attachment>();
  readonly #panes = new WeakMap<LiveSession, Pane>();
  readonly #clock: Clock;
  readonly #leaseIdleMs: () => number;

  /** @param leaseIdleMs how long a lease lasts without a key, asked whenever one begins or goes on */
  constructor(clock: Clock, leaseIdleMs: () => number) {
    this.#clock = clock;
    this.#leaseIdleMs = leaseIdleMs;
  }

  /** Begins to show a session's screen to a client, with `input` also its keyboard. @throws PccError `gone`. */
  async attach(
    client: ApiClientHandle,
    live: LiveSession,
    wanted: Size & { readonly input: boolean },
  ): Promise<{ id: string; attachment: string; screen: ScreenState }> {
    if (live.actor.session.phase === 'ended')
      throw new PccError('gone', `The session '${live.id}' has ended; \`pcc logs ${live.id}\` tells how.`);
    const attachment: Attachment = {
      id: randomUUID(),
      client: client.name,
      handle: client,
      live,
      pane: this.#paneOf(live),
      owned: new Disposables(),
      mayType: false,
      size: clamped(wanted),
      inputs: 0,
    };
    const { id, owned } = attachment;
    this.#attachments.set(id, attachment);
    owned.own(
      client.onClose(() => {
        this.#leave(attachment);
        attachment.pane.fitQuietly();
      }),
    );
    try {
      if (wanted.input) await this.#takeKeyboard(attachment);
    } catch (error) {
      this.#leave(attachment);
      throw error;
    }
    if (!this.#attachments.has(id)) throw new PccError('gone', 'The client left while it was attaching.');
    owned.own(showScreen(client, live, id));
    owned.own(
      live.onEnded((exitCode) => {
        client.notify('screen.ended', { attachment: id, exitCode });
        this.#leave(attachment);
      }),
    );
    return { id: live.id, attachment: id, screen: live.screenState() };
  }

  /** Keys of a human: they go to the child as they are. A lease that had lapsed begins anew. */
  async input(client: ApiClientHandle, id: string, data: string): Promise<void> {
    const attachment = this.#of(client, id);
    const { pane, live, size } = attachment;
    if (!attachment.mayType) throw new PccError('conflict', 'This attachment only watches; take the keyboard to type.');
    const isAnew = !pane.isHeldBy(attachment);
    pane.hold(attachment);
    if (isAnew) {
      pane.claim('keyboard', attachment, size);
      pane.fitQuietly();
    }
    await live.write({ inputId: `human:${id}:${++attachment.inputs}`, data, by: 'human' });
  }

  /** A client that watches takes the keyboard; the child gets its size. */
  async take(client: ApiClientHandle, id: string, size: Size): Promise<void> {
    const attachment = this.#of(client, id);
    attachment.size = clamped(size);
    try {
      await this.#takeKeyboard(attachment);
    } catch (error) {
      this.#giveBack(attachment);
      throw error;
    }
  }

  /** A client gives the keyboard back and goes on watching. */
  async release(client: ApiClientHandle, id: string): Promise<void> {
    const attachment = this.#of(client, id);
    this.#giveBack(attachment);
    await attachment.pane.fit();
  }

  /** The child gets this size as long as the client shows it so; without one the claim is given up. */
  async fit(client: ApiClientHandle, id: string, size: Size | undefined): Promise<void> {
    const attachment = this.#of(client, id);
    attachment.pane.claim('shown', attachment, size && clamped(size));
    await attachment.pane.fit();
  }

  /** The terminal of a client has a new size; the child follows it where the client has the keyboard. */
  async resize(client: ApiClientHandle, id: string, size: Size): Promise<void> {
    const attachment = this.#of(client, id);
    attachment.size = clamped(size);
    if (!attachment.mayType) return;
    attachment.pane.claim('keyboard', attachment, attachment.size);
    await attachment.pane.fit();
  }

  async detach(client: ApiClientHandle, id: string): Promise<void> {
    const attachment = this.#of(client, id);
    this.#leave(attachment);
    await attachment.pane.fit();
  }

  /** Children that still have the size of somebody who did not come back get the size that is wanted now. */
  fitAll(all: Iterable<LiveSession>): void {
    for (const live of all) this.#paneOf(live).fitQuietly();
  }

  #of(client: ApiClientHandle, id: string): Attachment {
    const attachment = this.#attachments.get(id);
    if (attachment?.handle !== client)
      throw new PccError('not_found', `Nothing is attached under '${id}'; attach first.`);
    return attachment;
  }

  #paneOf(live: LiveSession): Pane {
    const known = this.#panes.get(live) ?? new Pane(live, this.#clock, this.#leaseIdleMs);
    this.#panes.set(live, known);
    return known;
  }

  /** The lease begins before anything is waited for. */
  async #takeKeyboard(attachment: Attachment): Promise<void> {
    const { pane } = attachment;
    attachment.mayType = true;
    pane.hold(attachment);
    pane.claim('keyboard', attachment, attachment.size);
    await pane.fit();
  }

  #giveBack(attachment: Attachment): void {
    attachment.mayType = false;
    attachment.pane.release(attachment);
    attachment.pane.claim('keyboard', attachment, undefined);
  }

  #leave(attachment: Attachment): void {
    if (!this.#attachments.delete(attachment.id)) return;
    attachment.owned.dispose();
    attachment.pane.leave(attachment);
  }
}

function clamped({ cols, rows }: Size): Size {
  return { cols: clamp(cols, limits.colsMin, limits.colsMax), rows: clamp(rows, limits.rowsMin, limits.rowsMax) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.trunc(value)));
}
