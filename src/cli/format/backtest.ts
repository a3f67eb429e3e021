import type {
  BacktestAnswers,
  BacktestChange,
  BacktestReport,
  HistoryReport,
  RecordingsReport,
} from '../../face/backtest.ts';
import { backtestChanges } from '../../face/backtest.ts';
import type { Ink, Layout } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';

/** Rows that people are shown; `--json` tells all. */
const rowsShown = 40;

/** What a backtest of the recorded decisions rests on. */
export function historyHead(report: HistoryReport): string[] {
  const { decisions, calls, redacted, shadow } = report;
  const lines = [`${counted(decisions, 'decision')} on ${counted(calls, 'call')}.`];
  if (redacted > 0)
    lines.push(
      `${counted(redacted, 'call')} held a secret that was not stored: they cannot be judged exactly and are left out.`,
    );
  if (shadow.policy.count > 0)
    lines.push(`Shadow mode would have approved ${shadow.policy.count}${answered(shadow.policy)}.`);
  if (shadow.brain.count > 0)
    lines.push(`In shadow mode the brain would have approved ${shadow.brain.count}${answered(shadow.brain)}.`);
  return [
    ...lines,
    verdictsLine(report),
    'Paths are judged as the machine is now, and without what a session had written before.',
  ];
}

/** What a backtest of recordings rests on. */
export function recordingsHead(report: RecordingsReport): string[] {
  const { files, dialogs, unread } = report;
  return [
    `${counted(dialogs, 'permission dialog')} in ${counted(files, 'recording')}.`,
    ...unread.map(({ file, why }) => `Passed over: ${oneLine(file)}: ${oneLine(why)}`),
    verdictsLine(report),
  ];
}

/** What would change, the gravest first. */
export function backtestLines(report: BacktestReport, { ink, width }: Layout): string[] {
  const { changes, rules, rows, unlisted } = report;
  const changed = backtestChanges.filter((change) => changes[change].count > 0);
  if (changed.length === 0) return ['', 'Nothing would change.'];
  return [
    '',
    ...loud(report, ink),
    ...changed.map((change) => `${saying[change](changes[change].count)}${answered(changes[change])}.`),
    '',
    ...tableLines([ruleHead(ink), ...rules.map(ruleCells)], width),
    '',
    ...tableLines([rowHead(ink), ...rows.slice(0, rowsShown).map((row) => rowCells(row, ink))], width),
    ...(rows.length + unlisted > rowsShown
      ? [`… and ${rows.length + unlisted - rowsShown} more${unlisted > 0 ? '' : '; --json tells all'}.`]
      : []),
  ];
}

function loud({ changes }: BacktestReport, ink: Ink): string[] {
  const { rejected } = changes.approved;
  if (rejected === 0) return [];
  return [
    ink('red', `DANGER: would have approved ${counted(rejected, 'call')} that you rejected; they stand first below.`),
  ];
}

const saying: Readonly<Record<BacktestChange, (count: number) => string>> = {
  approved: (count) => `Would have approved ${count} more`,
  asked: (count) => `Would have asked you about ${count} that were approved`,
  consulted: (count) => `Would have asked the brain about ${count} that were approved`,
  'to-brain': (count) => `Would have asked the brain about ${count} that went to you`,
  'to-person': (count) => `Would have asked you about ${count} that went to the brain`,
};

function answered({ approved, rejected, unknown }: BacktestAnswers): string {
  const parts = [
    ...(rejected > 0 ? [`${rejected} of which you rejected`] : []),
    ...(approved > 0 ? [`${approved} you approved`] : []),
    ...(unknown > 0 ? [`${unknown} answered at the terminal or not at all`] : []),
  ];
  return parts.map((part) => `, ${part}`).join('');
}

function verdictsLine({ now }: BacktestReport): string {
  return `Now: ${now.approve} approved, ${now['ask-brain']} for the brain, ${now.escalate} for you.`;
}

function ruleHead(ink: Ink): TableCell[] {
  return headCells(['CHANGE', 'CALLS', 'APPROVED', 'REJECTED', 'RULE'], ink);
}

function ruleCells({ change, count, approved, rejected, rule }: BacktestReport['rules'][number]): TableCell[] {
  return [change, count, approved, rejected, oneLine(rule)].map((cell) => ({ text: String(cell) }));
}

function rowHead(ink: Ink): TableCell[] {
  return headCells(['CHANGE', 'CALLS', 'REJECTED', 'RULE', 'WHERE', 'CALL'], ink);
}

function rowCells(row: BacktestReport['rows'][number], ink: Ink): TableCell[] {
  const { change, count, rejected, tool, subject, where, now } = row;
  const call = tool === 'Bash' ? subject : `${tool} ${subject}`;
  const isGrave = change === 'approved' && rejected > 0;
  return [
    { text: change, ...(isGrave ? { paint: (text: string) => ink('red', text) } : {}) },
    { text: String(count) },
    { text: String(rejected) },
    { text: oneLine(now.rules[0] ?? '') },
    { text: oneLine(where), paint: (text) => ink('dim', text) },
    { text: oneLine(call) },
  ];
}

function headCells(titles: readonly string[], ink: Ink): TableCell[] {
  return titles.map((text) => ({ text, paint: (cell) => ink('dim', cell) }));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
