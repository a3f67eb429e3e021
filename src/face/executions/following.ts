import { existsSync } from 'node:fs';
import type { ApiClient } from '../../api/client.ts';
import type { Execution, Params, PendingItem } from '../../api/methods.ts';
import { pause } from '../../base/clock.ts';
import { disposable, Disposables } from '../../base/disposables.ts';
import { hasCode, PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Reach } from '../connect.ts';
import { connectDaemon, ensureDaemon } from '../connect.ts';
import { clientHome } from '../home.ts';
import { Wake } from '../wake.ts';

/** What follows a list of tasks, and what it does with what it hears. Each call is waited for before the next. */
export interface ListFollower {
  /** What this program calls itself at the daemon. */
  readonly client: string;
  /** UUIDv4 of the list. */
  readonly id: string;
  /** Begins it, unless it was begun under its id before. */
  readonly order?: Params<'execution.start'>;
  /** Offset in bytes from which on its output is told; the beginning unless told. */
  readonly from?: number;
  /** Cancels the list; its end is waited for. */
  readonly cancel?: AbortSignal;
  /** Ends the following; the list goes on. */
  readonly leave?: AbortSignal;
  /** Called with each state of it that is heard of, the last one included. */
  readonly onChanged?: (execution: Execution) => unknown;
  /** Called with what its tasks say, piece by piece; `from` is the offset of the piece in bytes. */
  readonly onOutput?: (text: string, from: number) => unknown;
  /** Called when other things than before wait for a person in it; with none when nothing does any more. */
  readonly onWaiting?: (items: readonly PendingItem[]) => unknown;
}

/**
 * Follows a list of tasks to its end, and begins it where that was asked for, over daemons that die: the next one is started, and
 * the list is begun only once, by its id. Gives its last state, or the latest one when it was left.
 *
 * @throws PccError as the daemon's answers do, `unavailable` when the daemon goes away again and again or was told to end; and
 * whatever the follower throws.
 */
export async function followList(reach: Reach, follower: ListFollower): Promise<Execution> {
  if (follower.order) checkSize(follower.order);
  return await new Following(reach, follower).run();
}

/** True for a list from which nothing more comes. */
export function isListOver({ endedAt }: Pick<Execution, 'endedAt'>): boolean {
  return endedAt !== undefined;
}

/** A message that is too large would end the conversation instead of being answered. */
function checkSize(order: Params<'execution.start'>): void {
  const bytes = Buffer.byteLength(JSON.stringify(order));
  const most = limits.messageBytesMax - limits.messageEnvelopeBytes;
  if (bytes <= most) return;
  throw new PccError('too_large', `The list has ${bytes} bytes and may have ${most}; make several lists of it.`);
}

class Following {
  readonly #reach: Reach;
  readonly #follower: ListFollower;
  #at: number;
  /** The daemon has taken the order. */
  #begun = false;
  #asked = '';
  /** When connections were lost lately, monotonic milliseconds. */
  #losses: number[] = [];

  constructor(reach: Reach, follower: ListFollower) {
    this.#reach = reach;
    this.#follower = follower;
    this.#at = follower.from ?? 0;
  }

  async run(): Promise<Execution> {
    for (;;) {
      const api = await this.#connected();
      const conversation = new Conversation(api, this.#follower);
      try {
        return await this.#follow(conversation);
      } catch (error) {
        // The daemon's own `gone` is an answer; that of a conversation that ended is none.
        if (!conversation.isLost || !hasCode(error, 'gone')) throw error;
        this.#lost();
      } finally {
        conversation.dispose();
      }
    }
  }

  async #follow(conversation: Conversation): Promise<Execution> {
    const { order, id, onChanged, leave } = this.#follower;
    const { api } = conversation;
    if (order && !this.#begun) await api.call('execution.start', order);
    this.#begun = true;
    await conversation.ask(() => api.call('execution.watch', { id }));
    for (;;) {
      await this.#cancelIfAsked(conversation);
      const now = conversation.now;
      if (!now || leave?.aborted) return now ?? (await api.call('execution.status', { id }));
      await onChanged?.(now);
      await this.#tellWaiting(api, now);
      await this.#read(api, now);
      if (isListOver(now)) return now;
      await conversation.news(this.#reach.clock, () =>
        // A daemon that says nothing for long is asked, so that one that hangs is noticed.
        conversation.ask(() => api.call('execution.status', { id })),
      );
    }
  }

  async #cancelIfAsked(conversation: Conversation): Promise<void> {
    const { cancel, id } = this.#follower;
    if (!cancel?.aborted || conversation.isCancelled) return;
    conversation.isCancelled = true;
    await conversation.ask(() => conversation.api.call('execution.control', { id, action: 'cancel' }));
  }

