import type { Clock } from '../../base/clock.ts';
import { untilNext } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import type { Command } from '../command.ts';
import { PanelDefect } from '../defect.ts';
import type { Message } from '../message.ts';
import type { Model } from '../model.ts';
import type { Scene } from '../scene.ts';
import type { Step } from '../update/step.ts';
import { limits } from '../../limits.ts';
import { Defects } from './defects.ts';
import { Frames } from './frames.ts';

/** What the program works with. */
export interface ProgramPorts {
  readonly clock: Clock;
  readonly update: (model: Model, message: Message, nowMs: number) => Step;
  readonly view: (model: Model) => Scene;
  readonly perform: (command: Command) => void;
  /** Draws a scene on the terminal. */
  readonly draw: (scene: Scene) => void;
  /** What is on the terminal is not known any more: the next scene is drawn whole. */
  readonly forget: () => void;
  readonly backlogged: () => boolean;
  /** The sessions whose pictures the scene that was just drawn has. */
  readonly shown: (sessions: ReadonlySet<string>) => void;
  readonly framesPerS: number;
  /** A defect leaves nothing to go on with. */
  readonly end: (error: Error) => void;
}

/** Commands that give something to the child: what is worth drawing then is its echo. */
const typing: ReadonlySet<Command['type']> = new Set(['type', 'paste', 'point']);
/** What a person does, and waits to see. */
const doings: ReadonlySet<Message['type']> = new Set(['key', 'burst', 'paste', 'mouse', 'resized']);

/**
 * Model, update and view held together: messages go in, commands are performed, scenes are drawn at their time. A message that
 * update fails on is dropped; where view or drawing fails, the last scene stays, and what a human does then does nothing, since
 * nobody sees what it would be done to.
 */
export class Program implements Disposable {
  readonly #ports: ProgramPorts;
  readonly #frames: Frames;
  #model: Model;
  readonly #messages: Message[] = [];
  #working = false;
  #tick: Disposable | undefined;
  #frame: Disposable | undefined;
  #over = false;
  /** The model of the last frame, until the terminal has taken that; and the last one that it took. */
  #drawn: Model | undefined;
  #seen: Model | undefined;
  #look: Disposable | undefined;
  /** Since when the terminal takes nothing, on the clock of `monotonicMs`, and whether that was told. */
  #behindMs: number | undefined;
  #behindTold = false;
  readonly #updating: Defects;
  readonly #performing: Defects;
  readonly #drawing: Defects;

  constructor(model: Model, ports: ProgramPorts) {
    this.#model = model;
    this.#ports = ports;
    const { clock, framesPerS } = ports;
    const backlogged = (): boolean => this.#isBacklogged();
    this.#frames = new Frames({ clock, backlogged, draw: () => this.#draw() }, framesPerS);
    const { end } = ports;
    const tell = (sentence: string, error: unknown): void => {
      this.tell({ type: 'defect', sentence, panel: error instanceof PanelDefect ? error.serial : undefined });
    };
    this.#updating = new Defects({ clock, tell, end });
    this.#performing = new Defects({ clock, tell, end: () => undefined });
    this.#drawing = new Defects({ clock, tell, end });
  }

  get model(): Model {
    return this.#model;
  }

  /** Draws the first scene, and lets time pass from here on. */
  begin(): void {
    this.#frames.changed(true);
    this.#awaitTick();
  }

  /** Something happened. */
  tell(message: Message): void {
    if (this.#over) return;
    if (this.#isNewlyBehind()) this.#messages.push({ type: 'behind' });
    this.#messages.push(message);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#messages.shift(); next; next = this.#messages.shift()) this.#take(next);
    } finally {
      this.#working = false;
      this.#messages.length = 0;
    }
  }

  /** The cells of a picture changed. */
  pictureChanged(session: string): void {
    this.#frames.changed(session === this.#model.hold?.session && this.#frames.echoes);
  }

  /** Draws as soon as the terminal takes it: it was somebody else's, and what it showed before is not to be seen. */
  redraw(): void {
    this.#seen = undefined;
    this.tell({ type: 'behind' });
    this.#frames.changed(true);
  }

  /** A key was given to the child. */
  typed(): void {
    this.#frames.typed();
  }

  dispose(): void {
    this.#over = true;
    this.#frames.dispose();
    this.#tick?.dispose();
    this.#frame?.dispose();
    this.#look?.dispose();
  }

  #take(message: Message): void {
    const { update, perform, clock } = this.#ports;
    const isDoing = doings.has(message.type);
    if (isDoing && message.type !== 'resized' && this.#drawing.failing) return;
    const step = this.#updating.bear(() => update(this.#model, message, clock.wallMs()));
    if (!step) return;
    const isNews = step.model !== this.#model;
    this.#model = step.model;
    for (const command of step.commands) this.#performing.bear(() => perform(command));
    if (isNews) this.#frames.changed(isDoing && !step.commands.some(({ type }) => typing.has(type)));
  }

  #draw(): void {
    const model = this.#model;
    const drawn = this.#drawing.bear(() => {
      const scene = this.#ports.view(model);
      this.#ports.draw(scene);
      this.#ports.shown(sessionsOf(scene));
      return true;
    });
    if (drawn) this.#drawn = model;
    else this.#ports.forget();
    this.#lookWhetherTaken();
    this.#awaitFrame();
  }

  /** Tells of the last frame once the terminal has taken all of it. */
  #lookWhetherTaken(): void {
    const model = this.#drawn;
    if (!model) return;
    if (this.#isBacklogged()) {
      this.#look ??= this.#ports.clock.after(1_000 / this.#ports.framesPerS, () => {
        this.#look = undefined;
        this.#lookWhetherTaken();
      });
      return;
    }
    this.#drawn = undefined;
    // Only a picture changed.
    if (model === this.#seen) return;
    this.#seen = model;
    this.tell({ type: 'drawn', model });
  }

  #isBacklogged(): boolean {
    const isBacklogged = this.#ports.backlogged();
    this.#behindMs = isBacklogged ? (this.#behindMs ?? this.#ports.clock.monotonicMs()) : undefined;
    return isBacklogged;
  }

  /** Whether the terminal has taken nothing for so long that what it shows is old; told once. */
  #isNewlyBehind(): boolean {
    const isBacklogged = this.#isBacklogged();
    const sinceMs = this.#behindMs ?? Infinity;
    const isBehind = isBacklogged && this.#ports.clock.monotonicMs() - sinceMs >= limits.answerSeenMs;
    const isNew = isBehind && !this.#behindTold;
    this.#behindTold = isBehind;
    if (isNew) this.#seen = undefined;
    return isNew;
  }

  #awaitTick(): void {
    const { clock } = this.#ports;
    this.#tick = clock.after(untilNext(clock, 1_000), () => {
      this.tell({ type: 'tick', nowMs: clock.wallMs() });
      this.#awaitTick();
    });
  }

  /** While time moves a panel it hears of every frame. */
  #awaitFrame(): void {
    const { clock, framesPerS } = this.#ports;
    if (this.#frame || !this.#model.panels.some(({ kind, state }) => kind.moves?.(state) === true)) return;
    this.#frame = clock.after(1_000 / framesPerS, () => {
      this.#frame = undefined;
      this.tell({ type: 'frame', nowMs: clock.wallMs() });
    });
  }
}

function sessionsOf(scene: Scene): ReadonlySet<string> {
  const sessions = new Set<string>();
  for (const layer of scene.layers) {
    if (layer.type === 'picture' && layer.source.type === 'session') sessions.add(layer.source.id);
  }
  return sessions;
}
