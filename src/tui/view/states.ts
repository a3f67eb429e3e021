import type { Status } from '../../api/methods.ts';
import { lookOfState, stateName } from '../../face/text/state.ts';
import type { Ink } from '../ink.ts';
import { needsHuman } from '../attention.ts';
import { shortUntil } from './figures.ts';

/** What a session does, for the eye: glyph and word say it, the ink only helps. */
export interface StateLook {
  readonly glyph: string;
  readonly word: string;
  readonly ink: Ink;
  /** It waits for a person. */
  readonly needs: boolean;
}

const inksOfStates: Readonly<Record<string, Ink>> = {
  starting: 'working',
  restarting: 'working',
  retrying: 'limited',
  verifying: 'working',
  busy: 'working',
  idle: 'resting',
  draft: 'paused',
  paused: 'paused',
  permission: 'needs',
  question: 'needs',
  plan: 'needs',
  trust: 'needs',
  menu: 'needs',
  limit: 'limited',
  exited: 'over',
  ended: 'over',
  stopping: 'over',
};

/** The state of a session as it is shown everywhere. A question in words shows as one, though the screen only rests. */
export function stateOf(session: Status): StateLook {
  const state = stateName(session);
  const asksInWords = state === 'idle' && session.pending.length > 0;
  const name = asksInWords ? 'question' : state;
  const { glyph, word } = lookOfState(name);
  const needs = needsHuman(session);
  const ink = inksOfStates[name] ?? 'broken';
  // What pcc is about to answer by itself shall not call anybody.
  return { glyph, word, ink: ink === 'needs' && !needs ? 'working' : ink, needs };
}

/** Glyph and word of a session's state; a limit with the time to its reset, where that is known: `◷ limit 2h14`. */
export function stateWords(session: Status, nowMs: number): string {
  const { glyph, word } = stateOf(session);
  return `${glyph} ${stateWord(session, word, nowMs)}`;
}

/** The word of a state, a limit with the time to its reset. */
export function stateWord({ limit }: Pick<Status, 'limit'>, word: string, nowMs: number): string {
  const resetsAt = limit?.resetsAt ?? undefined;
  return word === 'limit' && resetsAt !== undefined ? `${word} ${shortUntil(resetsAt, nowMs)}` : word;
}

/** In which order the counts of states are told. */
const countOrder: readonly Ink[] = ['needs', 'broken', 'working', 'limited', 'paused', 'resting', 'over'];

/** How many sessions are in each state, those first that matter most; what pcc answers by itself is not what waits for a person. */
export function countsOf(sessions: readonly Status[]): readonly { readonly look: StateLook; readonly count: number }[] {
  const counts = new Map<string, { look: StateLook; count: number }>();
  for (const session of sessions) {
    const look = stateOf(session);
    const key = `${look.word} ${look.ink}`;
    const entry = counts.get(key);
    if (entry) entry.count++;
    else counts.set(key, { look, count: 1 });
  }
  return [...counts.values()].sort((a, b) => countOrder.indexOf(a.look.ink) - countOrder.indexOf(b.look.ink));
}
