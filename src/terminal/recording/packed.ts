import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { Transform } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';

/** The end of a recording's name, plain or packed with gzip. */
const recordingEnding = /\.cast(?:\.gz)?$/;

/** What is larger unpacked than any session's recording may become is a gzip bomb, or no recording. */
const tooLarge = `unpacked it is larger than ${limits.recordingSessionBytesMax} bytes`;

/**
 * The bytes of a file as they stream, unpacked when its name ends in `.gz`. The stream fails with the system's error, or
 * zlib's, or with PccError `too_large` above `recordingSessionBytesMax`.
 */
export function openUnpacked(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file;
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  const bounded = bound();
  unpacked.on('error', (error) => bounded.destroy(error));
  bounded.on('close', () => file.destroy());
  return file.pipe(unpacked).pipe(bounded);
}

function bound(): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      sizeBytes += chunk.length;
      if (sizeBytes > limits.recordingSessionBytesMax) done(new PccError('too_large', tooLarge));
      else done(null, chunk);
    },
  });
}

/**
 * A whole file as text, unpacked when its name ends in `.gz`.
 *
 * @throws PccError `not_found` when it cannot be opened, `invalid_input` when it is damaged, `too_large` above the limit.
 */
export function readUnpacked(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (!path.endsWith('.gz')) return bytes.toString('utf8');
    return gunzipSync(bytes, { maxOutputLength: limits.recordingSessionBytesMax }).toString('utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What a person is told when a file cannot be read or unpacked. */
export function unreadable(path: string, error: unknown): PccError {
  const code = systemCode(error);
  if (error instanceof PccError || code === 'ERR_BUFFER_TOO_LARGE')
    return new PccError('too_large', `'${path}' is too large: ${tooLarge}.`);
  if (code?.startsWith('Z_'))
    return new PccError('invalid_input', `'${path}' is no sound gzip file (${sentenceOf(error)}); pack it anew.`);
  return new PccError('not_found', `The recording '${path}' cannot be read (${sentenceOf(error)}).`);
}

/** A file kept beside a recording under its name, such as `.transcript.jsonl`, plain or packed; undefined for none. */
export function fileBeside(cast: string, ending: string): string | undefined {
  const base = cast.replace(recordingEnding, '');
  return [base + ending, `${base}${ending}.gz`].find((path) => existsSync(path));
}
