import { dirname } from 'node:path';
import { watch } from 'chokidar';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import { lookAt } from './requirementsTick.ts';

/** What following a file by its looks needs. */
export interface FollowingWatchPorts {
  readonly file: string;
  readonly clock: Clock;
  /** Told when the file has another state, which it kept for a moment, and after each call of `soon`. */
  readonly settled: (sign: string) => void;
  readonly log: (sentence: string) => void;
}

/**
 * Tells when a file has become another one and stands still. The system's own news of its folder make it quick; looking now and
 * then finds what they leave out: folders that come and go, network drives, a limit on watches.
 */
export class FollowingWatch implements Disposable {
  readonly #ports: FollowingWatchPorts;
  readonly #watcher;
  /** As it was at the last look, and as it was told last. */
  #seen = '';
  #told = '';
  #isWanted = true;
  #next: Disposable | undefined;
  #isOver = false;

  constructor(ports: FollowingWatchPorts) {
    this.#ports = ports;
    const { file, log } = ports;
    const folder = dirname(file);
    this.#watcher = watch(folder, {
      depth: 0,
      followSymlinks: false,
      ignoreInitial: true,
      ignored: (path) => path !== folder && path !== file,
    });
    const again = (): void => {
      this.#wait(0);
    };
    // An editor that writes by renaming is told as a file that went and came: each kind of news is only a reason to look.
    this.#watcher.on('all', again);
    this.#watcher.on('ready', again);
    this.#watcher.on('error', () => {
      log(`Changes of '${file}' are not told by the system; it is looked at now and then.`);
    });
    this.#wait(0);
  }

  /** Has the file looked at as soon as it stands still, changed or not. */
  soon(): void {
    this.#isWanted = true;
    this.#wait(0);
  }

  /** The file was changed by pcc itself: as it is now, it is known. */
  known(): void {
    this.#seen = lookAt(this.#ports.file);
    this.#told = this.#seen;
  }

  dispose(): void {
    this.#isOver = true;
    this.#next?.dispose();
    void this.#watcher.close();
  }

  #wait(forMs: number): void {
    if (this.#isOver) return;
    this.#next?.dispose();
    this.#next = this.#ports.clock.after(forMs, () => {
      this.#look();
    });
  }

  #look(): void {
    const sign = lookAt(this.#ports.file);
    const stood = sign === this.#seen;
    this.#seen = sign;
    this.#wait(stood ? limits.requirementsLookMs : limits.requirementsSettleMs);
    if (!stood || (sign === this.#told && !this.#isWanted)) return;
    this.#told = sign;
    this.#isWanted = false;
    this.#ports.settled(sign);
  }
}
