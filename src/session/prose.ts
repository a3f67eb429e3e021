import { withoutBlanks } from '../base/blanks.ts';
import { limits } from '../limits.ts';
import { acceptedAdvice } from '../policy/consulting/advice.ts';
import type { ChoicePage, Matter } from '../policy/consulting/matter.ts';
import { proseQuestion } from '../policy/consulting/prose.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Option } from '../screen/reading.ts';
import { byBrain, withBrain } from './consulting.ts';
import { asksAPerson, decideToAsk, outcome, tellPerson } from './escalating.ts';
import { nothingOpen } from './matters.ts';
import type { Prose } from './proseState.ts';
import { replyPage } from './replyPage.ts';
import { summaryTold } from './room.ts';
import type { Dialog, Reply, Session, SessionEvent } from './session.ts';
import type { DecidedBy } from './decision.ts';
import { beforeAll, numberTaken } from './queueOrder.ts';
import type { Task, TaskOrder } from './task.ts';
import { makesRoom, replyMark, wordsOf } from './task.ts';
import type { Making } from './step.ts';
import { mayType } from './step.ts';
import { fail, setTask, taskOf, turnEnded } from './tasks.ts';
import { isForVersion, mayApprove, uncheckedOf } from './unchecked.ts';

/** A question in words that ends a turn: who answers it, and the reply on its way into the input box. */

type Replying = Extract<Prose, { stage: 'replying' | 'replied' }>;

/** True while the question has no reply that has left the input box. */
export function isOpenProse({ prose }: Session): boolean {
  return prose !== undefined && prose.stage !== 'replied' && prose.stage !== 'dismissed';
}

/** The main thread's turn has ended with this text: with a question in it the tasks that ran wait for its answer, else they are done. */
export function turnOver(making: Making, text: string): void {
  const { prose } = making.session;
  const kept = text.slice(-limits.proseTextCharsMax);
  // The end of one turn may be told twice, by two lines or by a quiet screen.
  if (prose && prose.stage !== 'replied' && prose.text === kept) {
    if (prose.stage === 'dismissed') turnEnded(making, text);
    return;
  }
  closeProse(making, 'Claude has gone on.');
  // A task that is on its way already is what Claude is told next.
  const page = text === '' || making.session.typing || isOwnTurn(making.session) ? undefined : proseQuestion(text);
  summaryTold(making, text);
  turnEnded(making, text, (task) => !page || isReply(task));
  if (page) making.set({ prose: { stage: 'held', text: kept, page: replyPage(page, text) } });
}

/** True for a turn that makes room in the context, and for one that is being stopped: a question in its words is nobody's. */
function isOwnTurn({ tasks, budget }: Session): boolean {
  return budget?.stage === 'stopping' || tasks.some(({ state, role }) => state === 'running' && makesRoom(role));
}

/**
 * After each event: asks about a question that was held back as soon as pcc may type and no dialog stands in the way, and holds
 * it back otherwise. So a session has one consultation at a time.
 */
export function mindProse(making: Making): void {
  const { prose } = making.session;
  if (prose?.stage === 'replying') replyMoved(making, prose);
  const { prose: now, cli, humans, ask: dialog } = making.session;
  const mayAsk = mayType(making.session) && !dialog;
  switch (now?.stage) {
    case 'held':
      if (mayAsk && cli !== 'asking') ask(making, now);
      break;
    case 'consulting':
      if (!mayAsk) holdBack(making, now);
      break;
    case 'waiting':
      if (!mayAsk || cli !== 'checked' || !isForVersion(now.verdict)) break;
      making.do({ type: 'withdraw', escalationId: now.escalationId, why: 'The version of the CLI passed its check.' });
      ask(making, now);
      break;
    case 'replying':
      // A human at the keyboard may answer it: what a brain chose and is not typed yet is thought over again afterwards.
      if (humans > 0 && now.by === 'brain' && dropReply(making, now, 'not-typed')) holdBack(making, now);
      break;
    case 'replied':
    case 'dismissed':
    case undefined:
      break;
  }
}

function holdBack(making: Making, { text, page }: Prose): void {
  making.set({ prose: { stage: 'held', text, page } });
}

/** Asks the brain, or a person where a brain may not answer. */
function ask(making: Making, prose: Prose): void {
  const { text, page } = prose;
  const replies = making.session.proseReplies ?? 0;
  const why =
    replies >= limits.proseRepliesMax
      ? `A brain has answered ${replies} questions without a person.`
      : isSame(page.question, making.session.proseAnswered ?? '')
        ? 'A brain has just answered this very question, and it is asked again.'
        : nothingOpen([page]);
  if (why !== undefined) {
    askPerson(making, prose, { ...proseVerdict, reasons: [why, ...proseVerdict.reasons] });
    return;
  }
  const consultId = making.nextConsult();
  making.set({ prose: { stage: 'consulting', text, page, consultId } });
  making.do({ type: 'consult', consultId, matter: matterOf(prose) });
}

const proseVerdict = asksAPerson('Claude ended its turn with a question.');

function matterOf({ text, page }: Prose): Matter {
  return { kind: 'prose', pages: [page], text };
}

