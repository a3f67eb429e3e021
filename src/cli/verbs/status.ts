import type { Status } from '../../api/methods.ts';
import { limitName } from '../../base/limitName.ts';
import { withDaemon } from '../../face/connect.ts';
import type { Layout } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { checkWords } from '../format/check.ts';
import { pendingLines } from '../../face/text/pending.ts';
import { stateLook } from '../../face/text/state.ts';
import type { TableCell } from '../../face/text/table.ts';
import { fieldLines, tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { agoOf, inLocalTime, localTime } from '../../face/text/time.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc status <id>`: one session in full. */
export const run: VerbRun = async (given, io) => {
  const session = await withDaemon(io, (api) => api.call('session.status', { id: argument(given, 0) }));
  if (flag(given, 'json')) {
    printJson(io, session);
    return exit.done;
  }
  const layout = layoutFor(io);
  for (const line of statusLines(session, layout)) io.stdout.write(`${line}\n`);
  return exit.done;
};

function statusLines(session: Status, layout: Layout): string[] {
  const lines = fieldLines(fieldsOf(session, layout), layout.width);
  for (const item of session.pending) lines.push('', ...pendingLines(item, layout));
  if (session.queue.length > 0) lines.push('', ...queueLines(session, layout));
  return lines;
}

function fieldsOf(session: Status, layout: Layout): [string, TableCell][] {
  const { ink, nowMs } = layout;
  const fields: [string, TableCell | undefined][] = [
    ['session', { text: session.id, paint: (text) => ink('bold', text) }],
    ['state', stateLook(session, ink)],
    ['since', { text: `${localTime(session.since)} (${agoOf(session.since, nowMs)} ago)` }],
    ['doing', optional(session.activity)],
    ['why', optional(session.why === undefined ? undefined : inLocalTime(session.why))],
    [
      'limit',
      session.limit && { text: `${oneLine(limitName(session.limit.kind))}, ${resetOf(session.limit.resetsAt, nowMs)}` },
    ],
    ['path', { text: oneLine(session.path) }],
    ['claude', { text: claudeOf(session) }],
    ['brain', { text: session.brain }],
    ...session.holders.map((holder): [string, TableCell] => ['held by', { text: holderOf(holder, nowMs) }]),
    ['size', { text: `${session.size.cols} columns, ${session.size.rows} rows` }],
    ['tokens', optional(session.usage && tokensOf(session.usage))],
    ['started', { text: `${localTime(session.startedAt)} (${agoOf(session.startedAt, nowMs)} ago)` }],
    ['ended', session.endedAt === undefined ? undefined : { text: endOf(session.endedAt, session.exitCode) }],
    ['recording', optional(session.recording ?? undefined)],
    ...session.warnings.map((text): [string, TableCell] => ['warning', { text: oneLine(text) }]),
  ];
  return fields.filter((field): field is [string, TableCell] => field[1] !== undefined);
}

function optional(text: string | undefined): TableCell | undefined {
  return text === undefined || text === '' ? undefined : { text: oneLine(text) };
}

function holderOf({ client, since, typedAt }: Status['holders'][number], nowMs: number): string {
  return `${oneLine(client)} for ${agoOf(since, nowMs)}, last key ${agoOf(typedAt, nowMs)} ago; pcc types nothing`;
}

function tokensOf({ input, output, cacheRead, cacheWrite, context }: NonNullable<Status['usage']>): string {
  const told = (count: number): string => count.toLocaleString('en-US');
  return `${told(input + cacheRead + cacheWrite)} in, ${told(output)} out; context ${told(context)}`;
}

function resetOf(at: string | null, nowMs: number): string {
  if (at === null) return 'reset time not shown';
  return `${Date.parse(at) > nowMs ? 'resets' : 'was to reset'} ${localTime(at)}`;
}

function claudeOf(session: Status): string {
  const version = session.claudeVersion ?? 'version unknown';
  const process = session.pid === null ? 'no process' : `pid ${session.pid}`;
  const check = session.claudeCheck === undefined ? '' : ` (${checkWords[session.claudeCheck]})`;
  return `${version}${check}, ${process}, session ${session.claudeSessionId}`;
}

function endOf(at: string, code: number | undefined): string {
  return code === undefined ? localTime(at) : `${localTime(at)}, exit code ${code}`;
}

/** What has begun, then what waits as it goes; of the texts that serve tasks only those that are under way. `pcc queue` tells more. */
function queueLines(session: Status, layout: Layout): string[] {
  const told = session.queue.filter(({ role, state }) => role === undefined || !['done', 'removed'].includes(state));
  const waiting = told.filter(({ state }) => state === 'queued');
  const inOrder = [...waiting].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
  const rows = [...told.filter(({ state }) => state !== 'queued'), ...inOrder].map((task) => [
    { text: task.reply ? 'reply' : (task.role ?? task.id) },
    { text: task.state },
    { text: oneLine(task.why === undefined ? task.text : `${task.text} (${task.why})`) },
  ]);
  return [layout.ink('dim', 'tasks'), ...tableLines(rows, layout.width - 2).map((line) => `  ${line}`)];
}
