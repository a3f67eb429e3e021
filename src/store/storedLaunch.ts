/** What is needed to start the CLI of a session anew. Nothing secret is in it. */
export interface StoredLaunch {
  /** Absolute path of the program. */
  readonly file: string;
  /** Absent where a secret stands among them: without it nobody can start it anew. */
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of the variables whose values are secret and were left out. */
  readonly secretNames: readonly string[];
  /** The child that runs, or ran last: with its start time its pid cannot be mistaken for a later process. */
  readonly child?: { readonly pid: number; readonly startTime: string };
}