function askPerson(making: Making, { text, page }: Prose, verdict: Verdict): void {
  const dialog = proseDialog(page, `prose:${making.session.decisions}`, wordsBefore(text, page));
  const escalationId = decideToAsk(making, { ...dialog, subject: page.question }, verdict);
  tellPerson(making, escalationId, dialog, verdict);
  making.set({ prose: { stage: 'waiting', text, page, escalationId, verdict } });
}

/** The words that lead to the question; all of them where more words stand behind it. */
function wordsBefore(text: string, { question }: ChoicePage): string {
  const words = text.trim();
  return words.endsWith(question) ? words.slice(0, -question.length).trim() : words;
}

/** The question as a person is shown it: the words before it, its replies as rows, and one for words of their own. */
export function proseDialog({ question, choices }: ChoicePage, fingerprint: string, subject: string): Dialog {
  const rows = choices.map(({ label }, index) => row(label, index, 'answer'));
  return {
    kind: 'prose',
    fingerprint,
    tool: '',
    subject,
    truncated: false,
    question,
    options: [...rows, row('Type something', rows.length, 'free-text')],
  };
}

function row(label: string, index: number, kind: Option['kind']): Option {
  return { key: String(index + 1), label, kind, selected: false };
}

/** What the brain says about the question in words. Advice for another consultation is late and means nothing. */
export function proseAdvised(
  making: Making,
  { consultId, by, advice }: Extract<SessionEvent, { type: 'advised' }>,
): void {
  const { prose } = making.session;
  if (prose?.stage !== 'consulting' || prose.consultId !== consultId) return;
  const given = acceptedAdvice(matterOf(prose), advice);
  const picked = given.say === 'choose' ? prose.page.choices[given.picks[0]?.[0] ?? -1]?.label : undefined;
  const label = chosenReply(prose, picked);
  const verdict = byBrain(proseVerdict, by, given.reason);
  if (label === undefined) askPerson(making, prose, withBrain(proseVerdict, 'brain-person', given.reason));
  else if (!mayApprove(making.session)) askPerson(making, prose, uncheckedOf(verdict));
  else reply(making, prose, { by: 'brain', text: label, verdict });
}

/** A person answers the question in words: with one of its replies, or with words of their own. */
export function proseResponded(making: Making, escalationId: string, { goals: [goal] }: Reply): void {
  const { prose } = making.session;
  if (prose?.stage !== 'waiting' || prose.escalationId !== escalationId || !mayType(making.session)) return;
  const text = goal?.want === 'text' ? goal.text : chosenReply(prose, goal?.want === 'row' ? goal.label : undefined);
  if (text === undefined) return;
  const decisionId = reply(making, prose, {
    by: 'human',
    text,
    verdict: { ...prose.verdict, reasons: [`A person chose '${text}'.`] },
  });
  making.do({ type: 'withdraw', escalationId, why: `Answered: ${text}`, decisionId });
}

/** A person says that no answer is needed: the question is over, what it ended is done, and the next task may go. */
export function proseDismissed(making: Making, escalationId: string): void {
  const { prose } = making.session;
  if (prose?.stage !== 'waiting' || prose.escalationId !== escalationId) return;
  const { text, page, verdict } = prose;
  const reasons = ['A person said that no answer is needed.'];
  const decisionId = commit(making, page, { by: 'human', label: noAnswer, verdict: { ...verdict, reasons } });
  making.do({ type: 'withdraw', escalationId, why: noAnswer, decisionId });
  outcome(making, decisionId, 'confirmed');
  making.set({ prose: { stage: 'dismissed', text, page } });
  personSpoke(making);
  turnEnded(making, text);
}

/** Claude works on without a prompt: what it asks after that is asked anew, in the same words too. */
export function workSeen(making: Making, { call, history }: Extract<SessionEvent, { type: 'call-pending' }>): void {
  if (making.session.prose?.stage === 'dismissed' && call.agent === undefined && !history) making.clear('prose');
}

/** What stands in the log where a question is over without an answer. */
export const noAnswer = 'no answer needed';

/**
 * A person sends a task while the question is open: that is the answer, so that it goes before what waits, and what ended in
 * the question is over. A reply that is in the input box already, or is another person's, goes first.
 */
export function taskGiven(
  making: Making,
  { task: given, queued }: Pick<Extract<SessionEvent, { type: 'task' }>, 'task' | 'queued'>,
): void {
  const { prose } = making.session;
  const task: Task = { ...given, state: 'queued' };
  numberTaken(making, task.id);
  const isReplied = prose?.stage === 'replying' && (prose.by === 'human' || !isQueued(making, prose));
  if (!isOpenProse(making.session) || isReplied || queued || isForQueue(given)) {
    making.set({ tasks: [...making.session.tasks, task] });
    return;
  }
  closeProse(making, 'A person sent a task.');
  personSpoke(making);
  turnEnded(making);
  making.set({ tasks: [beforeAll(making.session, task), ...making.session.tasks] });
}

/** What is read in a file, or goes with conditions, is no answer to anything. */
function isForQueue({ source, after, fresh, verify, priority }: TaskOrder): boolean {
  return [source, after, fresh, verify, priority].some((condition) => condition !== undefined);
}

