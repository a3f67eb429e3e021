import type { LogLine, Status } from '../../api/methods.ts';
import { limits } from '../../limits.ts';
import type { Message } from '../message.ts';
import type { Fleet, Model } from '../model.ts';
import type { Step } from './step.ts';
import { stepTo, telling, withNotice } from './step.ts';

/** What the daemon tells. */

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

/** The conversation was lost, or is there again. A held pane stays held: the runtime takes it again. */
export function linkChanged(model: Model, { up, why }: Of<'link'>): Step {
  const { fleet, hold } = model;
  const link = up ? 'up' : 'lost';
  const linkSinceMs = fleet.link === link ? fleet.linkSinceMs : model.nowMs;
  const next: Model = {
    ...model,
    fleet: { ...fleet, link, linkSinceMs, linkWhy: why },
    hold: hold && !up ? { ...hold, confirmed: false } : hold,
    answering: [],
  };
  return up && fleet.link === 'lost' ? telling(next, 'The daemon is there again.') : stepTo(next);
}

/** All sessions anew. */
export function fleetTold(model: Model, { sessions, daemon }: Of<'fleet'>): Step {
  const fleet = withSessions(model, sessions);
  return stepTo({ ...model, fleet: { ...fleet, daemon } });
}

/** A session that is new or changed. */
export function sessionTold(model: Model, { session }: Of<'session'>): Step {
  const { sessions } = model.fleet;
  const isKnown = sessions.some(({ id }) => id === session.id);
  const next = isKnown ? sessions.map((old) => (old.id === session.id ? session : old)) : [...sessions, session];
  return stepTo({ ...model, fleet: withSessions(model, next) });
}

/** An ended session leaves the tiles and the list for good. */
export function putAway(model: Model, id: string): Model {
  const away = [...model.away, id].slice(-limits.awayKept);
  const next = { ...model, away };
  return { ...next, fleet: withSessions(next, model.fleet.sessions) };
}

/** The fleet with these sessions, less those that were put away and the oldest of too many that ended. */
function withSessions({ fleet, away }: Model, sessions: readonly Status[]): Fleet {
  const shown = sessions.filter(({ id, phase }) => phase !== 'ended' || !away.includes(id));
  const ended = shown.filter(({ phase }) => phase === 'ended');
  const tooOld = new Set(ended.slice(0, Math.max(0, ended.length - limits.endedShownMax)));
  const kept = tooOld.size > 0 ? shown.filter((session) => !tooOld.has(session)) : shown;
  const ids = new Set(kept.map(({ id }) => id));
  return { ...fleet, sessions: kept, pulses: only(fleet.pulses, ids), screens: only(fleet.screens, ids) };
}

/** A map with these keys only; the same one where it has no others. */
function only<T>(map: ReadonlyMap<string, T>, ids: ReadonlySet<string>): ReadonlyMap<string, T> {
  const kept = [...map].filter(([id]) => ids.has(id));
  return kept.length === map.size ? map : new Map(kept);
}

/** A line of a log; one that is told again, with what came of it, takes the place of the first. */
export function lineTold(model: Model, { line }: Of<'line'>): Step {
  return stepTo({ ...model, fleet: { ...model.fleet, lines: withLine(model.fleet.lines, line) } });
}

function withLine(lines: readonly LogLine[], line: LogLine): readonly LogLine[] {
  const at = lines.findLastIndex(({ seq }) => seq <= line.seq);
  if (lines[at]?.seq === line.seq) return lines.with(at, line);
  return lines.toSpliced(at + 1, 0, line).slice(-limits.tuiLinesKept);
}

/** The output of one more interval; sessions that are not named wrote nothing. */
export function pulsed(model: Model, { pulses }: Of<'pulse'>): Step {
  const { fleet } = model;
  const next = new Map<string, readonly number[]>();
  for (const { id } of fleet.sessions) {
    const before = fleet.pulses.get(id);
    const count = pulses[id] ?? 0;
    if (before || count > 0) next.set(id, [...(before ?? []), count].slice(-limits.pulsesKept));
  }
  return stepTo({ ...model, fleet: { ...fleet, pulses: next } });
}

/** What is known of the screen of a session now; nothing once nobody watches it. */
export function screenTold(model: Model, { session, facts }: Of<'screen'>): Step {
  const { fleet } = model;
  const isNews = facts ? fleet.sessions.some(({ id }) => id === session) : fleet.screens.has(session);
  if (!isNews) return stepTo(model);
  const screens = new Map(fleet.screens);
  if (facts) screens.set(session, facts);
  else screens.delete(session);
  return stepTo({ ...model, fleet: { ...fleet, screens } });
}

/** The daemon's word on the keyboard of a session. */
export function heldTold(model: Model, { session, ok, why }: Of<'held'>): Step {
  const { hold } = model;
  if (hold?.session !== session) return stepTo(model);
  if (!ok) return telling(withoutHold(model), why === '' ? `'${session}' is not held any more.` : why, 'needs');
  const next = { ...model, hold: { ...hold, confirmed: true, stuck: false, unsent: 0 } };
  return hold.unsent > 0 ? telling(next, unsentSentence(session, hold.unsent), 'broken') : stepTo(next);
}

/** The daemon hangs: the held pane tells so until it goes on. */
export function stuckTold(model: Model, { session }: Of<'stuck'>): Step {
  const { hold } = model;
  const seconds = limits.tuiInputLateMs / 1_000;
  const sentence = `The daemon has taken nothing for '${session}' for ${seconds} seconds: what was typed last may come late.`;
  const next = hold?.session === session ? { ...model, hold: { ...hold, stuck: true } } : model;
  return telling(next, sentence, 'broken');
}

/** Keys that were typed while the daemon was away: counted beside the held pane, and told at the end. */
export function unsentTold(model: Model, { session, keys }: Of<'unsent'>): Step {
  const { hold } = model;
  if (hold?.session !== session) return telling(model, unsentSentence(session, keys), 'broken');
  return stepTo({ ...model, hold: { ...hold, unsent: hold.unsent + keys } });
}

function unsentSentence(session: string, keys: number): string {
  const [what, were] = keys === 1 ? ['key', 'was'] : ['keys', 'were'];
  return `${keys} ${what} for '${session}' ${were} not sent: the daemon was away. Type again what is missing.`;
}

/** The hold ended and the human did not end it: what is being typed must not become commands. */
export function withoutHold(model: Model): Model {
  const { hold } = model;
  if (!hold) return model;
  const next = { ...model, hold: undefined, deafUntilMs: Infinity };
  return hold.unsent > 0 ? withNotice(next, unsentSentence(hold.session, hold.unsent), 'broken') : next;
}
