import { availableParallelism, loadavg } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import type { Status } from '../../src/api/methods.ts';
import { resumedNote } from '../../src/session/restarting.ts';
import { goOnText } from '../../src/session/goingOn.ts';
import { lastWordsOf, nothingToContinue } from './fake/plan.ts';
import type { Victim } from './night.ts';
import { isAtWork, Night, seeded, victims } from './night.ts';

/**
 * A scripted night: several sessions with tasks on the built program, and kill -9 of daemon, host, both or a CLI at random moments.
 * `PCC_NIGHT_KILLS` says how many (12 by default, 200 for a whole night: `npm run night`), `PCC_NIGHT_SEED` repeats one.
 */

const kills = Number(process.env.PCC_NIGHT_KILLS ?? 12);
const seed = Number(process.env.PCC_NIGHT_SEED ?? Date.now() % 1_000_000);
const sessions = 4;
/** From a kill until all are at work again, by the clock on the wall, however busy the machine is with other things. */
const backWithinMs = 10_000;

let night: Night;

afterEach(async () => {
  await night.strike();
});

it(
  `outlives ${kills} kills at random moments (seed ${seed}): no task lost, none run twice, no key typed twice`,
  async () => {
    night = new Night();
    const random = seeded(seed);
    const names = Array.from({ length: sessions }, (_, index) => `s${index}`);
    const ids: string[] = [];
    for (const name of names) ids.push(await night.start(name));
    const tasks: string[] = [];
    const give = async (id: string): Promise<void> => {
      const text = taskText(`task ${id}-${tasks.length}`, tasks.length, random);
      tasks.push(text);
      await night.pcc('send', id, text);
    };
    for (const id of ids) await give(id);
    const tookMs: number[] = [];
    const kinds = new Map<Victim, number>();
    for (let kill = 0; kill < kills; kill++) {
      for (const { id, queue } of await night.list())
        if (queue.filter(({ state }) => state === 'queued').length < 2) await give(id);
      await new Promise((done) => setTimeout(done, random() * 1_500));
      const victim = victims[Math.floor(random() * victims.length)] ?? 'daemon';
      const { what, gone } = await night.kill(victim, ids[Math.floor(random() * ids.length)] ?? '');
      kinds.set(victim, (kinds.get(victim) ?? 0) + 1);
      const isBack = (session: Status): boolean => isAtWork(session) && !gone.includes(session.pid);
      try {
        tookMs.push(await night.until(`work after kill ${kill + 1}`, (found) => found.every(isBack), backWithinMs));
      } catch (error) {
        throw new Error(`seed ${seed}, kill ${kill + 1} of ${kills}: ${what}\n${String(error)}\n${night.logs}`);
      }
    }
    const over = (states: readonly string[]): boolean => states.every((state) => state === 'done');
    await night
      .until('the end of all tasks', (all) => all.every(({ queue }) => over(queue.map(({ state }) => state))), 120_000)
      .catch((error: unknown) => {
        throw new Error(`seed ${seed}: ${String(error)}\n${night.logs}`);
      });
    report(tasks, tookMs, kinds);
    check(tasks);
  },
  60_000 + kills * 30_000,
);

/** Work of some hundred milliseconds with a dialog in most, a crash in some. Each command is another one: no budget ends it. */
function taskText(name: string, n: number, random: () => number): string {
  const ms = (most: number): number => Math.round(100 + random() * most);
  const ask = random() < 0.7 ? ` [ask wc -l src/part${n}.ts]` : '';
  const crash = random() < 0.08 ? ' [crash 1]' : '';
  const lines = random() < 0.2 ? '\nwith a second line\nand a third\nand a fourth\nand a fifth' : '';
  return `${name} [work ${ms(1_500)}]${ask}${crash} [work ${ms(600)}]${lines}`;
}

/** One line of figures. The load tells how long the times would have been on an idle machine; nothing is measured by it. */
function report(tasks: readonly string[], tookMs: readonly number[], kinds: ReadonlyMap<Victim, number>): void {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const part = (of: number): number => Math.round(sorted[Math.ceil((sorted.length - 1) * of)] ?? 0);
  const times = timesOf(tasks);
  const lost = times.filter(({ sent, done }) => sent === 0 || done === 0).length;
  const twice = times.filter(({ sent, done }) => sent > 1 || done > 1).length;
  const idle = night.said.filter(({ text }) => text === nothingToContinue).length;
  const killed = victims.map((victim) => `${victim} ${kinds.get(victim) ?? 0}`).join(', ');
  process.stdout.write(
    `${kills} kills (${killed}), seed ${seed}; back at work: median ${part(0.5)} ms, p95 ${part(0.95)} ms, longest ${part(1)} ms; ${tasks.length} tasks: lost ${lost}, twice ${twice}; needless continuations ${idle}; load ${(loadavg()[1] ?? 0).toFixed(1)} on ${availableParallelism()} cores\n`,
  );
}

/** How often each task was sent, and how often it was done, by the transcripts. */
function timesOf(tasks: readonly string[]): readonly { task: string; sent: number; done: number }[] {
  const { said } = night;
  return tasks.map((task) => ({
    task,
    sent: said.filter(({ by, text }) => by === 'user' && text === task).length,
    done: said.filter(({ by, text }) => by === 'assistant' && text === lastWordsOf(task)).length,
  }));
}

/** What the transcripts and the journals hold against what was given. */
function check(tasks: readonly string[]): void {
  const { said, journal } = night;
  const prompts = said.filter(({ by }) => by === 'user').map(({ text }) => text);
  expect(timesOf(tasks).filter(({ sent, done }) => sent !== 1 || done !== 1)).toEqual([]);
  const own = new Set([...tasks, resumedNote('crash'), resumedNote('host'), goOnText]);
  // A key that came twice, or for what was gone, would stand in a prompt or be a stray.
  expect(prompts.filter((text) => !own.has(text))).toEqual([]);
  expect(journal.filter(({ what }) => what === 'stray' || what === 'interrupt')).toEqual([]);
  expect(journal.filter(({ what, text }) => what === 'key' && !text.startsWith('1 '))).toEqual([]);
}
