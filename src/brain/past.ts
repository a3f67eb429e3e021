import { withoutBlanks } from '../base/blanks.ts';
import type { ChoicePage, Matter } from '../policy/consulting/matter.ts';
import type { PastAnswer } from './brain.ts';
import type { Opinion } from './opinion.ts';

/** What a person said before is likely, and not sure, to be what they would say now. */
const surenessOfPast = 0.85;

/**
 * What people of this project always chose when they were asked the very same with the very same choices, if that can be
 * chosen now. A question in words that names nothing ("Shall I do that?") is another one each time.
 */
export function answeredBefore(page: ChoicePage, kind: Matter['kind'], past: readonly PastAnswer[]): Opinion {
  if (page.multi || (kind === 'prose' && namesNothing(page.question))) return undefined;
  const choices = page.choices.map(({ label }) => label);
  const same = past.filter(
    (answer) => answer.kind === kind && isAlike([answer.asked], [page.question]) && isAlike(answer.choices, choices),
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

function isAlike(before: readonly string[] = [], now: readonly string[]): boolean {
  return (
    before.length === now.length &&
    before.every((text, index) => withoutBlanks(text) === withoutBlanks(now[index] ?? ''))
  );
}

/** True for a question of which no word says what it is about, so that the words before it do. */
function namesNothing(question: string): boolean {
  const words = question.toLowerCase().match(/[\p{L}\p{N}_'’-]+/gu) ?? [];
  return words.every((word) => empty.has(word.replace('’', "'")));
}

/** Words that stand for what was said before, or for going on with it. */
const empty: ReadonlySet<string> = new Set(
  (
    "a an the this that these those it its i'd it's that's them they there here one ones two three first second third last other both either any some all each " +
    'something anything everything thing things i me my we us our you your so and or but if then now next again also already just please still ' +
    'shall should would could can may might will do does did done be is are was were am been have has had want like prefer wish let know tell ' +
    'say need mind think agree approve confirm ok okay yes no not fine good right correct alright sure ready happy sound sounds look looks seem ' +
    'seems work works reasonable acceptable permission approval leave go ahead on proceed proceeding continue continuing begin start starting ' +
    'move forward keep going make apply carry out take try use pick choose select with of to for from in at as by how what which who when where ' +
    'why whether way ways plan plans approach approaches option options choice choices step steps change changes idea ideas suggestion ' +
    'suggestions proposal proposals design solution solutions task tasks point part parts rest above below described proposed suggested ' +
    'recommended implementation implement implementing better best'
  ).split(' '),
);
