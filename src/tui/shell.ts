import { Duplex, PassThrough } from 'node:stream';
import blessed from 'blessed';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposables.ts';
import { Disposables } from '../base/disposables.ts';
import type { TakenEnd } from '../face/terminal/fullScreen.ts';
import { FullScreen } from '../face/terminal/fullScreen.ts';
import { sinkFor, TerminalWriter } from '../face/terminal/writer.ts';
import type { Terminal } from '../face/io.ts';
import { oneLine } from '../face/text/text.ts';
import { limits } from '../limits.ts';
import { depthOf } from './drawing/colours.ts';
import type { Looks, Pictures, Placed } from './drawing/compose.ts';
import { Composer, pictureAt } from './drawing/compose.ts';
import { Canvas } from './drawing/canvas.ts';
import { defectTold } from './defect.ts';
import { InputRouter } from './input/router.ts';
import type { Message, Size } from './message.ts';
import type { Layer, Scene } from './scene.ts';

/** What a shell works with. */
export interface ShellOptions {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly theme: Looks;
  /** Whether clicks and the wheel are asked of the terminal; without, it selects text itself. */
  readonly mouse: boolean;
  readonly pictures: Pictures;
  /** Keys, pastes, the mouse, the focus of the window, its size. */
  readonly listener: (message: Message) => void;
  /** The terminal or the process ends: dispose the shell, then tell with `tellTaken`. */
  readonly end: (end: TakenEnd) => void;
  /** The terminal was given to others for a while: draw a scene. */
  readonly redraw: () => void;
}

/** What came of a frame. */
export interface Drawn {
  /** Bytes for the terminal; 0 when nothing changed. */
  readonly bytes: number;
}

/**
 * The human's terminal in the hands of the TUI, and the one door to blessed.
 *
 * blessed has the screen, its stack of elements, one for each layer of a scene, and the pass that renders them in order. Cells,
 * colours and what is written are our own: its cells hold 256 colours and no dim or italic text, it counts wide characters
 * wrong, and its keys know neither pastes nor a focus. The terminal itself is taken and given back by `FullScreen`, as for
 * other views, because blessed misses some ends of the process; so its output and its handlers of signals are cut off.
 */
export class Shell implements Disposable {
  readonly #options: ShellOptions;
  readonly #writer: TerminalWriter;
  readonly #full: FullScreen;
  readonly #composer: Composer;
  readonly #canvas: Canvas;
  readonly #output: SilentOutput;
  readonly #screen: blessed.Widgets.Screen;
  readonly #elements: blessed.Widgets.BoxElement[] = [];
  readonly #router = new InputRouter();
  readonly #owned = new Disposables();
  #wait: Disposable | undefined;
  /** The layers of the scene that is drawn now; undefined between draws, when blessed renders for reasons of its own. */
  #layers: readonly Layer[] | undefined;
  #placed: Placed[] = [];
  #title: string | undefined;
  /** The last defect that was told. */
  #told = '';

