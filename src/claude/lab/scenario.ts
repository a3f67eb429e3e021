import type { JsonObject } from '../../base/json.ts';
import type { OptionKind, ReadingState } from '../../screen/reading.ts';
import type { Login } from './isolatedHome.ts';
import type { Script } from './script.ts';

/** Size of a terminal in cells. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/**
 * What is true at one moment of a scenario, known from what the API sent and what was typed, not from reading the screen.
 * Beside `state` it has the fields of that reading that the scenario knows (`tool`, `subject`, `optionKinds` in order,
 * `optionLabels` of the first of them, `checked` of those to tick,
 * `selected` as an index, `truncated`, `agent`, `text`, `kind`, `resetsAt` …). `numbered` is false for options without digits.
 * `input` is what the API sent; the transcript may add defaults to it (`replace_all` of an edit). `called` is the
 * tool that asks where its dialog is another's. `witnessed` is false when no transcript holds the call while its dialog is open.
 */
export interface Label extends JsonObject {
  readonly state: ReadingState;
}

/** A label with the moment it holds at, seconds since the start of the recording. */
export interface TimedLabel extends Label {
  readonly t: number;
}

/** Keys a person presses, by name; what each sends is in `keyBytes`. */
export const keyBytes = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  left: '\u001b[D',
  right: '\u001b[C',
  tab: '\t',
  'ctrl-b': '\u0002',
  'ctrl-c': '\u0003',
  'ctrl-o': '\u000f',
  'ctrl-r': '\u0012',
  'ctrl-u': '\u0015',
  'shift-tab': '\u001b[Z',
  backspace: '\u007f',
} as const;
export type KeyName = keyof typeof keyBytes;

/** One thing that is done or waited for. */
export type Step =
  /**
   * Waits until all texts stand on the screen (blanks, rules and line breaks left out of account, so that wrapping does not
   * matter) and none of `absent` does. The screen must be at rest then; `moving` lets it move, as long as all this holds for
   * the same time; `glimpse` is content with one look, for what passes quickly. `withinMs` where the usual time is too short.
   */
  | {
      readonly do: 'see';
      readonly texts: readonly string[];
      readonly absent?: readonly string[];
      readonly how?: 'at-rest' | 'moving' | 'glimpse';
      readonly withinMs?: number;
      readonly label?: Label;
    }
  | { readonly do: 'type'; readonly text: string }
  | { readonly do: 'paste'; readonly text: string }
  | { readonly do: 'key'; readonly key: KeyName }
  /** Picks the first option of that kind in the last label: by its digit, or by arrows and Enter where there are none. */
  | { readonly do: 'choose'; readonly kind: OptionKind }
  /** Waits for the request of a case and turn to reach the API. */
  | { readonly do: 'requested'; readonly caseName: string; readonly turn: number }
  | { readonly do: 'open'; readonly gate: string }
  | { readonly do: 'resize'; readonly size: Size }
  | { readonly do: 'kill' }
  /** Ends the scripted API: from now on its port refuses connections. */
  | { readonly do: 'stop-api' }
  /** Waits for the end of the CLI; the label is `exited`. */
  | { readonly do: 'exited' };

/** A story played on the real CLI: what the API says, what a person does, and what is true at each moment. */
export interface Scenario {
  readonly name: string;
  /** The reading it is mainly about, or `screen` for several. */
  readonly family: string;
  /** How it came about, in one sentence; written into the sidecar. */
  readonly recipe: string;
  readonly script: Script;
  readonly steps: readonly Step[];
  /** Files of the project, by relative path, beside the usual ones. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files beside the project, by path relative to the folder above it. */
  readonly filesOutside?: Readonly<Record<string, string>>;
  /** False to meet the trust dialog. */
  readonly trusted?: boolean;
  readonly login?: Login;
  /** Words after the usual ones of the command line. */
  readonly args?: readonly string[];
  /** True to leave the usual words (permission mode, session id) out. */
  readonly bare?: boolean;
  /** More of the CLI's environment. `TZ` is noted in the recording: its times are of that zone. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the throw-away home, by path relative to it. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  /** True to register the lab's MCP server `tracker`. */
  readonly tracker?: boolean;
  /** Sizes to play it at; 80x24 and 120x40 when left out. */
  readonly sizes?: readonly Size[];
}
