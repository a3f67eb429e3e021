import type { Reading } from '../../src/screen/reading.ts';
import type { RefusalKind } from '../../src/session/lasting.ts';
import type { Dialog, SessionEvent } from '../../src/session/session.ts';
import { busy, draft, idle, option, task, written } from './words.ts';

/** Events about usage limits and errors in few words, for stories. */

const evidence = { top: 0, bottom: 0 };

export const resetsAt = '2026-11-21T15:00:00.000Z';

interface Shown {
  readonly kind?: string;
  readonly resetsAt?: string | null;
  readonly resumesItself?: boolean;
}

/** The banner of a limit above an empty input box. */
export function banner(shown: Shown = {}): SessionEvent {
  return { type: 'screen', reading: limitReading([], shown) };
}

function limitReading(options: Dialog['options'], shown: Shown): Extract<Reading, { state: 'limit' }> {
  return { state: 'limit', kind: 'five_hour', resetsAt, resumesItself: false, ...shown, options, evidence };
}

export const waitRow = 'Stop and wait for limit to reset';

/** The rows of 2.1.329 after a weekly limit. */
export const limitRows: Dialog['options'] = [
  option(waitRow, 'other', '1', true),
  option('Wait here, then continue automatically at 3pm', 'other', '2'),
  option('Upgrade your plan', 'costs-money', '3'),
];

export function menuOf(options: Dialog['options']): Dialog {
  const fingerprint = `limit ${options.map(({ label }) => label).join('/')}`;
  return { kind: 'limit', fingerprint, tool: '', subject: '', truncated: false, question: '', options };
}

/** The menu of a limit stands there. */
export function menu(options: Dialog['options'] = limitRows, shown: Shown = {}): SessionEvent {
  return { type: 'screen', reading: limitReading(options, shown), dialog: menuOf(options) };
}

/** An error above an empty input box. */
export function errorShown(kind = 'overloaded'): SessionEvent {
  return { type: 'screen', reading: { state: 'error', kind, message: 'API Error', evidence } };
}

/** The transcript holds that the API refused the turn. */
export function refusal(kind: RefusalKind = 'limit', at?: string): SessionEvent {
  return { type: 'refused', kind, text: `refused: ${kind}`, ...(at === undefined ? {} : { at }) };
}

export const wake: SessionEvent = { type: 'wake', why: 'Its limit was reset.' };

/** A task whose turn runs. */
export const running: readonly SessionEvent[] = [
  idle,
  task('t', 'say hello'),
  written(1),
  draft('say hello'),
  written(2),
  busy,
];
