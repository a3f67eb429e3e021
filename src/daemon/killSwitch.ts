import { lstatSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { untilNext } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { Event } from '../base/emitter.ts';
import { Emitter } from '../base/emitter.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import { followFolder } from './yamlFiles.ts';

/** What the kill switch works with. */
export interface KillSwitchParts {
  /** The file that stops all typing while it is there, whatever it holds. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
}

/**
 * A file that stops all typing by pcc at once: anybody can make it, from any shell, also while the daemon does not answer.
 * Who is about to type looks for it at that very instant (`look`); a watcher and a slow poll tell the sessions of it
 * otherwise. A person's own keys in an attached terminal, and the terminal's answers to the CLI's queries, go on.
 */
export class KillSwitch implements Disposable {
  readonly #parts: KillSwitchParts;
  readonly #owned = new Disposables();
  readonly #changes = this.#owned.own(new Emitter<boolean>());
  #isOff: boolean;
  #poll: Disposable | undefined;

  /** Announced with true when the file has come and with false when it has gone. */
  readonly onChange: Event<boolean> = this.#changes.event;

  constructor(parts: KillSwitchParts) {
    this.#parts = parts;
    this.#isOff = isThere(parts.file);
    const looked = (): void => {
      this.look();
    };
    this.#owned.own(
      followFolder(parts.file, looked, ({ sentence }) => {
        parts.log(sentence);
      }),
    );
    this.#pollOn();
  }

  /** True while the file is there, at this very instant. A change is announced before this returns. */
  look(): boolean {
    const isOff = isThere(this.#parts.file);
    if (isOff !== this.#isOff) {
      this.#isOff = isOff;
      this.#parts.log(isOff ? this.sentence : `'${this.#parts.file}' is gone: pcc types again.`);
      this.#changes.fire(isOff);
    }
    return isOff;
  }

  /** What a person is told while it is off. */
  get sentence(): string {
    return `The file '${this.#parts.file}' is there, so pcc types nothing; remove it to let pcc go on.`;
  }

  /** @throws PccError `conflict` while the file is there. */
  check(): void {
    if (this.look()) throw new PccError('conflict', this.sentence);
  }

  dispose(): void {
    this.#poll?.dispose();
    this.#owned.dispose();
  }

  #pollOn(): void {
    this.#poll = this.#parts.clock.after(untilNext(this.#parts.clock, limits.killSwitchPollMs), () => {
      this.look();
      this.#pollOn();
    });
  }
}

/** A link to nothing counts, and so does a file that cannot be looked at: nobody puts one there by accident. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
