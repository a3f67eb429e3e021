import type { ManualClock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { Deadlines } from '../../../src/daemon/deadlines.ts';
import { Ledger } from '../../../src/daemon/ledger.ts';
import type { WakeSession } from '../../../src/daemon/wakeups/wakeups.ts';
import { reduce } from '../../../src/session/reduce.ts';
import type { Effect, Session, SessionEvent } from '../../../src/session/session.ts';
import type { Store } from '../../../src/store/store.ts';
import type { SimCli } from './simCli.ts';

/** What a session in thought needs of its daemon. */
export interface SimParts {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly lasting: (id: string, effect: Extract<Effect, { type: 'sleep' | 'awake' | 'verify' }>) => void;
  /** A person is asked: nobody is there in that week. */
  readonly asked: (id: string, why: readonly string[]) => void;
}

/** The daemon's side of a session: the real life of it and the real ledger, over a CLI in thought. */
export class SimSession implements WakeSession {
  readonly id: string;
  readonly actor: WakeSession['actor'] & { note(type: string, text: string): void };
  readonly onEnded = new Emitter<number | null>().event;
  readonly cli: SimCli;
  session: Session;
  readonly #parts: SimParts;
  readonly #ledger: Ledger;
  readonly #deadlines: Deadlines;
  readonly #stepped = new Emitter<Session>();
  #queue: SessionEvent[] = [];
  #working = false;
  #disposed = false;

  constructor(session: Session, cli: SimCli, parts: SimParts) {
    this.id = session.id;
    this.session = session;
    this.cli = cli;
    this.#parts = parts;
    this.#ledger = new Ledger(parts.store, parts.clock);
    this.#deadlines = new Deadlines({
      clock: parts.clock,
      look: () => {
        this.dispatch(cli.screen);
      },
      mayEnd: () => cli.mayEnd,
      passed: (name) => {
        this.dispatch({ type: 'deadline', name, ...(name === 'quiet' && cli.mayEnd ? { text: 'Done.' } : {}) });
      },
    });
    const current = (): Session => this.session;
    this.actor = {
      get session() {
        return current();
      },
      onStep: this.#stepped.event,
      dispatch: (event) => {
        this.dispatch(event);
      },
      note: () => undefined,
    };
    cli.tell = (event) => {
      this.dispatch(event);
    };
  }

  dispatch(event: SessionEvent): void {
    this.#queue.push(event);
    if (this.#working) return;
    this.#working = true;
    for (let next = this.#queue.shift(); next && !this.#disposed; next = this.#queue.shift()) this.#step(next);
    this.#working = false;
  }

  dispose(): void {
    this.#disposed = true;
    this.#deadlines.dispose();
  }

  #step(event: SessionEvent): void {
    const before = this.session;
    const { session: after, effects } = reduce(before, event);
    this.session = after;
    this.#ledger.commit({ before, after, effects, positions: {} });
    for (const effect of effects) this.#perform(effect);
    this.#stepped.fire(after);
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case 'type':
        this.#write(effect.inputId, effect.step === 'text' ? { text: effect.text } : 'enter');
        break;
      case 'answer':
        this.#write(effect.inputId, 'menu');
        break;
      case 'deadline':
        this.#deadlines.set(effect.name, effect);
        break;
      case 'cancel-deadline':
        this.#deadlines.cancel(effect.name);
        break;
      case 'sleep':
      case 'awake':
      case 'verify':
        this.#parts.lasting(this.id, effect);
        break;
      case 'escalate':
        this.#parts.asked(this.id, effect.escalation.reasons);
        break;
      case 'decide':
      case 'outcome':
      case 'task-state':
      case 'withdraw':
      case 'note':
        break;
      default:
        throw new Error(`nobody expects '${effect.type}' in this week`);
    }
  }

  /** The input is written at once; that it was, and what the screen shows then, is told a moment later. */
  #write(inputId: string, input: Parameters<SimCli['write']>[1]): void {
    this.#parts.clock.after(10, () => {
      if (this.#disposed) return;
      const result = this.cli.write(inputId, input);
      this.#parts.clock.after(20, () => {
        if (this.#disposed) return;
        this.dispatch({ type: 'written', inputId, result, last: true });
        this.dispatch(this.cli.screen);
      });
    });
  }
}
