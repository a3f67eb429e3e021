import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { PccError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import type { HostAck, HostMethod, HostMethods } from './protocol.ts';

/** A request that was understood: a method with the parameters it wants. */
export type Request = {
  [M in HostMethod]: { readonly method: M; readonly params: HostMethods[M]['params'] };
}[HostMethod];

/** Names of sessions are also names of folders. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Checks a request by its method. @throws PccError `invalid_input` naming the field, `not_found` for an unknown method. */
export function readRequest(method: string, value: unknown): Request {
  const params = new Fields(method, isObject(value) ? value : {});
  switch (method) {
    case 'hello':
      return { method, params: { protocol: params.whole('protocol', 0) } };
    case 'list':
      return { method, params: {} };
    case 'spawn':
      return { method, params: spawnOf(params) };
    case 'attach':
      return { method, params: { id: params.id(), from: params.whole('from', 0) } };
    case 'detach':
    case 'forget':
      return { method, params: { id: params.id() } };
    case 'write':
      return { method, params: writeOf(params) };
    case 'resize':
      return { method, params: { id: params.id(), ...params.size() } };
    case 'mark':
      return { method, params: { id: params.id(), label: params.text('label', limits.markCharsMax) } };
    case 'freeze':
      return { method, params: { id: params.id(), frozen: params.flag('frozen') } };
    case 'kill':
      return { method, params: { id: params.id(), mode: params.oneOf('mode', ['ask', 'insist', 'force']) } };
    case 'shutdown':
      return { method, params: { force: params.flag('force') } };
    default:
      throw new PccError('not_found', `The pty host knows no method '${method.slice(0, 100)}'.`);
  }
}

/** Reads an acknowledgement; undefined when the message is none. */
export function readAck(value: JsonObject): HostAck['ack'] | undefined {
  const { ack } = value;
  if (!isObject(ack)) return undefined;
  const { id, offset } = ack;
  return typeof id === 'string' && typeof offset === 'number' ? { id, offset } : undefined;
}

function spawnOf(params: Fields): HostMethods['spawn']['params'] {
  const title = params.optionalText('title', limits.markCharsMax);
  return {
    id: params.id(),
    file: params.text('file', 4_096),
    args: params.texts('args'),
    cwd: params.text('cwd', 4_096),
    env: params.textByName('env'),
    ...params.size(),
    ...(title === undefined ? {} : { title }),
  };
}

function writeOf(params: Fields): HostMethods['write']['params'] {
  const ifOffset = params.optionalWhole('ifOffset');
  const data = params.text('data', limits.inputBytesMax, 0);
  if (Buffer.byteLength(data) > limits.inputBytesMax) {
    throw new PccError(
      'too_large',
      `An input may have ${limits.inputBytesMax} bytes; this one has ${Buffer.byteLength(data)}.`,
    );
  }
  return {
    id: params.id(),
    inputId: params.text('inputId', 200),
    data,
    by: params.oneOf('by', ['human', 'pcc', 'reply']),
    ...(ifOffset === undefined ? {} : { ifOffset }),
  };
}

/**
 * Finds out before a child is started what the system would only tell from inside it.
 *
 * @throws PccError `missing_program` or `not_found` naming the program or folder.
 */
export function checkSpawnable(file: string, cwd: string): void {
  if (!isAbsolute(file))
    throw new PccError('invalid_input', `The program '${file}' must be given as an absolute path.`);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new PccError('missing_program', `The program '${file}' was not found.`);
  }
  if (!permits(file, constants.X_OK)) throw new PccError('missing_program', `The program '${file}' is not executable.`);
  if (!isAbsolute(cwd)) throw new PccError('invalid_input', `The folder '${cwd}' must be given as an absolute path.`);
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new PccError('not_found', `The folder '${cwd}' to start in was not found.`);
  }
  if (!permits(cwd, constants.X_OK)) throw new PccError('not_found', `The folder '${cwd}' may not be entered.`);
}

function permits(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** Reads parameters one by one; whatever is not as expected is named. NUL never passes: no path, argument or variable can hold it. */
class Fields {
  readonly #method: string;
  readonly #values: JsonObject;

  constructor(method: string, values: JsonObject) {
    this.#method = method;
    this.#values = values;
  }

  id(): string {
    const id = this.text('id', 100);
    if (!idPattern.test(id)) throw this.#wrong('id', 'letters, digits, dots, dashes and underscores');
    return id;
  }

  text(name: string, charsMax: number, charsMin = 1): string {
    const value = this.#values[name];
    if (typeof value === 'string' && value.length >= charsMin && value.length <= charsMax) {
      if (name === 'data' || !value.includes('\0')) return value;
    }
    throw this.#wrong(name, `a text of ${charsMin} to ${charsMax} characters`);
  }

  optionalText(name: string, charsMax: number): string | undefined {
    return this.#values[name] === undefined ? undefined : this.text(name, charsMax, 0);
  }

  texts(name: string): string[] {
    const value = this.#values[name];
    if (!Array.isArray(value) || !value.every(isArgument)) throw this.#wrong(name, 'a list of texts');
    return value;
  }

  textByName(name: string): Record<string, string> {
    const value = this.#values[name];
    if (!isObject(value)) throw this.#wrong(name, 'texts by name');
    return Object.fromEntries(
      Object.entries(value).map(([key, text]): [string, string] => {
        if (!isArgument(key) || !isArgument(text) || key.includes('=')) throw this.#wrong(name, 'texts by name');
        return [key, text];
      }),
    );
  }

  whole(name: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
    const value = this.#values[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw this.#wrong(name, `a whole number from ${min} to ${max}`);
  }

  optionalWhole(name: string): number | undefined {
    return this.#values[name] === undefined ? undefined : this.whole(name, 0);
  }

  size(): { cols: number; rows: number } {
    return {
      cols: this.whole('cols', limits.colsMin, limits.colsMax),
      rows: this.whole('rows', limits.rowsMin, limits.rowsMax),
    };
  }

  oneOf<const T extends string>(name: string, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.#values[name]);
    if (found === undefined) throw this.#wrong(name, `one of ${choices.join(', ')}`);
    return found;
  }

  flag(name: string): boolean {
    const value = this.#values[name];
    if (typeof value !== 'boolean') throw this.#wrong(name, 'true or false');
    return value;
  }

  #wrong(name: string, expected: string): PccError {
    return new PccError('invalid_input', `'${name}' of the pty host's '${this.#method}' must be ${expected}.`);
  }
}

function isArgument(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}
