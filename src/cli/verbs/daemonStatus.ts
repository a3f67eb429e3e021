import type { Result } from '../../api/methods.ts';
import { withDaemon } from '../../face/connect.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { fieldLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { durationOf } from '../../face/text/time.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson } from '../verb.ts';

/** `pcc daemon status`: the processes behind the sessions. */
export const run: VerbRun = async (given, io) => {
  const status = await withDaemon(io, (api) => api.call('daemon.status', {}));
  if (flag(given, 'json')) printJson(io, status);
  else for (const line of fieldLines(fieldsOf(status), layoutFor(io).width)) io.stdout.write(`${line}\n`);
  return exit.done;
};

function fieldsOf({ daemon, host, home, warnings }: Result<'daemon.status'>): [string, TableCell][] {
  const sessions = `${host.sessions} session${host.sessions === 1 ? '' : 's'}`;
  return [
    ['daemon', { text: `pid ${daemon.pid}, version ${daemon.version}, up ${durationOf(daemon.uptimeS)}` }],
    ['pty host', { text: host.pid === null ? 'none runs' : `pid ${host.pid}, ${sessions}` }],
    ['home', { text: oneLine(home) }],
    ...warnings.map((warning): [string, TableCell] => ['warning', { text: oneLine(warning) }]),
  ];
}
