import type { ApiClient } from '../../api/client.ts';
import type { ScreenState } from '../../api/methods.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { hasCode, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { HeadlessScreen, ScreenModes } from '../../terminal/headlessScreen.ts';
import type { Message, Size } from '../message.ts';
import { ChildOutput } from './childOutput.ts';
import type { Watched } from './watched.ts';
import { settle, watchedSession } from './watched.ts';

/** What the watched screens work with. */
export interface WatchedPorts {
  readonly clock: Clock;
  readonly tell: (message: Message) => void;
  /** The picture of a session may be another one. */
  readonly changed: (session: string) => void;
  /** A session got an attachment, perhaps in the place of another one. */
  readonly attached: (session: string, attachment: string) => void;
  /** Whether a session is needed although no picture shows it. */
  readonly pinned: (session: string) => boolean;
}

/** What came for an attachment whose answer was not handled yet. */
interface Early {
  readonly attachment: string;
  readonly handle: () => void;
}

/**
 * The screens of the sessions that are in the picture, each in an emulator of its own, fed by the daemon. Who leaves the picture
 * is let go after a little while; whoever comes back later is attached anew.
 */
export class WatchedScreens implements Disposable {
  readonly #ports: WatchedPorts;
  readonly #watched = new Map<string, Watched>();
  readonly #byAttachment = new Map<string, Watched>();
  #api: ApiClient | undefined;
  #listening = new Disposables();
  #early: Early[] = [];
  #shown: ReadonlySet<string> = new Set();

  constructor(ports: WatchedPorts) {
    this.#ports = ports;
  }

  /** The emulator with the last picture of a session. */
  screen(id: string): HeadlessScreen | undefined {
    return this.#watched.get(id)?.output?.screen;
  }

  modes(id: string): ScreenModes | undefined {
    return this.screen(id)?.modes();
  }

  /** From now on exactly these sessions are in the picture. */
  show(ids: ReadonlySet<string>): void {
    this.#shown = ids;
    for (const id of ids) {
      const watched = this.#of(id);
      watched.leaving?.dispose();
      watched.leaving = undefined;
      if (watched.state === 'apart' && !watched.again) this.#attach(watched);
    }
    for (const watched of this.#watched.values()) {
      if (ids.has(watched.id) || watched.leaving) continue;
      watched.leaving = this.#ports.clock.after(limits.tuiLetGoMs, () => this.#letGo(watched));
    }
  }

  /** There is a conversation: whatever is shown is attached in it. */
  join(api: ApiClient): void {
    this.#api = api;
    this.#listen(api);
    for (const watched of this.#watched.values()) {
      // What had ended may have been the daemon's end, or its word for a host that was restarted.
      if (this.#shown.has(watched.id) || watched.leaving === undefined) this.#attach(watched);
    }
  }

  /** The conversation is over: the pictures stay. */
  lose(): void {
    this.#api = undefined;
    this.#listening.dispose();
    this.#byAttachment.clear();
    this.#early = [];
    for (const watched of this.#watched.values()) {
      watched.attachment = '';
      watched.again?.dispose();
      watched.again = undefined;
      watched.failures = 0;
      if (watched.state !== 'ended') {
        watched.state = 'apart';
        this.#unscreen(watched);
      }
      settle(watched, undefined);
    }
  }

  /** The id of the attachment of a session, attaching it where it is not; undefined where that cannot be now. */
  attachment(id: string): Promise<string | undefined> {
    const watched = this.#of(id);
    if (watched.state === 'attached') return Promise.resolve(watched.attachment);
    const wait = new Promise<string | undefined>((resolve) => watched.waiting.push(resolve));
    if (watched.state === 'apart') this.#attach(watched);
    if (watched.state === 'apart' || watched.state === 'ended') settle(watched, undefined);
    return wait;
  }

  /** The attachment of a session as it is now, '' without one. */
  current(id: string): string {
    return this.#watched.get(id)?.attachment ?? '';
  }

  /** The child gets this size while it is shown so; undefined gives it its own back. */
  fit(id: string, size: Size | undefined): void {
    const watched = this.#of(id);
    watched.fit = size;
    if (watched.state === 'attached') this.#sendFit(watched);
    else if (watched.state === 'apart' && size) this.#attach(watched);
  }

  dispose(): void {
    this.lose();
    for (const watched of this.#watched.values()) {
      watched.leaving?.dispose();
      watched.output?.dispose();
    }
    this.#watched.clear();
  }

  #of(id: string): Watched {
    const known = this.#watched.get(id);
    if (known) return known;
    const watched = watchedSession(id);
    this.#watched.set(id, watched);
    return watched;
  }

