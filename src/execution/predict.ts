import { limits } from '../limits.ts';

/** How long the turns of a task will run, from those of its kind that were done before. */

/** Class and complexity of a task, as `outlookOf` gives them. */
interface Kind {
  readonly class: string;
  readonly complexity: string;
}

/** A task that was done. */
export interface Done extends Kind {
  readonly ranMs: number;
}

/** A prediction: of `basis` tasks, 0 for a default; `why` is a sentence. */
export interface Prediction {
  readonly ms: number;
  readonly basis: number;
  readonly why: string;
}

/** Without a history, on the safe side; a task of an unknown complexity counts as the one in the middle. */
const defaultsMs: Readonly<Record<string, number>> = {
  trivial: 60_000,
  simple: 120_000,
  moderate: 300_000,
  complex: 900_000,
  extreme: 2_700_000,
};
const middleMs = 300_000;

/** Nine of ten tasks take no longer. */
const share = 0.9;

/**
 * The time that the turns of nine of ten tasks of this kind ran; where there are too few of this complexity, of this class; where
 * there are too few of that, a default. `load` is the machine's load of the last minute for each of its cores.
 */
export function predict(outlook: Kind, history: readonly Done[], load: number): Prediction {
  const { ms, basis, why } = known(outlook, history);
  const factor = loadFactor(load);
  const slower =
    factor > 1 ? ` The machine has more to do than its cores can: ${factor.toFixed(1)} times as long.` : '';
  return { ms: clamped(ms * factor), basis, why: `${why}${slower}` };
}

function known(outlook: Kind, history: readonly Done[]): Prediction {
  const ofClass = history.filter((one) => one.class === outlook.class && Number.isFinite(one.ranMs) && one.ranMs >= 0);
  const ofBoth = ofClass.filter((one) => one.complexity === outlook.complexity);
  const kind = `${outlook.class} tasks`;
  if (ofBoth.length >= limits.predictedFromMin)
    return {
      ms: percentile(ofBoth),
      basis: ofBoth.length,
      why: `90 % of ${ofBoth.length} ${outlook.complexity} ${kind} took no longer.`,
    };
  if (ofClass.length >= limits.predictedFromMin)
    return { ms: percentile(ofClass), basis: ofClass.length, why: `90 % of ${ofClass.length} ${kind} took no longer.` };
  const ms = (Object.hasOwn(defaultsMs, outlook.complexity) ? defaultsMs[outlook.complexity] : undefined) ?? middleMs;
  return { ms, basis: 0, why: `A default for ${outlook.complexity} tasks, since too few ${kind} were done before.` };
}

function percentile(done: readonly Done[]): number {
  const rising = done.map(({ ranMs }) => ranMs).sort((a, b) => a - b);
  return rising[Math.ceil(share * rising.length) - 1] ?? middleMs;
}

/** A core that has one process to run is not slower; with two, each takes twice as long. */
function loadFactor(load: number): number {
  return Number.isNaN(load) ? 1 : Math.min(limits.loadFactorMax, Math.max(1, load));
}

function clamped(ms: number): number {
  return Math.round(Math.min(limits.predictedMsMax, Math.max(limits.predictedMsMin, ms)));
}
