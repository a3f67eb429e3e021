import { setPriority } from 'node:os';
import { rmSync } from 'node:fs';
import { systemClock } from '../../base/clock.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { checkCli } from './checkCli.ts';
import type { Finding } from './findings.ts';

/** What the process that makes a check is told, as one argument of JSON. */
export interface WorkerOrder {
  readonly program: string;
  readonly version: string;
  /** A folder of its own; gone when the process ends in good order, or when its parent does. */
  readonly folder: string;
  readonly rulesFolder: string;
}

/** What it says, one line of JSON each. */
export type WorkerWord =
  | ({ readonly say: 'found'; readonly family: string } & Finding)
  | { readonly say: 'over' }
  | { readonly say: 'failed'; readonly sentence: string };

/** Lower than anything a person waits for. */
const niceness = 10;

/**
 * The life of the process that makes one check. It ends when everything was tried, and at once, with all it started, when its
 * standard input ends: whoever wanted the check is gone then.
 */
export async function runCheckWorker(argument: string, self: readonly [string, ...string[]]): Promise<void> {
  const order = orderFrom(argument);
  let kill = (): void => undefined;
  const end = (): void => {
    kill();
    rmSync(order.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    process.exit(1);
  };
  process.stdin.on('end', end).on('error', end).resume();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  try {
    setPriority(niceness);
    const { program, version, folder, rulesFolder } = order;
    const found = (finding: Finding & { readonly family: string }): void => {
      say({ say: 'found', ...finding });
    };
    const check = await checkCli({ program, version, folder, rulesFolder, self, clock: systemClock(), found });
    kill = () => {
      check.kill();
    };
    await check.over;
    say({ say: 'over' });
  } catch (error) {
    kill();
    say({ say: 'failed', sentence: sentenceOf(error) });
  }
  // What was said is on its way through a pipe, which is written at once; what still ticks is of no use.
  process.exit(0);
}

/** One line of a worker; undefined for what is none. */
export function wordFrom(line: string): WorkerWord | undefined {
  const value = parseJson(line);
  return isObject(value) && typeof value.say === 'string' ? (value as unknown as WorkerWord) : undefined;
}

function say(word: WorkerWord): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}

function orderFrom(argument: string): WorkerOrder {
  const value = parseJson(argument);
  if (!isObject(value)) throw new PccError('usage', 'The order of a check must be a JSON object.');
  return value as unknown as WorkerOrder;
}