  #attach(watched: Watched): void {
    const api = this.#api;
    if (!api) return;
    watched.again?.dispose();
    watched.again = undefined;
    watched.state = 'asking';
    const size = watched.fit ?? watched.output?.screen ?? { cols: limits.defaultCols, rows: limits.defaultRows };
    api.call('session.attach', { id: watched.id, cols: size.cols, rows: size.rows, input: false }).then(
      ({ attachment, screen }) => {
        if (this.#api !== api) return;
        this.#attached(watched, attachment, screen);
        this.#forgetEarly();
      },
      (error: unknown) => {
        if (this.#api !== api) return;
        this.#notAttached(watched, error);
        this.#forgetEarly();
      },
    );
  }

  #attached(watched: Watched, attachment: string, screen: ScreenState): void {
    if (this.#watched.get(watched.id) !== watched) {
      this.#tell(attachment);
      return;
    }
    watched.state = 'attached';
    watched.attachment = attachment;
    this.#byAttachment.set(attachment, watched);
    this.#safely(watched, () => this.#picture(watched, screen));
    const early = this.#early;
    this.#early = early.filter((item) => item.attachment !== attachment);
    for (const item of early) if (item.attachment === attachment) item.handle();
    if (watched.fit) this.#sendFit(watched);
    settle(watched, attachment);
    this.#ports.attached(watched.id, attachment);
  }

  #notAttached(watched: Watched, error: unknown): void {
    // A session that ended, or is not known any more, keeps what was last seen of it.
    const isOver = hasCode(error, 'gone') || hasCode(error, 'not_found');
    watched.state = isOver ? 'ended' : 'apart';
    settle(watched, undefined);
    if (!isOver && this.#watched.get(watched.id) === watched) this.#failed(watched, sentenceOf(error));
  }

