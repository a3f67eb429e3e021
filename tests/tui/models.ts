import type { PendingItem, Status } from '../../src/api/methods.ts';
import { bindingsOf } from '../../src/api/keys/bind.ts';
import type { Key } from '../../src/tui/key.ts';
import { firstLayout } from '../../src/tui/layout/saved.ts';
import type { DaemonFacts, Message, Size } from '../../src/tui/message.ts';
import type { Model, TuiSettings } from '../../src/tui/model.ts';
import { statusSample } from '../api/samples.ts';
import type { Step } from '../../src/tui/update/step.ts';
import { initialModel, update } from '../../src/tui/update/update.ts';

/** Small makers of models for the tests of the TUI: name what matters, the rest is ordinary. */

/** 2026-03-01 12:00:00 UTC. */
export const startMs = Date.UTC(2026, 2, 1, 12);

export function isoAt(ms: number): string {
  return new Date(ms).toISOString();
}

export const ordinarySettings: TuiSettings = {
  bindings: bindingsOf(''),
  prefix: 'C-]',
  ascii: false,
  bell: true,
  notify: true,
  mouse: true,
  demo: false,
};

export function aStatus(id: string, given: Partial<Status> = {}): Status {
  return statusSample({
    id,
    path: `/work/${id}`,
    since: isoAt(startMs - 60_000),
    startedAt: isoAt(startMs - 3_600_000),
    ...given,
  });
}

/** A permission to run a command, unless told. */
export function anItem(n: number, session: string, given: Partial<PendingItem> = {}): PendingItem {
  return {
    n,
    session,
    kind: 'permission',
    tool: 'Bash',
    subject: 'npm publish --dry-run',
    options: [
      { key: '1', label: 'Yes', kind: 'yes-once', selected: true },
      { key: '2', label: 'No', kind: 'no', selected: false },
    ],
    risk: 'MEDIUM',
    reasons: ['A registry is reached.'],
    askedAt: isoAt(startMs - 30_000),
    ...given,
  };
}

/** A session that asks for leave. */
export function anAsking(id: string, n: number, given: Partial<PendingItem> = {}): Status {
  const item = anItem(n, id, given);
  return aStatus(id, { state: item.kind === 'prose' ? 'idle' : item.kind, pending: [item] });
}

export const aDaemon: DaemonFacts = {
  daemon: { pid: 1, version: '0.1.0', uptimeS: 60 },
  host: { pid: 2, sessions: 1 },
  home: '/home/someone/.perpetualcc',
  warnings: [],
  brain: 'none',
};

/** What a model is made with. */
export interface Making {
  readonly size?: Size;
  readonly sessions?: readonly Status[];
  readonly settings?: Partial<TuiSettings>;
  readonly nowMs?: number;
}

/** A model as `update` makes it, connected, with these sessions; 80x24 unless told. */
export function aModel({
  size = { cols: 80, rows: 24 },
  sessions = [],
  settings,
  nowMs = startMs,
}: Making = {}): Model {
  const first = initialModel(size, nowMs, { ...ordinarySettings, ...settings }, firstLayout);
  return tell(first, { type: 'link', up: true, why: '' }, { type: 'fleet', sessions, daemon: aDaemon }).model;
}

/**
 * Updates with one message after the other, all at the time of the model; commands of all of them. The terminal takes a frame
 * behind each.
 */
export function tell(model: Model, ...messages: readonly Message[]): Step {
  return messages.reduce<Step>(
    ({ model: before, commands }, message) => {
      const nowMs = message.type === 'tick' ? message.nowMs : before.nowMs;
      const step = update(before, message, nowMs);
      const { model: after } = update(step.model, { type: 'drawn', model: step.model }, nowMs);
      return { model: after, commands: [...commands, ...step.commands] };
    },
    { model, commands: [] },
  );
}

/** The model with every session's screen attached, as it is a moment after the beginning. */
export function withScreens(model: Model): Model {
  const modes = { applicationCursor: false, bracketedPaste: true, focusEvents: false, mouse: 'none' } as const;
  const told = model.fleet.sessions.map(
    ({ id, size }) => ({ type: 'screen', session: id, facts: { ...size, modes } }) as const,
  );
  return tell(model, ...told).model;
}

const raws: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001b',
  Tab: '\t',
  Space: ' ',
  Backspace: '\u007f',
  Up: '\u001b[A',
  Down: '\u001b[B',
  Right: '\u001b[C',
  Left: '\u001b[D',
  'C-]': '\u001d',
  'C-c': '\u0003',
};

/** A key by its name. */
export function aKey(name: string): Key {
  const isCharacter = /^.$/u.test(name);
  return { name, text: isCharacter ? name : name === 'Space' ? ' ' : '', raw: raws[name] ?? name };
}

/** Messages of these keys. */
export function keys(...names: readonly string[]): Message[] {
  return names.map((name) => ({ type: 'key', key: aKey(name) }));
}
