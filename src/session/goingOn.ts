import { withoutBlanks } from '../base/blanks.ts';
import { agentDecides } from './agent.ts';
import { askStanding, standingOver } from './escalating.ts';
import type { Interrupted } from './lasting.ts';
import type { Session } from './session.ts';
import type { Making } from './step.ts';
import { isReadable, mayType } from './step.ts';
import type { Task } from './task.ts';
import { fail, setTask } from './tasks.ts';

/** How what was cut off is continued: one text, typed once, in the name of the task that runs. */

/** What is typed where nothing else was set. */
export const goOnText = 'continue';

/**
 * Queues the text that continues what was cut off, before everything else that waits; it is typed as soon as the input box is
 * empty. While such a text is on its way already no other is made. Gives the errand, or undefined where there was one.
 */
export function goOn(
  making: Making,
  {
    text,
    by,
    reasons,
  }: { readonly text: string; readonly by: Interrupted['by']; readonly reasons?: readonly string[] },
): Task | undefined {
  // From here on it is the errand that is to be sent.
  making.clear('interrupted');
  making.clear('refusal');
  if (goOnUnderWay(making.session)) return undefined;
  // One that was sent before was cut off in its turn.
  for (const sent of making.session.tasks.filter(isGoOn)) if (sent.state === 'running') setTask(making, sent, 'done');
  const served = making.session.tasks.find(({ state }) => state === 'running');
  const of = served?.of ?? served?.id;
  const subject = served?.text ?? text;
  const stepId = agentDecides(making, { action: 'go-on', subject, reasons: reasons ?? [whyOf[by]] });
  const task: Task = {
    id: `${stepId}:go-on`,
    text,
    role: 'go-on',
    state: 'queued',
    ...(of === undefined ? {} : { of }),
  };
  making.set({ tasks: [task, ...making.session.tasks] });
  making.do({ type: 'task-state', task });
  return task;
}

const whyOf: Readonly<Record<Interrupted['by'], string>> = {
  limit: 'A usage limit cut the turn off, and it was reset.',
  error: 'An error of the API ended the turn.',
  crash: 'The CLI crashed and was started anew.',
  host: 'The pty host ended and the CLI was started anew.',
};

/** True for a text that continues what was cut off. */
export function isGoOn({ role }: Task): boolean {
  return role === 'go-on';
}

/** The continuation that has not left the input box yet. */
export function goOnUnderWay({ tasks }: Session): Task | undefined {
  return tasks.find((task) => isGoOn(task) && (task.state === 'queued' || task.state === 'typing'));
}

/** The last continuation, wherever it stands. */
export function lastGoOn({ tasks }: Session): Task | undefined {
  return tasks.find(isGoOn);
}

/** Somebody else has continued: the continuation is needed no more, and what was not sent of it is not sent. */
export function dropGoOn(making: Making, why: string): void {
  const task = goOnUnderWay(making.session);
  if (!task) return;
  if (task.state === 'queued') setTask(making, { ...task, why }, 'removed');
  // An Enter that is on its way cannot be taken back.
  else if (!mayBeSent(making.session, task)) {
    fail(making, task, 'it is needed no more');
    overtakeUnsent(making);
  }
}

/** True when the text has left the input box, or the Enter that sends it is on its way. */
export function mayBeSent({ typing }: Session, task: Task): boolean {
  return task.state === 'running' || (task.state === 'typing' && typing?.taskId === task.id && typing.step === 'enter');
}

/** True for the prompt that the text of a task became. */
export function isPromptOf({ text }: Task, prompt: string): boolean {
  return withoutBlanks(text) === withoutBlanks(prompt);
}

/** True while a turn is cut off and not continued: no quiet screen makes its task done. */
export function isCutOff(session: Session): boolean {
  const { interrupted, refusal } = session;
  const isKnown = interrupted !== undefined || refusal !== undefined || goOnUnderWay(session) !== undefined;
  return isKnown || unsentGoOn(session) !== undefined;
}

/** The continuation that could not be sent, while the task that it was to continue still counts as running. */
export function unsentGoOn(session: Session): Task | undefined {
  const last = lastGoOn(session);
  if (last?.state !== 'failed' || last.of === undefined) return undefined;
  const { of } = last;
  return session.tasks.some((task) => task.state === 'running' && (task.id === of || task.of === of))
    ? last
    : undefined;
}

/**
 * After each event: a person is asked about a continuation that could not be sent, where neither a limit nor an error has its own
 * question for it. Nothing is typed a second time: somebody was at the keyboard, or the screen did not do what was expected.
 */
export function mindUnsent(making: Making): void {
  const { session } = making;
  const isOpen = unsentGoOn(session) !== undefined && !session.limit && !session.trouble;
  if (!isOpen) standingOver(making, 'cut-off:', 'The session goes on.');
  else if (!session.ask && mayType(session) && isReadable(session)) askStanding(making, 'cut-off:', { reason: unsent });
}

const unsent =
  'The turn of a task was cut off, and the text that continues it could not be sent. Attach to the session and look, or send a text that continues it.';

/** Somebody has gone on without the continuation that could not be sent: it serves nothing any more. */
export function overtakeUnsent(making: Making): void {
  const task = unsentGoOn(making.session);
  if (!task) return;
  const { of: _of, ...alone } = task;
  making.set({ tasks: making.session.tasks.map((other) => (other === task ? alone : other)) });
}
