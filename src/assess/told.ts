import type { ErrorCode } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import type { StressFigures } from './figures.ts';

/** What the process that does the work is told, and what it says: each word a line of JSON. */

/** What is to be done. */
export type Wish =
  | { readonly kind: 'assess'; readonly parts: readonly string[] }
  | { readonly kind: 'stress'; readonly tasks: number; readonly parallel: number; readonly clients: number };

/** The whole order, as one argument of JSON. */
export interface WorkerOrder {
  readonly wish: Wish;
  /** A folder of its own; gone when the process ends, however it ends. */
  readonly folder: string;
  /** The CLI that is run. */
  readonly program: string;
  /** It runs in a network namespace of its own. */
  readonly caged: boolean;
}

/** One thing that was tried. */
export interface Check {
  readonly part: string;
  readonly name: string;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  readonly tookMs: number;
  /** A figure, or why it failed or was not tried; '' for nothing. */
  readonly note: string;
}

/** Where it is done. */
export interface Setting {
  /** What the CLI says of its version in its own home. */
  readonly claude: string;
  /** Whether nothing but loopback can be reached at all, or only nothing else is named to anybody. */
  readonly offline: 'namespace' | 'addresses';
}

export type Word =
  | ({ readonly say: 'setting' } & Setting)
  /** What is being tried now. */
  | { readonly say: 'doing'; readonly part: string; readonly text: string }
  | { readonly say: 'check'; readonly check: Check }
  | { readonly say: 'figures'; readonly figures: StressFigures }
  | { readonly say: 'over' }
  | { readonly say: 'failed'; readonly code: ErrorCode; readonly sentence: string };

/** One line of a worker; undefined for what is none. */
export function wordFrom(line: string): Word | undefined {
  const value = parseJson(line);
  return isObject(value) && typeof value.say === 'string' ? (value as unknown as Word) : undefined;
}
