import { randomUUID } from 'node:crypto';
import type { Execution, ExecutionStep, Params } from '../api/methods.ts';
import { PccError } from '../base/errors.ts';
import type { Reach } from '../face/connect.ts';
import { connectDaemon, withDaemon } from '../face/connect.ts';
import { followList } from '../face/executions/following.ts';
import { writeReport } from '../face/executions/report.ts';
import { withDefaults } from '../face/executions/tasks.ts';
import { wholeSteps } from '../face/executions/whole.ts';
import { callerEnvironment, claudeCommand, projectFolder } from '../face/starting.ts';
import { limits } from '../limits.ts';
import { CcError } from './failure.ts';
import type { CcListOptions, CcResult, CcTaskGiven } from './options.ts';
import type { Piece } from './pieces.ts';
import { piecesOf } from './pieces.ts';
import { ProgressTeller } from './progress.ts';
import { withHome } from './world.ts';

const client = 'sdk';

/** Runs the tasks of a list, piece by piece, and gives their results. @throws CcError; and whatever the caller's own functions throw. */
export async function runTasks(
  world: Reach,
  tasks: readonly CcTaskGiven[],
  options: CcListOptions,
): Promise<CcResult[]> {
  for (const name of ['stream', 'onProgress'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw new CcError('invalid_input', `The option '${name}' is no function; give one that takes what is told.`);
  }
  const run = new Run(withHome(world, options.home), options);
  try {
    return await run.through(await piecesOf(tasks, idOf(options)));
  } catch (error) {
    throw run.failure(error);
  }
}

/** What went wrong, as the SDK tells it; what is not of pcc stays as it is. */
export function ccError(error: unknown): unknown {
  return error instanceof PccError ? new CcError(error.code, error.message, { cause: error }) : error;
}

function idOf({ id }: CcListOptions): string {
  if (id === undefined) return randomUUID();
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
  throw new CcError('invalid_input', `The id '${id}' is no UUID of version 4; make one with randomUUID().`);
}

class Run {
  readonly #world: Reach;
  readonly #options: CcListOptions;
  readonly #results: CcResult[] = [];
  readonly #executions: Execution[] = [];
  /** The list that may be at work. */
  #current: string | undefined;

  constructor(world: Reach, options: CcListOptions) {
    this.#world = world;
    this.#options = options;
  }

  async through(pieces: readonly Piece[]): Promise<CcResult[]> {
    const total = pieces.reduce((sum, { size }) => sum + size, 0);
    this.#mustGoOn();
    await this.#checkLater(pieces.slice(1));
    try {
      for (const piece of pieces) {
        this.#mustGoOn();
        await this.#piece(piece, total);
      }
    } catch (error) {
      await this.#reportFailure();
      throw error;
    }
    await this.#report();
    return this.#results;
  }

  /** The first piece is checked when it begins; what is wrong with prompts and schemas of later ones must not be found only behind it. */
  async #checkLater(pieces: readonly Piece[]): Promise<void> {
    // More tasks than a list may have are told of when their piece begins.
    const open = pieces.filter(({ at, size, known }) => known.length > 0 && at + size <= limits.executionStepsMax);
    if (open.length === 0) return;
    try {
      await withDaemon(this.#world, async (api) => {
        for (const piece of open) {
          const { problems } = await api.call('execution.check', this.#orderToCheck(piece));
          const wrong = problems.find(({ severity }) => severity === 'error');
          if (wrong) throw new PccError('invalid_input', wrong.text);
        }
      });
    } catch (error) {
      // A daemon that is killed is no loss: what is wrong is then found when the piece begins.
      if (!(error instanceof PccError && error.code === 'gone')) throw error;
    }
  }

  /** Tasks of a later piece where they stand in the whole, so that they are named by their numbers there. */
  #orderToCheck({ at, known }: Piece): Params<'execution.check'> {
    const { path, tooLong } = this.#options;
    const before = Array.from({ length: at + 1 }, (_, index) => `Task ${index + 1}`);
    return {
      path: projectFolder(path ?? this.#world.cwd, this.#world),
      steps: [...before, ...withDefaults(known, this.#options)],
      ...(tooLong === undefined ? {} : { tooLong }),
    };
  }

  /** The error as it is told, with what is known of the tasks. */
  failure(error: unknown): unknown {
    if (!(error instanceof PccError)) return error;
    return this.#error(error.code, error.message, error);
  }

  async #piece(piece: Piece, total: number): Promise<void> {
    const order = await this.#order(piece);
    this.#mustGoOn();
    const { onProgress, stream, signal } = this.#options;
    const progress = onProgress && new ProgressTeller(onProgress, { at: piece.at, total });
    this.#current = piece.id;
    const execution = await this.#following(() =>
      followList(this.#world, {
        client,
        id: piece.id,
        order,
        ...(signal === undefined ? {} : { cancel: signal }),
        ...(stream === undefined ? {} : { onOutput: stream }),
        ...(progress === undefined
          ? {}
          : {
              onChanged: (now) => progress.changed(now),
              onWaiting: (items) => progress.waiting(items),
            }),
      }),
    );
    const whole = { ...execution, steps: await wholeSteps(this.#world, execution) };
    this.#executions.push(whole);
    this.#results.push(...whole.steps.map((step) => resultOf(step, piece)));
    this.#judge(whole);
  }

  /** A callback that throws must not leave tasks at work that nobody hears of. */
  async #following(follow: () => Promise<Execution>): Promise<Execution> {
    try {
      return await follow();
    } catch (error) {
      if (!(error instanceof PccError)) await this.#cancel();
      throw error;
    }
  }

  async #cancel(): Promise<void> {
    if (this.#current === undefined) return;
    try {
      const api = await connectDaemon(this.#world, false, client);
      await api?.call('execution.control', { id: this.#current, action: 'cancel' });
      api?.close();
    } catch (error) {
      // What the caller's own function threw is what they have to hear of.
      if (!(error instanceof PccError)) throw error;
    }
  }

  async #order(piece: Piece): Promise<Params<'execution.start'>> {
    const options = this.#options;
    const { trust, brain, keep, args, stopOnFailure, amendPrompt, tooLong, allowMentions } = options;
    const { env, cwd } = this.#world;
    const named = options.claude === undefined ? env : { ...env, PCC_CLAUDE: options.claude };
    return {
      id: piece.id,
      path: projectFolder(options.path ?? cwd, this.#world),
      steps: withDefaults(await piece.tasks(this.#results), options),
      ...claudeCommand({ env: named, cwd }),
      env: callerEnvironment({ env: options.env ?? env }),
      ...(trust === undefined ? {} : { trust }),
      ...(brain === undefined ? {} : { brain }),
      ...(keep === undefined ? {} : { keep }),
      ...(args === undefined ? {} : { args: [...args] }),
      ...(stopOnFailure === undefined ? {} : { stopOnFailure }),
      ...(amendPrompt === undefined ? {} : { amend: amendPrompt }),
      ...(tooLong === undefined ? {} : { tooLong }),
      ...(allowMentions === true ? { mentions: [...piece.written] } : {}),
    };
  }

  /** Refuses to go on behind a list that was cancelled, or that failed where that ends all. */
  #judge({ state, id, why }: Execution): void {
    this.#mustGoOn();
    if (state === 'cancelled') throw this.#error('cancelled', `The list ${id} was cancelled.`);
    if (state === 'done' || this.#options.stopOnFailure === false) return;
    const failed = this.#results.find((result) => result.state !== 'done');
    throw this.#error(
      failed?.state === 'refused' ? 'refused' : 'failed',
      failed ? `Task ${failed.n} (${failed.name}) ${wordOf(failed)}` : (why ?? `The list ${id} failed.`),
    );
  }

  #mustGoOn(): void {
    const { signal } = this.#options;
    if (signal?.aborted) throw this.#error('cancelled', 'The tasks were cancelled by the signal.', signal.reason);
  }

  #error(code: CcError['code'], sentence: string, cause?: unknown): CcError {
    const { signal } = this.#options;
    const isCancelled = code !== 'cancelled' && signal?.aborted === true;
    return new CcError(isCancelled ? 'cancelled' : code, sentence, {
      results: this.#results,
      ...(this.#current === undefined ? {} : { execution: this.#current }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  async #report(): Promise<void> {
    const { generateReport, onProgress } = this.#options;
    if (generateReport === undefined || generateReport === false || this.#executions.length === 0) return;
    const path = writeReport(this.#world, this.#executions, generateReport === true ? undefined : generateReport);
    await onProgress?.({ type: 'report', path });
  }

  /** Why the tasks failed is what has to be heard of, not that there is no report of it. */
  async #reportFailure(): Promise<void> {
    try {
      await this.#report();
    } catch (error) {
      if (!(error instanceof PccError)) throw error;
    }
  }
}

function wordOf({ state, why }: CcResult): string {
  const word = state === 'refused' || state === 'skipped' || state === 'cancelled' ? `was ${state}` : 'failed';
  return why === undefined ? `${word}.` : `${word}: ${why}`;
}

function resultOf(step: ExecutionStep, piece: Piece): CcResult {
  const { n, name, uuid, state, text, object, why, amended, validation, files } = step;
  const { usage, predictedMs, tookMs, receipt, response } = step;
  return {
    ...{ n: piece.at + n, name, uuid, execution: piece.id, state, text: text ?? '', amended },
    files: files ?? { created: [], modified: [], deleted: [] },
    ...(object === undefined ? {} : { object }),
    ...(why === undefined ? {} : { why }),
    ...(validation === undefined ? {} : { validation }),
    ...(usage === undefined ? {} : { usage }),
    ...(predictedMs === undefined ? {} : { predictedMs }),
    ...(tookMs === undefined ? {} : { tookMs }),
    ...(receipt === undefined ? {} : { receipt }),
    ...(response === undefined ? {} : { response }),
  };
}
