import type { Execution } from '../api/methods.ts';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { hasCode, PccError } from '../base/errors.ts';
import { isListOver } from '../face/executions/following.ts';
import { limits } from '../limits.ts';
import type { ServerSocket } from './sockets.ts';
import type { Watcher, Watching } from './watching.ts';
import { notification, Told } from './watching.ts';

/** A list that a client watches, and how far it was sent. */
interface Followed {
  readonly id: string;
  readonly watcher: Watcher;
  told: Told;
  /** The state that was sent last, or is known from the answer. */
  sent: string;
  /** Offset that is sent next. */
  next: number;
  /** There is more behind `next`, or the end is to be told. */
  more: boolean;
  ended: boolean;
}

/** A list that a client is about to watch: its answer has not been sent. */
interface Coming {
  /** As the client named it. */
  readonly named: string;
  /** Its whole id, once that is known: it has its place then. */
  id?: string;
  /** It was told off again before it began. */
  isOff: boolean;
}

/**
 * What one client is sent without asking: changes of lists, of which it gets the latest, and their output, which is read on from
 * the daemon only when what was sent before has left. So nobody's slowness costs memory, here or there.
 */
export class Outbox {
  readonly #socket: ServerSocket;
  readonly #watching: Watching;
  /** The one whose turn is next stands first. */
  readonly #followed = new Map<string, Followed>();
  readonly #coming = new Set<Coming>();
  readonly #clock: Clock;
  /** Lists whose output could not be read for now. */
  readonly #stuck = new Set<Followed>();
  #retry: Disposable | undefined;
  #reading = false;
  #over = false;

  constructor(socket: ServerSocket, watching: Watching, clock: Clock) {
    this.#socket = socket;
    this.#watching = watching;
    this.#clock = clock;
  }

  /** How many lists are watched. */
  get lists(): number {
    return this.#followed.size;
  }

  /**
   * Watches a list and streams its output, from `from` on or from here on; watched already, which takes no room, the stream begins
   * anew there. Nothing is sent before `begin`, so that the answer comes first.
   *
   * @throws PccError `unavailable` when this client watches too many.
   */
  async follow(
    id: string,
    from: number | undefined,
  ): Promise<{ readonly execution: Execution; readonly begin: () => void }> {
    let followed: Followed | undefined;
    let early: Told | undefined;
    const watcher: Watcher = {
      changed: (told) => {
        if (!followed) {
          early = told;
          return;
        }
        followed.told = told;
        followed.more = true;
        this.pump();
      },
      lost: (error) => {
        if (followed) this.#lost(followed.id, error);
      },
    };
    const coming: Coming = { named: id.toLowerCase(), isOff: false };
    const execution = await this.#enter(coming, watcher);
    const begin = (): void => {
      this.#coming.delete(coming);
      if (coming.isOff) {
        this.#watching.leave(execution.id, watcher);
        return;
      }
      const answered = new Told(execution);
      const next = from ?? execution.offset;
      followed = {
        id: execution.id,
        watcher,
        told: early ?? answered,
        sent: answered.sameness,
        next,
        more: true,
        ended: false,
      };
      this.#add(followed);
    };
    return { execution, begin };
  }

