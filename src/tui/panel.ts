import type { Command } from './command.ts';
import type { Key, Mouse } from './key.ts';
import type { Reply } from './message.ts';
import type { Model } from './model.ts';
import type { Layer, Rect } from './scene.ts';

/** What reaches a panel. `changed`: anything of the model did, also the time. `drawn`: the terminal took a frame with this state; `behind`: it has
 * taken none for a while. */
export type PanelEvent =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'mouse'; readonly mouse: Mouse }
  | { readonly type: 'changed' }
  | { readonly type: 'drawn'; readonly state: unknown }
  | { readonly type: 'behind' }
  | Reply;

/** What a panel wants after an event. */
export interface PanelStep<S> {
  /** Undefined: the panel closes. */
  readonly state: S | undefined;
  readonly commands?: readonly Command[];
  /** Told at the bottom. */
  readonly notice?: { readonly text: string; readonly ink: 'plain' | 'needs' | 'broken' };
  /** Opened over this one, or in its place when this one closes. */
  readonly open?: PanelRequest;
  /** The session that gets the focus. Where it is gone, that is told, and nothing is opened or performed. */
  readonly focus?: string;
  /** A session that was just begun: it gets the focus as soon as the daemon tells of it. */
  readonly expected?: string;
  /** An action of the key table that is performed after the panel closed; `layout` may name the layout: `layout rows`. */
  readonly action?: string;
  /** Kept in `Model.kept` under the name of the kind, for the next panel of it. */
  readonly keep?: unknown;
}

/** Which panel to open, on which session or item. */
export interface PanelRequest {
  readonly name: string;
  readonly session?: string | undefined;
  /** Number of a pending item, or `seq` of a log line. */
  readonly n?: number | undefined;
  /** What is typed in it already. */
  readonly text?: string | undefined;
  /** The wheel opened it, and goes on in it. */
  readonly wheel?: true;
  /** The moment it is about, in wall-clock milliseconds. */
  readonly atMs?: number | undefined;
}

/** What a panel shows: layers for its place, and where its cursor stands. */
export interface PanelView {
  readonly layers: readonly Layer[];
  readonly cursor?: { readonly x: number; readonly y: number };
}

/** A key of a panel, for its foot and the help. */
export interface PanelKey {
  readonly keys: readonly string[];
  readonly summary: string;
}

/**
 * One kind of thing that takes the keys and draws over the tiles: a form, a list, a view. All are made alike, so that
 * another one is a file and a row in `panels/table.ts`.
 */
export interface PanelKind<S> {
  readonly name: string;
  /** For the help and the palette. */
  readonly summary: string;
  /** `over`: a box over the tiles; `instead`: the whole place of the tiles; `pane`: the rectangle of its session's pane. */
  readonly place: 'over' | 'instead' | 'pane';
  readonly keys: readonly PanelKey[];
  /** In the title row of its session's pane instead of the live state, which it hides: `RECORDING of`. */
  readonly title?: string;
  /** It answers, types or ends something in sessions: the keyboard of a held pane is given back for it. */
  readonly acts?: true;
  /** `serial` is for the tags of calls. A refusal to open is a sentence for the human. */
  open(request: PanelRequest, model: Model, serial: number): PanelStep<S> | string;
  update(state: S, event: PanelEvent, model: Model, serial: number): PanelStep<S>;
  /** Whether time moves it now, so that it needs `frame` messages and not only a tick a second. */
  readonly moves?: (state: S) => boolean;
  /** Whether something is on its way whose answer decides on what is kept: it hears that also when it was closed meanwhile. */
  readonly waits?: (state: S) => boolean;
  /** `rect` is its place; an `over` panel draws its box as large as it needs within it. */
  view(state: S, model: Model, rect: Rect): PanelView;
}

/** An open panel. Its state is known to its kind alone. */
export interface OpenPanel {
  readonly serial: number;
  readonly kind: PanelKind<unknown>;
  readonly state: unknown;
  /** The session it is about, whose pane a `pane` panel covers. */
  readonly session: string | undefined;
}

/** A kind as the table keeps it: only `open` makes its states, and only they are given back to it. */
export function panelKind<S>(kind: PanelKind<S>): PanelKind<unknown> {
  return kind as PanelKind<unknown>;
}