  /** Without a picture for now: told once, and tried again ever later. */
  #failed(watched: Watched, sentence: string): void {
    const { clock, tell } = this.#ports;
    const nowMs = clock.monotonicMs();
    if (nowMs - watched.failedMs > 2 * limits.tuiPictureRetryMsMax) watched.failures = 0;
    watched.failedMs = nowMs;
    const afterMs = Math.min(limits.tuiPictureRetryMs * 2 ** watched.failures++, limits.tuiPictureRetryMsMax);
    this.#unscreen(watched);
    if (watched.failures === 1) tell({ type: 'told', sentence, bad: true });
    watched.again?.dispose();
    watched.again = clock.after(afterMs, () => {
      watched.again = undefined;
      this.#leave(watched);
      this.#attach(watched);
    });
  }

  #picture(watched: Watched, screen: ScreenState): void {
    if (watched.output) watched.output.reset(screen);
    else watched.output = new ChildOutput(screen, this.#timers(watched), () => this.#changed(watched));
    watched.again?.dispose();
    watched.again = undefined;
    this.#changed(watched);
  }

  #timers(watched: Watched): Pick<Clock, 'after'> {
    return { after: (delayMs, work) => this.#ports.clock.after(delayMs, () => this.#safely(watched, work)) };
  }

  #changed(watched: Watched): void {
    const { output } = watched;
    if (!output) return;
    const modes = output.news() ?? (watched.told ? undefined : output.screen.modes());
    if (modes) {
      const { cols, rows } = output.screen;
      watched.told = true;
      this.#ports.tell({ type: 'screen', session: watched.id, facts: { cols, rows, modes } });
    }
    this.#ports.changed(watched.id);
  }

  /** What is in the pane of a session, if anything, is not its screen as it is now. */
  #unscreen(watched: Watched): void {
    if (!watched.told) return;
    watched.told = false;
    this.#ports.tell({ type: 'screen', session: watched.id, facts: undefined });
  }

  #listen(api: ApiClient): void {
    const listening = new Disposables();
    this.#listening = listening;
    listening.own(
      api.on('screen.output', ({ attachment, offset, text }) => {
        this.#handle(attachment, (watched) => {
          if (watched.output?.take(offset, text) !== false) return;
          // Output is missing: what is there is asked for as a whole.
          this.#leave(watched);
          this.#attach(watched);
        });
      }),
    );
    listening.own(
      api.on('screen.reset', ({ attachment, screen }) => {
        this.#handle(attachment, (watched) => this.#picture(watched, screen));
      }),
    );
    listening.own(
      api.on('screen.ended', ({ attachment }) => {
        this.#handle(attachment, (watched) => {
          this.#byAttachment.delete(attachment);
          watched.attachment = '';
          watched.state = 'ended';
          this.#ports.changed(watched.id);
        });
      }),
    );
  }

  #handle(attachment: string, handle: (watched: Watched) => void): void {
    const watched = this.#byAttachment.get(attachment);
    if (watched) {
      this.#safely(watched, handle);
      return;
    }
    if (![...this.#watched.values()].some(({ state }) => state === 'asking')) return;
    this.#early.push({
      attachment,
      handle: () => {
        const known = this.#byAttachment.get(attachment);
        if (known) this.#safely(known, handle);
      },
    });
  }

  /** What came for attachments that nobody waits for any more. */
  #forgetEarly(): void {
    if (![...this.#watched.values()].some(({ state }) => state === 'asking')) this.#early = [];
  }

  /** An emulator that fails at a child's output costs a picture, which is blank until it is drawn anew, and not the TUI. */
  #safely(watched: Watched, handle: (watched: Watched) => void): void {
    try {
      handle(watched);
    } catch (error) {
      watched.output?.dispose();
      watched.output = undefined;
      this.#failed(watched, `The screen of '${watched.id}' could not be drawn: ${sentenceOf(error)}`);
      this.#ports.changed(watched.id);
    }
  }

  #letGo(watched: Watched): void {
    if (watched.fit || this.#ports.pinned(watched.id)) {
      watched.leaving = undefined;
      return;
    }
    this.#watched.delete(watched.id);
    watched.output?.dispose();
    watched.again?.dispose();
    settle(watched, undefined);
    this.#unscreen(watched);
    this.#leave(watched);
  }

  #leave(watched: Watched): void {
    const { attachment } = watched;
    if (attachment === '') return;
    this.#byAttachment.delete(attachment);
    watched.attachment = '';
    watched.state = 'apart';
    this.#unscreen(watched);
    this.#tell(attachment);
  }

  #tell(attachment: string): void {
    // Whether it is let go or was gone already is all the same.
    this.#api?.call('session.detach', { attachment }).catch(() => undefined);
  }

  #sendFit(watched: Watched): void {
    const size = watched.fit ? { cols: watched.fit.cols, rows: watched.fit.rows } : {};
    this.#api?.call('session.fit', { attachment: watched.attachment, ...size }).catch((error: unknown) => {
      if (hasCode(error, 'gone') || hasCode(error, 'not_found')) return;
      this.#ports.tell({ type: 'told', sentence: sentenceOf(error), bad: true });
    });
  }
}
