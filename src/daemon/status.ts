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
    ...(reading.state === 'limit' ? { limit: { kind: reading.kind, resetsAt: reading.resetsAt } } : {}),
    ...(reading.state === 'busy' && reading.activity !== undefined ? { activity: reading.activity } : {}),
    ...whyOf(record),
    pending,
    queue: session.tasks.map((task) => ({ ...task, ...(isReply(task) ? { reply: true as const } : {}) })),
    startedAt: new Date(record.startedAt).toISOString(),
    ...(record.endedAt === undefined ? {} : { endedAt: new Date(record.endedAt).toISOString() }),
    ...(session.stopped ? { stopped: true as const } : {}),
    ...(record.exitCode === undefined ? {} : { exitCode: record.exitCode }),
    brain: brainOf(record.brain),
    recording,
    warnings: [],
  };
}

/** What a person should know who wonders why nothing happens. */
function whyOf({ session, brain, endedAt, exitCode }: SessionRecord): Pick<Status, 'why'> {
  const { ask, prose, reading } = session;
  if (endedAt !== undefined) return { why: endOf(session.stopped === true, exitCode) };
  if (reading.state === 'unknown') return { why: reading.why };
  const isAsked = ask?.stage === 'consulting' || prose?.stage === 'consulting';
  return isAsked ? { why: `The brain '${brain}' is being asked.` } : {};
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
