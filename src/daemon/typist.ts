import { nextKey } from '../claude/keys/next.ts';
import { interruptKey, sendKey, typedText } from '../claude/keys/text.ts';
import { isBoxEmpty } from '../screen/reading.ts';
import type { Effect, WriteResult } from '../session/session.ts';
import { draftHolds } from '../session/tasks.ts';
import type { HostWrite, HostWritten } from '../terminal/host/protocol.ts';
import type { WatchedScreen } from './watchedScreen.ts';
import { dialogOf } from './watchedScreen.ts';

/** What typing needs of its surroundings. */
export interface TypistPorts {
  readonly watched: WatchedScreen;
  /** Hands an input to the pty host. */
  readonly write: (input: HostWrite) => Promise<HostWritten>;
  /** Commits what is about to be typed for a decision; throws when it cannot be stored, and then nothing is typed. */
  readonly committed: (decisionId: string, key: string) => void;
  /** Notes that the last key of a decision was refused by the host. */
  readonly refused: (decisionId: string) => void;
  /** True while nobody but pcc may type here. */
  readonly handsFree: () => boolean;
  readonly dialogAgeMs: number;
  /** Tries to type an input again after this many milliseconds. */
  readonly later: (inputId: string, delayMs: number, retry: () => void) => void;
  readonly result: (inputId: string, result: WriteResult, last: boolean) => void;
}

type AnswerEffect = Extract<Effect, { type: 'answer' }>;
type TypeEffect = Extract<Effect, { type: 'type' }>;

/**
 * Looks and types in one synchronous step: the screen is read at this very instant, and the input carries the output offset
 * of that look, so that the pty host drops it when anything came out in between.
 */
export class Typist {
  readonly #ports: TypistPorts;
  #writtenAt: number | undefined;

  constructor(ports: TypistPorts) {
    this.#ports = ports;
  }

  /** True while nothing has come out since the last key was written: nobody can tell whether the child has read it. */
  get isUnanswered(): boolean {
    return this.#writtenAt !== undefined && this.#ports.watched.screen.offset <= this.#writtenAt;
  }

  /** A new child begins, whose output counts from its beginning. */
  beginAnew(): void {
    this.#writtenAt = undefined;
  }

  /** Types the next key of an answer, if its dialog still stands there unchanged. `wanted` tells whether it is still wanted. */
  answer(effect: AnswerEffect, wanted: () => boolean): void {
    const { watched } = this.#ports;
    if (!wanted()) return;
    if (!this.#ports.handsFree()) {
      this.#ports.result(effect.inputId, 'moved', false);
      return;
    }
    const dialog = dialogOf(watched.readNow());
    if (dialog?.fingerprint !== effect.answer.fingerprint) {
      // Perhaps another dialog, perhaps the same one that is just being drawn anew: the next frame at rest tells.
      this.#ports.result(effect.inputId, 'stale', false);
      return;
    }
    const leftMs = this.#ports.dialogAgeMs - watched.dialogAgeMs();
    if (leftMs > 0) {
      this.#ports.later(effect.inputId, leftMs, () => {
        this.answer(effect, wanted);
      });
      return;
    }
    const key = nextKey(dialog, effect.answer.goal);
    if (!key) {
      this.#ports.result(effect.inputId, 'moved', false);
      return;
    }
    this.#ports.committed(effect.answer.decisionId, key.name);
    this.#write(effect.inputId, key.data, key.last, effect.answer.decisionId);
  }

  /** Types a task's text into the empty input box, or sends it when exactly this text stands there. */
  type(effect: TypeEffect): void {
    const reading = this.#ports.watched.readNow();
    const ready =
      effect.step === 'text'
        ? reading.state === 'idle' || (effect.afterBanner === true && isBoxEmpty(reading))
        : reading.state === 'draft' && draftHolds(reading.text, effect.text);
    if (!ready || !this.#ports.handsFree()) {
      this.#ports.result(effect.inputId, 'moved', false);
      return;
    }
    this.#write(effect.inputId, effect.step === 'text' ? typedText(effect.text) : sendKey, true);
  }

  /** Presses Esc while a turn runs that is still to be stopped, and at no other time: where a dialog stands it would be an answer. */
  interrupt(inputId: string, wanted: () => boolean): void {
    const isBusy = this.#ports.watched.readNow().state === 'busy';
    if (isBusy && wanted() && this.#ports.handsFree()) this.#write(inputId, interruptKey, true);
    else this.#ports.result(inputId, 'moved', false);
  }

  #write(inputId: string, data: string, last: boolean, decisionId?: string): void {
    const ifOffset = this.#ports.watched.screen.offset;
    this.#ports.write({ inputId, data, by: 'pcc', ifOffset }).then(
      ({ result, offset }) => {
        if (result === 'written') this.#writtenAt = offset;
        else if (result !== 'repeated' && decisionId !== undefined) this.#ports.refused(decisionId);
        this.#ports.result(inputId, result, last);
      },
      () => {
        // The connection to the host broke: whether it was written is unknown, and the session is recovered as after a crash.
      },
    );
  }
}
