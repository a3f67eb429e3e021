import type { LogLine, Schedule, Status, UsageLimits } from '../api/methods.ts';
import type { SavedLayout } from './layout/saved.ts';
import type { DaemonFacts, ScreenFacts, Size } from './message.ts';
import type { Bindings } from '../api/keys/bindings.ts';
import type { OpenPanel } from './panel.ts';

/** What the daemon told, as of now. */
export interface Fleet {
  /** `lost`: the daemon went away, and is looked for. */
  readonly link: 'connecting' | 'up' | 'lost';
  /** Wall-clock milliseconds of the last change of `link`. */
  readonly linkSinceMs: number;
  /** Why it was lost. */
  readonly linkWhy: string;
  /** In the order they were begun; ended ones stay until they are put away. */
  readonly sessions: readonly Status[];
  readonly daemon: DaemonFacts | undefined;
  readonly limits: UsageLimits;
  readonly schedules: readonly Schedule[];
  /** The last lines of all logs, oldest first, at most `limits.tuiLinesKept`. */
  readonly lines: readonly LogLine[];
  /** Output of each session per interval, oldest first, at most `limits.pulsesKept`. */
  readonly pulses: ReadonlyMap<string, readonly number[]>;
  readonly screens: ReadonlyMap<string, ScreenFacts>;
  /**
   * Since when each pending item can be read here, by number: since the terminal took the first frame with it, or since a key
   * that came too early for it. An answer to what nobody could have read is no answer.
   */
  readonly shownSinceMs: ReadonlyMap<number, number>;
}

/** A pane whose keyboard the human of this terminal has. */
export interface Hold {
  readonly session: string;
  /** The daemon has confirmed it. */
  readonly confirmed: boolean;
  /** The daemon takes nothing now, although the conversation goes on: keys are not sent. */
  readonly stuck?: boolean;
  /** The prefix was pressed: the next key is a command. */
  readonly prefixed: boolean;
  /** Keys that could not be sent since the daemon went away. */
  readonly unsent: number;
  /**
   * When it was taken, or when the last key was dropped behind that, wall-clock milliseconds: a key that comes too soon is no
   * answer to a dialog that waits there. Undefined once a key has passed.
   */
  readonly guardedMs?: number | undefined;
}

/** Who newly needs a human, or has ended its tasks, and was not announced by bell and notification yet. */
export interface Announcing {
  /** Reasons and ends of lists, as `attention.ts` names them. */
  readonly waiting: readonly string[];
  /** When one was announced last; several at once are told together. */
  readonly lastMs: number;
}

/** Something told at the bottom for a while. */
export interface Notice {
  readonly text: string;
  readonly ink: 'plain' | 'needs' | 'broken';
  readonly sinceMs: number;
}

/** What a person set; see the `tui.` keys of the configuration. */
export interface TuiSettings {
  readonly bindings: Bindings;
  /** Name of the key that begins a command while a pane is held, `C-]`. */
  readonly prefix: string;
  readonly ascii: boolean;
  readonly bell: boolean;
  readonly notify: boolean;
  readonly mouse: boolean;
  /** Whether the sessions are recordings played as a demonstration. */
  readonly demo: boolean;
  /** What this client calls itself to the daemon: so it knows itself among the holders of a session. */
  readonly client?: string;
}

/** Everything the TUI knows: plain values. `update` makes the next one, `view` draws it. */
export interface Model {
  readonly size: Size;
  /** Wall-clock milliseconds of the last tick or message. */
  readonly nowMs: number;
  /** The terminal's window has the focus, as far as it tells. */
  readonly windowFocused: boolean;
  readonly fleet: Fleet;
  readonly saved: SavedLayout;
  /** Sessions that have a tile, in the order of the tiles; `update` keeps it, so that tiles do not jump around. */
  readonly tiles: readonly string[];
  readonly zoomed: boolean;
  /** The focused session; undefined when there is none. */
  readonly focus: string | undefined;
  /** A session that gets the focus as soon as the daemon tells of it. */
  readonly expected: string | undefined;
  /** Ended sessions that a person put away. */
  readonly away: readonly string[];
  /** Numbers of pending items whose answer is on its way. */
  readonly answering: readonly number[];
  readonly hold: Hold | undefined;
  /**
   * Until then keys do nothing: a hold ended that the human did not end, and what they were typing must not become commands.
   * Infinite until the first key behind it, which may come minutes later; each key moves it on.
   */
  readonly deafUntilMs: number;
  /** The last key that was not for a child, and when, wall-clock milliseconds: a key that is held down repeats itself. */
  readonly lastKey: { readonly name: string; readonly atMs: number } | undefined;
  /** When the last open panel closed otherwise than by a key, wall-clock milliseconds: a key right behind it was meant for it. */
  readonly closedAtMs: number;
  /** From the bottom up; the last one has the keys. */
  readonly panels: readonly OpenPanel[];
  /** Panels that were closed while an answer was on its way that decides on what is kept of them; see `PanelKind.waits`. */
  readonly leaving: readonly OpenPanel[];
  /** Serial of the panel that is opened next. */
  readonly nextPanel: number;
  /** What kinds of panels keep while none of theirs is open (drafts, what was typed before), by their names. */
  readonly kept: ReadonlyMap<string, unknown>;
  readonly notices: readonly Notice[];
  readonly announcing: Announcing;
  /** A border that is being dragged: the path of its split. */
  readonly dragging: string | undefined;
  readonly settings: TuiSettings;
}