  constructor(options: ShellOptions) {
    this.#options = options;
    const { terminal, clock, env } = options;
    this.#writer = new TerminalWriter(sinkFor(terminal.output), clock);
    this.#composer = new Composer(depthOf(env), options.theme, options.pictures);
    this.#canvas = new Canvas(this.#composer);
    this.#output = new SilentOutput(terminal);
    this.#screen = screenOn(this.#output, env);
    this.#screen.draw = () => {
      // Also after a change of size, when there is no scene to show.
      if (this.#layers) this.#canvas.finish();
    };
    this.#owned.defer(() => {
      this.#screen.destroy();
      this.#writer.dispose();
    });
    const ports = {
      typed: (text: string) => this.#typed(text),
      resized: () => this.#resized(),
      redraw: () => this.#again(),
      end: options.end,
    };
    this.#full = new FullScreen(terminal, ports, this.#writer);
  }

  get size(): Size {
    return this.#full.outer.size;
  }

  /** Other looks from the next scene on. */
  set theme(theme: Looks) {
    this.#composer.looks = theme;
  }

  /** The terminal has not taken the last frame yet: leave this one out, and draw again when it has. */
  get backlogged(): boolean {
    return this.#writer.isBehind;
  }

  /** Takes the terminal; from here on it is given back at every end of the process. */
  take(): void {
    this.#owned.own(this.#full);
    this.#full.take();
    this.#askFor(false);
  }

  /** Begins to listen to keys and sizes. */
  listen(): void {
    this.#full.readKeys();
    this.#owned.defer(() => this.#wait?.dispose());
  }

  /** Shows a scene. While the terminal is behind nothing is drawn, so that never more than one frame waits. */
  draw(scene: Scene): Drawn {
    if (this.#writer.isBehind || !this.#full.outer.isTaken) return { bytes: 0 };
    this.#canvas.begin(scene);
    this.#placed = [];
    this.#stack(scene.layers);
    this.#layers = scene.layers;
    try {
      this.#screen.render();
    } finally {
      this.#layers = undefined;
    }
    this.#askFor(this.#placed.some(({ wantsMoves }) => wantsMoves));
    const title = this.#titleText(scene.title);
    const text = this.#canvas.text + title;
    return { bytes: text === '' ? 0 : this.#writer.write(text) };
  }

  /** Nothing that is on the terminal is trusted: the next scene is drawn whole. */
  redraw(): void {
    this.#canvas.forget();
  }

  /** Names the window. */
  title(text: string): void {
    this.write(this.#titleText(text));
  }

  /** Writes a sequence that moves no cursor and draws nothing: bell, clipboard, notification. Left out when far too much waits. */
  write(text: string): void {
    if (text !== '' && this.#full.outer.isTaken && this.#writer.waitingBytes <= limits.terminalBacklogBytesMax)
      this.#writer.write(text);
  }

  /** Gives the terminal back as it was. */
  dispose(): void {
    this.#owned.dispose();
  }

  /** Pastes, the focus, and of the mouse what it is moved with a button, or each move where the child asks for that. */
  #askFor(moves: boolean): void {
    this.#full.outer.mirror({
      applicationCursor: false,
      bracketedPaste: true,
      focusEvents: true,
      mouse: this.#options.mouse ? (moves ? 'any' : 'drag') : 'none',
    });
  }

  #titleText(title: string): string {
    if (title === this.#title) return '';
    this.#title = title;
    return `\u001b]0;${oneLine(title)}\u0007`;
  }

  /** As many elements as there are layers, each with the place of its own. */
  #stack(layers: readonly Layer[]): void {
    layers.forEach(({ rect }, index) => {
      const element = this.#elements[index] ?? this.#element(index);
      Object.assign(element.position, { left: rect.x, top: rect.y, width: rect.cols, height: rect.rows });
    });
  }

  /** An element that draws the layer of its number, while there is one. */
  #element(index: number): blessed.Widgets.BoxElement {
    const element = blessed.box({ parent: this.#screen });
    const render = (): void => {
      const layer = this.#layers?.[index];
      const placed = layer && this.#drawn(layer);
      if (placed) this.#placed.push(placed);
    };
    // blessed would have it tell where it was drawn, and asks nowhere.
    Object.assign(element, { render });
    this.#elements.push(element);
    return element;
  }

  /** A child whose cells cannot be drawn costs its own picture; our own text is drawn whole or not at all. */
  #drawn(layer: Layer): Placed | undefined {
    try {
      return this.#composer.draw(layer, this.#canvas.grid);
    } catch (error) {
      if (layer.type !== 'picture') throw error;
      const sentence = defectTold(error);
      if (sentence !== this.#told) this.#options.listener({ type: 'defect', sentence, panel: undefined });
      this.#told = sentence;
      return undefined;
    }
  }

  #typed(text: string): void {
    this.#wait?.dispose();
    this.#wait = undefined;
    this.#tell(this.#router.take(text));
    const { waitMs } = this.#router;
    if (waitMs === undefined) return;
    this.#wait = this.#options.clock.after(waitMs, () => {
      this.#wait = undefined;
      this.#tell(this.#router.giveUp());
    });
  }

  #tell(messages: readonly Message[]): void {
    for (const message of messages) {
      const over = message.type === 'mouse' ? pictureAt(this.#placed, message.mouse.x, message.mouse.y) : undefined;
      const told: Message =
        message.type === 'mouse' && over ? { ...message, mouse: { ...message.mouse, over } } : message;
      this.#options.listener(told);
    }
  }

  #resized(): void {
    // What terminals do with their cells then differs.
    this.#canvas.forget();
    this.#output.resized();
    this.#options.listener({ type: 'resized', size: this.size });
  }

  #again(): void {
    this.#canvas.forget();
    this.#title = undefined;
    this.#options.redraw();
  }
}

/** What blessed takes for the terminal: it has its size, and keeps quiet. */
class SilentOutput extends Duplex {
  readonly isTTY = true;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    super();
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.output.columns;
  }

  get rows(): number {
    return this.#terminal.output.rows;
  }

  override _read(): void {
    this.push(null);
  }

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }

  resized(): void {
    this.emit('resize');
  }
}

/** Handlers that blessed puts on the process, by the names it keeps them under. */
const ownHandlers = [
  '_exceptionHandler',
  '_sigtermHandler',
  '_sigintHandler',
  '_sigquitHandler',
  '_exitHandler',
] as const;

/**
 * A screen of blessed without hands on the process: it believes that its handlers are there, and takes away ones that do
 * nothing. It is told of a terminal whose description it brings along, since it cannot read those of newer systems.
 */
function screenOn(output: SilentOutput, env: ShellOptions['env']): blessed.Widgets.Screen {
  const nothing = (): void => undefined;
  const handlers = Object.fromEntries(ownHandlers.map((name) => [name, nothing]));
  for (const owner of [blessed.screen, blessed.program]) Object.assign(owner, { _bound: true, ...handlers });
  const screen = blessed.screen({
    input: new PassThrough(),
    output,
    terminal: 'xterm-256color',
    forceUnicode: /utf-?8/i.test(env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? ''),
  });
  // Its own cells, two arrays of small arrays, are never drawn.
  screen.alloc = nothing;
  screen.alloc();
  Object.assign(screen, { lines: [], olines: [] });
  return screen;
}
