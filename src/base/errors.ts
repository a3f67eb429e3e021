/**
 * The table of expected errors: for each code, the exit status of a command and the HTTP status. The sentence that people
 * read is given where the error is made, since only that place knows the input, what was expected and what to do.
 */
export const errorTable = {
  usage: { exit: 2, http: 400 },
  invalid_input: { exit: 2, http: 400 },
  not_found: { exit: 3, http: 404 },
  ambiguous: { exit: 2, http: 409 },
  conflict: { exit: 1, http: 409 },
  gone: { exit: 1, http: 410 },
  /** What waited was answered or has left: nothing was done. */
  over: { exit: 3, http: 410 },
  human_needed: { exit: 4, http: 409 },
  unsafe_environment: { exit: 1, http: 403 },
  missing_program: { exit: 1, http: 424 },
  unavailable: { exit: 1, http: 503 },
  timeout: { exit: 1, http: 504 },
  too_large: { exit: 2, http: 413 },
  storage: { exit: 1, http: 507 },
  failed: { exit: 1, http: 500 },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** An expected failure: one sentence that names the input, what was expected and what to do. */
export class PccError extends Error {
  override readonly name = 'PccError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, sentence: string) {
    super(sentence);
    this.code = code;
  }

  get exitStatus(): number {
    return errorTable[this.code].exit;
  }
}

/** The sentence of anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` that Node puts on system errors (`ENOENT`, `EACCES` …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Tells whether a text names a code of the table. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorTable, text);
}

/** Whether this is an expected failure of that kind. */
export function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof PccError && error.code === code;
}
