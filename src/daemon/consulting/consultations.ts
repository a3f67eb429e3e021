import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { Brain, BrainFacts } from '../../brain/brain.ts';
import { limits } from '../../limits.ts';
import type { Advice, BrainName } from '../../policy/consulting/advice.ts';
import type { Matter } from '../../policy/consulting/matter.ts';

/** What a brain is asked for a session. Every text in it is redacted. */
export interface Consultation {
  readonly session: string;
  readonly brain: BrainName;
  /** Looked up when the brain's turn comes, so that what waits in the queue takes no memory. */
  readonly question: () => { readonly matter: Matter; readonly facts: BrainFacts };
}

/** What came of a consultation. */
export interface Consulted {
  readonly advice: Advice;
  /** From the asking to the answer, the wait for other sessions included. */
  readonly tookMs: number;
}

/** What consultations need of the daemon. */
export interface ConsultationsParts {
  readonly clock: Clock;
  /** How long a brain may take. */
  readonly timeoutMs: () => number;
  readonly brainFor: (name: BrainName) => Brain;
  readonly bug: (sentence: string, error: unknown) => void;
}

/** How often a brain was asked, and what came of that. */
export interface BrainCalls {
  readonly brain: BrainName;
  /** It chose; or a person is asked, be it that it was unsure or that it failed; or nobody waited for it any more. */
  readonly result: 'chose' | 'person' | 'given-up';
  readonly calls: number;
}

/** Calls of one brain: those that run and those that wait for one of them to end. */
interface Desk {
  running: number;
  readonly waiting: Asking[];
}

/**
 * Asks the brains for all sessions: a bounded number of calls at once for each brain, the others in the order they came. Each
 * has its time, the wait included, after which a person is asked whatever the brain does; so nothing waits for ever, and a
 * slow brain does not hold up the sessions of another one.
 */
export class Consultations implements Disposable {
  readonly #parts: ConsultationsParts;
  readonly #desks = new Map<BrainName, Desk>();
  readonly #open = new Set<Asking>();
  readonly #calls = new Map<string, BrainCalls>();

  constructor(parts: ConsultationsParts) {
    this.#parts = parts;
  }

  /** Asks, and tells `done` once. Disposing the result gives it up: the brain is told, and `done` is never called. */
  begin(consultation: Consultation, done: (consulted: Consulted) => void): Disposable {
    const { clock } = this.#parts;
    const startedMs = clock.monotonicMs();
    const asking = new Asking(consultation, this.#parts, (advice) => {
      this.#over(asking);
      this.#count(consultation.brain, advice);
      if (advice) done({ advice, tookMs: clock.monotonicMs() - startedMs });
    });
    this.#open.add(asking);
    const timeoutMs = this.#parts.timeoutMs();
    // A brain that keeps to its time says better than we can what went wrong.
    asking.endsAfter(timeoutMs + limits.brainOverdueMs, timeoutMs);
    const desk = this.#deskOf(consultation.brain);
    if (desk.running < limits.brainCallsMax) this.#run(desk, asking);
    else desk.waiting.push(asking);
    return asking;
  }

  /** All calls since the daemon was started. */
  calls(): readonly BrainCalls[] {
    return [...this.#calls.values()];
  }

  dispose(): void {
    for (const asking of [...this.#open]) asking.dispose();
  }

  #count(brain: BrainName, advice: Advice | undefined): void {
    const result = advice === undefined ? 'given-up' : advice.say === 'person' ? 'person' : 'chose';
    const key = `${brain} ${result}`;
    this.#calls.set(key, { brain, result, calls: (this.#calls.get(key)?.calls ?? 0) + 1 });
  }

  #deskOf(brain: BrainName): Desk {
    const known = this.#desks.get(brain);
    if (known) return known;
    const made: Desk = { running: 0, waiting: [] };
    this.#desks.set(brain, made);
    return made;
  }

  #run(desk: Desk, asking: Asking): void {
    desk.running++;
    asking.run();
  }

  #over(asking: Asking): void {
    if (!this.#open.delete(asking)) return;
    const desk = this.#deskOf(asking.brain);
    if (!asking.isRunning) {
      desk.waiting.splice(desk.waiting.indexOf(asking), 1);
      return;
    }
    desk.running--;
    const next = desk.waiting.shift();
    if (next) this.#run(desk, next);
  }
}

/** One consultation from its asking to its end, which comes exactly once. */
class Asking implements Disposable {
  readonly #consultation: Consultation;
  readonly #parts: ConsultationsParts;
  readonly #ended: (advice: Advice | undefined) => void;
  readonly #abort = new AbortController();
  #timer: Disposable | undefined;
  #isOver = false;
  readonly #beganMs: number;
  #waitedMs = 0;
  isRunning = false;

  constructor(
    consultation: Consultation,
    parts: ConsultationsParts,
    /** Told the advice, or undefined when it was given up. */
    ended: (advice: Advice | undefined) => void,
  ) {
    this.#consultation = consultation;
    this.#parts = parts;
    this.#ended = ended;
    this.#beganMs = parts.clock.monotonicMs();
  }

  get brain(): BrainName {
    return this.#consultation.brain;
  }

  endsAfter(ms: number, toldMs: number): void {
    this.#timer = this.#parts.clock.after(ms, () => {
      const waited =
        this.#waitedMs < 1 ? '' : `; for ${Math.round(this.#waitedMs)} ms of that it was busy with other sessions`;
      this.#end({ say: 'person', reason: `The brain '${this.brain}' did not answer within ${toldMs} ms${waited}.` });
    });
  }

  run(): void {
    this.isRunning = true;
    this.#waitedMs = this.#parts.clock.monotonicMs() - this.#beganMs;
    this.#advice().then(
      (advice) => {
        this.#end(advice);
      },
      (error: unknown) => {
        if (this.#isOver) return;
        this.#parts.bug(`${this.#consultation.session}: the brain '${this.brain}' failed`, error);
        this.#end({ say: 'person', reason: `The brain '${this.brain}' failed: ${sentenceOf(error)}` });
      },
    );
  }

  dispose(): void {
    this.#end(undefined);
  }

  async #advice(): Promise<Advice> {
    const { matter, facts } = this.#consultation.question();
    return await this.#parts.brainFor(this.brain).consult(matter, facts, this.#abort.signal);
  }

  #end(advice: Advice | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.dispose();
    // Also after an answer: nothing of the call is wanted any more.
    this.#abort.abort();
    this.#ended(advice);
  }
}
