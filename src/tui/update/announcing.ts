import type { Status } from '../../api/methods.ts';
import { beginningOf, oneLine, shorten } from '../../face/text/text.ts';
import { limits } from '../../limits.ts';
import { finishedOf, itemOf, needsHuman, reasonsOf } from '../attention.ts';
import type { Command } from '../command.ts';
import type { Announcing, Model } from '../model.ts';
import { seenSessions } from './showing.ts';
import type { Step } from './step.ts';
import { stepTo } from './step.ts';

/** Longest text of a notification, cells: more is cut by those who show it. */
const bodyCells = 200;

/**
 * Bell and notification for sessions that newly need a human, or have ended their last task. Each reason is announced once; those
 * that were there at the beginning and those that the human is looking at are not. Several within a short while are announced
 * together.
 */
export function announced(before: Model, after: Model): Step {
  const fresh = before.fleet.daemon === undefined ? [] : freshReasons(before, after);
  const waiting = [...after.announcing.waiting, ...fresh];
  if (waiting.length === 0) return stepTo(after);
  if (Math.abs(after.nowMs - after.announcing.lastMs) < limits.announceEveryMs)
    return stepTo(fresh.length === 0 ? after : withAnnouncing(after, { ...after.announcing, waiting }));
  const sessions = after.fleet.sessions.filter((session) => keysOf(session).some((key) => waiting.includes(key)));
  const done = withAnnouncing(after, {
    waiting: [],
    lastMs: sessions.length > 0 ? after.nowMs : after.announcing.lastMs,
  });
  return stepTo(done, ...commandsFor(sessions, after));
}

function withAnnouncing(model: Model, announcing: Announcing): Model {
  return { ...model, announcing };
}

/** What is announced of a session: why it needs a human, and the end of its list of tasks. */
function keysOf(session: Status): string[] {
  const finished = finishedOf(session);
  return finished ? [...reasonsOf(session), finished.key] : reasonsOf(session);
}

/** Reasons that were not there before, of sessions that were, and that the human does not look at. */
function freshReasons(before: Model, after: Model): string[] {
  if (before.fleet.sessions === after.fleet.sessions) return [];
  const known = new Map(before.fleet.sessions.map((session) => [session.id, session]));
  const fresh = after.fleet.sessions
    .filter((session) => session !== known.get(session.id))
    .map((session) => ({ id: session.id, keys: newKeys(known.get(session.id), session) }))
    .filter(({ keys }) => keys.length > 0);
  if (fresh.length === 0) return [];
  const seen = seenSessions(after);
  return fresh.flatMap(({ id, keys }) => {
    const isLookedAt = after.windowFocused && after.focus === id && seen.includes(id);
    return isLookedAt ? [] : keys;
  });
}

/** A list of tasks that was over when its session was first seen has not just ended. */
function newKeys(before: Status | undefined, after: Status): string[] {
  if (!before) return reasonsOf(after);
  const known = keysOf(before);
  return keysOf(after).filter((key) => !known.includes(key));
}

function commandsFor(sessions: readonly Status[], { settings }: Model): Command[] {
  if (sessions.length === 0) return [];
  const needing = sessions.filter(needsHuman);
  const title =
    needing.length > 0
      ? titleOf(needing, 'needs you', 'need you')
      : titleOf(sessions, 'has ended its tasks', 'have ended their tasks');
  const body = shorten(sessions.map(sentenceOf).join(' · '), bodyCells);
  return [
    ...(settings.bell ? [{ type: 'bell' } as const] : []),
    ...(settings.notify ? [{ type: 'notify', title, body } as const] : []),
  ];
}

function titleOf(sessions: readonly Status[], one: string, many: string): string {
  return sessions.length === 1 ? `${oneLine(sessions[0]?.id ?? '')} ${one}` : `${sessions.length} sessions ${many}`;
}

/** What a session wants, or what became of its tasks, in a few words. */
function sentenceOf(session: Status): string {
  const id = oneLine(session.id);
  const finished = needsHuman(session) ? undefined : finishedOf(session);
  if (finished) return `${id}: ${finished.done} done${finished.failed > 0 ? `, ${finished.failed} failed` : ''}`;
  const item = itemOf(session);
  if (!item) return session.phase === 'ended' ? `${id}: it failed` : `${id}: an error`;
  const words = item.question ?? [item.tool, item.subject].filter((part) => part).join(' ');
  const about = oneLine(beginningOf(words, bodyCells));
  return `${id}: ${item.risk === 'HIGH' ? 'HIGH risk, ' : ''}${item.kind === 'prose' ? 'question' : item.kind} ${about}`.trimEnd();
}
