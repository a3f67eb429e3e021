import type { ApiClient } from '../../api/client.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { hasCode, PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Message, Size } from '../message.ts';

/** What the keyboard works with. */
export interface KeyboardPorts {
  readonly clock: Clock;
  readonly tell: (message: Message) => void;
  /** The attachment of a session once there is one; undefined where it cannot be had now. */
  readonly attachment: (session: string) => Promise<string | undefined>;
  /** Runs `work` when everything of this turn of the event loop has been handed over. */
  readonly afterTurn: (work: () => void) => void;
}

/** A session whose keyboard is held, or about to be, or is given back as soon as what was typed has been sent. */
interface Held {
  readonly session: string;
  size: Size;
  /** '' until the daemon has confirmed it. */
  attachment: string;
  /** What was typed and not sent yet, in order. */
  waiting: string;
  keys: number;
  flushing: boolean;
  /** Inputs that were sent and have no answer yet, and the characters of them. */
  unanswered: number;
  unansweredChars: number;
  /** The last asking for the keyboard; the answer to an earlier one is of no interest. */
  asking: number;
  /** Runs while the daemon owes an answer. */
  late: Disposable | undefined;
  /** It owes one for too long: nothing more is given to it. */
  stuck: boolean;
}

/**
 * The keyboard of the held session. Keys are sent in the order they were typed, those of one turn in one call; what is typed
 * before the daemon has confirmed the hold follows right behind it, also when the human has given the session back by then.
 * What cannot be sent, or is not taken for a while, is told.
 */
export class Keyboard implements Disposable {
  readonly #ports: KeyboardPorts;
  #api: ApiClient | undefined;
  #held: Held | undefined;
  /** Given back before the daemon has confirmed them, by session. */
  readonly #leaving = new Map<string, Held>();

  constructor(ports: KeyboardPorts) {
    this.#ports = ports;
  }

  /** The session that is held, confirmed or not. */
  get session(): string | undefined {
    return this.#held?.session;
  }

  /** Whether the attachment of a session is needed here. */
  needs(session: string): boolean {
    return this.#held?.session === session || this.#leaving.has(session);
  }

  /** A human takes the keyboard of a session, whose child gets this size; one that is held already stays held meanwhile. */
  take(session: string, size: Size): void {
    if (this.#held && this.#held.session !== session) this.release(this.#held.session);
    const held = this.#held ?? this.#leaving.get(session) ?? fresh(session, size);
    this.#leaving.delete(session);
    held.size = size;
    this.#held = held;
    void this.#confirm(held);
  }

  release(session: string): void {
    const held = this.#held;
    if (held?.session !== session) return;
    this.#held = undefined;
    if (held.attachment !== '') this.#giveBack(held);
    else if (this.#api) this.#leaving.set(session, held);
  }

  /** What the child is to get; `keys` is how many a person pressed for it. */
  type(session: string, data: string, keys: number): void {
    const held = this.#held;
    if (held?.session !== session || !this.#api || held.stuck || !hasRoom(held, data)) {
      this.#unsent(session, keys);
      return;
    }
    held.waiting += data;
    held.keys += keys;
    if (held.attachment === '' || held.flushing) return;
    held.flushing = true;
    this.#ports.afterTurn(() => {
      held.flushing = false;
      this.#flush(held);
    });
  }

  /** There is a conversation (again): what was held is taken again. */
  join(api: ApiClient): void {
    this.#api = api;
    if (this.#held) void this.#confirm(this.#held);
  }

  /** The conversation is over: what waits was not sent. */
  lose(): void {
    this.#api = undefined;
    for (const held of [...this.#leaving.values(), ...(this.#held ? [this.#held] : [])]) {
      held.attachment = '';
      held.stuck = false;
      held.late?.dispose();
      this.#drop(held);
    }
    this.#leaving.clear();
  }

  /** A session has another attachment than before: a keyboard that was held by the old one is taken again. */
  attached(session: string, attachment: string): void {
    const held = this.#held;
    if (held?.session !== session || held.attachment === '' || held.attachment === attachment) return;
    held.attachment = '';
    void this.#confirm(held);
  }

  /** Who holds a session, by attachment: the daemon lets go of a keyboard that was not used for a while. */
  holders(session: string, attachments: readonly string[]): void {
    const held = this.#held;
    if (held?.session !== session || held.attachment === '' || attachments.includes(held.attachment)) return;
    if (held.unanswered > 0 || held.waiting !== '') {
      // A key on its way takes it anew, and whoever pressed it has not stopped.
      void this.#confirm(held);
      return;
    }
    this.#held = undefined;
    // The daemon keeps its size, and would take a key of it for a new hold.
    this.#giveBack(held);
    this.#ports.tell({
      type: 'held',
      session,
      ok: false,
      why: 'Nothing was typed for a while: pcc has the pane again.',
    });
  }

  dispose(): void {
    this.lose();
    this.#held = undefined;
  }

