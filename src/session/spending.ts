import { limits } from '../limits.ts';
import type { Option } from '../screen/reading.ts';
import { isBoxEmpty } from '../screen/reading.ts';
import { agentDecides } from './agent.ts';
import { handsOff, lookAgain } from './asking.ts';
import { asksAPerson, decideToAsk, outcome, tellPerson } from './escalating.ts';
import { dropGoOn } from './goingOn.ts';
import type { Budget, LastingEvent } from './lasting.ts';
import { leftBehind } from './limit.ts';
import type { Dialog, Session, WriteResult } from './session.ts';
import type { Making } from './step.ts';
import type { Task } from './task.ts';
import { goOnTyping, setTask, taskOf } from './tasks.ts';
import { troubleOver } from './trouble.ts';

/**
 * Budgets of tokens and time, for a task and for a session. Once one is used up nothing is typed or answered any more before a
 * person has said that it goes on, or before the turn was stopped.
 */

type BudgetEvent = Extract<LastingEvent, { type: 'budget' }>;
type Stopping = Extract<Budget, { stage: 'stopping' }>;

/** How much was taken so far. */
export function spentTold(making: Making, { spent, ran }: Extract<LastingEvent, { type: 'spent' }>): void {
  making.set({ spent });
  if (!ran) return;
  const task = taskOf(making.session, ran.taskId);
  if (!task?.taken) return;
  const taken = { ...task.taken, ms: task.taken.ms + ran.ms };
  making.set({ tasks: making.session.tasks.map((other) => (other === task ? { ...task, taken } : other)) });
}

/** A budget is used up. One that a person has lifted, or that comes while another is being settled, is passed over. */
export function budgetSpent(making: Making, event: BudgetEvent): void {
  const { budget, unbounded } = making.session;
  const task = event.taskId === undefined ? undefined : taskOf(making.session, event.taskId);
  if (budget || (event.taskId === undefined ? unbounded : !task || task.unbounded || !isAtWork(task))) return;
  const { what, taskId } = event;
  if (event.then === 'ask') ask(making, { what, ...(taskId === undefined ? {} : { taskId }) });
  else stop(making, { what, ...(taskId === undefined ? {} : { taskId }) }, event.then === 'stop-and-ask');
}

type Spent = Pick<Budget, 'taskId' | 'what'>;

function isAtWork({ state }: Task): boolean {
  return state === 'typing' || state === 'running' || state === 'verifying';
}

const goOn = 'Go on without this budget';
const stopIt = 'Stop here';

/** The mark of a question about a budget in its fingerprint. */
const budgetMark = 'budget:';

/** The question about a budget that is used up. */
function budgetDialog({ what }: Pick<Budget, 'what'>, fingerprint: string): Dialog {
  const row = (label: string, key: string): Option => ({ key, label, kind: 'answer', selected: false });
  return {
    kind: 'unknown',
    fingerprint,
    tool: '',
    subject: '',
    truncated: false,
    question: what,
    options: [row(goOn, '1'), row(stopIt, '2')],
  };
}

function ask(making: Making, spent: Spent): void {
  making.do({ type: 'cancel-deadline', name: 'stopped' });
  const dialog = budgetDialog(spent, `${budgetMark}${making.session.decisions}`);
  const verdict = { ...asksAPerson(spent.what), rules: ['budget-spent'] };
  const escalationId = decideToAsk(making, dialog, verdict);
  tellPerson(making, escalationId, dialog, verdict);
  making.set({ budget: { ...spentOf(spent), stage: 'asked', escalationId } });
  handsOff(making);
}

function spentOf({ taskId, what }: Spent): Spent {
  return { what, ...(taskId === undefined ? {} : { taskId }) };
}

