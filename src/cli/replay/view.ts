import { basename } from 'node:path';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { Frame } from '../../screen/frame.ts';
import { paint } from '../../terminal/painter.ts';
import type { TakenEnd } from '../../face/terminal/fullScreen.ts';
import { FullScreen } from '../../face/terminal/fullScreen.ts';
import { hasTrueColour, wantsColour } from '../../face/text/ink.ts';
import type { Io, Playback, Terminal } from '../../face/io.ts';
import { momentAt } from './panel.ts';
import { pictureOf, withoutColours } from './picture.ts';
import type { Player, Shown } from '../../face/player.ts';
import { helpText, played, playerKeys, pressed, waitMs } from '../../face/player.ts';

/** What is shown, and how it begins. */
export interface ReplayView {
  readonly files: readonly string[];
  readonly open: (file: string) => Promise<Playback>;
  readonly playing: boolean;
  readonly speed: number;
}

/** Why the view ended: the user left it, or as every full-screen view may end. */
export type ReplayEnd = { readonly type: 'left' } | TakenEnd;

/**
 * Shows recordings on the terminal with their readings beside them until the user leaves. Whatever happens, the terminal is
 * given back as it was before this resolves or the process ends.
 *
 * @throws PccError when the first recording cannot be read; the terminal was not touched then.
 */
export async function showReplay(io: Io, terminal: Terminal, view: ReplayView): Promise<ReplayEnd> {
  const first = await view.open(view.files[0] ?? '');
  const shown = new ShownReplay(io, terminal, view, first);
  try {
    return await shown.run();
  } finally {
    shown.dispose();
  }
}

class ShownReplay implements Disposable {
  readonly #io: Io;
  readonly #view: ReplayView;
  readonly #owned = new Disposables();
  readonly #taken: FullScreen;
  readonly #ended: Promise<ReplayEnd>;
  #end: (end: ReplayEnd) => void = () => undefined;
  #player: Player;
  #playback: Playback;
  #drawn: Frame | null = null;
  #timer: Disposable | undefined;
  /** Keys wait while another file is being opened. */
  #opening = false;
  #waiting = '';

  constructor(io: Io, terminal: Terminal, view: ReplayView, first: Playback) {
    this.#io = io;
    this.#view = view;
    this.#playback = first;
    this.#player = { file: 0, atS: 0, playing: view.playing, speed: view.speed, help: false, over: false };
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#taken = new FullScreen(terminal, {
      typed: (text) => this.#typed(text),
      resized: () => this.#redraw(),
      redraw: () => this.#redraw(),
      end: (end) => this.#end(end),
    });
  }

  async run(): Promise<ReplayEnd> {
    this.#owned.own(this.#taken);
    this.#taken.take();
    this.#taken.readKeys();
    this.#draw();
    this.#schedule();
    return this.#ended;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#owned.dispose();
    this.#playback.dispose();
  }

  get #shown(): Shown {
    const { changes, lengthS } = this.#playback;
    return { changes: changes.map(({ t }) => t), lengthS, files: this.#view.files.length };
  }

  #typed(text: string): void {
    if (this.#opening) {
      this.#waiting += text;
      return;
    }
    const keys = playerKeys(text);
    for (const [index, key] of keys.entries()) {
      this.#become(pressed(this.#player, key, this.#shown));
      if (!this.#isOpening()) continue;
      this.#waiting = keys.slice(index + 1).join('');
      return;
    }
  }

  #isOpening(): boolean {
    return this.#opening;
  }

  #become(player: Player): void {
    const before = this.#player;
    this.#player = player;
    if (player.over) this.#end({ type: 'left' });
    else if (player.file !== before.file) void this.#turnTo(player);
    else {
      this.#draw();
      this.#schedule();
    }
  }

  /** Opens another file; one that cannot be read ends the view with its sentence. */
  async #turnTo(player: Player): Promise<void> {
    this.#opening = true;
    this.#timer?.dispose();
    try {
      const playback = await this.#view.open(this.#view.files[player.file] ?? '');
      this.#playback.dispose();
      this.#playback = playback;
      this.#player = { ...player, atS: Math.min(player.atS, playback.changes.at(-1)?.t ?? 0) };
    } catch (error) {
      this.#end({ type: 'failed', error });
      return;
    } finally {
      this.#opening = false;
    }
    this.#draw();
    this.#schedule();
    const waiting = this.#waiting;
    this.#waiting = '';
    if (waiting !== '') this.#typed(waiting);
  }

  #schedule(): void {
    this.#timer?.dispose();
    if (!this.#player.playing) return;
    const next = this.#playback.nextAfter(this.#player.atS);
    // What follows closer than pictures are drawn is shown with it.
    const soonestS = this.#player.atS + (limits.drawEveryMs * this.#player.speed) / 1_000;
    const target = next === undefined ? undefined : Math.max(next, soonestS);
    const delayMs = target === undefined ? limits.replayPauseMsMax : waitMs(this.#player, target);
    this.#timer = this.#io.clock.after(delayMs, () => this.#become(played(this.#player, target, this.#shown)));
  }

  #redraw(): void {
    this.#drawn = null;
    this.#draw();
  }

  #draw(): void {
    const { size } = this.#taken.outer;
    const { file, atS } = this.#player;
    const moment = momentAt(this.#playback, basename(this.#view.files[file] ?? ''), atS);
    const picture = pictureOf(moment, size, this.#status());
    const frame = wantsColour(this.#io.stdout, this.#io.env) ? picture : withoutColours(picture);
    this.#taken.outer.write(paint(this.#drawn, frame, size, { trueColour: hasTrueColour(this.#io) }));
    this.#drawn = frame;
  }

  #status(): string {
    const { seek, help, playing, speed, file } = this.#player;
    if (seek !== undefined) return ` go to second: ${seek}█   Enter: go   Esc: stay `;
    if (help) return helpText;
    const { damaged } = this.#playback;
    const files = this.#view.files.length > 1 ? `   file ${file + 1} of ${this.#view.files.length}` : '';
    const bad = damaged.length > 0 ? `   ${damaged.length} damaged lines passed over` : '';
    return ` ${playing ? '▶' : '‖'} ${speed}×   n next   p previous   space play   q quit   ? help${files}${bad} `;
  }
}
