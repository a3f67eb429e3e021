import { haltOf } from './halting.ts';
import type { Effect, Session, Step } from './session.ts';

/** What a session may do without. */
type OptionalField =
  | 'ask'
  | 'resized'
  | 'typing'
  | 'prose'
  | 'proseReplies'
  | 'proseAnswered'
  | 'off'
  | 'limit'
  | 'account'
  | 'trouble'
  | 'refusal'
  | 'settledBanner'
  | 'interrupted'
  | 'restarting'
  | 'restarts'
  | 'used'
  | 'verifying'
  | 'handOver'
  | 'budget';

/** A step being made: the session as it is so far and what is to be done so far. Lives only inside one call of `reduce`. */
export class Making {
  session: Session;
  readonly effects: Effect[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  /** Changes some fields of the session. */
  set(fields: Partial<Session>): void {
    this.session = { ...this.session, ...fields };
  }

  /** Drops an optional field. */
  clear(field: OptionalField): void {
    const { [field]: gone, ...rest } = this.session;
    this.session = rest;
  }

  do(effect: Effect): void {
    this.effects.push(effect);
  }

  /** The next input id: never used twice in the life of a session. */
  nextInput(): string {
    const inputs = this.session.inputs + 1;
    this.set({ inputs });
    return `${this.session.id}:${inputs}`;
  }

  /** The next decision id. */
  nextDecision(): string {
    const decisions = this.session.decisions + 1;
    this.set({ decisions });
    return `${this.session.id}#${decisions}`;
  }

  /** The next id of a step of the loop that keeps the session at work: a sequence of its own beside the decisions about dialogs. */
  nextStep(): string {
    const steps = (this.session.steps ?? 0) + 1;
    this.set({ steps });
    return `${this.session.id}!${steps}`;
  }

  /** The next id of a consultation. */
  nextConsult(): string {
    const consults = (this.session.consults ?? 0) + 1;
    this.set({ consults });
    return `${this.session.id}?${consults}`;
  }

  done(): Step {
    return { session: this.session, effects: this.effects };
  }
}

/** True when pcc may type: the session lives, nobody paused it or threw the kill switch, and no human holds the pane. */
export function mayType(session: Session): boolean {
  return session.phase === 'live' && !haltOf(session) && session.humans === 0;
}

/** True when the last frame says what stands on the screen; before the first look, and on an unreadable one, nothing does. */
export function isReadable(session: Session): boolean {
  return session.reading.state !== 'unknown' && session.reading.state !== 'starting';
}