function isQueued({ session }: Making, { taskId }: Replying): boolean {
  return taskOf(session, taskId)?.state === 'queued';
}

/** The reply with this label. After a break the stored one may lack a secret: what is left of it is nobody's answer. */
function chosenReply({ page }: Prose, label: string | undefined): string | undefined {
  return page.choices.find((choice) => choice.label === label && !label.includes('[redacted:'))?.label;
}

/** Commits the reply and puts it before everything else that is to be typed. */
function reply(
  making: Making,
  { text: words, page }: Prose,
  { by, text, verdict }: { readonly by: DecidedBy; readonly text: string; readonly verdict: Verdict },
): string {
  const decisionId = commit(making, page, { by, label: text, verdict });
  const task: Task = { id: `${decisionId}${replyMark}`, text, state: 'queued' };
  making.set({
    tasks: [task, ...making.session.tasks],
    prose: { stage: 'replying', text: words, page, decisionId, taskId: task.id, by },
  });
  making.do({ type: 'task-state', task });
  if (by === 'brain') making.set({ proseReplies: (making.session.proseReplies ?? 0) + 1 });
  else personSpoke(making);
  return decisionId;
}

/** Commits what was decided about the question. */
function commit(
  making: Making,
  { question: subject }: ChoicePage,
  { by, label, verdict }: { readonly by: DecidedBy; readonly label: string; readonly verdict: Verdict },
): string {
  const id = making.nextDecision();
  const { risk, rules, reasons } = verdict;
  const about = { kind: 'prose', tool: '', subject, fingerprint: `prose:${making.session.decisions}` } as const;
  making.do({ type: 'decide', decision: { id, ...about, risk, action: 'choose', by, label, rules, reasons } });
  return id;
}

/** True for the reply to a question in words; every other task is one that people gave. */
export function isReply({ id }: Task): boolean {
  return id.endsWith(replyMark);
}

/** The reply has left the input box, or could not be sent: then a person has the word, for nobody knows what stands in the way. */
function replyMoved(making: Making, prose: Replying): void {
  const task = taskOf(making.session, prose.taskId);
  if (task?.state === 'running' || task?.state === 'done') {
    outcome(making, prose.decisionId, 'typed');
    making.set({ prose: { ...prose, stage: 'replied' } });
    replySent(making, prose);
  } else if (task?.state === 'failed') {
    outcome(making, prose.decisionId, 'no-effect');
    if (mayType(making.session)) askPerson(making, prose, asksAPerson(`The reply '${task.text}' was not sent.`));
    else holdBack(making, prose);
  }
}

/** Takes back a reply of which nothing was typed; false when something was. */
function dropReply(making: Making, { decisionId, taskId }: Replying, result: 'not-typed' | 'overtaken'): boolean {
  const task = taskOf(making.session, taskId);
  if (task?.state !== 'queued') return false;
  setTask(making, task, 'failed');
  outcome(making, decisionId, result);
  return true;
}

/** The transcript holds a prompt: the reply has arrived, or somebody else has answered. */
export function promptSeen(making: Making, text: string): void {
  const { prose } = making.session;
  const task = prose && 'taskId' in prose ? taskOf(making.session, prose.taskId) : undefined;
  if (prose && 'taskId' in prose && task && task.state !== 'queued' && isSame(text, wordsOf(task))) {
    outcome(making, prose.decisionId, 'confirmed');
    replySent(making, prose);
    making.clear('prose');
    return;
  }
  closeProse(making, 'Another prompt was sent.');
  // A person's word is a task, or was typed by whoever holds the pane; any other prompt may be the CLI's own.
  const own = making.session.tasks.filter((one) => isSame(text, wordsOf(one)));
  if (own.length > 0 ? !own.some(isReply) : making.session.humans > 0) personSpoke(making);
}

/** What a brain has answered is not answered by a brain a second time in a row. */
function replySent(making: Making, { by, page }: Replying): void {
  if (by === 'brain') making.set({ proseAnswered: page.question });
}

function personSpoke(making: Making): void {
  making.clear('proseReplies');
  making.clear('proseAnswered');
}

function isSame(a: string, b: string): boolean {
  return withoutBlanks(a) === withoutBlanks(b);
}

/** The question is over, without the reply if one is on its way. */
export function closeProse(making: Making, why: string): void {
  const { prose } = making.session;
  if (!prose) return;
  making.clear('prose');
  if (prose.stage === 'waiting') making.do({ type: 'withdraw', escalationId: prose.escalationId, why });
  if (prose.stage !== 'replying' || dropReply(making, prose, 'overtaken')) return;
  const task = taskOf(making.session, prose.taskId);
  outcome(making, prose.decisionId, 'overtaken');
  if (task?.state === 'typing') fail(making, task, 'its question is over');
}

/** After a crash: nobody waits for the brain's advice any more, so that the question is asked again. */
export function forgetConsulting(making: Making): void {
  const { prose } = making.session;
  if (prose?.stage === 'consulting') holdBack(making, prose);
}
