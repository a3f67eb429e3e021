import type { ApiClient } from '../../api/client.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Message, Size } from '../message.ts';

/** What the keyboard works with. */
export interface KeyboardPorts {
  readonly tell: (message: Message) => void;
  /** The attachment of a session once there is one; undefined where it cannot be had now. */
  readonly attachment: (session: string) => Promise<string | undefined>;
  /** Runs `work` when everything of this turn of the event loop has been handed over. */
  readonly afterTurn: (work: () => void) => void;
}

/** The session whose keyboard is held, or about to be. */
interface Held {
  readonly session: string;
  readonly size: Size;
  /** '' until the daemon has confirmed it. */
  attachment: string;
  /** What was typed and not sent yet, in order. */
  waiting: string;
  keys: number;
  flushing: boolean;
}

/**
 * The keyboard of the held session. Keys are sent in the order they were typed, those of one turn in one call; what is typed
 * before the daemon has confirmed the hold follows right behind it, and what cannot be sent is told.
 */
export class Keyboard {
  readonly #ports: KeyboardPorts;
  #api: ApiClient | undefined;
  #held: Held | undefined;

  constructor(ports: KeyboardPorts) {
    this.#ports = ports;
  }

  /** The session that is held, confirmed or not. */
  get session(): string | undefined {
    return this.#held?.session;
  }

  /** A human takes the keyboard of a session, whose child gets this size. */
  take(session: string, size: Size): void {
    const before = this.#held;
    if (before && before.session !== session) this.release(before.session);
    // Taken again, for another size: what it holds already stays held meanwhile.
    const again = before?.session === session ? before : undefined;
    const held: Held = {
      session,
      size,
      attachment: again?.attachment ?? '',
      waiting: again?.waiting ?? '',
      keys: again?.keys ?? 0,
      flushing: false,
    };
    this.#held = held;
    this.#flush(held);
    void this.#confirm(held);
  }

  release(session: string): void {
    const held = this.#held;
    if (held?.session !== session) return;
    this.#flush(held);
    this.#held = undefined;
    if (held.attachment === '') return;
    this.#api?.call('session.release', { attachment: held.attachment }).catch(() => undefined);
  }

  /** What the child is to get; `keys` is how many a person pressed for it. */
  type(session: string, data: string, keys: number): void {
    const held = this.#held;
    if (held?.session !== session || !this.#api) {
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
    const held = this.#held;
    if (!held) return;
    held.attachment = '';
    if (held.keys > 0) this.#unsent(held.session, held.keys);
    held.waiting = '';
    held.keys = 0;
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
    this.#held = undefined;
    this.#ports.tell({
      type: 'held',
      session,
      ok: false,
      why: 'Nothing was typed for a while: pcc has the pane again.',
    });
  }

  async #confirm(held: Held): Promise<void> {
    const api = this.#api;
    if (!api) return;
    const { session, size } = held;
    try {
      const attachment = await this.#ports.attachment(session);
      if (this.#held !== held || this.#api !== api) return;
      if (attachment === undefined)
        throw new PccError('gone', `The session '${session}' cannot be taken: it has ended.`);
      await api.call('session.take', { attachment, cols: size.cols, rows: size.rows });
      if (this.#api !== api) return;
      if (this.#held !== held) {
        if (this.session !== session) await api.call('session.release', { attachment });
        return;
      }
      held.attachment = attachment;
      this.#ports.tell({ type: 'held', session, ok: true, why: '' });
      this.#flush(held);
    } catch (error) {
      if (this.#held !== held || this.#api !== api) return;
      this.#held = undefined;
      if (held.keys > 0) this.#unsent(session, held.keys);
      this.#ports.tell({ type: 'held', session, ok: false, why: sentenceOf(error) });
    }
  }

  #flush(held: Held): void {
    const { session, attachment, waiting, keys } = held;
    const api = this.#api;
    if (waiting === '' || attachment === '' || !api) return;
    held.waiting = '';
    held.keys = 0;
    const pieces = cut(waiting, limits.tuiInputPieceChars);
    let told = false;
    for (const data of pieces) {
      api.call('session.input', { attachment, data }).catch((error: unknown) => {
        if (told) return;
        told = true;
        if (error instanceof PccError && error.code === 'gone') this.#unsent(session, keys);
        else this.#ports.tell({ type: 'told', sentence: sentenceOf(error), bad: true });
      });
    }
  }

  #unsent(session: string, keys: number): void {
    this.#ports.tell({ type: 'unsent', session, keys });
  }
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
