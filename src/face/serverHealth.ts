import { readFileSync } from 'node:fs';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { ServerRecord } from './serverFiles.ts';

/** How a server is, by its own words. */
export interface ServerHealth {
  readonly pid: number;
  readonly version: string;
  readonly uptimeS: number;
  readonly daemon: { readonly connected: boolean };
  readonly websockets: number;
  readonly lists: number;
}

/** Asks the server that a record speaks of how it is; undefined when that very process does not answer with its token. */
export async function serverHealth(record: ServerRecord): Promise<ServerHealth | undefined> {
  try {
    const token = readFileSync(record.tokenFile, 'utf8').trim();
    const answer = await fetch(`${record.url}/health`, {
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
      redirect: 'error',
      signal: AbortSignal.timeout(limits.serverAnswerMs),
    });
    const told = parseJson(await answer.text());
    if (!answer.ok || !isObject(told) || told['pid'] !== record.pid) return undefined;
    return told as unknown as ServerHealth;
  } catch {
    return undefined;
  }
}
