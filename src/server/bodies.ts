import type { IncomingMessage } from 'node:http';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** Receives bodies of requests: each up to `limits.httpBodyBytesMax`, all together up to `limits.httpBodiesBytesMax`. */
export class Bodies {
  #held = 0;

  /** Bytes that are held at the moment. */
  get held(): number {
    return this.#held;
  }

  /**
   * The whole body as text. What comes behind the limit is passed over, never kept.
   *
   * @throws PccError `too_large`; `unavailable` when too many are being received; `invalid_input` when it is no UTF-8; `gone` when
   * the caller leaves.
   */
  read(incoming: IncomingMessage): Promise<string> {
    return new Promise((done, failed) => {
      const parts: Buffer[] = [];
      let size = 0;
      const end = (error?: PccError): void => {
        incoming.off('data', take).off('end', finish).off('close', leave).off('error', leave);
        this.#held -= size;
        if (error) {
          // The answer may only be read when the rest was sent.
          incoming.on('error', () => undefined).resume();
          failed(error);
        }
      };
      const take = (part: Buffer): void => {
        size += part.length;
        this.#held += part.length;
        parts.push(part);
        if (size > limits.httpBodyBytesMax) end(tooLarge());
        else if (this.#held > limits.httpBodiesBytesMax) end(tooMany());
      };
      const finish = (): void => {
        end();
        const text = textOf(parts);
        if (text === undefined) failed(new PccError('invalid_input', 'The body is no UTF-8 text; send JSON.'));
        else done(text);
      };
      const leave = (): void => {
        end(new PccError('gone', 'The caller left before the body was complete.'));
      };
      incoming.on('data', take).on('end', finish).on('close', leave).on('error', leave);
    });
  }
}

function tooLarge(): PccError {
  return new PccError('too_large', `The body is larger than ${limits.httpBodyBytesMax} bytes; send less at a time.`);
}

function tooMany(): PccError {
  return new PccError('unavailable', 'Too many bodies are being received; try again later.');
}

function textOf(parts: readonly Buffer[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}
