import type { Disposable } from '../../base/disposables.ts';
import type { LastingEffect } from '../../session/lasting.ts';
import type { LastingParts } from '../lasting/lasting.ts';

/** Runs the commands by which tasks are verified, each in the folder of its project. */
export class Verifier implements Disposable {
  readonly #parts: LastingParts;

  constructor(parts: LastingParts) {
    this.#parts = parts;
  }

  /** Begins one; what comes of it is told to the session. */
  begin(id: string, { taskId, command }: Extract<LastingEffect, { type: 'verify' }>): void {
    this.#parts.log(`${id}: ${taskId} is to be verified by: ${command}`);
  }

  dispose(): void {
    // Nothing runs yet.
  }
}