  async #confirm(held: Held): Promise<void> {
    const api = this.#api;
    if (!api) return;
    const { session, size } = held;
    const asking = ++held.asking;
    const isOver = (): boolean => held.asking !== asking || this.#api !== api || !this.#has(held);
    this.#await(held);
    let attachment: string | undefined;
    try {
      attachment = await this.#ports.attachment(session);
      if (isOver()) return;
      if (attachment === undefined)
        throw new PccError('gone', `The session '${session}' cannot be taken: it has ended.`);
      await api.call('session.take', { attachment, cols: size.cols, rows: size.rows });
      if (!isOver()) this.#confirmed(held, attachment);
    } catch (error) {
      if (isOver()) return;
      // It may be taken all the same, by a daemon that answers too late.
      if (attachment !== undefined) api.call('session.release', { attachment }).catch(() => undefined);
      this.#refused(held, sentenceOf(error));
    }
  }

  #confirmed(held: Held, attachment: string): void {
    const { session } = held;
    held.attachment = attachment;
    held.stuck = false;
    if (this.#leaving.delete(session)) {
      this.#giveBack(held);
      return;
    }
    this.#ports.tell({ type: 'held', session, ok: true, why: '' });
    this.#flush(held);
    this.#await(held);
  }

  #refused(held: Held, why: string): void {
    const { session } = held;
    const isHeld = this.#held === held;
    if (isHeld) this.#held = undefined;
    this.#leaving.delete(session);
    held.late?.dispose();
    this.#drop(held);
    if (isHeld) this.#ports.tell({ type: 'held', session, ok: false, why });
  }

  /** Sends what waits, and then lets go: the daemon handles both in this order. */
  #giveBack(held: Held): void {
    const { attachment } = held;
    this.#flush(held);
    held.attachment = '';
    this.#await(held);
    this.#api?.call('session.release', { attachment }).catch(() => undefined);
  }

  #flush(held: Held): void {
    const { attachment, waiting, keys } = held;
    const api = this.#api;
    if (waiting === '' || attachment === '' || !api) return;
    held.waiting = '';
    held.keys = 0;
    const sending: Sending = { api, attachment, keys, failed: false };
    for (const data of cut(waiting, limits.tuiInputPieceChars)) void this.#send(held, data, sending);
    if (!held.late) this.#await(held);
  }

  async #send(held: Held, data: string, sending: Sending): Promise<void> {
    held.unanswered++;
    held.unansweredChars += data.length;
    let error: unknown;
    try {
      await sending.api.call('session.input', { attachment: sending.attachment, data });
    } catch (failure) {
      error = failure;
      if (!sending.failed) this.#notSent(held.session, sending.keys, failure);
      sending.failed = true;
    }
    held.unanswered--;
    held.unansweredChars -= data.length;
    this.#settled(held, error);
  }

  #notSent(session: string, keys: number, error: unknown): void {
    if (hasCode(error, 'gone')) this.#unsent(session, keys);
    else this.#ports.tell({ type: 'told', sentence: sentenceOf(error), bad: true });
  }

  /** An input is not waited for any more: it was answered, or its answer will never be heard. */
  #settled(held: Held, error: unknown): void {
    const isHeard = !hasCode(error, 'gone') && !hasCode(error, 'timeout');
    if (held.stuck && held.attachment !== '' && isHeard) {
      held.stuck = false;
      this.#ports.tell({ type: 'held', session: held.session, ok: true, why: '' });
    }
    this.#await(held);
    // Nothing else would tell when the daemon goes on.
    if (held.unanswered === 0 && hasCode(error, 'timeout') && this.#held === held) void this.#confirm(held);
  }

  /** From now on the daemon has so long to answer, if it owes an answer. */
  #await(held: Held): void {
    held.late?.dispose();
    held.late = undefined;
    const isAsked = held.attachment === '' && this.#has(held);
    if (!this.#api || held.stuck || (held.unanswered === 0 && !isAsked)) return;
    held.late = this.#ports.clock.after(limits.tuiInputLateMs, () => this.#late(held));
  }

  /** What was sent may still arrive; what waits for a session that was given back comes too late. */
  #late(held: Held): void {
    held.late = undefined;
    held.stuck = true;
    this.#ports.tell({ type: 'stuck', session: held.session });
    if (this.#held !== held) this.#drop(held);
  }

  #has(held: Held): boolean {
    return this.#held === held || this.#leaving.get(held.session) === held;
  }

  /** What waits is not sent. */
  #drop(held: Held): void {
    this.#unsent(held.session, held.keys);
    held.waiting = '';
    held.keys = 0;
  }

  #unsent(session: string, keys: number): void {
    if (keys > 0) this.#ports.tell({ type: 'unsent', session, keys });
  }
}

/** Pieces of one text on their way; the first that fails is told, with all keys of the text. */
interface Sending {
  readonly api: ApiClient;
  readonly attachment: string;
  readonly keys: number;
  failed: boolean;
}

function fresh(session: string, size: Size): Held {
  return {
    session,
    size,
    attachment: '',
    waiting: '',
    keys: 0,
    flushing: false,
    unanswered: 0,
    unansweredChars: 0,
    asking: 0,
    late: undefined,
    stuck: false,
  };
}

/** Whether so much more may wait. */
function hasRoom({ waiting, unansweredChars }: Held, data: string): boolean {
  return waiting.length + unansweredChars + data.length <= limits.tuiInputWaitingCharsMax;
}

/** Pieces of at most `most` UTF-16 units; no character is cut in two. */
function cut(text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + most);
    if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end--;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
