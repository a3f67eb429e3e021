import type { Advice } from '../policy/consulting/advice.ts';
import type { Matter } from '../policy/consulting/matter.ts';
import { dangerIn } from '../policy/consulting/screening.ts';
import { actAsked } from '../policy/consulting/replies.ts';
import type { Asked, AnswerRules } from './answerRules.ts';
import { answeredBy, leaveBy } from './answerRules.ts';
import type { Brain, BrainFacts } from './brain.ts';
import { allowedByPreferences, plansMayProceed } from './leave.ts';
import type { Opinion } from './opinion.ts';
import { answeredBefore } from './past.ts';
import { preferredOn, yesAndNo } from './preferring.ts';
import { contentOf } from './stems.ts';

/** Words of a question that name nothing that would be done. */
const empty = new Set(
  'proceed continue go ahead on move next step task ready ok okay sure confirm agree accept approve look good fine right sound correct start begin apply change everything all plan yes no'.split(
    ' ',
  ),
);

/** Leave that the requirements give in so many words. */
const surenessOfLeave = 0.9;

/**
 * The brain without any model: the user's own answer rules, then the preferences in the requirements, then what people
 * answered to the very same question, then the shipped patterns; otherwise a person. It answers at once.
 */
export function rulesBrain(answers: () => AnswerRules): Brain {
  return {
    name: 'rules',
    consult: (matter, facts) => Promise.resolve(advise(matter, facts, answers())),
    check: () => {
      const { user, shipped } = answers();
      return Promise.resolve({
        ok: true,
        detail: `${user.length} answer rules of your own, ${shipped.length} shipped.`,
      });
    },
  };
}

/** What the rules say about a matter: same matter, same facts, same advice. */
export function advise(matter: Matter, facts: BrainFacts, answers: AnswerRules): Advice {
  return matter.kind === 'permission' ? leave(matter, facts, answers) : choices(matter, facts, answers);
}

function leave(matter: Extract<Matter, { kind: 'permission' }>, facts: BrainFacts, answers: AnswerRules): Advice {
  const { risk, action } = matter.verdict;
  if (risk !== 'MEDIUM' || action !== 'ask-brain')
    return { say: 'person', reason: 'The policy does not leave this call to a brain.' };
  const ruled = leaveBy(answers.user, matter, facts.project);
  if (ruled) {
    const { confidence, reason } = ruled;
    return ruled.approve ? { say: 'approve', confidence, reason } : { say: 'person', reason };
  }
  const reason = allowedByPreferences(matter, facts.preferences);
  return reason === undefined
    ? { say: 'person', reason: 'Neither an answer rule nor the requirements allow this call.' }
    : { say: 'approve', confidence: surenessOfLeave, reason };
}

function choices(matter: Exclude<Matter, { kind: 'permission' }>, facts: BrainFacts, answers: AnswerRules): Advice {
  const { kind, pages, text } = matter;
  if (pages.length === 0) return { say: 'person', reason: 'Nothing is left to choose.' };
  const picks: (readonly number[])[] = [];
  const reasons: string[] = [];
  let confidence = 1;
  for (const page of pages) {
    const opinion = opinionOf({ kind, page, project: facts.project, text }, facts, answers);
    if (opinion === undefined) return { say: 'person', reason: `Nothing says how to answer "${page.question}".` };
    if ('person' in opinion) return { say: 'person', reason: sentence(opinion.person) };
    picks.push(opinion.picks);
    reasons.push(opinion.reason);
    confidence = Math.min(confidence, opinion.confidence);
  }
  return { say: 'choose', picks, confidence, reason: sentence([...new Set(reasons)].join('; ')) };
}

function opinionOf(asked: Asked, facts: BrainFacts, answers: AnswerRules): Opinion {
  const { kind, page } = asked;
  const ruled = answeredBy(answers.user, asked);
  if (ruled !== undefined) return ruled;
  if (kind === 'plan') return planned(asked, facts);
  if (isBare(asked)) return { person: 'It asks for a yes, and nothing says to what.' };
  const preferred = preferredOn(page, facts.preferences);
  // A yes is one to what the words before it say.
  if (preferred !== undefined) return yesAndNo(page) ? whereHarmless(asked, preferred) : preferred;
  return whereHarmless(asked, answeredBefore(page, kind, facts.past) ?? answeredBy(answers.shipped, asked));
}

/** Whether a yes would be one to nothing that is known: a question without an object, and no words that belong to it. */
function isBare({ page, text }: Asked): boolean {
  if (text.trim() !== '' || !yesAndNo(page)) return false;
  const act = actAsked(page.question) ?? page.question;
  return contentOf(act).every((word) => empty.has(word));
}

/** What was not said about this very case ends with any danger in what belongs to the question. */
function whereHarmless({ text }: Asked, opinion: Opinion): Opinion {
  if (opinion === undefined || 'person' in opinion) return opinion;
  const danger = dangerIn(text);
  return danger === undefined ? opinion : { person: `What belongs to the question needs a person: ${danger}` };
}

/** The one-time yes to a plan, where the requirements let plans go on. */
function planned({ page }: Asked, facts: BrainFacts): Opinion {
  const line = plansMayProceed(facts.preferences);
  const yes = page.choices.flatMap(({ label, closed }, index) =>
    closed === undefined && /^yes\b/i.test(label) ? [index] : [],
  );
  if (line === undefined || yes.length !== 1) return undefined;
  return { picks: yes, confidence: surenessOfLeave, reason: `the requirements say "${line}"` };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
