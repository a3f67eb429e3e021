import { PccError } from '../../base/errors.ts';
import type { Io } from '../../face/io.ts';
import { limits } from '../../limits.ts';

/** How a text is spoken of that is too large. */
export interface Spoken {
  /** The beginning of the sentence. */
  readonly what: string;
  /** What to do, as the end of the sentence. */
  readonly remedy: string;
}

/**
 * The standard input as one text. It is put together before it is decoded, as a character may come in two parts.
 *
 * @throws PccError `too_large` when it is more than one message may be; no more than that is read.
 */
export async function inputText(input: Io['stdin'], spoken: Spoken): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of input) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    checkSize(bytes, spoken);
    parts.push(buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** @throws PccError `too_large` when a text has more bytes than one message may have. */
export function checkSize(bytes: number, { what, remedy }: Spoken): void {
  if (bytes > limits.messageBytesMax)
    throw new PccError('too_large', `${what} is larger than ${limits.messageBytesMax} bytes; ${remedy}.`);
}
