import type { Result, Status } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Io } from '../../face/io.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { oneLine } from '../../face/text/text.ts';
import { inLocalTime } from '../../face/text/time.ts';
import { queueLines } from '../format/queue.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, filled, flag, printJson } from '../verb.ts';

const actions = ['list', 'move', 'remove', 'retry'] as const;
type Action = (typeof actions)[number];

/** `pcc queue <id> [list|move|remove|retry]`: shows the tasks of a session, or changes one of them. */
export const run: VerbRun = async (given, io) => {
  const action = actionOf(argument(given, 1));
  checkOptions(given, action);
  return action === 'list' ? await list(given, io) : await change(given, io, action);
};

function actionOf(word: string): Action {
  if (word === '') return 'list';
  const known = actions.find((action) => action === word);
  if (known) return known;
  const near = nearest(word, actions);
  const hint = near === undefined ? `it takes ${actions.join(', ')}` : `did you mean '${near}'?`;
  throw new PccError('usage', `'${word}' is nothing that 'pcc queue' does; ${hint}${near === undefined ? '.' : ''}`);
}

/** What an action does not know is never passed over: it would be believed to have been done. */
function checkOptions(given: Given, action: Action): void {
  const places = ['before', 'first', 'last'].filter((name) => given.options[name] !== undefined);
  const [place] = places;
  if (place !== undefined && action !== 'move') throw new PccError('usage', `'--${place}' belongs to 'move'.`);
  if (action === 'move' && places.length !== 1)
    throw new PccError('usage', "'move' takes one of '--before <task>', '--first' and '--last'.");
  if (flag(given, 'all') && action !== 'list') throw new PccError('usage', "'--all' belongs to 'list'.");
  if (action === 'list' && argument(given, 2) !== '')
    throw new PccError('usage', `'list' takes no task; leave '${argument(given, 2)}' out.`);
  if (action !== 'list' && argument(given, 2) === '')
    throw new PccError(
      'usage',
      `Which task? 'pcc queue ${argument(given, 0)} ${action} <task>' takes its id or number.`,
    );
}

async function list(given: Given, io: Io): Promise<number> {
  const [id, all] = [argument(given, 0), flag(given, 'all')];
  if (flag(given, 'json')) {
    printJson(io, await withDaemon(io, (api) => api.call('queue.list', { id, all })));
    return exit.done;
  }
  const { tasks, held } = await withDaemon(io, async (api) => {
    const { tasks } = await api.call('queue.list', { id, all });
    const isWaiting = tasks.some(({ state }) => state === 'queued');
    return { tasks, held: isWaiting ? heldBy(await api.call('session.status', { id })) : undefined };
  });
  for (const line of queueLines(tasks, layoutFor(io))) io.stdout.write(`${line}\n`);
  if (held !== undefined) io.stdout.write(`${oneLine(inLocalTime(held))}\n`);
  return exit.done;
}

/** Why no task that waits is typed now, where that is not for other tasks. */
function heldBy({ id, phase, paused, humans, limit, why }: Status): string | undefined {
  if (phase === 'ended') return 'The session has ended: what waits is not typed any more.';
  if (paused) return `The session is paused: 'pcc resume ${id}' lets it go on.`;
  if (humans > 0) return 'A person holds its keyboard: nothing is typed until it is given back.';
  return limit === undefined ? undefined : why;
}

async function change(given: Given, io: Io, action: Exclude<Action, 'list'>): Promise<number> {
  const of = { id: argument(given, 0), task: argument(given, 2) };
  const made = await withDaemon(io, async (api): Promise<Result<'queue.move'>> => {
    if (action === 'remove') return api.call('queue.remove', of);
    if (action === 'retry') return api.call('queue.retry', of);
    const before = flag(given, 'first')
      ? firstOf(await api.call('queue.list', { id: of.id }), of.task)
      : filled(given, 'before', 'the id or the number of a task that waits');
    return api.call('queue.move', { ...of, ...(before === undefined ? {} : { before }) });
  });
  if (flag(given, 'json')) printJson(io, made);
  else io.stdout.write(`${made.task}\n`);
  return exit.done;
}

/** The waiting task that goes first, other than the one that is moved before it. */
function firstOf({ id, tasks }: Result<'queue.list'>, moved: string): string | undefined {
  const own = /^\d+$/.test(moved) ? `${id}.${Number(moved)}` : moved;
  return tasks.find((task) => task.state === 'queued' && task.id !== own)?.id;
}