  /** Sends nothing more of a list, by its id or a beginning of it; gives whether it was watched until now. */
  unfollow(id: string): boolean {
    const given = id.toLowerCase();
    const followed = [...this.#followed.values()].filter((one) => one.id.startsWith(given));
    const coming = [...this.#coming].filter(
      ({ isOff, named, id: whole = named }) => !isOff && (whole.startsWith(given) || given.startsWith(whole)),
    );
    const named = [...new Set([...followed.map((one) => one.id), ...coming.map((one) => one.id ?? one.named)])];
    // One that is about to be watched may be there by a beginning of its id beside the whole.
    if (named.filter((one) => !named.some((other) => other !== one && other.startsWith(one))).length > 1)
      throw new PccError('ambiguous', `Several lists that are watched begin with '${id}'; give more of the id.`);
    for (const one of coming) one.isOff = true;
    for (const one of followed) {
      this.#followed.delete(one.id);
      this.#watching.leave(one.id, one.watcher);
    }
    return named.length > 0;
  }

  /** Sends what there is and what there is room for. */
  pump(): void {
    if (this.#over) return;
    for (const followed of [...this.#followed.values()]) {
      if (this.#sendChange(followed) === 'full') return;
    }
    if (!this.#reading && this.#socket.buffered < limits.wsBacklogBytes / 2) void this.#stream();
  }

  dispose(): void {
    this.#over = true;
    this.#retry?.dispose();
    this.#stuck.clear();
    for (const { id, watcher } of this.#followed.values()) this.#watching.leave(id, watcher);
    this.#followed.clear();
  }

  /** Watches a list that is about to be told of; it has its place from now on. */
  async #enter(coming: Coming, watcher: Watcher): Promise<Execution> {
    this.#coming.add(coming);
    try {
      const execution = await this.#watching.watch(coming.named, watcher);
      coming.id = execution.id;
      try {
        this.#makeRoom();
      } catch (error) {
        this.#watching.leave(execution.id, watcher);
        throw error;
      }
      return execution;
    } catch (error) {
      this.#coming.delete(coming);
      throw error;
    }
  }

  #add(followed: Followed): void {
    const before = this.#followed.get(followed.id);
    if (before) this.#watching.leave(before.id, before.watcher);
    if (this.#over) this.#watching.leave(followed.id, followed.watcher);
    else this.#followed.set(followed.id, followed);
    this.pump();
  }

  #sendChange(followed: Followed): 'sent' | 'full' {
    const { told } = followed;
    if (told.sameness === followed.sent) return 'sent';
    if (!this.#hasRoom(told.message.length)) return 'full';
    followed.sent = told.sameness;
    this.#socket.send(told.message);
    return 'sent';
  }

  /** One piece of the list whose turn it is; goes on as long as there is room. */
  async #stream(): Promise<void> {
    this.#reading = true;
    try {
      for (;;) {
        const followed = [...this.#followed.values()].find((one) => one.more && !one.ended);
        if (!followed || this.#over || this.#socket.buffered >= limits.wsBacklogBytes / 2) return;
        await this.#piece(followed);
      }
    } finally {
      this.#reading = false;
    }
  }

  async #piece(followed: Followed): Promise<void> {
    const { id, next } = followed;
    // What is told while the piece is read may be behind it.
    followed.more = false;
    try {
      const chunk = await this.#watching.read(id, next);
      if (this.#over || this.#followed.get(id) !== followed || followed.next !== next) return;
      const { piece } = chunk;
      if (piece.text !== '' || piece.end) {
        if (!this.#hasRoom(chunk.message.length)) {
          // It is read again when there is room; most likely it is still kept.
          followed.more = true;
          await this.#socket.drained();
          return;
        }
        this.#socket.send(chunk.message);
        followed.next = piece.next;
        followed.ended = piece.end;
        const { execution } = followed.told;
        followed.more = piece.next < execution.offset || isListOver(execution);
      }
      this.#followed.delete(id);
      this.#followed.set(id, followed);
    } catch (error) {
      this.#failed(followed, error);
    }
  }

  #failed(followed: Followed, error: unknown): void {
    if (this.#followed.get(followed.id) !== followed) return;
    if (hasCode(error, 'unavailable') || hasCode(error, 'timeout')) {
      // The others have their turn before it is tried again.
      this.#followed.delete(followed.id);
      this.#followed.set(followed.id, followed);
      this.#readAgainLater(followed);
      return;
    }
    const why = error instanceof PccError ? error : new PccError('failed', 'The output of the list cannot be read.');
    this.#lost(followed.id, why);
  }

  /** What could not be read for now is read again after a while: the daemon tells nothing more of a list that is over. */
  #readAgainLater(followed: Followed): void {
    this.#stuck.add(followed);
    this.#retry ??= this.#clock.after(limits.wsReadAgainMs, () => {
      this.#retry = undefined;
      const stuck = [...this.#stuck];
      this.#stuck.clear();
      // A daemon that is away is not started for this: when it is back it is asked for every list, and tells of it.
      if (!this.#watching.connected) return;
      for (const one of stuck) one.more = true;
      this.pump();
    });
  }

  #lost(id: string, error: PccError): void {
    const followed = this.#followed.get(id);
    if (!followed) return;
    this.#followed.delete(id);
    this.#watching.leave(id, followed.watcher);
    this.#socket.send(notification('error', { code: error.code, message: error.message, id }));
  }

  #hasRoom(bytes: number): boolean {
    return this.#socket.buffered === 0 || this.#socket.buffered + bytes <= limits.wsBacklogBytes;
  }

  /** Lists that have been told to their end make room first. */
  #makeRoom(): void {
    const coming = [...this.#coming].flatMap(({ id, isOff }) => (id === undefined || isOff ? [] : [id]));
    if (new Set([...this.#followed.keys(), ...coming]).size <= limits.wsWatchesMax) return;
    const over = [...this.#followed.values()].find(({ ended }) => ended);
    if (!over) {
      throw new PccError('unavailable', `A WebSocket watches at most ${limits.wsWatchesMax} lists; open another one.`);
    }
    this.#followed.delete(over.id);
    this.#watching.leave(over.id, over.watcher);
  }
}
