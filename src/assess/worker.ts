import { existsSync, readFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import { PccError, sentenceOf } from '../base/errors.ts';
import { isObject, parseJson } from '../base/json.ts';
import { Bench } from './bench.ts';
import { clearFolder } from './leftOver.ts';
import { Tries } from './part.ts';
import { parts } from './parts.ts';
import { stress } from './stress.ts';
import type { Setting, Word, WorkerOrder } from './told.ts';

/**
 * The life of the process that does the work: everything it starts, and its folder, is gone when it ends. It ends at once when its
 * standard input does: whoever wanted it is gone then.
 */
export async function runAssessWorker(argument: string, self: readonly [string, ...string[]]): Promise<void> {
  const order = orderFrom(argument);
  const clock = systemClock();
  const ending = new AbortController();
  const end = (): void => {
    if (ending.signal.aborted) return;
    ending.abort();
    clearFolder(order.folder, clock).then(
      () => process.exit(1),
      () => process.exit(1),
    );
  };
  process.stdin.on('end', end).on('error', end).resume();
  // Who is gone hears nothing, and that must not end this process before it has cleared up.
  process.stdout.on('error', end);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  const last = await work(order, self, clock);
  // Else what ends it has cut off what was under way, and nobody waits for its last word.
  if (ending.signal.aborted) return;
  ending.abort();
  const cleared = await clearFolder(order.folder, clock).then(
    () => last,
    (error: unknown) => failure(error),
  );
  say(cleared);
  process.exit(0);
}

/** All of it; gives its last word. */
async function work(order: WorkerOrder, self: readonly [string, ...string[]], clock: Clock): Promise<Word> {
  let bench: Bench | undefined;
  try {
    const { folder, program, wish } = order;
    bench = await Bench.open({ folder, program, self, clock, projects: wish.kind === 'stress' ? wish.parallel : 1 });
    say({ say: 'setting', ...settingOf(bench, order) });
    if (wish.kind === 'assess') await assess(bench, wish.parts);
    else {
      const doing = (text: string): void => {
        say({ say: 'doing', part: 'stress', text });
      };
      say({ say: 'figures', figures: await stress(bench, wish, doing) });
    }
    say({ say: 'doing', part: order.wish.kind, text: 'ending everything' });
    const [fault] = await bench.close();
    if (fault !== undefined) throw new PccError('failed', fault);
    return { say: 'over' };
  } catch (error) {
    await bench?.lab.close();
    return failure(error);
  }
}

/** One part after the other; what a part cannot go on from fails that part alone. */
async function assess(bench: Bench, names: readonly string[]): Promise<void> {
  const { clock } = bench;
  for (const { name, run } of parts.filter((part) => names.includes(part.name))) {
    const tries = new Tries(name, {
      clock,
      doing: (part, text) => {
        say({ say: 'doing', part, text });
      },
      told: (check) => {
        say({ say: 'check', check });
      },
    });
    try {
      await run(bench, tries);
    } catch (error) {
      await tries.check('goes through', () =>
        Promise.reject(error instanceof Error ? error : new Error(String(error))),
      );
    }
  }
}

function settingOf({ claude }: Bench, { caged }: WorkerOrder): Setting {
  return { claude, offline: caged && hasNoWayOut() ? 'namespace' : 'addresses' };
}

/** Whether there is no route but to this machine itself: looked at, and not believed. Source: proc(5), `net/route`. */
function hasNoWayOut(): boolean {
  try {
    const [, ...four] = readFileSync('/proc/self/net/route', 'latin1').trim().split('\n');
    const six = existsSync(sixRoutes) ? readFileSync(sixRoutes, 'latin1').trim().split('\n') : [];
    return [...four, ...six].every((line) => line.trim() === '' || /^lo\s|\slo$/.test(line.trim()));
  } catch {
    return false;
  }
}

const sixRoutes = '/proc/self/net/ipv6_route';

function failure(error: unknown): Word {
  const code = error instanceof PccError ? error.code : 'failed';
  return { say: 'failed', code, sentence: sentenceOf(error) };
}

function say(word: Word): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}

function orderFrom(argument: string): WorkerOrder {
  const value = parseJson(argument);
  if (!isObject(value)) throw new PccError('usage', 'The order of an assessment must be a JSON object.');
  return value as unknown as WorkerOrder;
}
