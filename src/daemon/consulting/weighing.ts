import type { Advice, BrainName } from '../../policy/consulting/advice.ts';
import { acceptedAdvice } from '../../policy/consulting/advice.ts';
import type { Matter } from '../../policy/consulting/matter.ts';

/** How an advice is weighed. */
export interface Scales {
  readonly brain: BrainName;
  /** Advice of which a brain is less sure goes to a person; from 0 to 100. */
  readonly confidenceMinPercent: number;
  /** Nothing is typed: what the brain would have done is only told. */
  readonly shadow: boolean;
}

/**
 * What is to be done with a brain's advice: the advice itself, or to ask a person, where the brain went beyond what was left
 * open, is not sure enough, or pcc only shows what it would do. The reason holds the figures.
 */
export function weighed(matter: Matter, given: Advice, { brain, confidenceMinPercent, shadow }: Scales): Advice {
  const advice = acceptedAdvice(matter, given);
  if (advice.say === 'person') return advice;
  if (!(advice.confidence * 100 >= confidenceMinPercent)) {
    return {
      say: 'person',
      reason: `The brain '${brain}' ${toldOf(matter, advice, 'would')} but is only ${percentOf(advice)} % sure (brain.confidence_min_percent is ${confidenceMinPercent}): ${advice.reason}`,
    };
  }
  if (!shadow) return advice;
  return {
    say: 'person',
    reason: `Shadow mode: the brain '${brain}' ${toldOf(matter, advice, 'would have')} (${percentOf(advice)} % sure): ${advice.reason}`,
  };
}

/** One line for the log: who was asked about what, for how long, and what came of it. */
export function consultationLine(
  matter: Matter,
  told: { readonly brain: BrainName; readonly tookMs: number; readonly advice: Advice },
): string {
  const { brain, tookMs, advice } = told;
  const said =
    advice.say === 'person'
      ? `ask a person: ${advice.reason}`
      : `${advice.say === 'approve' ? 'approve' : `choose ${picked(matter, advice)}`} (${percentOf(advice)} % sure): ${advice.reason}`;
  return `The brain '${brain}' was asked about ${nameOf(matter)} and said after ${Math.round(tookMs)} ms: ${said}`;
}

type Sure = Exclude<Advice, { say: 'person' }>;

function toldOf(matter: Matter, advice: Sure, mood: 'would' | 'would have'): string {
  const verb = { would: ['approve this', 'choose'], 'would have': ['approved this', 'chosen'] }[mood];
  return `${mood} ${advice.say === 'approve' ? verb[0] : `${verb[1]} ${picked(matter, advice)}`}`;
}

/** Rounded down: what is told as 80 % is at least that. */
function percentOf({ confidence }: Sure): number {
  return Math.floor(confidence * 100);
}

function picked(matter: Matter, advice: Extract<Advice, { say: 'choose' }>): string {
  const pages = matter.kind === 'permission' ? [] : matter.pages;
  const labels = advice.picks.map((picks, index) =>
    picks.map((pick) => `'${pages[index]?.choices[pick]?.label ?? pick}'`).join(' and '),
  );
  return labels.join(', ');
}

function nameOf(matter: Matter): string {
  switch (matter.kind) {
    case 'permission':
      return `a call of ${matter.call.tool}`;
    case 'question':
      return matter.pages.length === 1 ? 'a question' : `${matter.pages.length} questions`;
    case 'plan':
      return 'a plan';
    case 'prose':
      return 'a question in words';
  }
}
