import type { Status } from '../api/methods.ts';
import { isReply } from '../session/prose.ts';
import type { Session } from '../session/session.ts';
import type { SessionRecord } from '../store/sessions.ts';

/** A session in the words of the API, as it is stored: who holds it, and what else only a living one knows, comes on top. */
export function statusOf(record: SessionRecord, pending: Status['pending'], recording: string | null): Status {
  const { session } = record;
  const { reading } = session;
  return {
    id: record.id,
    path: record.path,
    pid: record.pid,
    claudeSessionId: record.claudeSessionId,
    claudeVersion: record.claudeVersion,
    state: session.state,
    phase: record.endedAt === undefined ? session.phase : 'ended',
    paused: session.paused,
    humans: session.humans,
    holders: [],
    since: new Date(record.since ?? record.startedAt).toISOString(),
    size: { cols: record.cols, rows: record.rows },
    ...(record.usage ? { usage: record.usage } : {}),
    ...limitOf(session),
    ...(session.trouble && session.trouble.stage !== 'given-up' ? { retrying: true as const } : {}),
    ...(reading.state === 'busy' && reading.activity !== undefined ? { activity: reading.activity } : {}),
    ...whyOf(record),
    pending,
    queue: session.tasks.map(({ preface: _preface, taken: _taken, unbounded: _unbounded, ...task }) => ({
      ...task,
      ...(isReply(task) ? { reply: true as const } : {}),
    })),
    startedAt: new Date(record.startedAt).toISOString(),
    ...(record.endedAt === undefined ? {} : { endedAt: new Date(record.endedAt).toISOString() }),
    ...(session.stopped ? { stopped: true as const } : {}),
    ...(record.exitCode === undefined ? {} : { exitCode: record.exitCode }),
    brain: brainOf(record.brain),
    recording,
    warnings: [],
  };
}

/** The limit that it waits for; what is known of it outlives its sight on the screen. */
function limitOf({ limit, reading }: Session): Pick<Status, 'limit'> {
  if (limit && limit.stage !== 'seen') return { limit: { kind: limit.kind, resetsAt: limit.resetsAt } };
  return reading.state === 'limit' ? { limit: { kind: reading.kind, resetsAt: reading.resetsAt } } : {};
}

/** What a person should know who wonders why nothing happens. */
function whyOf({ session, brain, endedAt, exitCode }: SessionRecord): Pick<Status, 'why'> {
  const { ask, prose, reading } = session;
  if (endedAt !== undefined) return { why: endOf(session.stopped === true, exitCode) };
  if (session.restarting) return { why: session.restarting.why };
  if (reading.state === 'unknown') return { why: reading.why };
  const waits = waitOf(session);
  if (waits !== undefined) return { why: waits };
  const isAsked = ask?.stage === 'consulting' || prose?.stage === 'consulting';
  return isAsked ? { why: `The brain '${brain}' is being asked.` } : {};
}

/** What keeps it from going on, or from beginning anything new. */
function waitOf({ limit, account, trouble }: Session): string | undefined {
  if (limit?.stage === 'asleep')
    return limit.resetsAt === null
      ? `It waits for the limit ${limit.kind} to reset; nothing tells when that is.`
      : `It waits for the limit ${limit.kind} to reset at ${limit.resetsAt}.`;
  if (trouble?.stage === 'waiting')
    return `The API refused the turn (${trouble.kind}); pcc continues it after a while.`;
  if (!account) return undefined;
  return `Another session ran into the limit ${account.kind} of the account: nothing new is begun before it resets at ${account.resetsAt}.`;
}

/** How a session ended. Only the end of a pty host is seen by nobody. */
function endOf(stopped: boolean, exitCode: number | undefined): string {
  if (exitCode === undefined || exitCode < 0) return hostEnded;
  return stopped ? 'It was asked to end.' : `The CLI ended by itself, with code ${exitCode}.`;
}

/** What is told of a session whose pty host is gone. */
export const hostEnded = 'The pty host ended, and the CLI with it.';

function brainOf(name: string): Status['brain'] {
  return name === 'rules' || name === 'ollama' || name === 'gemini' ? name : 'none';
}

/** True when the state that a status tells has changed between two steps: what `since` is about. */
export function isToldAnew(before: Session, after: Session): boolean {
  return before.state !== after.state || before.phase !== after.phase || before.paused !== after.paused;
}
