import { exit } from '../../face/exit.ts';
import { serverRecord } from '../../face/serverFiles.ts';
import type { ServerHealth } from '../../face/serverHealth.ts';
import { serverHealth } from '../../face/serverHealth.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { fieldLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { durationOf } from '../../face/text/time.ts';
import type { VerbRun } from '../verb.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc server status`: whether the server runs, and how it is. */
export const run: VerbRun = async (given, io) => {
  const record = serverRecord(io);
  const health = record && (await serverHealth(record));
  if (!record || !health) {
    if (flag(given, 'json')) printJson(io, { running: false });
    else io.stdout.write("No server runs; 'pcc server start' starts one.\n");
    return exit.nothing;
  }
  const { pid, url, others, tokenFile } = record;
  const network = others.length === 0 ? {} : { others };
  if (flag(given, 'json')) {
    const { version, uptimeS, daemon, websockets, lists } = health;
    printJson(io, { running: true, pid, url, ...network, tokenFile, version, uptimeS, daemon, websockets, lists });
  } else {
    const fields: [string, TableCell][] = [
      ['server', { text: `pid ${pid}, version ${health.version}, up ${durationOf(health.uptimeS)}` }],
      ['address', { text: oneLine([url, ...others].join(', ')) }],
      ['token', { text: oneLine(tokenFile) }],
      ['serves', { text: servesText(health) }],
    ];
    for (const line of fieldLines(fields, layoutFor(io).width)) io.stdout.write(`${line}\n`);
  }
  return exit.done;
};

function servesText({ websockets, lists, daemon }: ServerHealth): string {
  const sockets = `${websockets} WebSocket${websockets === 1 ? '' : 's'}`;
  const watched = `${lists} list${lists === 1 ? '' : 's'} watched`;
  return `${sockets}, ${watched}; the daemon is ${daemon.connected ? 'there' : 'gone'}`;
}
