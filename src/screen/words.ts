import type { OptionKind } from './reading.ts';

/** How a title, question or label is recognised; data, so that a changed wording is a change of data. */
export interface Words {
  /** Titles of permission dialogs, tried in order; `tool` is Claude Code's name for what asks. */
  readonly titles: readonly { readonly form: RegExp; readonly tool: string; readonly family: Family }[];
  /** Question lines of permission dialogs whose title is off the screen. */
  readonly questions: readonly { readonly form: RegExp; readonly tool: string; readonly family: Family }[];
  /** Rows inside a dialog that tell its family when the title is off the screen. */
  readonly hints: readonly { readonly form: RegExp; readonly tool: string; readonly family: Family }[];
  /** Text that only the workspace trust dialog has. */
  readonly trust: readonly RegExp[];
  /** Titles of the dialog that asks leave to go on from a plan. */
  readonly plan: readonly RegExp[];
  /** Labels of options, tried in order; none fitting means `other`. */
  readonly labels: readonly { readonly form: RegExp; readonly kind: OptionKind }[];
  /** Banners of usage limits, by the limit's name in the API, and what says that the CLI goes on by itself. */
  readonly limits: readonly { readonly form: RegExp; readonly kind: string }[];
  readonly resumesItself: RegExp;
  /** A row of the menu that a limit brings up. */
  readonly limitMenu: RegExp;
  /** Errors that ended a turn. */
  readonly errors: readonly { readonly form: RegExp; readonly kind: string }[];
  /** The row under the options of a dialog that is taller than the screen. */
  readonly moreLines: RegExp;
  /** What the composer's footer or the spinner row says while a turn runs. */
  readonly interruptible: RegExp;
  /** Glyphs of the window title while a turn runs. */
  readonly busyTitle: RegExp;
  /** A spinner row: a turning glyph at the left edge, then what is done, then an ellipsis. */
  readonly spinner: RegExp;
}

/** How the subject of a permission dialog is drawn. */
export type Family = 'command' | 'file' | 'call' | 'url' | 'mcp';

/** The wordings of the CLI from 1.0 to 2.1.329. */
export const shippedWords: Words = {
  titles: [
    { form: /^Bash command\b/, tool: 'Bash', family: 'command' },
    { form: /^PowerShell command\b/, tool: 'PowerShell', family: 'command' },
    { form: /^Edit file\b/, tool: 'Edit', family: 'file' },
    { form: /^Make edits?\b/, tool: 'Edit', family: 'file' },
    { form: /^(?:Create|Write|Overwrite) file\b/, tool: 'Write', family: 'file' },
    { form: /^(?:Edit|Create|Delete|Insert) (?:notebook|cell)\b/i, tool: 'NotebookEdit', family: 'file' },
    { form: /^Read files?\b/, tool: 'Read', family: 'call' },
    { form: /^Search(?:ing)?(?: files?)?$/, tool: 'Grep', family: 'call' },
    { form: /^(?:Web ?)?Fetch\b/, tool: 'WebFetch', family: 'url' },
    { form: /^Web ?Search\b/i, tool: 'WebSearch', family: 'call' },
    { form: /^(?:Use )?[Ss]kill\b/, tool: 'Skill', family: 'call' },
    { form: /^Tool use\b/, tool: '', family: 'mcp' },
  ],
  questions: [
    { form: /^Do you want to (?:create|overwrite|write(?: to)?) /, tool: 'Write', family: 'file' },
    { form: /^Do you want to make (?:this edit|these edits) to /, tool: 'Edit', family: 'file' },
    { form: /^Do you want to allow Claude to fetch /, tool: 'WebFetch', family: 'url' },
    { form: /^Do you want to /, tool: '', family: 'call' },
  ],
  hints: [
    { form: /^This command requires approval\b/, tool: 'Bash', family: 'command' },
    { form: /\bin this command (?:can't|cannot) be checked\b/, tool: 'Bash', family: 'command' },
    { form: /^│ /u, tool: 'Bash', family: 'command' },
    { form: /^Yes, and don['’]t ask again for (?!.* - ).* commands? in\b/, tool: 'Bash', family: 'command' },
  ],
  trust: [/^Do you trust the files in this folder\?/, /^Accessing workspace:/, /^Quick safety check:/],
  plan: [/^Ready to code\?/, /^Exit plan mode\?/],
  labels: [
    { form: /\b(?:upgrade|extra usage|buy|purchase|subscribe|add funds|pay)\b/i, kind: 'costs-money' },
    { form: /^Yes$/, kind: 'yes-once' },
    { form: /^Yes, (?:proceed|I trust this folder)$/, kind: 'yes-once' },
    { form: /^Yes, and manually approve edits\b/, kind: 'yes-once' },
    { form: /^Yes,? .*\bswitch to\b/, kind: 'mode-switch' },
    { form: /^Yes,? .*\b(?:auto-accept|bypass permissions|auto mode)\b/, kind: 'mode-switch' },
    {
      form: /^Yes,? .*(?:don['’]t ask|\ball\b|\balways\b|\bduring this\b|\bfor this\b|\ballow\b|\bremember\b)/,
      kind: 'yes-always',
    },
    { form: /^No\b/, kind: 'no' },
    { form: /^(?:Submit|Submit answers|Next)$/, kind: 'submit' },
    { form: /^Type (?:something|here)\b/, kind: 'free-text' },
    { form: /^Other\b/, kind: 'free-text' },
  ],
  limits: [
    { form: /\bOpus\b.*\blimit\b/i, kind: 'seven_day_opus' },
    { form: /\bweekly limit\b/i, kind: 'seven_day' },
    { form: /\b(?:5-hour|session) limit\b/i, kind: 'five_hour' },
    { form: /\busage limit (?:reached|hit)\b|\bhit your (?:usage )?limit\b/i, kind: 'five_hour' },
  ],
  resumesItself: /\bcontinuing automatically\b/i,
  limitMenu: /^(?:Stop and wait for limit to reset|Wait here, then continue automatically\b)/i,
  errors: [
    {
      form: /\bPlease run \/login\b|\bAPI Error: 401\b|\bInvalid (?:API key|bearer token)\b|\bOAuth token\b/i,
      kind: 'auth',
    },
    { form: /\bCredit balance (?:is )?too low\b/i, kind: 'credit' },
    { form: /\bPrompt is too long\b|\bContext (?:low|limit reached|window exceeded)\b/i, kind: 'context-full' },
    { form: /\bOverloaded\b|\b529\b/i, kind: 'overloaded' },
    { form: /\b(?:Connection (?:refused|error|reset)|fetch failed|ECONN\w+|ENOTFOUND|network)\b/i, kind: 'network' },
    { form: /\bAPI Error\b/i, kind: 'api' },
  ],
  moreLines: /^[↑⇡^] ?\d+ more lines?\b/,
  interruptible: /\besc to interrupt\b/i,
  busyTitle: /^[\u2800-\u28ff◐◓◑◒✢✶✻✽⠂⠐·∗] ?/u,
  spinner: /^[·✢✳✶✻✽*∗∴⋆+◐◓◑◒\u2800-\u28ff] \S.*…/u,
};
