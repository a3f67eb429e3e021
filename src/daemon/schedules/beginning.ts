import type { Params } from '../../api/methods.ts';
import type { ApiClientHandle, Handlers } from '../../api/server.ts';
import { BugError } from '../../base/assert.ts';
import { disposable } from '../../base/disposables.ts';
import { hasCode } from '../../base/errors.ts';
import type { Session } from '../../session/session.ts';
import type { RunChange, ScheduleRecord } from '../../store/schedules.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import { readRequirements } from './request.ts';

/** What beginning a run takes of the daemon. */
export type BeginningParts = Pick<LastingParts, 'store' | 'env' | 'secrets' | 'sessions'> & {
  /** The queue of a session, as the API offers it. */
  readonly queue: () => Pick<Handlers, 'queue.add' | 'queue.follow'>;
};

/** The run before this one, as far as it was begun. */
export interface LastRun {
  readonly session: string;
  readonly task?: string;
}

/** How often a session is tried under another name, where another start took the name between choice and use. */
const namesTried = 3;

/**
 * Begins what a schedule is for and tells what came of it.
 *
 * @param about notes the id of the session before it is started, so that the next daemon can tell what became of it
 * @throws PccError that says why it could not be begun.
 */
export async function begin(
  record: ScheduleRecord,
  last: LastRun | undefined,
  parts: BeginningParts,
  about: (session: string) => void,
): Promise<RunChange> {
  const { spec, overlap } = record;
  if (spec.session !== undefined) return giveTask(record, spec.session, last, parts);
  const before = last && parts.sessions().live.get(last.session);
  if (before && isAtWork(before.actor.session)) {
    if (overlap === 'skip') return { outcome: 'skipped', why: `The session ${before.id} of the last run still works.` };
    if (overlap === 'queue') return toQueue(record, before.id, parts);
  } else if (before && isLeftAlone(before.actor.session)) {
    // Else a session would stay behind for every run.
    before.actor.note('session', `Ended: its work is done, and the schedule ${record.id} starts a new session.`);
    before.actor.dispatch({ type: 'stop' });
  }
  return startSession(record, parts, about);
}

async function giveTask(
  record: ScheduleRecord,
  session: string,
  last: LastRun | undefined,
  parts: BeginningParts,
): Promise<RunChange> {
  const live = parts.sessions().find(session);
  const before = live.actor.session.tasks.find(({ id }) => id === last?.task);
  if (record.overlap === 'skip' && before && openStates.includes(before.state)) {
    return { outcome: 'skipped', session: live.id, why: `The task ${before.id} of the last run is not done yet.` };
  }
  return toQueue(record, live.id, parts);
}

async function startSession(
  { spec }: ScheduleRecord,
  parts: BeginningParts,
  about: (session: string) => void,
): Promise<RunChange> {
  const { path, requirements, task, verify } = spec;
  if (path === undefined) throw new BugError('a schedule starts nothing');
  const file = requirements === undefined ? undefined : { path: requirements, text: readRequirements(requirements) };
  const claude = parts.env['PCC_CLAUDE'];
  const params: Params<'session.start'> = {
    path,
    trust: spec.trust ?? false,
    args: [...(spec.args ?? [])],
    env: { ...parts.env },
    ...(claude ? { claude } : {}),
    ...(spec.brain === undefined ? {} : { brain: spec.brain }),
    ...(file === undefined ? {} : { requirements: file }),
    // What is to be verified goes into the queue, which knows how.
    ...(task === undefined || verify !== undefined ? {} : { task }),
  };
  parts.secrets.learnProject(path);
  for (let tried = 1; ; tried++) {
    const name = parts.store.sessions.idFor(path);
    about(name);
    try {
      const id = await parts.sessions().start({ ...params, name });
      const queued = verify === undefined ? {} : await toQueue({ spec }, id, parts);
      return { ...queued, outcome: 'started', session: id };
    } catch (error) {
      if (tried === namesTried || !hasCode(error, 'conflict')) throw error;
    }
  }
}

/** Puts what the schedule is for into the queue of a session that lives. */
async function toQueue(
  { spec }: Pick<ScheduleRecord, 'spec'>,
  session: string,
  { queue }: BeginningParts,
): Promise<RunChange> {
  if (spec.requirements !== undefined) {
    const { tasks } = await queue()['queue.follow']({ id: session, path: spec.requirements }, nobody);
    const [task] = tasks;
    return { outcome: 'queued', session, ...(task === undefined ? {} : { task }) };
  }
  const { task } = await queue()['queue.add'](
    {
      id: session,
      text: spec.task ?? '',
      ...(spec.fresh ? { fresh: true } : {}),
      ...(spec.verify === undefined ? {} : { verify: spec.verify }),
    },
    nobody,
  );
  return { outcome: 'queued', session, task };
}

/** Stands for the client where the daemon itself uses a method. */
const nobody: ApiClientHandle = {
  id: -1,
  name: 'schedule',
  notify: () => false,
  onDrain: () => disposable(() => undefined),
  onClose: () => disposable(() => undefined),
};

const openStates: readonly string[] = ['queued', 'typing', 'running', 'verifying'];

/** Something is to be done there yet, or waits for a person. */
function isAtWork({ phase, tasks, ask, prose, reading }: Session): boolean {
  if (phase !== 'live' || ask || (prose && prose.stage !== 'dismissed')) return true;
  return tasks.some(({ state }) => openStates.includes(state)) || !['idle', 'draft'].includes(reading.state);
}

/** Nobody has anything to do with it: it is at rest, no human holds it, and no text of theirs stands there. */
function isLeftAlone({ humans, paused, off, reading }: Session): boolean {
  return humans === 0 && !paused && !off && reading.state === 'idle';
}
