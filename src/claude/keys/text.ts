import { limits } from '../../limits.ts';

/**
 * How a text is written into the input box: as a bracketed paste when it has line breaks, since Enter would send it, or when
 * it is long, since the box would show only some part of it (2.0.20 and 2.1.329 show `[Pasted text #1]` for a long paste).
 * A backslash before Enter makes a line break instead of sending; a blank after it keeps the meaning and lets Enter send.
 */
export function typedText(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Surrogate}]/gu, '');
  const sendable = plain.endsWith('\\') ? `${plain} ` : plain;
  const isPaste = /[\n\t]/.test(sendable) || sendable.length > limits.typedCharsMax;
  return isPaste ? pasted(sendable) : sendable;
}

/** How a text is written into a row of a dialog: always as a paste, so that no character of it can be a key of the dialog. */
export function rowText(text: string): string {
  const plain = rowWords(text);
  return pasted(plain.endsWith('\\') ? `${plain} ` : plain);
}

/** What of a text can stand in a row of a dialog: everything but keys and halves of characters. */
export function rowWords(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\p{Surrogate}]+/gu, ' ').trim();
}

function pasted(text: string): string {
  return `\u001b[200~${text}\u001b[201~`;
}

/** The key that sends what stands in the input box. */
export const sendKey = '\r';

/** Ends the turn that runs. */
export const interruptKey = '\u001b';
