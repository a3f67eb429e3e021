import type { CcResult } from './options.ts';

/**
 * What kind of failure it is. `failed`: a task did not end as it should; `refused`: a hook or a guard did not let it begin;
 * `cancelled`: by the signal, a person or another program; `unavailable`, `timeout`: the daemon cannot be reached; `conflict`: another
 * daemon keeps it from being started, or the id belongs to other tasks; the others are about what was given.
 */
export type CcErrorCode =
  | 'cancelled'
  | 'refused'
  | 'failed'
  | 'usage'
  | 'invalid_input'
  | 'not_found'
  | 'ambiguous'
  | 'conflict'
  | 'gone'
  | 'over'
  | 'human_needed'
  | 'unsafe_environment'
  | 'missing_program'
  | 'unavailable'
  | 'timeout'
  | 'too_large'
  | 'storage';

/** What is known of the tasks when a call fails. */
export interface CcFailureFacts {
  /** Results of all tasks that are known, in order. */
  readonly results?: readonly CcResult[];
  /** UUIDv4 of the list at work, for `id` and `pcc exec --attach`. */
  readonly execution?: string;
  readonly cause?: unknown;
}

/** Why a call of the SDK failed: a code for programs, and a sentence for people as its message. */
export class CcError extends Error {
  override readonly name = 'CcError';
  readonly code: CcErrorCode;
  readonly results: readonly CcResult[];
  readonly execution: string | undefined;

  constructor(code: CcErrorCode, sentence: string, { results = [], execution, cause }: CcFailureFacts = {}) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.results = results;
    this.execution = execution;
  }
}
