import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, parseJson } from '../base/json.ts';
import { clientHome } from './home.ts';
import type { Io } from './io.ts';

/** What a server that serves writes down: where it is, and where its token stands. */
export interface ServerRecord {
  readonly pid: number;
  readonly url: string;
  /** URLs at which other machines reach it, where it hears at all addresses. */
  readonly others: readonly string[];
  readonly tokenFile: string;
}

/** Where what belongs to the server of a home stands. */
export interface ServerFiles {
  readonly record: string;
  readonly token: string;
  /** Written by a server that could not start: `{"code","sentence"}`. */
  readonly failure: string;
  readonly log: string;
}

/** Those of the home that the environment names. */
export function serverFiles(io: Pick<Io, 'env' | 'cwd'>): ServerFiles {
  const { folder, logs } = clientHome(io);
  const run = join(folder, 'run');
  return {
    record: join(run, 'server.json'),
    token: join(run, 'server.token'),
    failure: join(run, 'server.failed'),
    log: join(logs, 'server.log'),
  };
}

/** What the server of this home wrote down; undefined where none did. It may have been killed since: `serverHealth` asks it. */
export function serverRecord(io: Pick<Io, 'env' | 'cwd'>): ServerRecord | undefined {
  try {
    const told = parseJson(readFileSync(serverFiles(io).record, 'utf8'));
    if (!isObject(told)) return undefined;
    const { pid, url, tokenFile, others } = told;
    if (typeof pid !== 'number' || typeof url !== 'string' || typeof tokenFile !== 'string') return undefined;
    return { pid, url, others: isTexts(others) ? others : [], tokenFile };
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
