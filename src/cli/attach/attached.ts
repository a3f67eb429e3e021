import type { ApiClient } from '../../api/client.ts';
import type { Result } from '../../api/methods.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError } from '../../base/errors.ts';
import { hasTrueColour } from '../../face/text/ink.ts';
import { oneLine } from '../../face/text/text.ts';
import type { Io, Terminal } from '../../face/io.ts';
import type { TakenEnd } from '../../face/terminal/fullScreen.ts';
import { FullScreen } from '../../face/terminal/fullScreen.ts';
import type { OuterTerminal } from '../../face/terminal/outerTerminal.ts';
import { PrefixKeys } from './prefixKeys.ts';
import { View } from './view.ts';

/** Which session is attached, and how. */
export interface AttachRequest {
  readonly id: string;
  readonly readOnly: boolean;
}

/** Why an attached view ended. */
export type AttachEnd =
  | { readonly type: 'detached' | 'daemon-gone' }
  | { readonly type: 'session-ended'; readonly exitCode: number | null }
  | TakenEnd;

/** How the view ended and the full id of the session. */
export interface Attached {
  readonly id: string;
  readonly end: AttachEnd;
}

const helpLine = ' Ctrl-] d: detach    Ctrl-] Ctrl-]: send Ctrl-]    Ctrl-] ?: this line    any key: go on ';

/**
 * Shows a session on the terminal and passes keys to it until one side ends that. Whatever happens, the terminal is given
 * back as it was before this resolves or the process ends.
 *
 * @throws PccError when the session cannot be attached; the terminal was not touched then.
 */
export async function attach(io: Io, api: ApiClient, terminal: Terminal, request: AttachRequest): Promise<Attached> {
  const live = new LiveAttachment(io, api, terminal, request);
  try {
    return await live.run();
  } finally {
    live.dispose();
  }
}

class LiveAttachment {
  readonly #api: ApiClient;
  readonly #request: AttachRequest;
  readonly #owned = new Disposables();
  readonly #taken: FullScreen;
  readonly #outer: OuterTerminal;
  readonly #view: View;
  readonly #keys = new PrefixKeys();
  /** Id of the attachment that is shown; '' until one is, and while another one is being asked for. */
  #attachment = '';
  /** What came before its attachment was shown: the answer to a call is handled later than what stands right behind it. */
  #early: { readonly attachment: string; readonly handle: () => void }[] = [];
  #id: string;
  #end: (end: AttachEnd) => void = () => undefined;
  readonly #ended: Promise<AttachEnd>;

  constructor(io: Io, api: ApiClient, terminal: Terminal, request: AttachRequest) {
    this.#api = api;
    this.#request = request;
    this.#id = request.id;
    this.#taken = new FullScreen(terminal, {
      typed: (text) => this.#typed(text),
      resized: () => this.#resized(),
      redraw: () => this.#view.redraw(),
      end: (end) => this.#end(end),
    });
    this.#outer = this.#taken.outer;
    this.#view = this.#owned.own(new View(this.#outer, io.clock, hasTrueColour(io)));
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async run(): Promise<Attached> {
    this.#listen();
    const first = await this.#ask();
    this.#owned.own(this.#taken);
    this.#taken.take();
    this.#show(first);
    this.#outer.title(`${this.#id} · ${this.#request.readOnly ? 'WATCHING' : 'HUMAN'}`);
    this.#taken.readKeys();
    this.#tellHeld().catch(() => undefined);
    const end = await this.#ended;
    if (end.type === 'detached') {
      await this.#api.call('session.detach', { attachment: this.#attachment }).catch(() => undefined);
    }
    return { id: this.#id, end };
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Attaches, or attaches anew where output was missed. */
  #ask(): Promise<Result<'session.attach'>> {
    this.#attachment = '';
    return this.#api.call('session.attach', { id: this.#id, ...this.#outer.size, input: !this.#request.readOnly });
  }

  /** A session that is paused, or whose processes are stopped, looks like one that hangs. */
  async #tellHeld(): Promise<void> {
    const { paused, why } = await this.#api.call('session.status', { id: this.#id });
    if (paused) this.#view.hint(` ${oneLine(why ?? 'It is paused: pcc types nothing.')} `);
  }

  #show({ id, attachment, screen }: Result<'session.attach'>): void {
    this.#id = id;
    this.#attachment = attachment;
    this.#view.reset(screen);
    const early = this.#early;
    this.#early = [];
    for (const item of early) this.#handle(item.attachment, item.handle);
  }

  #handle(attachment: string, handle: () => void): void {
    if (attachment === this.#attachment) handle();
    else if (this.#attachment === '') this.#early.push({ attachment, handle });
  }

  #listen(): void {
    this.#owned.own(
      this.#api.on('screen.output', ({ attachment, offset, text }) => {
        this.#handle(attachment, () => {
          if (!this.#view.take(offset, text)) this.#catchUp();
        });
      }),
    );
    this.#owned.own(
      this.#api.on('screen.reset', ({ attachment, screen }) => {
        this.#handle(attachment, () => this.#view.reset(screen));
      }),
    );
    this.#owned.own(
      this.#api.on('screen.ended', ({ attachment, exitCode }) => {
        this.#handle(attachment, () => this.#end({ type: 'session-ended', exitCode }));
      }),
    );
    this.#owned.own(this.#api.onClose(() => this.#end({ type: 'daemon-gone' })));
  }

  #catchUp(): void {
    const old = this.#attachment;
    this.#tell(this.#ask().then((answer) => this.#show(answer)));
    this.#tell(this.#api.call('session.detach', { attachment: old }));
  }

  #typed(text: string): void {
    this.#view.typed();
    for (const action of this.#keys.feed(text)) {
      if (action.type === 'detach') this.#end({ type: 'detached' });
      else if (action.type === 'help') this.#view.hint(helpLine);
      else if (!this.#request.readOnly && this.#attachment !== '') {
        this.#tell(this.#api.call('session.input', { attachment: this.#attachment, data: action.data }));
      }
    }
  }

  #resized(): void {
    this.#view.redraw();
    if (this.#attachment === '') return;
    this.#tell(this.#api.call('session.resize', { attachment: this.#attachment, ...this.#outer.size }));
  }

  /** A call whose answer says nothing new; its failure ends the view, unless the conversation is over anyway. */
  #tell(call: Promise<unknown>): void {
    call.catch((error: unknown) => {
      if (error instanceof PccError && error.code === 'gone') return;
      this.#end({ type: 'failed', error });
    });
  }
}
