import type { Json } from '../../base/json.ts';
import { parseJson } from '../../base/json.ts';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { HostOutput } from './protocol.ts';

/**
 * The bytes on the host's socket. A frame is `u32 length` of what follows (big-endian), `u8 kind`, then
 * - kind 1: one JSON value in UTF-8;
 * - kind 2, output, so that megabytes of text are not escaped: `f64 offset`, `u8 length of the id`, the id, the text in UTF-8.
 */
const kindJson = 1;
const kindOutput = 2;

export type Message = { readonly json: Json } | { readonly output: HostOutput };

/** @throws PccError `too_large` when the message passes `limits.messageBytesMax`. */
export function encodeJson(value: unknown): Buffer {
  return frame(kindJson, [Buffer.from(JSON.stringify(value))]);
}

/** A frame of output; a piece is one read of a PTY or a little more, far below the limit of a message. */
export function encodeOutput(output: HostOutput): Buffer {
  const id = Buffer.from(output.id);
  const head = Buffer.alloc(9);
  head.writeDoubleBE(output.offset, 0);
  head.writeUInt8(id.length, 8);
  return frame(kindOutput, [head, id, Buffer.from(output.text)]);
}

function frame(kind: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 1);
  if (length > limits.messageBytesMax) {
    throw new PccError('too_large', `A message of ${length} bytes is above the limit of ${limits.messageBytesMax}.`);
  }
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 0);
  head.writeUInt8(kind, 4);
  return Buffer.concat([head, ...parts]);
}

/** Puts messages together again from however the socket cut them. */
export class FrameReader {
  #parts: Buffer[] = [];
  #have = 0;

  /**
   * Takes bytes and gives the messages that they complete.
   *
   * @throws PccError `invalid_input` when the bytes are no frames; nothing after them can be understood.
   */
  *push(bytes: Buffer): Generator<Message> {
    this.#parts.push(bytes);
    this.#have += bytes.length;
    while (this.#have >= 5) {
      const length = this.#joined(5).readUInt32BE(0);
      if (length < 1 || length > limits.messageBytesMax) throw malformed(`a frame of ${length} bytes`);
      if (this.#have < 4 + length) return;
      yield decode(this.#take(4 + length));
    }
  }

  /** The first bytes in one piece; the rest stays in pieces until it is needed, so that a long frame is copied once. */
  #joined(count: number): Buffer {
    const [first] = this.#parts;
    if (first && first.length >= count) return first;
    const all = Buffer.concat(this.#parts);
    this.#parts = [all];
    return all;
  }

  #take(count: number): Buffer {
    const all = this.#joined(count);
    this.#parts[0] = all.subarray(count);
    this.#have -= count;
    return all.subarray(0, count);
  }
}

function decode(bytes: Buffer): Message {
  switch (bytes[4]) {
    case kindJson: {
      const json = parseJson(bytes.toString('utf8', 5));
      if (json === undefined) throw malformed('a frame that is no JSON');
      return { json };
    }
    case kindOutput:
      return { output: decodeOutput(bytes.subarray(5)) };
    default:
      throw malformed(`a frame of kind ${bytes[4] ?? 'none'}`);
  }
}

function decodeOutput(body: Buffer): HostOutput {
  const idLength = body.length >= 9 ? body.readUInt8(8) : 0;
  if (body.length < 9 + idLength) throw malformed('a cut output frame');
  const offset = body.readDoubleBE(0);
  if (!Number.isSafeInteger(offset) || offset < 0) throw malformed('output without an offset');
  return { id: body.toString('utf8', 9, 9 + idLength), offset, text: body.toString('utf8', 9 + idLength) };
}

function malformed(what: string): PccError {
  return new PccError(
    'invalid_input',
    `The other side of the pty host's socket sent ${what}; the connection is closed.`,
  );
}
