import type { Command } from '../command.ts';
import type { Model } from '../model.ts';

/** What comes of a message: the next model, and what is wanted done, in order. */
export interface Step {
  readonly model: Model;
  readonly commands: readonly Command[];
}