  async #tellWaiting(api: ApiClient, execution: Execution): Promise<void> {
    const { onWaiting } = this.#follower;
    const asked = execution.pending.join();
    if (!onWaiting || asked === this.#asked) return;
    const all = asked === '' ? [] : await api.call('pending.list', {});
    this.#asked = asked;
    await onWaiting(all.filter(({ n }) => execution.pending.includes(n)));
  }

  async #read(api: ApiClient, execution: Execution): Promise<void> {
    const { onOutput, cancel, leave, id } = this.#follower;
    if (!onOutput) return;
    while (this.#at < execution.offset || isListOver(execution)) {
      const { text, from, next } = await api.call('execution.output', { id, from: this.#at });
      if (text !== '') await onOutput(text, from);
      this.#at = next;
      if (text === '' || leave?.aborted || (cancel?.aborted && !isListOver(execution))) return;
    }
  }

  #lost(): void {
    const now = this.#reach.clock.monotonicMs();
    this.#losses = [...this.#losses.filter((at) => now - at < limits.followLossesMs), now];
    if (this.#losses.length <= limits.restartsMax) return;
    throw new PccError('unavailable', "The daemon went away again and again; 'pcc daemon status' tells how it is.");
  }

  /** One that was killed is started anew; one that put its socket away was told to end, and only the next one is waited for. */
  async #connected(): Promise<ApiClient> {
    const { client, id } = this.#follower;
    if (this.#losses.length === 0 || existsSync(clientHome(this.#reach).socket))
      return ensureDaemon(this.#reach, client);
    const { clock } = this.#reach;
    const deadlineMs = clock.monotonicMs() + limits.reattachMs;
    while (clock.monotonicMs() < deadlineMs) {
      const api = await connectDaemon(this.#reach, false, client);
      if (api) return api;
      await pause(clock, limits.clientPollMs);
    }
    throw new PccError(
      'unavailable',
      `The daemon was ended while the list ${id} was at work; it goes on with the next daemon, 'pcc exec --attach ${id}' follows it.`,
    );
  }
}

/** One connection, and what was heard over it of the list. */
class Conversation {
  readonly api: ApiClient;
  /** The list as it was heard of last. */
  now: Execution | undefined;
  isLost = false;
  isCancelled = false;
  readonly #wake = new Wake();
  readonly #owned = new Disposables();
  #heard = 0;
  #news = false;

  constructor(api: ApiClient, { id, cancel, leave }: ListFollower) {
    this.api = api;
    const wake = (what: () => unknown) => {
      this.#wake.after(() => {
        this.#news = true;
        what();
      });
    };
    this.#owned.own(
      api.on('execution.changed', ({ execution }) => {
        if (execution.id === id.toLowerCase()) wake(() => this.#take(execution));
      }),
    );
    this.#owned.own(
      api.onClose(() => {
        wake(() => (this.isLost = true));
      }),
    );
    for (const signal of [cancel, leave]) this.#ownAbort(signal, () => wake(() => undefined));
  }

  /** Takes an answer for the latest state, unless a later one was told while it was on its way. */
  async ask(call: () => Promise<Execution>): Promise<void> {
    const heard = this.#heard;
    const answer = await call();
    if (heard === this.#heard) this.#take(answer);
  }

  /** Waits until something is new; where that takes long, `otherwise` is done. */
  async news(clock: Reach['clock'], otherwise: () => Promise<void>): Promise<void> {
    await this.#wake.within(clock, limits.outputWaitMs);
    const isNews = this.#news;
    this.#news = false;
    // Whatever is called now says so in its own words.
    if (!isNews || this.isLost) await otherwise();
  }

  dispose(): void {
    this.#owned.dispose();
    this.api.close();
  }

  #take(execution: Execution): void {
    this.#heard++;
    this.now = execution;
  }

  #ownAbort(signal: AbortSignal | undefined, listener: () => void): void {
    if (!signal) return;
    signal.addEventListener('abort', listener, { once: true });
    this.#owned.own(
      disposable(() => {
        signal.removeEventListener('abort', listener);
      }),
    );
  }
}
