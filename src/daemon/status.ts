import type { Status } from '../api/methods.ts';
import { limitName } from '../base/limitName.ts';
import type { Limited } from '../session/lasting.ts';
import { isReply } from '../session/prose.ts';
import type { Session } from '../session/session.ts';
import { isListed } from '../session/task.ts';
import type { SessionRecord } from '../store/sessions.ts';

/**
 * A session in the words of the API, as it is stored: who holds it, and what else only a living one knows, comes on top. `nowMs`:
 * wall-clock milliseconds.
 */
export function statusOf(
  record: SessionRecord,
  pending: Status['pending'],
  { recording, nowMs }: { readonly recording: string | null; readonly nowMs: number },
): Status {
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
    ...whyOf(record, nowMs),
    pending,
    queue: session.tasks.map(({ preface: _preface, taken: _taken, unbounded: _unbounded, sent: _sent, ...task }) => ({
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
function limitOf({ limit, account, reading, tasks }: Session): Pick<Status, 'limit'> {
  if (limit && limit.stage !== 'seen') return { limit: { kind: limit.kind, resetsAt: limit.resetsAt } };
  // It keeps from its work who has some.
  if (account && tasks.some((task) => task.state === 'queued' && isListed(task))) return { limit: account };
  return reading.state === 'limit' ? { limit: { kind: reading.kind, resetsAt: reading.resetsAt } } : {};
}

/** What a person should know who wonders why nothing happens. */
function whyOf({ session, brain, endedAt, exitCode }: SessionRecord, nowMs: number): Pick<Status, 'why'> {
  const { ask, prose, reading } = session;
  if (endedAt !== undefined) return { why: endOf(session.stopped === true, exitCode) };
  if (session.restarting?.stage === 'given-up') return { why: `${session.restarting.why} It waits for a person.` };
  if (session.restarting) return { why: session.restarting.why };
  if (reading.state === 'unknown') return { why: reading.why };
  const waits = waitOf(session, nowMs) ?? budgetOf(session);
  if (waits !== undefined) return { why: waits };
  if (ask?.stage === 'consulting' || prose?.stage === 'consulting')
    return { why: `The brain '${brain}' is being asked.` };
  const why = verifiedOf(session) ?? failedOf(session);
  return why === undefined ? {} : { why };
}

/** What keeps it from going on, or from beginning anything new. */
function waitOf({ limit, account, trouble }: Session, nowMs: number): string | undefined {
  if (limit && limit.stage !== 'seen') return limitedOf(limit, nowMs);
  if (trouble?.stage === 'waiting')
    return `The API refused the turn (${trouble.kind}); pcc continues it after a while.`;
  if (!account) return undefined;
  return `Another session ran into the ${limitName(account.kind)} limit of the account: nothing new is begun before ${account.resetsAt}.`;
}

/** What becomes of a turn that a limit cut off. */
function limitedOf({ stage, kind, resetsAt, resumesItself }: Limited, nowMs: number): string {
  const name = limitName(kind);
  if (stage === 'waking') return `The ${name} limit was reset, and the turn that it cut off is being continued.`;
  if (resetsAt === null) return `It waits for the ${name} limit to reset; nothing tells when that is.`;
  if (Date.parse(resetsAt) > nowMs) return `It waits for the ${name} limit, which resets at ${resetsAt}.`;
  const next = resumesItself
    ? 'the CLI has the time to go on by itself, and is helped then'
    : 'it is woken in its turn';
  return `The ${name} limit was to reset at ${resetsAt}: ${next}; \`pcc usage\` tells when.`;
}

/** A budget that is used up. */
function budgetOf({ budget }: Session): string | undefined {
  if (!budget) return undefined;
  return `${budget.what} ${budget.stage === 'asked' ? 'Nothing goes on before a person has answered.' : 'The turn is being stopped.'}`;
}

/** What is done while nothing stands on the screen. */
function verifiedOf({ verifying, tasks }: Session): string | undefined {
  const task = tasks.find(({ id }) => id === verifying);
  return task && `Task ${task.id} is verified: \`${task.verify ?? ''}\` runs.`;
}

/** Tasks that failed: nobody else tells of them. */
function failedOf({ tasks }: Session): string | undefined {
  const failed = tasks.filter((task) => isListed(task) && task.state === 'failed');
  const last = failed.at(-1);
  if (!last) return undefined;
  const count = failed.length === 1 ? '' : `${failed.length} tasks failed; the last: `;
  return `${count}Task ${last.id} failed${last.why === undefined ? '.' : `: ${last.why}`}`;
}

/** How a session ended. Only the end of a pty host is seen by nobody. */
function endOf(stopped: boolean, exitCode: number | undefined): string {
  if (exitCode === undefined || exitCode < 0) return hostEnded;
  if (stopped) return 'It was asked to end.';
  return exitCode === 0 ? 'The CLI was left from inside, as by /exit.' : `The CLI ended with code ${exitCode}.`;
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
