import type { Clock } from '../base/clock.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import type { Bench } from './bench.ts';
import type { Check } from './told.ts';

/** What one part of the assessment tries. */
export interface Part {
  /** By which it is asked for. */
  readonly name: string;
  /** What it shows, for people. */
  readonly shows: string;
  /** Tries it; what fails is told, and what cannot be gone on from is thrown. */
  readonly run: (bench: Bench, tries: Tries) => Promise<void>;
}

/** Thrown by what cannot be tried here; its sentence says why. */
export class NotTried extends Error {}

/** Where it is told what was tried. */
export interface TriesPorts {
  readonly clock: Clock;
  readonly doing: (part: string, text: string) => void;
  readonly told: (check: Check) => void;
}

/** Tries one thing after the other and tells what came of each. */
export class Tries {
  readonly #part: string;
  readonly #ports: TriesPorts;

  constructor(part: string, ports: TriesPorts) {
    this.#part = part;
    this.#ports = ports;
  }

  /**
   * Tries something: a text that `work` gives is noted, what it throws is why it failed. Gives whether it went well.
   */
  async check(name: string, work: () => Promise<unknown>): Promise<boolean> {
    const { clock, doing, told } = this.#ports;
    const startMs = clock.monotonicMs();
    doing(this.#part, name);
    const tell = (outcome: Check['outcome'], note: string, tookMs = clock.monotonicMs() - startMs): boolean => {
      told({ part: this.#part, name, outcome, tookMs, note });
      return outcome === 'ok';
    };
    try {
      const said = await work();
      if (said instanceof Measured) return tell('ok', said.note, said.tookMs);
      return tell('ok', typeof said === 'string' ? said : '');
    } catch (error) {
      if (error instanceof Late) return tell('failed', error.message, error.tookMs);
      return tell(error instanceof NotTried ? 'skipped' : 'failed', sentenceOf(error));
    }
  }

  /** The same for something that has to be over within `mostMs`, as `act` measures it. */
  within(name: string, mostMs: number, act: () => Promise<number>): Promise<boolean> {
    return this.check(name, async () => {
      const tookMs = await act();
      if (tookMs > mostMs) throw new Late(tookMs, mostMs);
      return new Measured(`within ${mostMs} ms`, tookMs);
    });
  }
}

/** What was measured of a thing that was tried, where not all of the time counts. */
class Measured {
  readonly note: string;
  readonly tookMs: number;

  constructor(note: string, tookMs: number) {
    this.note = note;
    this.tookMs = tookMs;
  }
}

class Late extends Error {
  readonly tookMs: number;

  constructor(tookMs: number, mostMs: number) {
    super(`It took ${Math.round(tookMs)} ms, more than ${mostMs} ms.`);
    this.tookMs = tookMs;
  }
}

/** States what has to be so. @throws PccError `failed` with the sentence. */
export function expectThat(claim: boolean, sentence: string): asserts claim {
  if (!claim) throw new PccError('failed', sentence);
}

/** States that two values are the same, told as JSON. @throws PccError `failed` that names both. */
export function expectSame(what: string, found: unknown, wanted: unknown): void {
  const [is, should] = [found === undefined ? 'nothing' : JSON.stringify(found), JSON.stringify(wanted)];
  expectThat(is === should, `${what} is ${is.slice(0, 300)} and should be ${should.slice(0, 300)}.`);
}
