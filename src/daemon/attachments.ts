import { randomUUID } from 'node:crypto';
import type { ScreenState } from '../api/methods.ts';
import type { ApiClientHandle } from '../api/server.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { LiveSession } from './liveSession.ts';

/** One client that watches a session's screen, and may hold its keyboard. */
interface Attachment extends Disposable {
  readonly id: string;
  readonly client: ApiClientHandle;
  readonly live: LiveSession;
  readonly input: boolean;
  cols: number;
  rows: number;
  /** True while this human's lease runs. */
  holds: boolean;
  lease: Disposable | undefined;
  inputs: number;
  /** The client did not take its notifications: it gets the whole screen once it has caught up. */
  behind: boolean;
}

/**
 * Who looks at which screen. A client with the keyboard holds a lease on the pane: from its start, and again from every key,
 * until it detaches or has typed nothing for a while; pcc types nothing there meanwhile. The pane takes the size of the last
 * such client and goes back to its own when the last one has left.
 */
export class Attachments {
  readonly #attachments = new Map<string, Attachment>();
  readonly #clock: Clock;
  readonly #leaseIdleMs: number;

  constructor(clock: Clock, leaseIdleMs: number) {
    this.#clock = clock;
    this.#leaseIdleMs = leaseIdleMs;
  }

  /** Begins to show a session's screen to a client. */
  async attach(
    client: ApiClientHandle,
    live: LiveSession,
    wanted: { cols: number; rows: number; input: boolean },
  ): Promise<{ id: string; attachment: string; screen: ScreenState }> {
    if (live.actor.session.phase === 'ended')
      throw new PccError('gone', `The session '${live.id}' has ended; \`pcc logs ${live.id}\` tells how.`);
    const owned = new Disposables();
    const attachment: Attachment = {
      id: randomUUID(),
      client,
      live,
      input: wanted.input,
      cols: clamp(wanted.cols, limits.colsMin, limits.colsMax),
      rows: clamp(wanted.rows, limits.rowsMin, limits.rowsMax),
      holds: false,
      lease: undefined,
      inputs: 0,
      behind: false,
      dispose: () => {
        owned.dispose();
      },
    };
    this.#attachments.set(attachment.id, attachment);
    owned.own(client.onClose(() => void this.#leaveQuietly(attachment)));
    if (wanted.input) await this.#takeKeyboard(attachment);
    if (!this.#attachments.has(attachment.id)) throw new PccError('gone', 'The client left while it was attaching.');
    owned.own(live.onOutput((output) => this.#show(attachment, output)));
    owned.own(
      live.onRedrawn((why) => {
        this.#redraw(attachment, why);
      }),
    );
    owned.own(live.onEnded((exitCode) => this.#ended(attachment, exitCode)));
    owned.own(
      client.onDrain(() => {
        if (attachment.behind) this.#redraw(attachment, 'the terminal was too slow');
      }),
    );
    return { id: live.id, attachment: attachment.id, screen: live.screenState() };
  }

  /** Keys of a human: they go to the child as they are. */
  async input(client: ApiClientHandle, id: string, data: string): Promise<void> {
    const attachment = this.#of(client, id);
    if (!attachment.input)
      throw new PccError('conflict', 'This attachment only watches; attach with the keyboard to type.');
    this.#hold(attachment);
    await attachment.live.write({ inputId: `human:${attachment.id}:${++attachment.inputs}`, data, by: 'human' });
  }

  async resize(client: ApiClientHandle, id: string, size: { cols: number; rows: number }): Promise<void> {
    const attachment = this.#of(client, id);
    attachment.cols = clamp(size.cols, limits.colsMin, limits.colsMax);
    attachment.rows = clamp(size.rows, limits.rowsMin, limits.rowsMax);
    if (attachment.input) await attachment.live.resize(attachment.cols, attachment.rows);
  }

  async detach(client: ApiClientHandle, id: string): Promise<void> {
    await this.#leave(this.#of(client, id));
  }

  #of(client: ApiClientHandle, id: string): Attachment {
    const attachment = this.#attachments.get(id);
    if (attachment?.client !== client)
      throw new PccError('not_found', `Nothing is attached under '${id}'; attach first.`);
    return attachment;
  }

  async #takeKeyboard(attachment: Attachment): Promise<void> {
    this.#hold(attachment);
    try {
      await attachment.live.resize(attachment.cols, attachment.rows);
    } catch (error) {
      await this.#leaveQuietly(attachment);
      throw error;
    }
  }

  /** Where nobody waits for an answer: a terminal that keeps a foreign size for a while is no reason to fail. */
  async #leaveQuietly(attachment: Attachment): Promise<void> {
    try {
      await this.#leave(attachment);
    } catch (error) {
      attachment.live.actor.note('warning', `The terminal did not get its own size back: ${sentenceOf(error)}`);
    }
  }

  async #leave(attachment: Attachment): Promise<void> {
    if (!this.#attachments.delete(attachment.id)) return;
    attachment.dispose();
    this.#release(attachment);
    const others = [...this.#attachments.values()].filter((other) => other.live === attachment.live && other.input);
    const last = others.at(-1);
    if (attachment.live.actor.session.phase === 'ended') return;
    if (last) await attachment.live.resize(last.cols, last.rows);
    else if (attachment.input) await attachment.live.resizeBack();
  }

  #hold(attachment: Attachment): void {
    if (!attachment.holds) {
      attachment.holds = true;
      attachment.live.actor.dispatch({ type: 'human', holds: true });
      attachment.live.actor.note('human', `A human holds the keyboard (${attachment.client.name}).`);
    }
    attachment.lease?.dispose();
    attachment.lease = this.#clock.after(this.#leaseIdleMs, () => {
      this.#release(attachment);
    });
  }

  #release(attachment: Attachment): void {
    attachment.lease?.dispose();
    attachment.lease = undefined;
    if (!attachment.holds) return;
    attachment.holds = false;
    const { actor } = attachment.live;
    actor.note('human', 'The human let go of the keyboard.');
    // What the human left on the screen is read before anything else is done.
    actor.lookNow();
    actor.dispatch({ type: 'human', holds: false });
  }

  #show(attachment: Attachment, output: { offset: number; text: string }): void {
    if (attachment.behind) return;
    if (!attachment.client.notify('screen.output', { attachment: attachment.id, ...output })) attachment.behind = true;
  }

  #redraw(attachment: Attachment, why: string): void {
    attachment.behind = !attachment.client.notify('screen.reset', {
      attachment: attachment.id,
      screen: attachment.live.screenState(),
      why,
    });
  }

  #ended(attachment: Attachment, exitCode: number | null): void {
    attachment.client.notify('screen.ended', { attachment: attachment.id, exitCode });
    void this.#leaveQuietly(attachment);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.trunc(value)));
}
