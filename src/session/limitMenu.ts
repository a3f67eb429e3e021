import type { Verdict } from '../policy/verdict.ts';
import { limits } from '../limits.ts';
import { holdsText } from '../screen/typed.ts';
import { answer, hold } from './deciding.ts';
import { asksAPerson, escalate } from './escalating.ts';
import type { Dialog } from './session.ts';
import type { Making } from './step.ts';
import { isReadable, mayType } from './step.ts';
import { mayApprove } from './unchecked.ts';

/** The menu that a usage limit brings up: waiting costs nothing, and is the one row that pcc chooses there. */

/** Labels of the row that leaves the menu and waits, spelled out (2.1.98 to 2.1.329). */
const waitingRows: readonly string[] = ['Stop and wait for limit to reset'];

const waits: Verdict = {
  risk: 'LOW',
  action: 'approve',
  rules: ['limit-menu'],
  reasons: ['Screen and transcript say that a usage limit is reached: to wait for its reset costs nothing.'],
};

/** Why a person is asked about a limit that the transcript does not know of; compared by its rule. */
export const unconfirmed: Verdict = {
  ...asksAPerson(
    'The screen shows a usage limit, and the transcript holds no refusal of the API: nobody but you can tell whether it is one.',
  ),
  rules: ['limit-unconfirmed'],
};

/** After each event: answers the menu of a limit that both witnesses know. Until then it is only kept in mind. */
export function mindLimitMenu(making: Making): void {
  const { ask, limit } = making.session;
  if (ask?.dialog.kind !== 'limit' || !limit || limit.stage === 'seen') return;
  if (!mayType(making.session) || !isReadable(making.session)) return;
  const { dialog, attempts } = ask;
  if (ask.stage === 'waiting' && ask.verdict.rules.includes('limit-unconfirmed')) {
    making.do({ type: 'withdraw', escalationId: ask.escalationId, why: 'The transcript confirms the limit.' });
  } else if (ask.stage !== 'witness') return;
  const label = onlyWaiting(dialog);
  const why = label === undefined ? 'The menu offers no single row that only waits.' : whyNot(dialog, attempts);
  if (label === undefined || why !== undefined) escalate(making, { dialog, attempts }, asksAPerson(why ?? ''));
  else if (!mayApprove(making.session)) hold(making, { dialog, attempts }, waits);
  else answer(making, dialog, { by: 'policy', label, verdict: waits, attempts });
}

/** The one row that only waits, by its label; never one that the table knows to do anything else. */
function onlyWaiting({ options }: Dialog): string | undefined {
  const [row, ...others] = options.filter(({ label, kind }) => kind === 'other' && waitingRows.includes(label));
  const alike = options.filter(({ label }) => label === row?.label);
  return others.length === 0 && alike.length === 1 ? row?.label : undefined;
}

function whyNot(dialog: Dialog, attempts: number): string | undefined {
  if (dialog.options.some(holdsText))
    return 'Words stand in a row of the menu: whoever typed them is to say what is meant.';
  return attempts > limits.redecideMax ? 'The keys of earlier answers had no effect.' : undefined;
}
