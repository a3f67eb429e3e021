import { withoutBlanks } from '../base/blanks.ts';
import type { ChoicePage, Matter } from '../policy/consulting/matter.ts';
import type { PastAnswer } from './brain.ts';
import type { Opinion } from './opinion.ts';

/** What a person said before is likely, and not sure, to be what they would say now. */
const surenessOfPast = 0.85;

/** What people of this project always chose when they were asked the very same, if that can be chosen now. */
export function answeredBefore(page: ChoicePage, kind: Matter['kind'], past: readonly PastAnswer[]): Opinion {
  if (page.multi) return undefined;
  const same = past.filter(
    (answer) => answer.kind === kind && withoutBlanks(answer.asked) === withoutBlanks(page.question),
  );
  const [newest] = same;
  if (!newest || same.some(({ chosen }) => chosen !== newest.chosen)) return undefined;
  const hits = page.choices.flatMap(({ label, closed }, index) =>
    label === newest.chosen && closed === undefined ? [index] : [],
  );
  if (hits.length !== 1) return undefined;
  const times = same.length === 1 ? 'once' : `${same.length} times`;
  return {
    picks: hits,
    confidence: surenessOfPast,
    reason: `a person answered this question with '${newest.chosen}' ${times} before, last on ${newest.at.slice(0, 10)}`,
  };
}
