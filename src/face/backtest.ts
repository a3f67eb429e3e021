/** How people answered some calls. */
export interface BacktestAnswers {
  readonly count: number;
  readonly approved: number;
  readonly rejected: number;
  /** Answered at the terminal, or left. */
  readonly unknown: number;
}

/** `approved`, `asked`, `consulted` (the brain), `to-brain` (instead of a person), `to-person` (instead of the brain). */
export const backtestChanges = ['approved', 'asked', 'consulted', 'to-brain', 'to-person'] as const;
export type BacktestChange = (typeof backtestChanges)[number];

/** Equal calls whose verdict changes. */
export interface BacktestRow extends BacktestAnswers {
  readonly change: BacktestChange;
  readonly tool: string;
  readonly subject: string;
  /** Folder of the project, or file and second of a recording. */
  readonly where: string;
  readonly now: { readonly rules: readonly string[]; readonly reason: string };
}

/** What backtests of both kinds tell. */
export interface BacktestReport {
  readonly now: Readonly<Record<'approve' | 'ask-brain' | 'escalate', number>>;
  readonly changes: Readonly<Record<BacktestChange, BacktestAnswers>>;
  /** What each rule changes. */
  readonly rules: readonly (BacktestAnswers & { readonly rule: string; readonly change: BacktestChange })[];
  /** The gravest first. */
  readonly rows: readonly BacktestRow[];
  /** Changed calls that were too many to be told one by one. */
  readonly unlisted: number;
  readonly problems: readonly string[];
}

/** What became of recorded decisions. */
export interface HistoryReport extends BacktestReport {
  readonly decisions: number;
  readonly calls: number;
  readonly judged: number;
  readonly redacted: number;
  readonly shadow: { readonly policy: BacktestAnswers; readonly brain: BacktestAnswers };
}

/** What became of the dialogs of recordings. */
export interface RecordingsReport extends BacktestReport {
  readonly files: number;
  readonly unread: readonly { readonly file: string; readonly why: string }[];
  readonly dialogs: number;
}

/** What is tried, and whom to tell how far it is. */
export interface BacktestRequest {
  readonly home: string;
  /** A rule file that is tried on top of those in force. */
  readonly candidate?: string;
  readonly progress: (done: number, of: number) => void;
}

/** Tries rules on what was decided and recorded, without a daemon. */
export interface BacktestEngine {
  /** `since` in milliseconds since the Unix epoch. @throws PccError. */
  history(request: BacktestRequest & { readonly since: number }): HistoryReport;
  /** @throws PccError. */
  recordings(request: BacktestRequest & { readonly folder: string }): Promise<RecordingsReport>;
}
