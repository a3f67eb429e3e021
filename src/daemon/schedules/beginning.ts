import type { Params } from '../../api/methods.ts';
import { BugError } from '../../base/assert.ts';
import { hasCode } from '../../base/errors.ts';
import type { Session } from '../../session/session.ts';
import type { RunChange, ScheduleRecord } from '../../store/schedules.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';
import { readRequirementsFile } from '../queue/requirementsFile.ts';
import { readRequirements } from './request.ts';

/** What schedules do with the queue of a session that lives. Both throw `PccError` for what cannot be queued. */
export interface SessionQueue {
  /** Adds a task and gives its id. */
  add(live: LiveSession, order: Pick<Params<'queue.add'>, 'text' | 'fresh' | 'verify'>): string;
  /** Has a requirements file followed, and gives the ids of its open tasks. */
  follow(id: string, path: string): readonly string[];
}

/** What beginning a run takes of the daemon. */
export type BeginningParts = Pick<LastingParts, 'store' | 'env' | 'secrets' | 'sessions'> & {
  readonly queue: SessionQueue;
};

/** The run before this one, as far as it was begun. */
export interface LastRun {
  readonly session: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
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
  if (spec.requirements !== undefined && !hasOpenTask(spec.requirements)) {
    return { outcome: 'skipped', why: `'${spec.requirements}' has no open task: nothing is to be done.` };
  }
  const before = last && parts.sessions().live.get(last.session);
  if (before && isAtWork(before.actor.session)) {
    if (overlap === 'skip') return { outcome: 'skipped', why: `The session ${before.id} of the last run still works.` };
    if (overlap === 'queue') return toQueue(record, before, parts);
  } else if (before && isLeftAlone(before.actor.session) && !parts.store.events.hasHuman(before.id, last.at)) {
    // Else a session would stay behind for every run; one in which a person went on is theirs.
    before.actor.note('session', `Ended: its work is done, and the schedule ${record.id} starts a new session.`);
    before.actor.dispatch({ type: 'stop' });
  }
  return startSession(record, parts, about);
}

function giveTask(
  record: ScheduleRecord,
  session: string,
  last: LastRun | undefined,
  parts: BeginningParts,
): RunChange {
  const live = parts.sessions().find(session);
  const before = live.actor.session.tasks.find(({ id }) => id === last?.task);
  if (record.overlap === 'skip' && before && openStates.includes(before.state)) {
    return { outcome: 'skipped', session: live.id, why: `The task ${before.id} of the last run is not done yet.` };
  }
  return toQueue(record, live, parts);
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
      const queued = verify === undefined ? {} : toQueue({ spec }, parts.sessions().find(id), parts);
      return { ...queued, outcome: 'started', session: id };
    } catch (error) {
      if (tried === namesTried || !hasCode(error, 'conflict')) throw error;
    }
  }
}

/** Puts what the schedule is for into the queue of a session that lives. */
function toQueue({ spec }: Pick<ScheduleRecord, 'spec'>, live: LiveSession, { queue }: BeginningParts): RunChange {
  if (spec.requirements !== undefined) {
    const [task] = queue.follow(live.id, spec.requirements);
    if (task !== undefined) return { outcome: 'queued', session: live.id, task };
    const why = `'${spec.requirements}' has no open task that was not given to it before.`;
    return { outcome: 'skipped', session: live.id, why };
  }
  const task = queue.add(live, {
    text: spec.task ?? '',
    ...(spec.fresh ? { fresh: true } : {}),
    ...(spec.verify === undefined ? {} : { verify: spec.verify }),
  });
  live.actor.note('note', `A schedule added task ${task}.`);
  return { outcome: 'queued', session: live.id, task };
}

function hasOpenTask(requirements: string): boolean {
  return readRequirementsFile(Buffer.from(readRequirements(requirements))).tasks.some(({ isTicked }) => !isTicked);
}

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
