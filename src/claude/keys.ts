import { limits } from '../limits.ts';
import type { Option } from '../screen/reading.ts';

/** One key to write, what to call it in a log, and whether it completes the answer. */
export interface KeyStep {
  readonly data: string;
  readonly name: string;
  readonly last: boolean;
}

const arrowUp = '\u001b[A';
const arrowDown = '\u001b[B';
const enter = '\r';
const escape = '\u001b';

/**
 * The next key on the way to an option, given how the dialog stands now. A numbered option is chosen by its digit alone
 * (tried on 2.0.20 and 2.1.329 for Bash, Edit, Write, Read, WebFetch and MCP dialogs). Without numbers the selector is moved
 * one row at a time, and Enter is pressed only when a look at the screen showed it resting on the option (the trust dialog of
 * 2.1.329). Undefined when the option is not there, or not there alone.
 */
export function nextKey(options: readonly Option[], label: string): KeyStep | undefined {
  const [target, ...others] = options.filter((option) => option.label === label);
  if (!target || others.length > 0) return undefined;
  // A row to type into would take the digit as text or open for it; leaving the dialog is the same "no" (tried on 2.0.64).
  const asksLeave = options.some((option) => option.kind === 'yes-once');
  if (target.kind === 'free-text' && asksLeave) return { data: escape, name: 'Esc', last: true };
  if (/^[1-9]$/.test(target.key)) return { data: target.key, name: target.key, last: true };
  const from = options.findIndex((option) => option.selected);
  const to = options.indexOf(target);
  if (from < 0) return undefined;
  if (from === to) return { data: enter, name: 'Enter', last: true };
  return from < to ? { data: arrowDown, name: 'Down', last: false } : { data: arrowUp, name: 'Up', last: false };
}

/**
 * How a text is written into the input box: as a bracketed paste when it has line breaks, since Enter would send it, or when
 * it is long, since the box would show only some part of it (2.0.20 and 2.1.329 show `[Pasted text #1]` for a long paste).
 * A backslash before Enter makes a line break instead of sending; a blank after it keeps the meaning and lets Enter send.
 */
export function typedText(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
  const sendable = plain.endsWith('\\') ? `${plain} ` : plain;
  const isPaste = /[\n\t]/.test(sendable) || sendable.length > limits.typedCharsMax;
  return isPaste ? `\u001b[200~${sendable}\u001b[201~` : sendable;
}

/** The key that sends what stands in the input box. */
export const sendKey = enter;
