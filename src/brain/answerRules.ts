import type { Choice, ChoicePage, Matter } from '../policy/consulting/matter.ts';
import { actAsked } from '../policy/consulting/replies.ts';
import type { Opinion } from './opinion.ts';

/** What an answer rule does where it fits. */
export type AnswerAct =
  /** Chooses the one open option whose label fits. */
  | { readonly do: 'choose'; readonly label: RegExp }
  /** Chooses the one open option that carries the mark, on a page on which nothing is closed. */
  | { readonly do: 'recommended' }
  /** Gives leave for a call. */
  | { readonly do: 'approve' }
  /** Leaves it to a person, whatever comes behind. */
  | { readonly do: 'person' };

/** When an answer rule fits; what is not given fits always. */
export interface AnswerMatch {
  readonly kinds: ReadonlySet<Matter['kind']>;
  readonly question?: RegExp;
  readonly header?: RegExp;
  /** Compared with the act that the question asks leave for, in the imperative: `run the tests`. */
  readonly asks?: RegExp;
  /** Compared with what belongs to the question: the plan, or the words that end in it. */
  readonly text?: RegExp;
  readonly tool?: RegExp;
  /** Compared with the command of a call, or with its input as JSON. */
  readonly subject?: RegExp;
  /** Ids of the policy's rules: all that spoke about a call must be among them. */
  readonly rules?: ReadonlySet<string>;
  /** Compared with the name of the project's folder. */
  readonly project?: RegExp;
}

/** One rule of how questions are answered. */
export interface AnswerRule {
  readonly id: string;
  readonly when: AnswerMatch;
  readonly act: AnswerAct;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly reason: string;
  readonly examples: readonly AnswerExample[];
  /** `file:line`. */
  readonly source: string;
}

/** A question, or a call with the rules that spoke, and what the rule makes of it: a label, leave, or nothing. */
export type AnswerExample =
  | {
      readonly question: string;
      readonly header: string;
      readonly text: string;
      readonly options: readonly string[];
      /** Label of the choice; `null` where the rule must not answer. */
      readonly answer: string | null;
    }
  | { readonly tool: string; readonly subject: string; readonly rules: readonly string[]; readonly approve: boolean };

/** The answer rules in force: the user's own speak first, the shipped ones last. */
export interface AnswerRules {
  readonly user: readonly AnswerRule[];
  readonly shipped: readonly AnswerRule[];
}

/** One page of a question with what it belongs to. */
export interface Asked {
  readonly kind: Exclude<Matter['kind'], 'permission'>;
  readonly page: ChoicePage;
  readonly project: string;
  /** What belongs to the question: the plan, or the words that end in it. */
  readonly text: string;
}

/** What the first rule that fits a page thinks of it. */
export function answeredBy(rules: readonly AnswerRule[], asked: Asked): Opinion {
  for (const rule of rules) {
    const opinion = opinionOf(rule, asked);
    if (opinion !== undefined) return opinion;
  }
  return undefined;
}

function opinionOf({ id, when, act, confidence, reason }: AnswerRule, { kind, page, project, text }: Asked): Opinion {
  if (!when.kinds.has(kind) || act.do === 'approve') return undefined;
  if (!fits(when.question, page.question) || !fits(when.header, page.header) || !fits(when.project, project))
    return undefined;
  if (!fits(when.text, text)) return undefined;
  if (!fits(when.asks, actAsked(page.question) ?? page.question.replace(/[\s?]+$/, ''))) return undefined;
  if (act.do === 'person') return { person: `The answer rule ${id} leaves this to a person: ${reason}` };
  const picks = picksOf(act, page);
  const [pick] = picks;
  if (pick === undefined || picks.length !== 1) return undefined;
  return { picks: [pick], confidence, reason: `the answer rule ${id} says: ${reason}` };
}

function picksOf(act: Extract<AnswerAct, { do: 'choose' | 'recommended' }>, { choices }: ChoicePage): number[] {
  if (act.do === 'recommended' && choices.some(({ closed }) => closed !== undefined)) return [];
  return choices.flatMap((choice, index) => (choice.closed === undefined && isMeant(act, choice) ? [index] : []));
}

function isMeant(act: Extract<AnswerAct, { do: 'choose' | 'recommended' }>, { label, description }: Choice): boolean {
  return act.do === 'choose' ? act.label.test(label) : /\(recommended\)/i.test(`${label} ${description}`);
}

/** Why a rule approves a call that the policy leaves to a brain, or leaves it to a person; undefined where none fits. */
export function leaveBy(
  rules: readonly AnswerRule[],
  { call, verdict }: Extract<Matter, { kind: 'permission' }>,
  project: string,
): { readonly approve: boolean; readonly confidence: number; readonly reason: string } | undefined {
  const { command } = call.input;
  const subject = typeof command === 'string' ? command : JSON.stringify(call.input);
  for (const { id, when, act, confidence, reason } of rules) {
    if (!when.kinds.has('permission') || (act.do !== 'approve' && act.do !== 'person')) continue;
    if (!fits(when.tool, call.tool) || !fits(when.subject, subject) || !fits(when.project, project)) continue;
    const isCovered = verdict.rules.length > 0 && verdict.rules.every((rule) => when.rules?.has(rule) ?? false);
    if (act.do === 'person')
      return { approve: false, confidence: 1, reason: `The answer rule ${id} leaves this to a person: ${reason}` };
    if (isCovered) return { approve: true, confidence, reason: `The answer rule ${id} says: ${reason}` };
  }
  return undefined;
}

function fits(form: RegExp | undefined, text: string): boolean {
  return form?.test(text) ?? true;
}
