import type { JsonObject } from '../../src/base/json.ts';
import type { Advice, BrainName } from '../../src/policy/consulting/advice.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import type { Option, OptionKind, Reading } from '../../src/screen/reading.ts';
import type {
  DeadlineName,
  Dialog,
  PendingCall,
  Session,
  SessionEvent,
  WriteResult,
} from '../../src/session/session.ts';

/** Events in few words, for stories. */

const evidence = { top: 0, bottom: 0 };

function screen(reading: Reading, dialog?: Dialog): SessionEvent {
  return { type: 'screen', reading, ...(dialog ? { dialog } : {}) };
}

export const starting = screen({ state: 'starting', evidence });
export const idle = screen({ state: 'idle', evidence });
export const busy = screen({ state: 'busy', evidence });
export const unknown = screen({ state: 'unknown', why: 'two boxes', evidence });

export function draft(text: string): SessionEvent {
  return screen({ state: 'draft', text, evidence });
}

export function option(label: string, kind: OptionKind, key = '', selected = false): Option {
  return { key, label, kind, selected };
}

const permissionOptions: readonly Option[] = [
  option('Yes', 'yes-once', '1', true),
  option('Yes, and don’t ask again', 'yes-always', '2'),
  option('No', 'no', '3'),
];

/** A permission dialog; its fingerprint is tool and subject. */
export function permission(
  tool: string,
  subject: string,
  more: { readonly truncated?: boolean; readonly options?: readonly Option[] } = {},
): Dialog {
  const { truncated = false, options = permissionOptions } = more;
  return { kind: 'permission', fingerprint: `${tool} ${subject}`, tool, subject, truncated, question: '', options };
}

export function bash(command: string): Dialog {
  return permission('Bash', command);
}

/** The workspace trust dialog; `selected` is the row where the selector of an unnumbered one rests. */
export function trust(selected?: 'yes' | 'no'): Dialog {
  const numbered = selected === undefined;
  return {
    kind: 'trust',
    fingerprint: 'trust',
    tool: '',
    subject: '',
    truncated: false,
    question: '',
    options: [
      option('Yes, I trust this folder', 'yes-once', numbered ? '1' : '', selected !== 'no'),
      option('No, exit', 'no', numbered ? '2' : '', selected === 'no'),
    ],
  };
}

/** A settled frame with a dialog. */
export function shows(dialog: Dialog): SessionEvent {
  const { tool, subject, truncated, options } = dialog;
  switch (dialog.kind) {
    case 'permission':
      return screen({ state: 'permission', tool, subject, truncated, options, evidence }, dialog);
    case 'trust':
      return screen({ state: 'trust', options, evidence }, dialog);
    default:
      return screen({ state: 'menu', title: dialog.question, options, evidence }, dialog);
  }
}

export function call(id: string, tool: string, input: JsonObject): PendingCall {
  return { id, tool, input };
}

/** The transcript names a Bash call. */
export function pending(id: string, command: string, input: JsonObject = {}): SessionEvent {
  return { type: 'call-pending', call: call(id, 'Bash', { command, ...input }) };
}

export function done(callId: string): SessionEvent {
  return { type: 'call-done', callId, refused: false };
}

export function refused(callId: string): SessionEvent {
  return { type: 'call-done', callId, refused: true };
}

export const low: Verdict = { risk: 'LOW', action: 'approve', rules: ['r'], reasons: ['Understood.'] };
export const medium: Verdict = { risk: 'MEDIUM', action: 'ask-brain', rules: ['r'], reasons: ['Has effects.'] };
export const high: Verdict = { risk: 'HIGH', action: 'escalate', rules: ['r'], reasons: ['Deletes.'] };

export function judged(callId: string, dialog: Dialog, verdict: Verdict): SessionEvent {
  return { type: 'judged', callId, fingerprint: dialog.fingerprint, verdict };
}

/** What a brain says to the nth consultation of session `s`. */
export function advised(consult: number, advice: Advice, by: BrainName = 'rules'): SessionEvent {
  return { type: 'advised', consultId: `s?${consult}`, by, advice };
}

export const approve: Advice = { say: 'approve', confidence: 1, reason: 'It is wished.' };
export const unsure: Advice = { say: 'person', reason: 'Nobody knows.' };

/** The brain chooses these, page by page. */
export function choose(...picks: readonly (readonly number[])[]): Advice {
  return { say: 'choose', picks, confidence: 1, reason: 'It is preferred.' };
}

export const off: SessionEvent = { type: 'switch', off: true };
export const on: SessionEvent = { type: 'switch', off: false };

/** The main thread's turn ends with these words. */
export function saysLast(text: string): SessionEvent {
  return { type: 'turn-ended', text };
}

/** The fate of the nth input of session `s`. */
export function written(input: number, result: WriteResult = 'written', last = true): SessionEvent {
  return { type: 'written', inputId: `s:${input}`, result, last };
}

export function deadline(name: DeadlineName): SessionEvent {
  return { type: 'deadline', name };
}

export const takes: SessionEvent = { type: 'human', holds: true };
export const leaves: SessionEvent = { type: 'human', holds: false };
export const pause: SessionEvent = { type: 'pause' };
export const resume: SessionEvent = { type: 'resume' };
export const stop: SessionEvent = { type: 'stop' };
export const exited: SessionEvent = { type: 'exited', code: 0 };
export const recovered: SessionEvent = { type: 'recovered', anew: true };
/** What is known of the CLI's version. */
export function cli(standing: NonNullable<Session['cli']>): SessionEvent {
  return { type: 'cli', standing };
}

export const turnEnded: SessionEvent = { type: 'turn-ended', text: '' };

export function task(id: string, text: string): SessionEvent {
  return { type: 'task', task: { id, text } };
}

export function promptSent(text: string): SessionEvent {
  return { type: 'prompt-sent', text };
}

/** A person says that the nth decision's question needs no answer. */
export function dismiss(decision: number): SessionEvent {
  return { type: 'dismiss', escalationId: `s#${decision}` };
}

/** A person answers the nth decision's question. */
export function respond(decision: number, label: string): SessionEvent {
  return { type: 'respond', escalationId: `s#${decision}`, label };
}
