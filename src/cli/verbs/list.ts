import type { Status } from '../../api/methods.ts';
import { withDaemon } from '../../face/connect.ts';
import type { Ink } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { stateLook } from '../../face/text/state.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { failedTasksTold, progressOf } from '../../face/text/tasks.ts';
import { oneLine } from '../../face/text/text.ts';
import { agoOf } from '../../face/text/time.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson } from '../verb.ts';
import { warnIfHalted } from '../warnings.ts';

/** `pcc list`: one line a session. */
export const run: VerbRun = async (given, io) => {
  const all = flag(given, 'all');
  const sessions = await withDaemon(io, async (api) => {
    await warnIfHalted(api, io);
    return api.call('session.list', { all });
  });
  if (flag(given, 'json')) {
    printJson(io, sessions);
    return exit.done;
  }
  if (sessions.length === 0) {
    io.stdout.write(`No session ${all ? 'yet' : 'runs'}; 'pcc start <path>' begins one.\n`);
    return exit.done;
  }
  const { ink, width, nowMs } = layoutFor(io);
  const head = ['SESSION', 'STATE', 'WAITS', 'TASKS', 'AGE', 'PATH'].map((text) => heading(text, ink));
  const rows = sessions.map((session) => rowOf(session, nowMs, ink));
  for (const line of tableLines([head, ...rows], width)) io.stdout.write(`${line}\n`);
  for (const sentence of failedTasksTold(sessions)) io.stdout.write(`${ink('red', sentence)}\n`);
  return exit.done;
};

function heading(text: string, ink: Ink): TableCell {
  return { text, paint: (padded) => ink('dim', padded) };
}

function rowOf(session: Status, nowMs: number, ink: Ink): TableCell[] {
  const waits = waitsOf(session);
  const tasks = progressOf(session.queue);
  const failed = tasks && tasks.failed > 0 ? ` ✗${tasks.failed}` : '';
  return [
    { text: session.id, paint: (text) => ink('bold', text) },
    stateLook(session, ink),
    { text: waits ?? '-', paint: (text) => (waits === undefined ? text : ink('yellow', text)) },
    {
      text: tasks ? `${tasks.done}/${tasks.all}${failed}` : '-',
      paint: (text) => (failed === '' ? text : ink('red', text)),
    },
    { text: agoOf(session.startedAt, nowMs) },
    { text: oneLine(session.path) },
  ];
}

/** What pcc waits for there: a person's answers, or whoever holds the keyboard. */
function waitsOf({ pending, holders }: Status): string | undefined {
  if (pending.length > 0) return `${pending.length} for you`;
  const last = holders.at(-1);
  return last && `held by ${oneLine(last.client)}`;
}
