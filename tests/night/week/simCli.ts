import type { ManualClock } from '../../../src/base/clock.ts';
import type { Option, Reading } from '../../../src/screen/reading.ts';
import type { Dialog, SessionEvent, WriteResult } from '../../../src/session/session.ts';

const minute = 60_000;

/** One usage limit of an account: what was used since its window began. */
interface Window {
  readonly kind: string;
  readonly lengthMs: number;
  /** Minutes of work that it allows. */
  readonly allows: number;
  used: number;
  endsAt: number;
}

/** An account with its five-hour and its weekly limit. */
export class Account {
  readonly #windows: readonly Window[];

  constructor(perFiveHours: number, perWeek: number) {
    const hour = 60 * minute;
    this.#windows = [
      { kind: 'five_hour', lengthMs: 5 * hour, allows: perFiveHours, used: 0, endsAt: 0 },
      { kind: 'seven_day', lengthMs: 7 * 24 * hour, allows: perWeek, used: 0, endsAt: 0 },
    ];
  }

  /** Uses a minute of work; gives the limit that refuses it, if one does. */
  use(now: number): Window | undefined {
    for (const window of this.#windows) {
      if (now < window.endsAt) continue;
      window.used = 0;
      window.endsAt = now + window.lengthMs;
    }
    const spent = [...this.#windows].reverse().find(({ used, allows }) => used >= allows);
    if (!spent) for (const window of this.#windows) window.used++;
    return spent;
  }
}

/** A turn that runs or was cut off. */
interface Turn {
  readonly prompt: string;
  leftMin: number;
}

const menu: readonly Option[] = [
  { key: '1', label: 'Stop and wait for limit to reset', kind: 'other', selected: true },
  { key: '2', label: 'Upgrade your plan', kind: 'costs-money', selected: false },
];

/**
 * A CLI in thought: its screen and its transcript as events, its input as the pty host takes it. It lives on when the daemon is
 * started anew. Its prompts say how many minutes they take: `task 3 [40]`.
 */
export class SimCli {
  /** Every prompt that was sent, and how many of them were words to go on. */
  readonly prompts: string[] = [];
  /** When it was told to go on, and when the limit that had cut it off really ended. */
  readonly continued: { readonly at: number; readonly truth: number }[] = [];
  resumedItself = 0;
  vain = 0;
  tell: (event: SessionEvent) => void = () => undefined;
  readonly #clock: ManualClock;
  readonly #account: Account;
  readonly #resumesItself: boolean;
  readonly #inputs = new Set<string>();
  #box = '';
  #turn: Turn | undefined;
  #busy = false;
  #limit: { readonly kind: string; readonly truth: number; menu: boolean; readonly n: number } | undefined;
  #limits = 0;
  mayEnd = true;

  constructor(clock: ManualClock, account: Account, resumesItself: boolean) {
    this.#clock = clock;
    this.#account = account;
    this.#resumesItself = resumesItself;
  }

  /** What its screen shows now. */
  get screen(): Extract<SessionEvent, { type: 'screen' }> {
    const evidence = { top: 0, bottom: 0 };
    const limit = this.#limit;
    if (this.#box !== '') return { type: 'screen', reading: { state: 'draft', text: this.#box, evidence } };
    if (this.#busy) return { type: 'screen', reading: { state: 'busy', evidence } };
    if (!limit) return { type: 'screen', reading: { state: 'idle', evidence } };
    const options = limit.menu ? menu : [];
    const reading: Reading = {
      state: 'limit',
      kind: limit.kind,
      // Banners tell minutes.
      resetsAt: new Date(Math.floor(limit.truth / minute) * minute).toISOString(),
      resumesItself: this.#resumesItself,
      options,
      evidence,
    };
    const dialog: Dialog = {
      kind: 'limit',
      fingerprint: `menu ${limit.n}`,
      tool: '',
      subject: '',
      truncated: false,
      question: '',
      options,
    };
    return { type: 'screen', reading, ...(limit.menu ? { dialog } : {}) };
  }

  /** Input as the host takes it: the same id reaches it once. */
  write(inputId: string, input: { readonly text: string } | 'enter' | 'menu'): WriteResult {
    if (this.#inputs.has(inputId)) return 'repeated';
    this.#inputs.add(inputId);
    if (input === 'menu') {
      if (!this.#limit?.menu) throw new Error('a key for a menu that is not there');
      this.#limit.menu = false;
    } else if (input === 'enter') this.#send();
    else if (this.#busy || this.#limit?.menu === true || this.#box !== '')
      throw new Error(`typed into the blue: ${input.text}`);
    else this.#box = input.text;
    return 'written';
  }

  #send(): void {
    const text = this.#box;
    if (text === '') throw new Error('Enter on an empty box');
    this.#box = '';
    this.prompts.push(text);
    this.tell({ type: 'prompt-sent', text });
    const minutes = /\[(\d+)\]/.exec(text)?.[1];
    if (minutes !== undefined) this.#turn = { prompt: text, leftMin: Number(minutes) };
    else this.continued.push({ at: this.#clock.wallMs(), truth: this.#limit?.truth ?? 0 });
    this.#begin();
  }

  #begin(): void {
    this.#limit = undefined;
    this.#busy = true;
    this.mayEnd = false;
  }

  /** A minute of its life. */
  minute(): void {
    const now = this.#clock.wallMs();
    if (this.#limit && this.#resumesItself && now >= this.#limit.truth) {
      this.resumedItself++;
      this.#begin();
      this.tell(this.screen);
    }
    if (!this.#busy) return;
    const refusing = this.#turn ? this.#account.use(now) : undefined;
    if (refusing) this.#refuse(refusing, now);
    else if (this.#turn && --this.#turn.leftMin > 0) return;
    else this.#end();
  }

  #refuse({ kind, endsAt }: Window, now: number): void {
    this.#busy = false;
    if (this.prompts.at(-1) === 'continue' && this.continued.at(-1)?.at === now) this.vain++;
    this.#limit = { kind, truth: endsAt, menu: !this.#resumesItself, n: ++this.#limits };
    this.tell({
      type: 'refused',
      kind: 'limit',
      text: `You've hit your limit (${kind})`,
      at: new Date(now).toISOString(),
    });
    this.tell(this.screen);
  }

  #end(): void {
    this.#busy = false;
    this.mayEnd = true;
    const text = this.#turn ? `Did ${this.#turn.prompt}.` : 'There was nothing to continue.';
    this.#turn = undefined;
    this.tell({ type: 'turn-ended', text });
    this.tell(this.screen);
  }
}
