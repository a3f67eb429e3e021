import { plainOf, shapeOf } from '../base/steadyRegExp.ts';
import type { Shape } from '../base/steadyRegExp.ts';
import { limits } from '../limits.ts';

/** What one comparison costs besides the characters that it goes over, in steps. */
const stepsOfOne = 100;

/** Shorter texts are taken to hold a beginning of every expression everywhere. */
const countedCharsMin = 1_000;

/** By so many characters the places are counted at which an expression may begin to match. */
const headChars = 3;

/**
 * How much work the rules of people's own files may still make for one call, counted in steps of the regular expression
 * machine, about a nanosecond each. What would take more is not tried: who asks decides what that means.
 */
export class RuleWork {
  #left: number;
  readonly #heads = new Map<string, Uint32Array>();

  constructor(steps: number = limits.ruleStepsMax) {
    this.#left = steps;
  }

  /** True once something was too much: from then on nothing more is tried. */
  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** True, and the steps are taken, while there are enough. */
  affords(steps: number): boolean {
    this.#left -= stepsOfOne + steps;
    return !this.isSpent;
  }

  /** True when an expression matches a text, or when it would take too long to tell. */
  matches(form: WeighedForm, text: string): boolean {
    const steps = this.#left === Infinity ? 0 : form.stepsOn(text, () => this.#headsOf(text));
    return !this.affords(steps) || form.form.test(text);
  }

  /** How often what begins a match stands in a text, by its hash. */
  #headsOf(text: string): Uint32Array {
    let heads = this.#heads.get(text);
    if (!heads) {
      heads = new Uint32Array(65_536);
      const lower = text.toLowerCase();
      for (let at = 0; at + headChars <= lower.length; at++) {
        const hash = headAt(lower, at);
        heads[hash] = (heads[hash] ?? 0) + 1;
      }
      this.#heads.set(text, heads);
    }
    return heads;
  }
}

function headAt(text: string, at: number): number {
  return ((text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)) & 0xffff;
}

/** An expression of a rule, and how long it may take. */
export class WeighedForm {
  readonly form: RegExp;
  readonly #shape: Shape;
  /** The text that every match begins with, in small letters; empty when that is not plain to see. */
  readonly #head: string;

  constructor(form: RegExp) {
    const { source } = form;
    this.form = form;
    this.#shape = shapeOf(plainOf(source));
    const [head = ''] = /^[a-z0-9 _:=-]+(?![*+?{])/i.exec(source) ?? [];
    this.#head = source.includes('|') ? '' : head.toLowerCase();
  }

  /**
   * The most steps that it takes on a text, whoever made the two for each other: from each place where a match may begin, each
   * way through optional parts and alternatives, for each length of the parts that may be of any.
   */
  stepsOn(text: string, headsOf: () => Uint32Array): number {
    const { runs, ways, chars, isAnchored } = this.#shape;
    const isCounted = text.length >= countedCharsMin && this.#head.length >= headChars;
    const begins = isAnchored ? 1 : isCounted ? (headsOf()[headAt(this.#head, 0)] ?? 0) : text.length;
    const going = isAnchored || begins === 0 ? 0 : headChars * text.length;
    return going + begins * ways * chars * text.length ** runs;
  }
}

/** The most steps that the glob of a rule takes on a path: each `**` may end at each folder, each `*` in each place of a name. */
export function globSteps(glob: string, path: string): number {
  const names = path.split('/');
  const folders = (glob.match(/\*\*/g) ?? []).length;
  const stars = (glob.replaceAll('**', '').match(/\*/g) ?? []).length;
  const longest = Math.max(...names.map((name) => name.length));
  return 4 * (path.length + (names.length + 1) ** folders * longest ** stars) + 500;
}
