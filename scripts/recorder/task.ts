import type { Size } from '../../src/claude/lab/scenario.ts';

/** One recording to be made. */
export interface Task {
  readonly version: string;
  /** Absolute path of the CLI. */
  readonly program: string;
  readonly demo: boolean;
  /** Print the screen at each label and write nothing. */
  readonly show: boolean;
  readonly scenario: string;
  readonly size: Size;
}

/** How a recording went. */
export interface Outcome {
  readonly seconds: number;
  /** What `show` is to print. */
  readonly shown: string;
  /** Why there is no recording, and the screen it failed at; undefined when there is one. */
  readonly failed?: string;
}
