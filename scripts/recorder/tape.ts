import { formatEvent, formatHeader } from '../../src/terminal/asciicast.ts';
import type { CastEvent, CastHeader } from '../../src/terminal/asciicast.ts';
import { HeadlessScreen } from '../../src/terminal/headlessScreen.ts';
import type { Pty } from '../../src/terminal/nodePty.ts';
import type { Size } from '../../src/claude/lab/scenario.ts';

/** Who gave an input: the person of the scenario, or the terminal that answers a query of the child. */
export type InputSource = 'human' | 'reply';

/**
 * A recording in the making: what the child writes goes onto the tape and onto a screen, which also answers the child's
 * queries; what is typed goes onto the tape and to the child. Each input is preceded by a marker that says who gave it, in
 * the form of the pty host's own recordings.
 */
export class Tape {
  readonly screen: HeadlessScreen;
  readonly startedAtMs = Date.now();
  readonly #beganMs = performance.now();
  readonly #events: CastEvent[] = [];
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #pty: Pty;
  readonly #size: Size;
  #inputs = 0;
  #lastOutputMs = performance.now();
  #exit: { code: number; signal: number } | undefined;

  constructor(pty: Pty, size: Size) {
    this.#pty = pty;
    this.#size = size;
    this.screen = new HeadlessScreen({
      ...size,
      answer: (reply) => {
        this.input(reply, 'reply');
      },
    });
    pty.onData((bytes) => {
      this.#take(this.#decoder.decode(bytes, { stream: true }));
    });
    pty.onExit((exit) => {
      this.#take(this.#decoder.decode());
      this.#exit = exit;
      this.mark(`exit:${exit.code}:${exit.signal}`);
    });
  }

  /** Seconds since the start. */
  get nowS(): number {
    return (performance.now() - this.#beganMs) / 1_000;
  }

  /** How long nothing has come out. */
  get quietMs(): number {
    return performance.now() - this.#lastOutputMs;
  }

  get exit(): { readonly code: number; readonly signal: number } | undefined {
    return this.#exit;
  }

  input(data: string, source: InputSource): void {
    this.mark(source === 'reply' ? 'input:reply' : `input:human:${++this.#inputs}`);
    this.#add('i', data);
    this.#pty.write(Buffer.from(data));
  }

  mark(name: string): void {
    this.#add('m', name);
  }

  resize(size: Size): void {
    this.#pty.resize(size.cols, size.rows);
    this.screen.resize(size.cols, size.rows);
    this.#add('r', `${size.cols}x${size.rows}`);
  }

  /** The whole recording as an asciicast v2 file. */
  text(title: string, zone = 'UTC'): string {
    const header: CastHeader = {
      version: 2,
      width: this.#size.cols,
      height: this.#size.rows,
      timestamp: Math.floor(this.startedAtMs / 1_000),
      env: { TERM: 'xterm-256color', ...(zone === 'UTC' ? {} : { TZ: zone }) },
      title,
    };
    return formatHeader(header) + this.#events.map(formatEvent).join('');
  }

  #take(text: string): void {
    if (text === '') return;
    this.#lastOutputMs = performance.now();
    this.#add('o', text);
    this.screen.write(text);
  }

  #add(code: string, data: string): void {
    this.#events.push({ atS: this.nowS, code, data });
  }
}
