import type { Status } from '../../api/methods.ts';
import type { Colour, Ink } from './ink.ts';

/** What a session is doing, for people: a glyph and a word carry it, the colour only helps. */
export interface Look {
  readonly glyph: string;
  readonly word: string;
  readonly colour: Colour;
}

const looks: Readonly<Record<string, Look>> = {
  starting: { glyph: '…', word: 'starting', colour: 'dim' },
  idle: { glyph: '○', word: 'idle', colour: 'green' },
  draft: { glyph: '✎', word: 'draft', colour: 'magenta' },
  busy: { glyph: '●', word: 'busy', colour: 'cyan' },
  permission: { glyph: '?', word: 'permission', colour: 'yellow' },
  question: { glyph: '?', word: 'question', colour: 'yellow' },
  plan: { glyph: '?', word: 'plan', colour: 'yellow' },
  trust: { glyph: '?', word: 'trust', colour: 'yellow' },
  menu: { glyph: '?', word: 'menu', colour: 'yellow' },
  limit: { glyph: '◷', word: 'limit', colour: 'magenta' },
  error: { glyph: '✗', word: 'error', colour: 'red' },
  exited: { glyph: '■', word: 'exited', colour: 'dim' },
  unknown: { glyph: '~', word: 'unknown', colour: 'red' },
  paused: { glyph: '‖', word: 'paused', colour: 'yellow' },
  verifying: { glyph: '◆', word: 'verifying', colour: 'cyan' },
  retrying: { glyph: '↻', word: 'retrying', colour: 'magenta' },
  restarting: { glyph: '↻', word: 'restarting', colour: 'cyan' },
  stopping: { glyph: '▪', word: 'stopping', colour: 'dim' },
  ended: { glyph: '■', word: 'ended', colour: 'dim' },
  failed: { glyph: '✗', word: 'failed', colour: 'red' },
};

/** Glyph and word of a session's state, and how to colour them. */
export function stateLook(session: Status, ink: Ink): { text: string; paint: (text: string) => string } {
  const { glyph, word, colour } = lookOf(session);
  return { text: `${glyph} ${word}`, paint: (text) => ink(colour, text) };
}

function lookOf(session: Status): Look {
  return lookOfState(stateName(session));
}

/** Glyph, word and colour of a state by its name; what nobody knows looks like `unknown`. */
export function lookOfState(name: string): Look {
  return looks[name] ?? { glyph: '~', word: name, colour: 'red' };
}

/** What a session does, as one name: the end, its coming back, a pause, a limit that it waits for, or else what its screen says. */
export function stateName(session: Status): string {
  if (session.phase === 'ended') return hasFailed(session) ? 'failed' : 'ended';
  if (session.phase === 'stopping') return 'stopping';
  if (session.phase === 'restarting') return 'restarting';
  if (session.paused) return 'paused';
  if (session.state === 'error' && session.retrying) return 'retrying';
  if (session.state !== 'idle') return session.state;
  // The menu of a limit is answered, and the input box behind it rests until the reset.
  if (session.limit) return 'limit';
  // Nothing stands on the screen of the command that decides whether the task is done.
  return session.queue.some(({ state }) => state === 'verifying') ? 'verifying' : 'idle';
}

/** Tells whether an ended session ended badly. */
export function hasFailed(session: Status): boolean {
  return session.phase === 'ended' && !session.stopped && session.exitCode !== undefined && session.exitCode !== 0;
}
