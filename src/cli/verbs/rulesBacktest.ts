import { resolve } from 'node:path';
import { PccError } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { BacktestReport, BacktestRequest, HistoryReport, RecordingsReport } from '../../face/backtest.ts';
import { backtestLines, historyHead, recordingsHead } from '../format/backtest.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import type { Given } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson, value } from '../verb.ts';
import { printProblems } from './rulesList.ts';

/** True when rules are to be tried on what was decided or recorded, not on their examples. */
export function wantsBacktest(given: Given): boolean {
  return flag(given, 'history') || value(given, 'recordings') !== undefined;
}

/** `pcc rules test --history|--recordings`: what the rules, and a candidate, would have made of what was decided or recorded. */
export async function backtest(given: Given, io: Io): Promise<number> {
  const folder = value(given, 'recordings');
  const since = sinceOf(given, io);
  const candidate = candidateOf(given, io);
  if (folder !== undefined && flag(given, 'history'))
    throw new PccError('usage', 'Give --history or --recordings, not both.');
  if (folder !== undefined && since > 0) throw new PccError('usage', '--since belongs to --history.');
  const engine = await io.engines.backtest();
  const progress = new Progress(io);
  const request: BacktestRequest = {
    home: clientHome(io).folder,
    ...(candidate === undefined ? {} : { candidate }),
    progress: (done, of) => {
      progress.tell(done, of);
    },
  };
  let report: HistoryReport | RecordingsReport;
  try {
    report =
      folder === undefined
        ? engine.history({ ...request, since })
        : await engine.recordings({ ...request, folder: resolve(io.cwd, folder) });
  } finally {
    progress.end();
  }
  print(given, io, report);
  return exit.done;
}

function print(given: Given, io: Io, report: HistoryReport | RecordingsReport): void {
  if (flag(given, 'json')) {
    printJson(io, report);
    return;
  }
  printProblems(io, report.problems);
  const layout = layoutFor(io);
  const head = 'decisions' in report ? historyHead(report) : recordingsHead(report);
  const about: BacktestReport = report;
  for (const line of [...head, ...backtestLines(about, layout)]) io.stdout.write(`${line}\n`);
}

function candidateOf(given: Given, io: Io): string | undefined {
  const [named, placed] = [value(given, 'candidate'), argument(given, 0)];
  if (named !== undefined && placed !== '')
    throw new PccError('usage', `Give one candidate: '${placed}' or '--candidate ${named}'.`);
  const file = named ?? placed;
  return file === '' ? undefined : resolve(io.cwd, file);
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The moment that `--since` names; 0 when it is not given. */
function sinceOf(given: Given, io: Io): number {
  const text = value(given, 'since');
  if (text === undefined) return 0;
  const [, count, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  if (count !== undefined) return io.clock.wallMs() - Number(count) * (unitMs[unit] ?? 0);
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(date))
    throw new PccError('usage', `--since takes a time such as 7d, 12h, 30m or 2026-03-01, not '${text}'.`);
  return date;
}

/** How far a long run is, on one line of a terminal. */
class Progress {
  readonly #io: Io;
  #toldMs: number;
  #told = false;

  constructor(io: Io) {
    this.#io = io;
    this.#toldMs = io.clock.monotonicMs();
  }

  tell(done: number, of: number): void {
    const { clock, stderr } = this.#io;
    const nowMs = clock.monotonicMs();
    if (stderr.isTTY !== true || nowMs - this.#toldMs < limits.backtestProgressMs) return;
    this.#toldMs = nowMs;
    this.#told = true;
    stderr.write(`\r${done} of ${of} …\u001b[K`);
  }

  end(): void {
    if (this.#told) this.#io.stderr.write('\r\u001b[K');
  }
}
