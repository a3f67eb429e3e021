import type { PendingItem } from '../../../api/methods.ts';
import { itemOf } from '../../attention.ts';
import type { Model } from '../../model.ts';
import { answerWord } from '../answers.ts';
import { sessionOf } from '../focusing.ts';
import { openPanel } from '../panels.ts';
import { begunAnew, isTooSoon } from '../showing.ts';
import { isWholeInSight } from '../../view/inSight.ts';
import type { Step } from '../step.ts';
import { stepTo, telling } from '../step.ts';
import type { Action } from './action.ts';

/**
 * Answers with one key. It counts only for a permission that the person could read: that of the focused session, in sight for
 * `limits.answerSeenMs` and since the last press of the same key. What has HIGH risk, or is not whole in sight, is never
 * approved so, and what is no yes or no is answered in a form.
 */
export function answering(answer: 'yes' | 'no'): Action {
  return (model, about) => {
    const session = sessionOf(model, model.focus);
    const item = itemOf(session);
    if (!session || !item) return nothingAsked(model);
    if (model.fleet.link !== 'up')
      return telling(model, 'The daemon is away, so nothing can be answered now.', 'needs');
    if (model.answering.includes(item.n)) return telling(model, `The answer to #${item.n} is on its way.`);
    // By its name it was chosen in a panel, which lay over the question.
    const needsForm = item.kind !== 'permission' || (answer === 'yes' && item.risk === 'HIGH') || about === '';
    if (needsForm) return responding(model, item);
    if (isTooSoon(model, item.n, about))
      return telling(
        begunAnew(model, item.n),
        `#${item.n} is only just on the screen, so the key did nothing: read it, pause for a second, then press again.`,
        'needs',
      );
    // To refuse is safe without reading to the end.
    if (answer === 'yes' && !isWholeInSight(model, session, item)) return responding(model, item);
    return stepTo(
      // An answer where a human holds the keyboard would be refused.
      { ...model, hold: undefined, answering: [...model.answering, item.n] },
      {
        type: 'call',
        tag: { panel: 0, word: answerWord(item.n) },
        method: 'pending.respond',
        params: { n: item.n, answers: [answer] },
      },
    );
  };
}

/** The form for what the focused session asks. */
export const respond: Action = (model) => {
  const item = itemOf(sessionOf(model, model.focus));
  return item ? responding(model, item) : nothingAsked(model);
};

function responding(model: Model, { n, session }: PendingItem): Step {
  return openPanel(model, { name: 'respond', session, n });
}

function nothingAsked(model: Model): Step {
  const { focus } = model;
  return telling(model, focus === undefined ? 'There is no session.' : `'${focus}' asks nothing.`);
}
