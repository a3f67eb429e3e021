/** What is needed to start the CLI of a session anew. Nothing secret is in it. */
export interface StoredLaunch {
  /** Absolute path of the program. */
  readonly file: string;
  /** Absent where a secret stands among them: without it nobody can start it anew. */
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of the variables whose values are secret and were left out. */
  readonly secretNames: readonly string[];
  /** By name, a keyed hash of each of these values: tells whether another one is the very same, and nothing else. */
  readonly secretMarks?: Readonly<Record<string, string>>;
  /** The child that runs, or ran last: with its start time its pid cannot be mistaken for a later process. */
  readonly child?: { readonly pid: number; readonly startTime: string };
}

/** A `/clear` whose transcript is looked for. */
export interface StoredClear {
  /** Wall-clock milliseconds. */
  readonly sentMs: number;
  /** Names of transcripts that were written at that moment already. */
  readonly before: readonly string[];
  /** `looking`; `lost` it is certain that it was sent, and nobody knows its transcript; `asked` a person was told so. */
  readonly stage: 'looking' | 'lost' | 'asked';
  /** pcc sent it; what a human typed may have been something else. */
  readonly own: boolean;
}
