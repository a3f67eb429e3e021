/** What the policy may know about the machine; handed in, so that judging stays pure and tests can give a table. */
export interface Facts {
  /** The user's home folder, absolute. */
  readonly home: string;
  /** The home folder of pcc itself, absolute, wherever it stands; what is in it steers or answers for pcc. */
  readonly ownHome?: string;
  /** `process.platform`; on `darwin` paths are compared without regard to case. */
  readonly platform: string;
  /** Folders besides the session's own that count as inside the project; absolute. */
  readonly allowedRoots: readonly string[];
  /** Real path of the deepest existing parent of an absolute path, joined with the part that does not exist yet. */
  readonly realPathOf: (path: string) => string;
  /** True only when the configuration of the repository around this folder was read and names no program to run. */
  readonly gitConfigIsClean: (folder: string) => boolean;
  /** Files that the session wrote and that reach beyond the project when they are run; absent and empty mean none. */
  readonly reachingFiles?: readonly string[];
}
