import type { Form } from './form.ts';
import type { GlyphForms } from './glyphForms.ts';
import type { OptionKind } from './reading.ts';

/** How a title, a question or a row inside a dialog tells what asks. */
export interface AskingForm {
  readonly id: string;
  readonly form: Form;
  /** Claude Code's name for the tool that asks; '' where the words do not tell. */
  readonly tool: string;
  readonly family: Family;
}

/** How a wording of one kind is recognised. */
export interface KindForm<Kind extends string = string> {
  readonly id: string;
  readonly form: Form;
  readonly kind: Kind;
}

/**
 * How a title, question, label or glyph is recognised: `rules/screens.yaml` compiled, so that a changed wording is a change
 * of data. Lists are tried in order.
 */
export interface Words {
  /** Titles of permission dialogs. */
  readonly titles: readonly AskingForm[];
  /** Question lines of permission dialogs whose title is off the screen. */
  readonly questions: readonly AskingForm[];
  /** Rows inside a dialog that tell its family when the title is off the screen. */
  readonly hints: readonly AskingForm[];
  /** Titles that only the workspace trust dialog has. */
  readonly trust: Form;
  /** Titles of the dialog that asks leave to go on from a plan. */
  readonly plan: Form;
  /** What the dialog for a plan asks, right above its options. */
  readonly planAsks: Form;
  /** Hints under a question of the model, which no request for leave has. */
  readonly picks: Form;
  /** Labels of options; none fitting means `other`. */
  readonly labels: readonly KindForm<OptionKind>[];
  /** Banners of usage limits, by the limit's name in the API, and what says that the CLI goes on by itself. */
  readonly limits: readonly KindForm[];
  readonly resumesItself: Form;
  /** What it says when the person would not have that. */
  readonly resumeCancelled: Form;
  /** What it remarks when it goes on. */
  readonly resumed: Form;
  /** A row of the menu that a limit brings up. */
  readonly limitMenu: Form;
  /** Errors that ended a turn. */
  readonly errors: readonly KindForm[];
  /** The row under the options of a dialog that is taller than the screen. */
  readonly moreLines: Form;
  /** What the composer's footer or the spinner row says while a turn runs. */
  readonly interruptible: Form;
  /** What a row of hints names: a key, and what joins keys and their effects. */
  readonly hintKeys: Form;
  readonly hintJoints: Form;
  /** Hints of views without options that tell how to leave. */
  readonly leaves: Form;
  /** In a title: the sub-agent that asks (group `agent`). */
  readonly agents: Form;
  /** A row that shows the URL of a fetch (group `url`). */
  readonly urls: Form;
  readonly glyphs: GlyphForms;
  /** Marks of a call of an MCP server. */
  readonly mcp: { readonly mark: string; readonly nameEnd: string };
}

/** How the subject of a permission dialog is drawn. */
export const families = ['command', 'file', 'call', 'url', 'mcp'] as const;
export type Family = (typeof families)[number];

/** What a label means, by the table; unknown labels are `other`. */
export function kindOf(label: string, words: Pick<Words, 'labels'>): OptionKind {
  return words.labels.find(({ form }) => form.test(label))?.kind ?? 'other';
}
