import type { Advice, BrainName } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';

/** One line of what the owner of a project prefers, as its requirements say it. */
export interface Preference {
  /** What it is about (`Database`), or '' for a whole sentence. */
  readonly topic: string;
  /** What is preferred (`SQLite`), or the sentence. */
  readonly wish: string;
}

/** How a person answered something of this project before. */
export interface PastAnswer {
  readonly kind: 'permission' | 'question' | 'plan' | 'prose';
  /** What was asked: the question, or tool and subject. */
  readonly asked: string;
  /** The label that was chosen. */
  readonly chosen: string;
  /** What could be chosen; absent or empty where nobody knows. */
  readonly choices?: readonly string[];
  /** ISO-8601 UTC. */
  readonly at: string;
}

/** What a brain may know beside the matter itself. Every text in it is redacted. */
export interface BrainFacts {
  /** Name of the project's folder. */
  readonly project: string;
  /** The requirements as the person wrote them, cut to a bounded length; '' for none. */
  readonly requirements: string;
  readonly preferences: readonly Preference[];
  /** Newest first. */
  readonly past: readonly PastAnswer[];
  /** The rows of the screen at that moment: untrusted. */
  readonly screen: readonly string[];
}

/** Whether a brain can be asked, and what to do where it cannot. */
export type BrainHealth =
  | { readonly ok: true; readonly detail: string }
  | { readonly ok: false; readonly sentence: string };

/** Somebody to ask about what the rules leave open. Never types and never decides what may be asked. */
export interface Brain {
  readonly name: BrainName;
  /**
   * Asks. Every failure (not there, slow, broken, unsure) is an advice to ask a person that says why in one sentence; it
   * throws only for a defect. `signal` ends the asking when nobody waits for it any more.
   */
  consult(matter: Matter, facts: BrainFacts, signal: AbortSignal): Promise<Advice>;
  /** Looks whether it could be asked now. */
  check(signal: AbortSignal): Promise<BrainHealth>;
}
