import type { Verb } from '../verb.ts';
import { jsonOption } from './options.ts';

/** The verbs of the server for programs. */
export const serverVerbs: readonly Verb[] = [
  {
    name: 'server start',
    summary: 'Serve HTTP, WebSocket and MCP for programs on this machine; tells address and token file.',
    args: [],
    options: [
      ['--host <address>', 'Address to listen on; 127.0.0.1 unless told.'],
      ['--port <number>', 'Port to listen on, 0 for any that is free; server.port of the configuration unless told.'],
      ['--allow-network', 'Listen on an address that other machines reach, without encryption.'],
      jsonOption,
    ],
    examples: ['pcc server start', 'pcc server start --port 0 --json'],
    load: () => import('./serverStart.ts'),
  },
  {
    name: 'server status',
    summary: 'Show whether the server runs, where, and for how many.',
    args: [],
    options: [jsonOption],
    examples: ['pcc server status'],
    load: () => import('./serverStatus.ts'),
  },
  {
    name: 'server stop',
    summary: 'End the server; the daemon and all sessions go on.',
    args: [],
    options: [jsonOption],
    examples: ['pcc server stop'],
    load: () => import('./serverStop.ts'),
  },
];
