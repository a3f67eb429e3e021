import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import type { Io, Terminal } from '../../face/io.ts';
import { lineOf } from './asking.ts';
import type { LiveView } from './liveView.ts';

/** What Ctrl-C acts on. */
export interface Interruptible {
  readonly id: string;
  readonly view: LiveView;
  readonly cancel: AbortController;
  readonly leave: AbortController;
  /** Where a person sits who can be asked what they mean. */
  readonly asks: Terminal | undefined;
}

/**
 * What Ctrl-C means while a list is followed. Where a person can be asked: the first one pauses the list and asks, the second cancels
 * it. Where nobody can: the first cancels it. One more leaves without waiting for its end.
 */
export class Interrupting implements Disposable {
  readonly #io: Io;
  readonly #on: Interruptible;
  readonly #owned = new Disposables();
  #isAsking = false;

  constructor(io: Io, on: Interruptible) {
    this.#io = io;
    this.#on = on;
    this.#owned.own(
      io.onInterrupt(() => {
        this.#pressed();
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
    // A terminal that is read from keeps the program alive.
    this.#on.asks?.input.pause();
  }

  #pressed(): void {
    const { cancel, leave, view, asks, id } = this.#on;
    if (cancel.signal.aborted) {
      view.say(`The list ${id} is being cancelled; 'pcc history show ${id}' tells what came of it.`);
      leave.abort();
    } else if (asks && !this.#isAsking) void this.#pauseAndAsk(asks);
    else {
      view.hold(false);
      view.say('Cancelling; Ctrl-C once more leaves without waiting for its end.');
      cancel.abort();
    }
  }

  async #pauseAndAsk(terminal: Terminal): Promise<void> {
    const { view, leave, cancel, id } = this.#on;
    this.#isAsking = true;
    if (await this.#control('pause')) {
      view.say('Paused: nothing more is typed. Ctrl-C once more cancels.');
      view.hold(true);
      for (;;) {
        this.#io.stderr.write('[r]esume, [c]ancel, or [l]eave it paused? ');
        const answer = await lineOf(terminal);
        if (this.#isOver()) break;
        if (answer === undefined || answer.startsWith('l')) {
          this.#io.stderr.write(
            `It stays paused; 'pcc exec --resume ${id}' lets it go on, 'pcc exec --attach ${id}' follows it.\n`,
          );
          leave.abort();
          break;
        }
        if (answer.startsWith('c')) {
          cancel.abort();
          break;
        }
        if ((answer === '' || answer.startsWith('r')) && (await this.#control('resume'))) break;
      }
      view.hold(false);
    }
    this.#isAsking = false;
  }

  #isOver(): boolean {
    return this.#on.cancel.signal.aborted || this.#on.leave.signal.aborted;
  }

  /** Whether it was done; a list that is over, or a daemon that is away, is told. One that is not begun yet is not begun at all. */
  async #control(action: 'pause' | 'resume'): Promise<boolean> {
    const { id, view, cancel } = this.#on;
    try {
      await withDaemon(this.#io, (api) => api.call('execution.control', { id, action }));
      return true;
    } catch (error) {
      if (!(error instanceof PccError)) throw error;
      if (error.code === 'not_found') cancel.abort();
      else view.say(error.message);
      return false;
    }
  }
}
