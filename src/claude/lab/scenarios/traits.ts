import type { OptionKind } from '../../../screen/reading.ts';
import { isFrom } from './releases.ts';

/**
 * What differs between the CLIs and is known beforehand: their wordings and the rows of their dialogs, seen on the real ones
 * and written down by hand. A dialog whose last row is `free-text` has no row that says no: Escape says it.
 */
export interface Traits {
  readonly version: string;
  /** A Bash request that can be generalised, one that cannot, and one of several lines with a here-document. */
  readonly bash: readonly OptionKind[];
  readonly bashOnce: readonly OptionKind[];
  readonly bashLines: readonly OptionKind[];
  /** Edit and Write inside the project. */
  readonly edit: readonly OptionKind[];
  readonly read: readonly OptionKind[];
  readonly fetch: readonly OptionKind[];
  /** A tool of an MCP server, on a wide screen and on one of 80 columns. */
  readonly mcp: readonly OptionKind[];
  readonly mcpNarrow: readonly OptionKind[];
  /** What stands under a dialog that is cut at the top; undefined where it scrolls out of sight without a word. */
  readonly cutSign: string | undefined;
  /** The name of the tool that starts a sub-agent. */
  readonly agentTool: string;
  /** Whether a sub-agent's dialog names it, whether its call is in a transcript by then, and whether it works in the background. */
  readonly agentNamed: boolean;
  readonly agentWitnessed: boolean;
  readonly agentApart: boolean;
  /** Whether printing a file of the project needs leave. */
  readonly catAsks: boolean;
  /** Whether a token stands in the composer for a few pasted lines. */
  readonly tokenForLines: boolean;
  /** Whether a prompt whose turn was interrupted at once comes back into the composer. */
  readonly promptComesBack: boolean;
  readonly trust: {
    readonly options: readonly OptionKind[];
    readonly numbered: boolean;
    /** The label of the row that trusts. */
    readonly accept: string;
  };
  /** The menus that a usage limit opens by itself; undefined for none. */
  readonly fiveHourMenu: readonly OptionKind[] | undefined;
  readonly weeklyMenu: readonly OptionKind[] | undefined;
  /** Whether the CLI goes on by itself after a 5-hour limit. */
  readonly resumesItself: boolean;
  /** What a full context is told by. */
  readonly contextFull: string;
}

type Rows = Omit<Traits, 'version'>;

const threeRows: readonly OptionKind[] = ['yes-once', 'yes-always', 'no'];
const rowToTypeInto: readonly OptionKind[] = ['yes-once', 'yes-always', 'free-text'];

/** Boxed dialogs; each has a no. */
const boxed: Rows = {
  bash: threeRows,
  bashOnce: ['yes-once', 'no'],
  bashLines: ['yes-once', 'no'],
  edit: threeRows,
  read: threeRows,
  fetch: threeRows,
  mcp: threeRows,
  mcpNarrow: threeRows,
  cutSign: undefined,
  agentTool: 'Task',
  agentNamed: false,
  agentWitnessed: false,
  agentApart: false,
  catAsks: true,
  tokenForLines: false,
  promptComesBack: false,
  trust: { options: ['yes-once', 'no'], numbered: true, accept: 'Yes, proceed' },
  fiveHourMenu: undefined,
  weeklyMenu: undefined,
  resumesItself: false,
  contextFull: 'Context low',
};

/** Between a rule and a footer; the last row is one to type into. */
const typedInto: Rows = {
  ...boxed,
  bash: rowToTypeInto,
  bashOnce: ['yes-once', 'free-text'],
  bashLines: rowToTypeInto,
  edit: rowToTypeInto,
  read: rowToTypeInto,
  agentWitnessed: true,
};

/** A plain no again. */
const amended: Rows = {
  ...typedInto,
  bash: threeRows,
  bashOnce: ['yes-once', 'no'],
  bashLines: threeRows,
  edit: threeRows,
  read: threeRows,
  catAsks: false,
  contextFull: 'Context limit reached',
};

/** Tokens for what is pasted, a menu at a limit. */
const pasting: Rows = {
  ...amended,
  agentTool: 'Agent',
  tokenForLines: true,
  promptComesBack: true,
  trust: { options: ['yes-once', 'no'], numbered: true, accept: 'Yes, I trust this folder' },
  fiveHourMenu: ['other', 'costs-money'],
  weeklyMenu: ['other', 'costs-money'],
};

/** Sub-agents in the background. */
const menus: Rows = {
  ...pasting,
  agentNamed: true,
  agentApart: true,
  contextFull: 'Prompt is too long',
};

/** On the alternate screen; a row of its own leads into auto mode. */
const fullScreen: Rows = {
  ...menus,
  bash: ['yes-once', 'yes-always', 'mode-switch', 'no'],
  bashOnce: ['yes-once', 'mode-switch', 'no'],
  bashLines: ['yes-once', 'yes-always', 'mode-switch', 'no'],
  edit: ['yes-once', 'mode-switch', 'no'],
  mcpNarrow: ['yes-once', 'no'],
  cutSign: 'more lines',
  trust: { options: ['no', 'yes-once'], numbered: false, accept: 'Yes, I trust this folder' },
  fiveHourMenu: undefined,
  weeklyMenu: ['other', 'other', 'costs-money'],
  resumesItself: true,
};

/** The first version that each was seen on, oldest first. */
const table: readonly (readonly [from: string, rows: Rows])[] = [
  ['2.0.20', boxed],
  ['2.0.64', typedInto],
  ['2.1.15', amended],
  ['2.1.98', pasting],
  ['2.1.202', menus],
  ['2.1.329', fullScreen],
];

/** The traits of a version: those of the nearest known one below it, of the oldest for what is older still. */
export function traitsOf(version: string): Traits {
  const known = table.findLast(([from]) => isFrom(version, from));
  return { version, ...(known?.[1] ?? boxed) };
}
