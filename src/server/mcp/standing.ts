import type { z } from 'zod';
import type { Io } from '../../face/io.ts';
import { serverRecord } from '../../face/serverFiles.ts';
import { serverHealth } from '../../face/serverHealth.ts';
import type { serverStanding } from './table.ts';

/** Whether the server of HTTP and WebSocket of this home runs. */
export async function standingOf(io: Pick<Io, 'env' | 'cwd'>): Promise<z.output<typeof serverStanding>> {
  const record = serverRecord(io);
  const health = record && (await serverHealth(record));
  if (!record || !health) {
    return { running: false, how: 'No server runs. The user starts it with `pcc server start`.' };
  }
  const socket = record.url.replace(/^http/, 'ws');
  return {
    running: true,
    url: record.url,
    websocket: `${socket}/ws`,
    mcp: `${record.url}/mcp`,
    pid: health.pid,
    version: health.version,
    clients: health.websockets,
    lists: health.lists,
    how: 'Requests need the token as `Authorization: Bearer …`; `pcc server status` tells the user where it stands.',
  };
}
