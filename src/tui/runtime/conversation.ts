import type { ApiClient } from '../../api/client.ts';
import type { LogLine, Result } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Message } from '../message.ts';

/** What the conversation works with. */
export interface ConversationPorts {
  readonly clock: Clock;
  /** Reaches the daemon, starting one when none answers. @throws PccError when that cannot be. */
  readonly start: () => Promise<ApiClient>;
  /** Reaches a daemon that runs; undefined when none does. @throws PccError `conflict` as `start` does. */
  readonly look: () => Promise<ApiClient | undefined>;
  /** Whether the daemon that is gone put its socket away, as one does that was told to end and none that was killed. */
  readonly endedInOrder: () => boolean;
  readonly tell: (message: Message) => void;
  /** A conversation is there; the fleet was told already. */
  readonly joined: (api: ApiClient) => void;
  /** It is over; what was under way fails by itself. */
  readonly lost: () => void;
  /** It cannot go on: the daemon speaks another protocol. */
  readonly refused: (error: PccError) => void;
}

type FleetState = Result<'fleet.watch'>;

/**
 * Keeps up the conversation with the daemon: watches the fleet, tells it as messages, and finds the daemon again when it is
 * gone. A daemon that crashed is started anew as any verb would; one that was told to end is left alone until someone asks.
 */
export class Conversation implements Disposable {
  readonly #ports: ConversationPorts;
  readonly #owned = new Disposables();
  #api: ApiClient | undefined;
  #listening = new Disposables();
  #retry: Disposable | undefined;
  #retries = 0;
  #over = false;
  /** Whether the search may start a daemon. */
  #mayStart = true;
  /** Why the search goes on, as it was told last. */
  #why = '';
  #lastSeq = 0;
  #searching = false;

  constructor(ports: ConversationPorts) {
    this.#ports = ports;
  }

  /** The conversation, while there is one. */
  get api(): ApiClient | undefined {
    return this.#api;
  }

  /** Begins with a connection that stands. @throws PccError when the fleet cannot be watched. */
  begin(api: ApiClient): Promise<void> {
    return this.#join(api);
  }

  /** A person wants a daemon, also where one was told to end. */
  ask(): void {
    if (this.#api || this.#over) return;
    this.#mayStart = true;
    this.#retries = 0;
    this.#retry?.dispose();
    this.#retry = undefined;
    void this.#search();
  }

  dispose(): void {
    this.#over = true;
    this.#retry?.dispose();
    this.#listening.dispose();
    this.#owned.dispose();
    this.#api?.close();
  }

  async #join(api: ApiClient): Promise<void> {
    const { tell } = this.#ports;
    const listening = new Disposables();
    this.#listening = listening;
    // What is told while the whole is on its way belongs behind it.
    let early: (() => void)[] | undefined = [];
    const inOrder =
      <T>(handle: (payload: T) => void): ((payload: T) => void) =>
      (payload) => {
        if (early) early.push(() => handle(payload));
        else handle(payload);
      };
    listening.own(
      api.on(
        'fleet.session',
        inOrder(({ session }) => tell({ type: 'session', session })),
      ),
    );
    listening.own(
      api.on(
        'fleet.line',
        inOrder(({ line }) => this.#line(line)),
      ),
    );
    listening.own(
      api.on(
        'fleet.daemon',
        inOrder(({ daemon }) => tell({ type: 'daemon', daemon })),
      ),
    );
    listening.own(
      api.on(
        'fleet.limits',
        inOrder(({ limits: told }) => tell({ type: 'limits', limits: told })),
      ),
    );
    listening.own(
      api.on(
        'fleet.schedules',
        inOrder(({ schedules }) => tell({ type: 'schedules', schedules })),
      ),
    );
    listening.own(
      api.on(
        'fleet.pulse',
        inOrder(({ pulses }) => tell({ type: 'pulse', pulses })),
      ),
    );
    listening.own(
      api.on(
        'fleet.reset',
        inOrder((state) => this.#fleet(state)),
      ),
    );
    let closed: string | undefined;
    listening.own(
      api.onClose((why) => {
        closed = why;
        if (!early) this.#lost(why);
      }),
    );
    let state: FleetState;
    try {
      state = await api.call('fleet.watch', {});
      if (closed !== undefined) throw new PccError('gone', `The conversation with the daemon is over: ${closed}.`);
    } catch (error) {
      listening.dispose();
      api.close();
      throw error;
    }
    if (this.#over) {
      listening.dispose();
      api.close();
      return;
    }
    this.#api = api;
    this.#retries = 0;
    this.#why = '';
    tell({ type: 'link', up: true, why: '' });
    this.#fleet(state);
    this.#pulses(state.pulses);
    this.#ports.joined(api);
    const late = early;
    early = undefined;
    for (const handle of late) handle();
  }

  #fleet({ sessions, daemon, lines, limits: told, schedules }: FleetState): void {
    const { tell } = this.#ports;
    tell({ type: 'fleet', sessions, daemon });
    tell({ type: 'limits', limits: told });
    tell({ type: 'schedules', schedules });
    for (const line of lines) this.#line(line);
  }

  /** Lines have numbers that grow for ever: after a while away only the new ones are told. */
  #line(line: LogLine): void {
    if (line.seq <= this.#lastSeq && !isRetold(line)) return;
    this.#lastSeq = Math.max(this.#lastSeq, line.seq);
    this.#ports.tell({ type: 'line', line });
  }

  /** The intervals so far, one message each, so that all sparklines end at the same moment. */
  #pulses(pulses: FleetState['pulses']): void {
    const length = Math.max(0, ...Object.values(pulses).map((counts) => counts.length));
    for (let at = 0; at < length; at++) {
      const interval = Object.entries(pulses).flatMap(([id, counts]): [string, number][] => {
        const count = counts[at - (length - counts.length)];
        return count === undefined || count === 0 ? [] : [[id, count]];
      });
      this.#ports.tell({ type: 'pulse', pulses: Object.fromEntries(interval) });
    }
  }

  #lost(why: string): void {
    this.#listening.dispose();
    this.#api = undefined;
    if (this.#over) return;
    this.#ports.lost();
    this.#mayStart = !this.#ports.endedInOrder();
    this.#say(this.#mayStart ? `${why}; it is started again` : 'it was told to end');
    void this.#search();
  }

  async #search(): Promise<void> {
    if (this.#searching) return;
    this.#searching = true;
    try {
      const api = this.#mayStart ? await this.#ports.start() : await this.#ports.look();
      if (this.#over) api?.close();
      else if (api) await this.#join(api);
    } catch (error) {
      if (error instanceof PccError && error.code === 'conflict') {
        this.#ports.refused(error);
        return;
      }
      this.#say(sentenceOf(error));
    } finally {
      this.#searching = false;
    }
    if (!this.#api && !this.#over) this.#again();
  }

  #again(): void {
    const waitMs = Math.min(limits.tuiRetryMsMax, limits.tuiRetryMs * 2 ** this.#retries++);
    if (!this.#mayStart && this.#retries > limits.tuiRestartLooks) {
      this.#say('Ctrl-L starts it again: it was told to end, and the sessions go on meanwhile');
    }
    this.#retry = this.#ports.clock.after(waitMs, () => {
      this.#retry = undefined;
      void this.#search();
    });
  }

  #say(why: string): void {
    if (why === this.#why) return;
    this.#why = why;
    this.#ports.tell({ type: 'link', up: false, why });
  }
}

/** A decision is told again, under its number, when its keys or its outcome become known. */
function isRetold(line: LogLine): boolean {
  return line.type === 'decision' && (line.outcome !== undefined || line.keys !== undefined);
}
