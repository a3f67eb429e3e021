/** What an option of a dialog would do, as far as its label tells. Unknown labels are `other`, never a guess. */
export const optionKinds = [
  'yes-once',
  'yes-always',
  'mode-switch',
  'no',
  'answer',
  'free-text',
  'submit',
  'costs-money',
  'other',
] as const;
export type OptionKind = (typeof optionKinds)[number];

/** One row that can be chosen. */
export interface Option {
  /** The digit that stands before the label, '' when rows are not numbered. */
  readonly key: string;
  /** The label with soft wraps undone. */
  readonly label: string;
  readonly kind: OptionKind;
  /** True when the selector rests on it. */
  readonly selected: boolean;
  /** For multi-select rows. */
  readonly checked?: boolean;
  /** It is open for words and there are none in it: what stands behind its first word is ghost text of the CLI. */
  readonly open?: true;
}

/** The rows, 0-based and inclusive, that a reading rests on. */
export interface Evidence {
  readonly top: number;
  readonly bottom: number;
}

interface Seen {
  readonly evidence: Evidence;
}

export interface Starting extends Seen {
  readonly state: 'starting';
}
export interface Idle extends Seen {
  readonly state: 'idle';
  readonly notice?: string;
}
export interface Draft extends Seen {
  readonly state: 'draft';
  readonly text: string;
}
export interface Busy extends Seen {
  readonly state: 'busy';
  readonly activity?: string;
}
/** A tool asks leave. */
export interface Permission extends Seen {
  readonly state: 'permission';
  /** As Claude Code names it: `Bash`, `Edit`, `Write`, `Read`, `WebFetch`, `mcp__server__tool` …; '' when the form names none. */
  readonly tool: string;
  /** Command, path, URL or call as shown, soft wraps undone. */
  readonly subject: string;
  /** True when a part of the dialog is not on the screen. */
  readonly truncated: boolean;
  /** The sub-agent that asks, when one does. */
  readonly agent?: string;
  readonly options: readonly Option[];
}
export interface Question extends Seen {
  readonly state: 'question';
  readonly question: string;
  readonly header: string;
  readonly multi: boolean;
  readonly options: readonly Option[];
  readonly tabs: readonly { readonly label: string; readonly done: boolean; readonly current: boolean }[];
  /** True when a part of the question is not on the screen; without the first option none is given. */
  readonly truncated?: boolean;
}
export interface Plan extends Seen {
  readonly state: 'plan';
  readonly options: readonly Option[];
  /** True when a part of the plan is not on the screen. */
  readonly truncated?: boolean;
}
export interface Trust extends Seen {
  readonly state: 'trust';
  readonly options: readonly Option[];
}
export interface Limit extends Seen {
  readonly state: 'limit';
  readonly kind: string;
  /** ISO-8601 UTC, null when the banner does not tell. */
  readonly resetsAt: string | null;
  readonly resumesItself: boolean;
  readonly options: readonly Option[];
}
export interface ErrorShown extends Seen {
  readonly state: 'error';
  readonly kind: string;
  readonly message: string;
}
/** Any other modal; never answered by policy. */
export interface Menu extends Seen {
  readonly state: 'menu';
  readonly title: string;
  readonly options: readonly Option[];
  /** True when a part of it is not on the screen; without the first option none is given. */
  readonly truncated?: boolean;
}
export interface Exited extends Seen {
  readonly state: 'exited';
  readonly code?: number;
}
export interface Unknown extends Seen {
  readonly state: 'unknown';
  readonly why: string;
}

/** What the screen asks. `unknown` is a real answer and never causes a keystroke. */
export type Reading =
  | Starting
  | Idle
  | Draft
  | Busy
  | Permission
  | Question
  | Plan
  | Trust
  | Limit
  | ErrorShown
  | Menu
  | Exited
  | Unknown;

export type ReadingState = Reading['state'];

/** The states in which the CLI waits for an answer to something on the screen. */
export type Asking = Permission | Question | Plan | Trust | Menu | Limit;

/**
 * True when the input box stands open and empty: at rest, or below the banner of a limit or an error. A banner is only read where
 * nothing is typed and nothing runs, so that what it stands above is an empty box, unless a menu has taken its place.
 */
export function isBoxEmpty(reading: Reading): boolean {
  return (
    reading.state === 'idle' || reading.state === 'error' || (reading.state === 'limit' && reading.options.length === 0)
  );
}