/** A person says whether it goes on. */
export function budgetResponded(making: Making, escalationId: string, label: string): void {
  const { budget } = making.session;
  if (budget?.stage !== 'asked' || budget.escalationId !== escalationId) return;
  if (label !== goOn && label !== stopIt) return;
  const id = making.nextDecision();
  const decision = { kind: 'unknown', tool: '', subject: budget.what, risk: 'MEDIUM', action: 'choose' } as const;
  const reasons = [`A person chose '${label}'.`];
  const fingerprint = `${budgetMark}${making.session.decisions}`;
  making.do({
    type: 'decide',
    decision: { ...decision, id, by: 'human', fingerprint, label, rules: ['budget-spent'], reasons },
  });
  outcome(making, id, 'confirmed');
  making.do({ type: 'withdraw', escalationId, why: `Answered: ${label}`, decisionId: id });
  making.clear('budget');
  if (label === stopIt) stop(making, budget, false);
  else {
    lift(making, budget);
    resumed(making);
  }
}

function lift(making: Making, { taskId }: Spent): void {
  const task = taskId === undefined ? undefined : taskOf(making.session, taskId);
  if (taskId === undefined) making.set({ unbounded: true });
  else if (task) {
    const lifted: Task = { ...task, unbounded: true };
    making.set({ tasks: making.session.tasks.map((other) => (other === task ? lifted : other)) });
  }
}

/** Nothing holds the session up any more: what stands on the screen is taken up. */
function resumed(making: Making): void {
  lookAgain(making);
  goOnTyping(making);
}

/** Ends the turn that runs, if one does, and with it the tasks that it was for. */
function stop(making: Making, spent: Spent, asks: boolean): void {
  agentDecides(making, {
    action: 'stop',
    subject: taskOf(making.session, spent.taskId ?? '')?.text ?? 'the session',
    reasons: [spent.what, asks ? 'A person is asked before anything else begins.' : 'The queue goes on behind it.'],
  });
  making.set({ budget: { ...spentOf(spent), stage: 'stopping', presses: 0, ask: asks } });
  handsOff(making);
}

/** After each event: presses Esc while the turn runs, and settles the budget once it has ended. */
export function mindSpending(making: Making): void {
  const { budget, phase } = making.session;
  if (budget?.stage === 'asked' && (phase === 'stopping' || phase === 'ended')) {
    making.clear('budget');
    making.do({ type: 'withdraw', escalationId: budget.escalationId, why: 'The session ends.' });
  }
  if (budget?.stage === 'asked') endedAsked(making, budget);
  if (budget?.stage !== 'stopping') return;
  const { state } = making.session.reading;
  if (state === 'busy') press(making, budget);
  else if (waitsItself(making.session)) return;
  // With a dialog on the screen Esc would be an answer: a person has the word there.
  else if (state === 'idle' || state === 'draft' || (isBoxEmpty(making.session.reading) && isRefused(making.session)))
    stopped(making, budget);
  else if (isBoxEmpty(making.session.reading) && !budget.banner) {
    making.set({ budget: { ...budget, banner: true } });
    making.do({ type: 'deadline', name: 'stopped' });
  }
}

/** True while the CLI waits for a limit to end, and means to go on by itself then: the turn is stopped when it does. */
function waitsItself({ limit, reading }: Session): boolean {
  return reading.state === 'limit' && limit?.stage === 'asleep' && limit.resumesItself;
}

/** True when the transcript tells of what the banner of a limit or an error says. */
function isRefused({ refusal, limit }: Session): boolean {
  return refusal !== undefined || (limit !== undefined && limit.stage !== 'seen');
}

/** The task that was asked about has ended meanwhile: nothing is left to decide, and the queue goes on. */
function endedAsked(making: Making, { taskId, escalationId }: Extract<Budget, { stage: 'asked' }>): void {
  const task = taskId === undefined ? undefined : taskOf(making.session, taskId);
  if (taskId === undefined || (task && isAtWork(task)) || task?.state === 'queued') return;
  // One that a stop has made fail is to be decided about: whether its queue goes on.
  if (task?.state === 'failed') return;
  making.clear('budget');
  making.do({ type: 'withdraw', escalationId, why: 'The task has ended.' });
  resumed(making);
}

