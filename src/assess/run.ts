import { arch, cpus, platform, release } from 'node:os';
import { PccError } from '../base/errors.ts';
import { findClaude } from '../claude/launch.ts';
import { connectDaemon } from '../face/connect.ts';
import { exit } from '../face/exit.ts';
import type { AssessRequest, Io, StressRequest } from '../face/io.ts';
import type { ReportFile } from '../face/reportFile.ts';
import { writeReportFile } from '../face/reportFile.ts';
import { layoutFor } from '../face/text/ink.ts';
import { oneLine } from '../face/text/text.ts';
import { limits } from '../limits.ts';
import { packageVersion } from '../packageRoot.ts';
import { partNames } from './parts.ts';
import { runWork } from './process.ts';
import type { Outcome } from './report.ts';
import { isGood, isUntried, offlineText, partsOf, reportText, verdictOf, wordOf } from './report.ts';
import type { Check, Setting, Wish, Word } from './told.ts';
import type { StressFigures } from './figures.ts';
import { checkLines, figureLines, headline, ProgressView, shortfallLines } from './view.ts';

/** `pcc test assess [part]`: tries what pcc promises, as it is installed here, on the user's own CLI and an API on loopback. */
export async function assess(io: Io, request: AssessRequest): Promise<number> {
  return await carriedOut(io, { kind: 'assess', parts: partNames(request.part) }, request);
}

/** `pcc test stress`: the same machine under load. */
export async function stress(io: Io, request: StressRequest): Promise<number> {
  const { tasks, parallel, clients } = request;
  if (tasks * parallel > limits.stressAllMax)
    throw new PccError(
      'usage',
      `${tasks} tasks in ${parallel} lists are more than ${limits.stressAllMax} in all; give fewer.`,
    );
  return await carriedOut(io, { kind: 'stress', tasks, parallel, clients }, request);
}

async function carriedOut(io: Io, wish: Wish, request: AssessRequest): Promise<number> {
  const program = findClaude(await commandOf(io, request.claude), io.env, io.cwd);
  const outcome = await workedOut(io, wish, program);
  if (!request.json) tell(io, outcome);
  const report = written(io, outcome, {
    own: `${wish.kind}-${outcome.startedAt.replace(/[:.]/g, '-')}.md`,
    named: request.report,
  });
  if (request.json) io.stdout.write(`${JSON.stringify(jsonOf(outcome, report.path ?? null))}\n`);
  if (report.path === undefined) {
    io.stderr.write(`pcc: ${oneLine(report.problem)}\n`);
    return exit.failed;
  }
  if (!request.json) io.stdout.write(`Report: ${report.path}\n`);
  if (isGood(outcome)) return exit.done;
  return isUntried(outcome) ? exit.nothing : exit.failed;
}

/** What took minutes to find out is told, whatever becomes of the report. */
function written(
  io: Io,
  outcome: Outcome,
  file: Omit<ReportFile, 'text'>,
): { readonly path: string } | { readonly path?: undefined; readonly problem: string } {
  try {
    return { path: writeReportFile(io, { ...file, text: reportText(outcome) }) };
  } catch (error) {
    if (error instanceof PccError) return { problem: error.message };
    throw error;
  }
}

/** The CLI that the user's sessions would run. */
async function commandOf(io: Io, named: string | undefined): Promise<string> {
  const command = named ?? io.env.PCC_CLAUDE;
  if (command !== undefined && command !== '') return command;
  // A daemon that does not run is not started for this.
  const api = await connectDaemon(io).catch(() => undefined);
  const rows = (await api?.call('config.show', {}).catch(() => undefined)) ?? [];
  api?.close();
  const configured = rows.find(({ key }) => key === 'claude.command')?.value;
  return typeof configured === 'string' ? configured : 'claude';
}

async function workedOut(io: Io, wish: Wish, program: string): Promise<Outcome> {
  const { clock, self } = io;
  const startMs = clock.monotonicMs();
  const startedAt = new Date(clock.wallMs()).toISOString();
  const checks: Check[] = [];
  let setting: Setting | undefined;
  let figures: StressFigures | undefined;
  const view = new ProgressView(io);
  const stop = new AbortController();
  const listening = io.onInterrupt(() => {
    if (!stop.signal.aborted) view.say('Stopping; everything that was started is being ended.');
    stop.abort();
  });
  const onWord = (word: Word): void => {
    // What fails from here on fails because everything is being ended.
    if (stop.signal.aborted) return;
    if (word.say === 'setting') setting = word;
    else if (word.say === 'doing') view.doing(word.part, word.text);
    else if (word.say === 'figures') figures = word.figures;
    else if (word.say === 'check') {
      checks.push(word.check);
      view.tried(word.check);
    }
  };
  try {
    view.doing(wish.kind, 'starting');
    const problem = await runWork({ wish, program, self, clock, onWord, stop: stop.signal });
    const tookMs = Math.round(clock.monotonicMs() - startMs);
    const machine = `Node ${process.versions.node} on ${platform()} ${release()} ${arch()}, ${cpus().length} cores`;
    return { version: packageVersion(), program, setting, checks, figures, problem, tookMs, startedAt, machine };
  } finally {
    listening.dispose();
    view.dispose();
  }
}

function jsonOf(outcome: Outcome, report: string | null): object {
  const { version, program, setting, checks, figures, problem, tookMs, startedAt } = outcome;
  return {
    ...{ ok: isGood(outcome), version, startedAt, tookMs },
    claude: { path: program, version: setting?.claude ?? null },
    offline: setting?.offline ?? null,
    ...(checks.length > 0 ? { parts: partsOf(checks) } : {}),
    ...(figures ? { figures } : {}),
    ...(problem === undefined ? {} : { problem }),
    report,
  };
}

function tell(io: Io, outcome: Outcome): void {
  const layout = layoutFor(io);
  const { checks, figures, setting } = outcome;
  const lines = [
    ...checkLines(checks, layout),
    ...(figures ? figureLines(figures, layout) : []),
    ...shortfallLines(checks, layout),
    headline(wordOf(outcome), verdictOf(outcome), layout),
    ...(setting ? [`claude ${setting.claude} at ${outcome.program}. ${offlineText(setting)}`] : []),
  ];
  for (const line of lines) io.stdout.write(`${line}\n`);
}
