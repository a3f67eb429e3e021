import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { unreachable } from '../../base/assert.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import { oneLine } from '../text/text.ts';
import type { Io, Terminal } from '../io.ts';
import { exit } from '../exit.ts';
import type { OuterWriter } from './outerTerminal.ts';
import { stoppedWord } from './guard.ts';
import { OuterTerminal } from './outerTerminal.ts';

/** Why a full-screen view ends otherwise than by its own choice. */
export type TakenEnd =
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly type: 'failed'; readonly error: unknown };

/** Tells of such an end, and gives the exit status. */
export function tellTaken(io: Pick<Io, 'stderr'>, end: TakenEnd): number {
  switch (end.type) {
    case 'signal':
      // As shells report it: 128 and the number of the signal.
      return 128 + constants.signals[end.signal];
    case 'failed':
      io.stderr.write(`pcc: ${oneLine(sentenceOf(end.error))}\n`);
      return exit.failed;
    default:
      return unreachable(end);
  }
}

/** What happens at a terminal that was taken. */
export interface FullScreenPorts {
  readonly typed: (text: string) => void;
  readonly resized: () => void;
  /** The terminal was given to others for a while: everything must be drawn anew. */
  readonly redraw: () => void;
  readonly end: (end: TakenEnd) => void;
}

const endSignals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** The human's terminal in the hands of a full-screen view. Whatever happens, disposing it gives it back as it was. */
export class FullScreen implements Disposable {
  readonly outer: OuterTerminal;
  readonly #terminal: Terminal;
  readonly #ports: FullScreenPorts;
  readonly #owned = new Disposables();

  /** `writer`: what writes without waiting, where the view has one. */
  constructor(terminal: Terminal, ports: FullScreenPorts, writer?: OuterWriter) {
    this.#terminal = terminal;
    this.#ports = ports;
    this.outer = new OuterTerminal(terminal, writer);
  }

  /** Takes the terminal over; from here on it is given back at every end of the process. */
  take(): void {
    this.#owned.own(this.outer);
    this.#catchSignals();
    this.outer.enter();
  }

  /** Begins to pass on what is typed. */
  readKeys(): void {
    const { input, output } = this.#terminal;
    const decoder = new StringDecoder('utf8');
    const onData = (bytes: Buffer): void => this.#ports.typed(decoder.write(bytes));
    const onResize = (): void => this.#ports.resized();
    const onGone = (): void => this.#ports.end({ type: 'signal', signal: 'SIGHUP' });
    input.on('data', onData).on('end', onGone).on('error', onGone).resume();
    output.on('resize', onResize).on('error', onGone);
    this.#owned.defer(() => {
      input.off('data', onData).off('end', onGone).pause();
      output.off('resize', onResize);
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #catchSignals(): void {
    const { end, redraw } = this.#ports;
    for (const signal of endSignals) {
      const listener = (): void => end({ type: 'signal', signal });
      process.on(signal, listener);
      this.#owned.defer(() => process.off(signal, listener));
    }
    const restore = (): void => this.outer.dispose();
    // The signal comes twice where the shell sends it to all and the guard passes it on.
    let stopping = false;
    const again = (): void => {
      stopping = false;
      this.outer.enter();
      redraw();
    };
    const stopped = (): void => {
      if (stopping) return;
      stopping = true;
      this.outer.dispose();
      stopWithGuard();
    };
    const orphaned = (): void => end({ type: 'signal', signal: 'SIGHUP' });
    const crashed = (error: unknown): void => {
      this.outer.dispose();
      end({ type: 'failed', error: new Error(`The view failed: ${sentenceOf(error)}`) });
    };
    process.on('exit', restore).on('SIGTSTP', stopped).on('SIGCONT', again).on('disconnect', orphaned);
    process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
    this.#owned.defer(() => {
      process.off('exit', restore).off('SIGTSTP', stopped).off('SIGCONT', again).off('disconnect', orphaned);
      process.off('uncaughtException', crashed).off('unhandledRejection', crashed);
    });
  }
}

/**
 * Stops this process after it gave its terminal back, which the signal itself would not have let it do. Its guard stops with it,
 * and not before: the shell takes the terminal as soon as that has stopped.
 */
function stopWithGuard(): void {
  const stop = (): void => {
    process.kill(process.pid, 'SIGSTOP');
  };
  if (process.connected && process.send) process.send(stoppedWord, stop);
  else stop();
}
