import { setTimeout as pause } from 'node:timers/promises';
import { assert, present, unreachable } from '../../src/base/assert.ts';
import { PccError } from '../../src/base/errors.ts';
import type { Label, Step, TimedLabel } from '../../src/claude/lab/scenario.ts';
import { keyBytes } from '../../src/claude/lab/scenario.ts';
import type { ScriptedApi } from '../../src/claude/lab/scriptedApi.ts';
import { limits } from '../../src/limits.ts';
import type { Tape } from './tape.ts';

/** How often the screen is looked at while something is awaited. */
const lookEveryMs = 40;

/** Plays the person of a scenario, and writes down what is true when. */
export class Actor {
  readonly labels: TimedLabel[] = [];
  readonly #tape: Tape;
  readonly #api: ScriptedApi;
  readonly #kill: () => void;
  readonly #onLabel: (label: TimedLabel) => void;

  constructor(tape: Tape, api: ScriptedApi, kill: () => void, onLabel: (label: TimedLabel) => void) {
    this.#tape = tape;
    this.#api = api;
    this.#kill = kill;
    this.#onLabel = onLabel;
    this.#note({ state: 'starting' }, 0);
  }

  /** @throws PccError `timeout` when what a step waits for does not come. */
  async play(step: Step): Promise<void> {
    this.#tape.mark(`step:${step.do}`);
    switch (step.do) {
      case 'see':
        return this.#see(step);
      case 'type':
        return this.#input(step.text);
      case 'paste':
        return this.#input(`\u001b[200~${step.text}\u001b[201~`);
      case 'key':
        return this.#input(keyBytes[step.key]);
      case 'choose':
        return this.#choose(step.kind);
      case 'requested':
        await this.#api.requested(
          ({ place }) => place?.caseName === step.caseName && place.turn === step.turn,
          limits.labSeenWithinMs,
        );
        return;
      case 'open':
        this.#api.open(step.gate);
        return;
      case 'resize':
        this.#tape.resize(step.size);
        return;
      case 'stop-api':
        return this.#api.close();
      case 'kill':
        this.#kill();
        return;
      case 'exited':
        return this.#exited();
      default:
        return unreachable(step);
    }
  }

  async #see(step: Extract<Step, { do: 'see' }>): Promise<void> {
    const deadlineMs = performance.now() + (step.withinMs ?? limits.labSeenWithinMs);
    let sinceMs = performance.now();
    while (performance.now() < deadlineMs) {
      if (!this.#shows(step)) sinceMs = performance.now();
      if (this.#holds(step, performance.now() - sinceMs)) {
        if (step.label) this.#note(step.label, this.#tape.nowS);
        return;
      }
      if (this.#tape.exit) break;
      await pause(lookEveryMs);
    }
    const wanted = `[${step.texts.join(' | ')}]${step.absent ? ` without [${step.absent.join(' | ')}]` : ''}`;
    throw new PccError('timeout', `The screen does not come to show ${wanted}:\n${this.#text()}`);
  }

  /** Whether what is shown `sinceMs` may be labelled. */
  #holds(step: Extract<Step, { do: 'see' }>, sinceMs: number): boolean {
    if (step.how === 'glimpse') return this.#shows(step);
    const quietMs = step.how === 'moving' ? sinceMs : this.#tape.quietMs;
    return Math.min(sinceMs, quietMs) >= limits.labRestMs;
  }

  #shows(step: Extract<Step, { do: 'see' }>): boolean {
    const shown = squashed(this.#text());
    const has = (text: string): boolean => shown.includes(squashed(text));
    return step.texts.every(has) && !(step.absent ?? []).some(has);
  }

  async #input(data: string): Promise<void> {
    await pause(limits.labHumanPauseMs);
    this.#tape.input(data, 'human');
  }

  async #choose(kind: string): Promise<void> {
    const label = present(this.labels.at(-1), 'a choice follows a label');
    const kinds: readonly unknown[] = Array.isArray(label.optionKinds) ? label.optionKinds : [];
    const index = kinds.indexOf(kind);
    assert(index >= 0, `the last label has an option '${kind}'`);
    if (label.numbered !== false) return this.#input(String(index + 1));
    const from = typeof label.selected === 'number' ? label.selected : 0;
    for (let row = from; row !== index; row += Math.sign(index - from)) {
      await this.#input(index > from ? keyBytes.down : keyBytes.up);
    }
    return this.#input(keyBytes.enter);
  }

  async #exited(): Promise<void> {
    const deadlineMs = performance.now() + limits.labSeenWithinMs;
    while (!this.#tape.exit && performance.now() < deadlineMs) await pause(lookEveryMs);
    const { exit } = this.#tape;
    if (!exit) throw new PccError('timeout', `The CLI does not end:\n${this.#text()}`);
    this.#note({ state: 'exited', code: exit.code, signal: exit.signal }, this.#tape.nowS);
  }

  #note(label: Label, t: number): void {
    const timed = { t: Math.round(t * 1_000) / 1_000, ...label };
    this.labels.push(timed);
    this.#onLabel(timed);
  }

  #text(): string {
    return screenText(this.#tape);
  }
}

/** The screen's rows as text. */
export function screenText(tape: Tape): string {
  return tape.screen
    .frame()
    .rows.map((row) => row.text)
    .join('\n')
    .trimEnd();
}

/** A text without blanks, capitals and what frames are drawn with, so that wrapping and wording at the edges make no difference. */
function squashed(text: string): string {
  return text.replace(/[\s─-╿❯]/gu, '').toLowerCase();
}