/** A new daemon: an Esc of which nobody told what became of it is pressed again, where the turn still runs after its time. */
export function spendingTakenUp(making: Making): void {
  if (making.session.budget?.stage === 'stopping') making.do({ type: 'deadline', name: 'stopped' });
}

/** True while the Esc with this id is still to be pressed: nobody has paused the session since, and its budget still wants it. */
export function isEscWanted(session: Session, inputId: string): boolean {
  const { budget } = session;
  return budget?.stage === 'stopping' && budget.inputId === inputId && mayInterrupt(session);
}

function press(making: Making, budget: Stopping): void {
  if (budget.inputId !== undefined || !mayInterrupt(making.session)) return;
  if (budget.presses >= limits.escPressesMax) {
    making.clear('budget');
    ask(making, { ...spentOf(budget), what: `${budget.what} The turn does not stop at Esc.` });
    return;
  }
  const inputId = making.nextInput();
  making.set({ budget: { ...budget, inputId, presses: budget.presses + 1 } });
  making.do({ type: 'interrupt', inputId });
  making.do({ type: 'deadline', name: 'stopped' });
}

function mayInterrupt({ phase, off, paused, humans }: Session): boolean {
  return phase === 'live' && !off && !paused && humans === 0;
}

/** What became of an Esc: one that was not written is pressed again after the next look. */
export function escWritten(making: Making, inputId: string, result: WriteResult): void {
  const { budget } = making.session;
  if (budget?.stage !== 'stopping' || budget.inputId !== inputId) return;
  if (result === 'stale' || result === 'moved') escLost(making, budget);
}

/** The turn did not end in time, or nobody told what became of the Esc. */
export function escTimedOut(making: Making): void {
  const { budget } = making.session;
  if (budget?.stage !== 'stopping') return;
  const { inputId: _inputId, banner, ...rest } = budget;
  if (banner && isBoxEmpty(making.session.reading) && !waitsItself(making.session)) {
    stopped(making, budget);
    return;
  }
  making.set({ budget: rest });
  if (rest.presses > 0 && !mayInterrupt(making.session)) making.do({ type: 'deadline', name: 'stopped' });
}

function escLost(making: Making, { inputId: _inputId, ...budget }: Stopping): void {
  making.set({ budget: { ...budget, presses: budget.presses - 1 } });
}

function stopped(making: Making, budget: Stopping): void {
  making.do({ type: 'cancel-deadline', name: 'stopped' });
  const isMeant = (task: Task): boolean =>
    budget.taskId === undefined || task.id === budget.taskId || task.of === budget.taskId;
  for (const task of making.session.tasks) {
    const isOver = task.state === 'running' || (task.state === 'verifying' && isMeant(task));
    if (isOver) setTask(making, { ...task, why: budget.what }, 'failed');
  }
  // What was cut off is not continued: neither what a crash left, nor what a limit or an error did.
  troubleOver(making, budget.what);
  dropGoOn(making, budget.what);
  making.clear('interrupted');
  making.clear('refusal');
  if (making.session.limit?.stage === 'waking') leftBehind(making);
  // The banner may stand there until something is typed below it.
  const { reading } = making.session;
  if (reading.state !== 'idle' && isBoxEmpty(reading)) making.set({ settledBanner: true });
  for (const task of making.session.tasks)
    if (isQueuedFor(making.session, task)) setTask(making, { ...task, why: budget.what }, 'removed');
  making.clear('budget');
  // What is over for the whole session does not end with its turn.
  if (budget.ask || budget.taskId === undefined) ask(making, budget);
  else resumed(making);
}

/** True for an errand that waits for a task which has failed. */
function isQueuedFor({ tasks }: Session, { of, state }: Task): boolean {
  return state === 'queued' && of !== undefined && tasks.some((task) => task.id === of && task.state === 'failed');
}
