import type { TranscriptEvent } from '../claude/transcript/line.ts';
import { limits } from '../limits.ts';
import type { World } from '../policy/judge.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { PendingCall } from '../session/session.ts';
import type { Decision } from '../session/decision.ts';
import type { WrittenParts } from './written.ts';
import { ReachingFiles } from './written.ts';

/** The rule under which such a run is asked about, see `policy/shell/unseen.ts`. */
const unseenRule = 'unseen-tests';

/**
 * Brings what a session wrote into files that its own runs execute to the judgement of those runs, until a person or a brain
 * has let one pass that named them. A new daemon reads the writes in the transcript again, and asks once more.
 */
export class ReachingRuns {
  readonly #parts: WrittenParts;
  readonly #files: ReachingFiles;
  /** The files that were named when a call was judged, by the call's id. */
  readonly #named = new Map<string, readonly string[]>();

  constructor(parts: WrittenParts) {
    this.#parts = parts;
    this.#files = new ReachingFiles(parts);
  }

  /** Takes in what the transcript tells. */
  told(event: TranscriptEvent): void {
    this.#files.told(event);
  }

  /** Rules and facts, with the files that reach. */
  world(): World {
    const world = this.#parts.world();
    return { ...world, facts: { ...world.facts, reachingFiles: this.#files.list } };
  }

  /** Remembers which files the verdict on a call has named. */
  judged(call: PendingCall, verdict: Verdict): void {
    if (!verdict.rules.includes(unseenRule)) return;
    this.#named.set(call.id, this.#files.list);
    const [oldest] = this.#named.keys();
    if (oldest !== undefined && this.#named.size > limits.openWritesMax) this.#named.delete(oldest);
  }

  /** The key of a decision was typed. */
  typed({ by, action, call }: Decision): void {
    const named = call && this.#named.get(call.id);
    if (named && action === 'approve' && (by === 'human' || by === 'brain')) this.#files.approved(named);
  }
}
