import { existsSync } from 'node:fs';
import type { ApiClient } from '../../api/client.ts';
import type { Status } from '../../api/methods.ts';
import { unreachable } from '../../base/assert.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import type { PccError } from '../../base/errors.ts';
import { connectDaemon, ensureDaemon } from '../../face/connect.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import type { Frame } from '../../screen/frame.ts';
import type { HeadlessScreen } from '../../terminal/headlessScreen.ts';
import type { SavedLayout } from '../layout/saved.ts';
import type { Message, Size } from '../message.ts';
import type { TuiSettings } from '../model.ts';
import type { Scene, Source } from '../scene.ts';
import { initialModel, update } from '../update/update.ts';
import { view } from '../view/view.ts';
import { Conversation } from './conversation.ts';
import { Keyboard } from './keyboard.ts';
import { layoutFile } from './layoutFile.ts';
import type { Encoding } from './performer.ts';
import { Performer } from './performer.ts';
import { Program } from './program.ts';
import { Recordings } from './recordings.ts';
import { WatchedScreens } from './watchedScreens.ts';

/** Where the scenes go. */
export interface Surface {
  draw(scene: Scene): unknown;
  /** The terminal has not taken what it was given before. */
  readonly backlogged: boolean;
  /** A sequence beside the scenes: a bell, the clipboard. */
  write(sequence: string): void;
  /** Nothing that is on the terminal is trusted any more. */
  redraw(): void;
}

/** Why the TUI ends by itself. */
export type AppEnd =
  | { readonly type: 'left' }
  | { readonly type: 'refused'; readonly error: PccError }
  | { readonly type: 'failed'; readonly error: Error };

/** What the app is made from. */
export interface AppParts {
  readonly io: Io;
  /** What it calls itself at the daemon. */
  readonly client: string;
  readonly size: Size;
  readonly settings: TuiSettings;
  readonly saved: SavedLayout;
  readonly framesPerS: number;
  readonly encoding: Encoding;
  readonly surface: Surface;
  readonly end: (end: AppEnd) => void;
}

/** The TUI behind its terminal: the pure pieces, and everything of the outside that they are about. */
export class App implements Disposable {
  readonly #parts: AppParts;
  readonly #owned = new Disposables();
  readonly #screens: WatchedScreens;
  readonly #recordings: Recordings;
  readonly #keyboard: Keyboard;
  readonly #conversation: Conversation;
  readonly #program: Program;

  constructor(parts: AppParts) {
    this.#parts = parts;
    const { io, surface } = parts;
    const tell = (message: Message): void => this.tell(message);
    this.#screens = this.#owned.own(
      new WatchedScreens({
        clock: io.clock,
        tell,
        changed: (session) => this.#program.pictureChanged(session),
        attached: (session, attachment) => this.#keyboard.attached(session, attachment),
        pinned: (session) => this.#keyboard.needs(session),
      }),
    );
    this.#recordings = this.#owned.own(new Recordings(io));
    this.#keyboard = this.#owned.own(
      new Keyboard({
        clock: io.clock,
        tell,
        attachment: (session) => this.#screens.attachment(session),
        afterTurn: queueMicrotask,
      }),
    );
    this.#conversation = this.#owned.own(this.#converse(tell));
    const performer = this.#performer(tell);
    this.#program = this.#owned.own(
      new Program(initialModel(parts.size, io.clock.wallMs(), parts.settings, parts.saved), {
        clock: io.clock,
        update,
        view,
        perform: (command) => performer.perform(command),
        draw: (scene) => surface.draw(scene),
        forget: () => surface.redraw(),
        backlogged: () => surface.backlogged,
        shown: (sessions) => this.#shown(sessions),
        framesPerS: parts.framesPerS,
        end: (error) => parts.end({ type: 'failed', error }),
      }),
    );
  }

  /** Draws, and begins the conversation. @throws PccError when the daemon cannot be heard. */
  async begin(api: ApiClient): Promise<void> {
    this.#program.begin();
    await this.#conversation.begin(api);
  }

  /** Something happened, at the terminal or elsewhere. */
  tell(message: Message): void {
    if (message.type === 'session') this.#noteHolders(message.session);
    if (message.type === 'fleet') for (const session of message.sessions) this.#noteHolders(session);
    this.#program.tell(message);
  }

  /** The cells of a source; undefined while there are none. Rows are their own cells. */
  picture(source: Source): HeadlessScreen | Frame | undefined {
    switch (source.type) {
      case 'session':
        return this.#screens.screen(source.id);
      case 'recording':
        return this.#recordings.frameAt(source.key, source.atS);
      case 'rows':
        return undefined;
      default:
        return unreachable(source);
    }
  }

  /** Draws at once: the terminal was somebody else's for a while. */
  redraw(): void {
    this.#program.redraw();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** A scene was drawn: what neither it nor an open panel needs is let go. */
  #shown(sessions: ReadonlySet<string>): void {
    this.#screens.show(sessions);
    this.#recordings.keep(new Set(this.#program.model.panels.map(({ serial }) => serial)));
  }

  #noteHolders({ id, phase, holders }: Pick<Status, 'id' | 'phase' | 'holders'>): void {
    // The keyboard of a session that ended was not left idle: the model says what became of it.
    if (phase === 'ended') return;
    this.#keyboard.holders(
      id,
      holders.map(({ attachment }) => attachment),
    );
  }

  #converse(tell: (message: Message) => void): Conversation {
    const { io, client, end } = this.#parts;
    const { socket } = clientHome(io);
    return new Conversation({
      clock: io.clock,
      start: () => ensureDaemon(io, client),
      look: () => connectDaemon(io, false, client),
      endedInOrder: () => !existsSync(socket),
      tell,
      joined: (api) => {
        this.#screens.join(api);
        this.#keyboard.join(api);
      },
      lost: () => {
        this.#keyboard.lose();
        this.#screens.lose();
      },
      refused: (error) => end({ type: 'refused', error }),
    });
  }

  #performer(tell: (message: Message) => void): Performer {
    const { io, encoding, surface, end } = this.#parts;
    return new Performer({
      io,
      tell,
      conversation: this.#conversation,
      screens: this.#screens,
      keyboard: this.#keyboard,
      recordings: this.#recordings,
      encoding,
      layoutFile: layoutFile(clientHome(io).folder),
      write: (sequence) => surface.write(sequence),
      typed: () => this.#program.typed(),
      redraw: () => surface.redraw(),
      leave: () => end({ type: 'left' }),
    });
  }
}
